import { useEffect, useRef } from 'react'
import { ImportForm } from './import-form.tsx'
import type { ModelImport } from './use-model-import.ts'

/** What becomes of a file that was dropped or picked. */
export function ImportDialog({ imports }: { readonly imports: ModelImport }) {
  const { state, close } = imports
  const ref = useRef<HTMLDialogElement>(null)
  const open = state.kind !== 'none'
  useEffect(() => {
    if (open && ref.current?.open === false) ref.current.showModal()
    if (!open) ref.current?.close()
  }, [open])
  return (
    <dialog ref={ref} className="dialog import-dialog" aria-labelledby="import-title" onClose={close}>
      {state.kind === 'reading' && (
        <>
          <h2 id="import-title">{`Import ${state.fileName}`}</h2>
          <p role="status">Reading…</p>
        </>
      )}
      {state.kind === 'refused' && (
        <>
          <h2 id="import-title">Not imported</h2>
          <p role="alert">{state.message}</p>
          <p className="hint">Nothing has changed.</p>
          <div className="actions">
            <button type="button" onClick={close}>
              Close
            </button>
          </div>
        </>
      )}
      {state.kind === 'form' && <ImportForm form={state} imports={imports} />}
    </dialog>
  )
}
