import { useEffect, useRef } from 'react'
import './drop.css'

/** Shows why dropped files are refused; nothing where the message is empty. */
export function RefusalDialog({ message, onClose }: { readonly message: string; readonly onClose: () => void }) {
  const ref = useRef<HTMLDialogElement>(null)
  const open = message !== ''
  useEffect(() => {
    if (open && ref.current?.open === false) ref.current.showModal()
    if (!open) ref.current?.close()
  }, [open])
  return (
    <dialog ref={ref} className="dialog import-dialog" aria-labelledby="refusal-title" onClose={onClose}>
      {open && (
        <>
          <h2 id="refusal-title">Not taken</h2>
          <p role="alert">{message}</p>
          <p className="hint">Nothing has changed.</p>
          <div className="actions">
            <button type="button" onClick={onClose}>
              Close
            </button>
          </div>
        </>
      )}
    </dialog>
  )
}
