import { type FormEvent, type RefObject, useEffect, useId, useRef, useState } from 'react'
import type { CallError } from '../../../contract/api.ts'
import { type Alarm, MAX_SHELF_MINUTES } from '../../../domain/alarms/alarm.ts'
import { formatDuration } from '../../../domain/format/durations.ts'
import { MINUTE } from '../../../domain/time/time.ts'
import { formatMoment } from '../../format/times.ts'
import { useClock, useEngine, usePage } from '../../page/page-context.ts'

const SHELF_MINUTES = [15, 30, 60, 120, 240, 480, 720, MAX_SHELF_MINUTES]

/** Puts an alarm aside for a time, with the reason for it. Closed while `alarm` is null. */
export function ShelveDialog({ alarm, onClose }: { readonly alarm: Alarm | null; readonly onClose: () => void }) {
  const ref = useRef<HTMLDialogElement>(null)
  const open = alarm !== null
  useEffect(() => {
    if (open && ref.current?.open === false) ref.current.showModal()
    if (!open) ref.current?.close()
  }, [open])
  return (
    <dialog ref={ref} className="dialog shelve-dialog" aria-labelledby="shelve-title" onClose={onClose}>
      {alarm !== null && <ShelveForm key={alarm.id} alarm={alarm} onClose={() => ref.current?.close()} />}
    </dialog>
  )
}

function ShelveForm({ alarm, onClose }: { readonly alarm: Alarm; readonly onClose: () => void }) {
  const id = useId()
  const [minutes, setMinutes] = useState(60)
  const [reason, setReason] = useState('')
  const reasonField = useRef<HTMLInputElement>(null)
  const { error, shelving, shelve } = useShelving(alarm.id, reasonField, onClose)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void shelve(minutes, reason.trim())
  }
  return (
    <form noValidate onSubmit={submit}>
      <h2 id="shelve-title">Shelve this alarm</h2>
      <p>{alarm.message}</p>
      <div className="field">
        <label htmlFor={`${id}-time`}>For</label>
        <select id={`${id}-time`} value={minutes} onChange={({ target }) => setMinutes(Number(target.value))}>
          {SHELF_MINUTES.map((each) => (
            <option key={each} value={each}>
              {each === MAX_SHELF_MINUTES ? '24 h' : formatDuration(each * MINUTE, true)}
            </option>
          ))}
        </select>
      </div>
      <div className="field">
        <label htmlFor={`${id}-reason`}>Reason</label>
        <input
          ref={reasonField}
          id={`${id}-reason`}
          type="text"
          autoComplete="off"
          maxLength={200}
          required
          value={reason}
          aria-invalid={error?.field === 'reason'}
          aria-describedby={`${id}-more`}
          onChange={({ target }) => setReason(target.value)}
        />
      </div>
      <p id={`${id}-more`} className="shelve-more">
        {error === null ? (
          <ShelfEndHint minutes={minutes} />
        ) : (
          <span role="alert" className="field-error">
            {error.message}
          </span>
        )}
      </p>
      <div className="actions">
        <button type="submit" className="primary" disabled={shelving}>
          {shelving ? 'Shelving…' : 'Shelve'}
        </button>
        <button type="button" onClick={onClose}>
          Cancel
        </button>
      </div>
    </form>
  )
}

/** Has the engine shelve the alarm; where it refuses the reason, its field is focused. */
function useShelving(id: string, reasonField: RefObject<HTMLInputElement | null>, onShelved: () => void) {
  const { transport } = usePage()
  const [error, setError] = useState<CallError | null>(null)
  const [shelving, setShelving] = useState(false)
  const showError = (refusal: CallError) => {
    setError(refusal)
    if (refusal.field === 'reason') reasonField.current?.focus()
  }
  const shelve = async (minutes: number, reason: string) => {
    if (reason.length < 3) return showError({ code: 'invalid', field: 'reason', message: 'Say why, in a few words.' })
    setShelving(true)
    const outcome = await transport.call('shelveAlarm', { id, minutes, reason })
    setShelving(false)
    if (outcome.ok) onShelved()
    else showError(outcome.error)
  }
  return { error, shelving, shelve }
}

function ShelfEndHint({ minutes }: { readonly minutes: number }) {
  const zone = useEngine((state) => state.settings?.site.zone ?? 'UTC')
  const until = useClock((now) => formatMoment(now + minutes * MINUTE, zone))
  return (
    <span className="hint">
      {`It comes back at about ${until}, to be acknowledged if it still stands. Who looks at the audit trail sees the reason.`}
    </span>
  )
}
