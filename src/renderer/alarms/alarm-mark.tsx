import type { AlarmPriority, AlarmState } from '../../domain/alarms/alarm.ts'
import './alarm-mark.css'

/** A shape for each priority: octagon, triangle, triangle on its tip. */
const SHAPES: Readonly<Record<AlarmPriority, string>> = {
  high: 'M5 1h6l4 4v6l-4 4H5l-4-4V5z',
  medium: 'M8 1.2 15.4 14.6H.6z',
  low: 'M8 14.8.6 1.4h14.8z',
}

/** Where the call mark is in it. */
const EXCLAMATION_MARKS: Readonly<Record<AlarmPriority, string>> = {
  high: 'M8 4v4.8M8 11v1.4',
  medium: 'M8 6.2v3.9M8 11.6V13',
  low: 'M8 3.2v3.9M8 8.6V10',
}

/**
 * Priority by shape and colour; whether it was acknowledged by shape alone: full where it is active and not
 * acknowledged, an outline with a call mark where it is over and not acknowledged, an empty outline where it was
 * acknowledged.
 */
export function AlarmMark({ priority, state }: { readonly priority: AlarmPriority; readonly state: AlarmState }) {
  const unacknowledged = state === 'activeUnacknowledged' || state === 'returnedUnacknowledged'
  return (
    <svg className="alarm-mark" viewBox="0 0 16 16" aria-hidden="true" data-priority={priority} data-state={state}>
      <path className="alarm-shape" d={SHAPES[priority]} />
      {unacknowledged && <path className="alarm-call" d={EXCLAMATION_MARKS[priority]} />}
    </svg>
  )
}
