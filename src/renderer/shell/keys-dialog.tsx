import { useEffect, useRef } from 'react'
import { VIEWS } from './navigation.tsx'

const KEY_BINDINGS: readonly (readonly [keys: string, does: string])[] = [
  [VIEWS.map(({ key }) => key).join(' '), VIEWS.map(({ name }) => name).join(', ')],
  ['?', 'This list'],
  ['!', 'Acknowledge the alarm in the banner'],
  ['F2', 'Go to the alarm in the banner'],
  ['Q', 'Silence the alarms that sound now; new ones sound again'],
  ['↑ ↓ J K', 'In Alarms: move in the list'],
  ['A', 'In Alarms: acknowledge the one that is chosen'],
  ['Shift A', 'In Alarms: acknowledge all that are shown'],
  ['S', 'In Alarms: shelve the one that is chosen'],
  ['R', 'In Alarms: sort the list anew; it holds still while you are in it'],
  ['← →', 'On the chart of History or Model: move the cursor by a step'],
  ['Home End', 'Cursor to the first, the last value'],
  ['Shift ← →', 'In History: earlier, later by a quarter of what is shown'],
  ['+ −', 'In History: zoom in at the cursor, zoom out'],
  ['0', 'In History: reset the zoom'],
  ['Esc', 'Close this list'],
]

export function KeysDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const ref = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    if (open && ref.current?.open === false) ref.current.showModal()
    if (!open) ref.current?.close()
  }, [open])
  return (
    <dialog ref={ref} className="dialog keys" aria-labelledby="keys-title" onClose={onClose}>
      <h2 id="keys-title">Keys</h2>
      <dl>
        {KEY_BINDINGS.map(([keys, does]) => (
          <div key={keys}>
            <dt>
              {keys.split(' ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <button type="button" onClick={onClose}>
        Close
      </button>
    </dialog>
  )
}
