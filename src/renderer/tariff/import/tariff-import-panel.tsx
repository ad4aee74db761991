import { useEffect, useRef } from 'react'
import type { useTariffImport } from './use-tariff-import.ts'

interface TariffImportPanelProps {
  readonly imports: ReturnType<typeof useTariffImport>
  /** The panel goes, and with it what had the keyboard. */
  readonly onGone: () => void
}

/** What became of a file: why it was refused, or what is to be known of the draft that it made. */
export function TariffImportPanel({ imports, onGone }: TariffImportPanelProps) {
  const { state } = imports
  const closeAfter = (action: () => void) => () => {
    action()
    onGone()
  }
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (state.kind === 'read' || state.kind === 'refused') title.current?.focus()
  }, [state])
  if (state.kind === 'none') return null
  if (state.kind === 'reading')
    return (
      <section className="panel" aria-label="Import">
        <p role="status">{`Reading ${state.fileName}…`}</p>
      </section>
    )
  if (state.kind === 'refused')
    return (
      <section className="panel import-panel" aria-labelledby="tariff-import">
        <h2 id="tariff-import" ref={title} tabIndex={-1}>
          Not imported
        </h2>
        <p role="alert">{state.message}</p>
        <p className="hint">Nothing has changed.</p>
        <div className="actions">
          <button type="button" onClick={closeAfter(imports.close)}>
            Close
          </button>
        </div>
      </section>
    )
  return (
    <section className="panel import-panel" aria-labelledby="tariff-import">
      <h2 id="tariff-import" ref={title} tabIndex={-1}>{`Read from ${state.fileName}`}</h2>
      <p>Nothing is saved yet: look at what it means, change what you like, then save it.</p>
      {state.notes.length > 0 && (
        <ul className="notes">
          {state.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      <div className="actions">
        <button type="button" onClick={closeAfter(imports.undo)}>
          {state.before === null ? 'Undo the import' : 'Back to what was entered before'}
        </button>
      </div>
    </section>
  )
}
