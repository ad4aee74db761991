import { type FormEvent, useEffect, useRef } from 'react'
import { HORIZONS } from '../../../domain/forecast/forecast.ts'
import { formatNumber } from '../../../domain/format/numbers.ts'
import { HORIZON_LABELS } from '../../format/horizon-text.ts'
import { describeOutputs, OUTPUT_KIND_LABELS, OUTPUT_TARGET_LABELS } from './description-draft.ts'
import { NumberInput, SelectInput, StepSelect } from './description-field.tsx'
import { FeatureTable } from './feature-table.tsx'
import type { ModelImport, ModelImportState } from './use-model-import.ts'
import '../../form/form.css'
import './import.css'

type ImportFormState = Extract<ModelImportState, { kind: 'form' }>

const HORIZON_OPTIONS = Object.fromEntries(HORIZONS.map((each) => [each, HORIZON_LABELS[each].toLowerCase()]))

/** The inputs and outputs of a network, to be confirmed before it is kept. */
export function ImportForm({ form, imports }: { readonly form: ImportFormState; readonly imports: ModelImport }) {
  const { file, network, sidecar, draft, error, sending } = form
  const { output } = draft
  const ref = useRef<HTMLFormElement>(null)
  const wrong = error?.field?.replace(/^description\./, '') ?? ''
  useEffect(() => ref.current?.querySelector('select')?.focus(), [])
  useEffect(() => {
    if (wrong !== '') ref.current?.querySelector<HTMLElement>(`[data-field="${CSS.escape(wrong)}"]`)?.focus()
  }, [wrong])
  const edit = (changes: Partial<typeof draft>) => imports.edit({ ...draft, ...changes })
  const editOutput = (changes: Partial<typeof output>) => edit({ output: { ...output, ...changes } })
  const send = (event: FormEvent) => {
    event.preventDefault()
    void imports.send()
  }
  const field = (path: string) => ({ path, wrong: wrong === path })
  return (
    <form ref={ref} onSubmit={send} noValidate>
      <h2 id="import-title">{`Import ${file.fileName}`}</h2>
      <p className="hint">{describeNetwork(network)}</p>
      <p className="hint">
        {sidecar === null ? 'What follows is a guess: check it.' : `Filled in from ${sidecar}: check it.`}
      </p>
      <fieldset className="fields">
        <legend>Takes</legend>
        <SelectInput
          {...field('horizon')}
          label="Forecasts the"
          options={HORIZON_OPTIONS}
          value={draft.horizon}
          onChange={(horizon) => edit({ horizon: horizon as typeof draft.horizon })}
        />
        <StepSelect
          {...field('stepMinutes')}
          label="A step of its past"
          value={draft.stepMinutes}
          onChange={(stepMinutes) => edit({ stepMinutes })}
        />
      </fieldset>
      <FeatureTable features={draft.features} wrong={wrong} onChange={(features) => edit({ features })} />
      <fieldset className="fields">
        <legend>{`Answers ${describeOutputs(network.outputs, output)}`}</legend>
        <SelectInput
          {...field('output.kind')}
          label="Its numbers are"
          options={OUTPUT_KIND_LABELS}
          value={output.kind}
          onChange={(kind) => editOutput({ kind: kind as typeof output.kind })}
        />
        <SelectInput
          {...field('output.of')}
          label="They stand for"
          options={OUTPUT_TARGET_LABELS}
          value={output.of}
          onChange={(of) => editOutput({ of: of as typeof output.of })}
        />
        <StepSelect
          {...field('output.stepMinutes')}
          label="A step ahead"
          value={output.stepMinutes}
          onChange={(stepMinutes) => editOutput({ stepMinutes })}
        />
        <NumberInput
          {...field('output.std')}
          label="kW = number × std"
          value={output.std}
          onChange={(std) => editOutput({ std })}
        />
        <NumberInput
          {...field('output.mean')}
          label="+ mean (kW)"
          value={output.mean}
          onChange={(mean) => editOutput({ mean })}
        />
      </fieldset>
      {error !== null && (
        <p role="alert" className="field-error">
          {`Not imported, and nothing has changed. ${error.message}`}
        </p>
      )}
      <div className="actions">
        <button type="submit" className="primary" disabled={sending}>
          {sending ? 'Measuring it on the kept history…' : 'Import'}
        </button>
        <button type="button" onClick={imports.close}>
          Cancel
        </button>
        <span className="hint">It is not in use until it is taken.</span>
      </div>
    </form>
  )
}

/** «Keras 2.11.0 · takes 96 steps of 3 features · LSTM, Dense» */
function describeNetwork({ kerasVersion, inputShape, layers }: ImportFormState['network']): string {
  const [steps = 0, features = 0] = inputShape
  const takes = `takes ${formatNumber(steps, 0)} steps of ${features} ${features === 1 ? 'feature' : 'features'}`
  return `Keras ${kerasVersion} · ${takes} · ${layers.join(', ')}`
}
