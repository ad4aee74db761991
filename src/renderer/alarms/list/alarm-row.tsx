import { memo } from 'react'
import type { Alarm } from '../../../domain/alarms/alarm.ts'
import { isUnacknowledged } from '../../alarm-feed/alarm-order.ts'
import { ALARM_STATE_LABELS, formatAlarmValue, PRIORITY_LABELS } from '../../alarm-feed/alarm-text.ts'
import { AlarmMark } from '../alarm-mark.tsx'
import { Since } from '../since.tsx'

interface AlarmRowProps {
  readonly alarm: Alarm
  readonly gone: boolean
  readonly tabIndex: 0 | -1
  readonly onCurrent: (id: string) => void
  readonly onAcknowledge: (ids: readonly string[]) => void
  readonly onShelve: (alarm: Alarm) => void
}

/** One alarm of the list. */
export const AlarmRowView = memo(
  function AlarmRowView({ alarm, gone, tabIndex, onCurrent, onAcknowledge, onShelve }: AlarmRowProps) {
    const unacknowledged = !gone && isUnacknowledged(alarm)
    return (
      // biome-ignore lint/a11y/useSemanticElements: a row is laid out as a grid of its own, which a table's can't be
      <div
        role="row"
        className="alarm-row"
        data-alarm={alarm.id}
        data-priority={alarm.priority}
        data-called={unacknowledged}
        data-gone={gone}
        tabIndex={tabIndex}
        onFocus={() => onCurrent(alarm.id)}
      >
        <AlarmCell name="priority">
          <AlarmMark priority={alarm.priority} state={alarm.state} />
          {PRIORITY_LABELS[alarm.priority]}
        </AlarmCell>
        <AlarmCell name="message">
          <span className="alarm-message">{alarm.message}</span>
          <span className="alarm-advice">{alarm.advice}</span>
        </AlarmCell>
        <AlarmValue alarm={alarm} />
        <AlarmCell name="state">
          <span>{gone && alarm.state === 'normal' ? 'Normal again' : ALARM_STATE_LABELS[alarm.state]}</span>
          <Since at={alarm.activeSince ?? alarm.since} />
        </AlarmCell>
        <AlarmCell name="actions">
          {!gone && (
            <>
              <button
                type="button"
                tabIndex={tabIndex}
                disabled={!unacknowledged}
                onClick={() => onAcknowledge([alarm.id])}
              >
                Acknowledge
              </button>
              <button type="button" tabIndex={tabIndex} onClick={() => onShelve(alarm)}>
                Shelve…
              </button>
            </>
          )}
        </AlarmCell>
      </div>
    )
  },
  (before, after) => before.alarm === after.alarm && before.gone === after.gone && before.tabIndex === after.tabIndex,
)

function AlarmCell({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: as its row
    // biome-ignore lint/a11y/useFocusableInteractive: the row is what is focused
    <div role="gridcell" className={`alarm-${name}-cell`}>
      {children}
    </div>
  )
}

function AlarmValue({ alarm }: { readonly alarm: Alarm }) {
  const text = formatAlarmValue(alarm)
  return (
    <AlarmCell name="value">
      {text !== null && (
        <>
          <span>
            <strong>{text.value}</strong> <small>{text.unit}</small>
          </span>
          <small>{text.limit}</small>
        </>
      )}
    </AlarmCell>
  )
}
