import { memo } from 'react'
import type { Alarm } from '../../../domain/alarms/alarm.ts'
import { isUnacknowledged } from '../../alarm-feed/alarm-order.ts'
import { PRIORITY_WORDS, STATE_WORDS, valueWords } from '../../alarm-feed/alarm-text.ts'
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
    const called = !gone && isUnacknowledged(alarm)
    return (
      // biome-ignore lint/a11y/useSemanticElements: a row is laid out as a grid of its own, which a table's can't be
      <div
        role="row"
        className="alarm-row"
        data-alarm={alarm.id}
        data-priority={alarm.priority}
        data-called={called}
        data-gone={gone}
        tabIndex={tabIndex}
        onFocus={() => onCurrent(alarm.id)}
      >
        <Cell name="priority">
          <AlarmMark priority={alarm.priority} state={alarm.state} />
          {PRIORITY_WORDS[alarm.priority]}
        </Cell>
        <Cell name="message">
          <span className="alarm-message">{alarm.message}</span>
          <span className="alarm-advice">{alarm.advice}</span>
        </Cell>
        <Value alarm={alarm} />
        <Cell name="state">
          <span>{gone && alarm.state === 'normal' ? 'Normal again' : STATE_WORDS[alarm.state]}</span>
          <Since at={alarm.activeSince ?? alarm.since} />
        </Cell>
        <Cell name="actions">
          {!gone && (
            <>
              <button type="button" tabIndex={tabIndex} disabled={!called} onClick={() => onAcknowledge([alarm.id])}>
                Acknowledge
              </button>
              <button type="button" tabIndex={tabIndex} onClick={() => onShelve(alarm)}>
                Shelve…
              </button>
            </>
          )}
        </Cell>
      </div>
    )
  },
  (before, after) => before.alarm === after.alarm && before.gone === after.gone && before.tabIndex === after.tabIndex,
)

function Cell({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: as its row
    // biome-ignore lint/a11y/useFocusableInteractive: the row is what is focused
    <div role="gridcell" className={`alarm-${name}-cell`}>
      {children}
    </div>
  )
}

function Value({ alarm }: { readonly alarm: Alarm }) {
  const words = valueWords(alarm)
  return (
    <Cell name="value">
      {words !== null && (
        <>
          <span>
            <strong>{words.value}</strong> <small>{words.unit}</small>
          </span>
          <small>{words.limit}</small>
        </>
      )}
    </Cell>
  )
}
