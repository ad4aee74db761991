import { type FormEvent, type RefObject, useEffect, useRef } from 'react'
import { HORIZONS } from '../../../domain/forecast/forecast.ts'
import { formatNumber } from '../../../domain/format/numbers.ts'
import { HORIZON_LABELS } from '../../format/horizon-text.ts'
import {
  type DescriptionDraft,
  describeOutputs,
  OUTPUT_KIND_LABELS,
  OUTPUT_TARGET_LABELS,
} from './description-draft.ts'
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
  const ref = useRef<HTMLFormElement>(null)
  const wrong = error?.field?.replace(/^description\./, '') ?? ''
  useFocusedField(ref, wrong)
  const edit = (changes: Partial<DescriptionDraft>) => imports.edit({ ...draft, ...changes })
  const send = (event: FormEvent) => {
    event.preventDefault()
    void imports.send()
  }
  return (
    <form ref={ref} onSubmit={send} noValidate>
      <h2 id="import-title">{`Import ${file.fileName}`}</h2>
      <p className="hint">{describeNetwork(network)}</p>
      <p className="hint">
        {sidecar === null ? 'What follows is a guess: check it.' : `Filled in from ${sidecar}: check it.`}
      </p>
      <InputFields draft={draft} wrong={wrong} onChange={edit} />
      <FeatureTable features={draft.features} wrong={wrong} onChange={(features) => edit({ features })} />
      <OutputFields
        output={draft.output}
        legend={`Answers ${describeOutputs(network.outputs, draft.output)}`}
        wrong={wrong}
        onChange={(changes) => edit({ output: { ...draft.output, ...changes } })}
      />
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

/** Focuses the first field, and then the one that the engine refused. */
function useFocusedField(form: RefObject<HTMLFormElement | null>, wrong: string): void {
  useEffect(() => form.current?.querySelector('select')?.focus(), [form])
  useEffect(() => {
    if (wrong !== '') form.current?.querySelector<HTMLElement>(`[data-field="${CSS.escape(wrong)}"]`)?.focus()
  }, [form, wrong])
}

interface InputFieldsProps {
  readonly draft: DescriptionDraft
  /** The field that the engine refused, like `output.std`; empty where it refused none. */
  readonly wrong: string
  readonly onChange: (changes: Partial<DescriptionDraft>) => void
}

function InputFields({ draft, wrong, onChange }: InputFieldsProps) {
  const field = (path: string) => ({ path, wrong: wrong === path })
  return (
    <fieldset className="fields">
      <legend>Takes</legend>
      <SelectInput
        {...field('horizon')}
        label="Forecasts the"
        options={HORIZON_OPTIONS}
        value={draft.horizon}
        onChange={(horizon) => onChange({ horizon: horizon as typeof draft.horizon })}
      />
      <StepSelect
        {...field('stepMinutes')}
        label="A step of its past"
        value={draft.stepMinutes}
        onChange={(stepMinutes) => onChange({ stepMinutes })}
      />
    </fieldset>
  )
}

interface OutputFieldsProps {
  readonly output: DescriptionDraft['output']
  readonly legend: string
  /** As in `InputFieldsProps`. */
  readonly wrong: string
  readonly onChange: (changes: Partial<DescriptionDraft['output']>) => void
}

function OutputFields({ output, legend, wrong, onChange }: OutputFieldsProps) {
  const field = (path: string) => ({ path, wrong: wrong === path })
  return (
    <fieldset className="fields">
      <legend>{legend}</legend>
      <SelectInput
        {...field('output.kind')}
        label="Its numbers are"
        options={OUTPUT_KIND_LABELS}
        value={output.kind}
        onChange={(kind) => onChange({ kind: kind as typeof output.kind })}
      />
      <SelectInput
        {...field('output.of')}
        label="They stand for"
        options={OUTPUT_TARGET_LABELS}
        value={output.of}
        onChange={(of) => onChange({ of: of as typeof output.of })}
      />
      <StepSelect
        {...field('output.stepMinutes')}
        label="A step ahead"
        value={output.stepMinutes}
        onChange={(stepMinutes) => onChange({ stepMinutes })}
      />
      <NumberInput
        {...field('output.std')}
        label="kW = number × std"
        value={output.std}
        onChange={(std) => onChange({ std })}
      />
      <NumberInput
        {...field('output.mean')}
        label="+ mean (kW)"
        value={output.mean}
        onChange={(mean) => onChange({ mean })}
      />
    </fieldset>
  )
}

/** «Keras 2.11.0 · takes 96 steps of 3 features · LSTM, Dense» */
function describeNetwork({ kerasVersion, inputShape, layers }: ImportFormState['network']): string {
  const [steps = 0, features = 0] = inputShape
  const takes = `takes ${formatNumber(steps, 0)} steps of ${features} ${features === 1 ? 'feature' : 'features'}`
  return `Keras ${kerasVersion} · ${takes} · ${layers.join(', ')}`
}
