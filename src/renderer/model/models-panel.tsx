import { type RefObject, useRef, useState } from 'react'
import type { Horizon } from '../../domain/forecast/forecast.ts'
import { HORIZON_LABELS } from '../format/horizon-text.ts'
import { usePage } from '../page/page-context.ts'
import { downloadModel } from './model-file.ts'
import { ModelItem } from './model-item.tsx'
import { selectModels } from './model-text.ts'
import type { Models } from './use-models.ts'

interface ModelsPanelProps {
  readonly horizon: Horizon
  readonly models: Models
  /** The result of the last action; empty where there was none. */
  readonly statusText: string
  readonly onStatus: (sentence: string) => void
  readonly onPick: (files: readonly File[]) => void
}

/** The models of a horizon, what can be done with them, and the way in for one that was made elsewhere. */
export function ModelsPanel({ horizon, models, statusText, onStatus, onPick }: ModelsPanelProps) {
  const { entries, failure } = models
  const list = useRef<HTMLUListElement>(null)
  const { busy, use, save, remove } = useModelActions(models, list, onStatus)
  const shown = selectModels(entries ?? [], horizon)
  return (
    <section className="panel models-panel" aria-labelledby="models-title">
      <div className="panel-title">
        <h2 id="models-title">Models</h2>
        <span>{`of the ${HORIZON_LABELS[horizon].toLowerCase()}`}</span>
        <KerasFilePicker onPick={onPick} />
      </div>
      <p role="status" className="feedback">
        {statusText}
      </p>
      {failure !== '' && <p className="reason">{failure}</p>}
      {shown.length === 0 ? (
        <p className="empty">{entries === null ? 'Reading the models…' : NO_MODEL_TEXT}</p>
      ) : (
        <ul className="models" ref={list}>
          {shown.map((entry) => (
            <ModelItem
              key={entry.id}
              entry={entry}
              busy={busy}
              onUse={() => void use(entry.id)}
              onExport={() => void save(entry.id)}
              onRemove={() => void remove(entry.id)}
            />
          ))}
        </ul>
      )}
      <p className="hint">A Keras file can also be dropped anywhere on the window.</p>
    </section>
  )
}

/** What can be done with a model, one after the other; `onStatus` gets the result of each. */
function useModelActions(
  { act }: Models,
  list: RefObject<HTMLUListElement | null>,
  onStatus: ModelsPanelProps['onStatus'],
) {
  const { transport } = usePage()
  const [busy, setBusy] = useState(false)
  const runAction = async (action: () => Promise<string>) => {
    setBusy(true)
    onStatus(await action())
    setBusy(false)
  }
  const use = (id: string) =>
    runAction(async () => {
      const refusal = await act('useModel', { id })
      if (refusal !== '') return refusal
      // Its button is gone: the keyboard stays at the model.
      list.current?.querySelector<HTMLElement>(`[data-model="${CSS.escape(id)}"]`)?.focus()
      return `${id} is in use. The one before it is one click away.`
    })
  const save = (id: string) =>
    runAction(async () => {
      const outcome = await transport.call('exportModel', { id })
      return outcome.ok ? downloadModel(outcome.value) : outcome.error.message
    })
  const remove = (id: string) => runAction(async () => (await act('removeModel', { id })) || `${id} is removed.`)
  return { busy, use, save, remove }
}

const NO_MODEL_TEXT = 'There is no model: a naive forecast stands in. Train one below, or import a Keras file.'

function KerasFilePicker({ onPick }: Pick<ModelsPanelProps, 'onPick'>) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <button type="button" className="import-button" onClick={() => input.current?.click()}>
        Import Keras file…
      </button>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept=".h5,.hdf5,.keras,.json"
        aria-label="Keras file, and its sidecar"
        onChange={({ target }) => {
          onPick([...(target.files ?? [])])
          // The same file can be picked again.
          target.value = ''
        }}
      />
    </>
  )
}
