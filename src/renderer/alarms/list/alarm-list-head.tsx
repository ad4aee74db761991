import { pluralize } from '../../alarm-feed/alarm-text.ts'

interface AlarmListHeadProps {
  readonly listed: number
  /** Of those that are shown. */
  readonly unacknowledged: number
  readonly onAcknowledgeAll: () => void
  /** Null where the rows are in their order. */
  readonly onSort: (() => void) | null
}

export function AlarmListHead({ listed, unacknowledged, onAcknowledgeAll, onSort }: AlarmListHeadProps) {
  return (
    <div className="panel-title alarm-list-head">
      <h3 id="alarms-title">Alarms</h3>
      <span>{listed > 0 && `${pluralize(listed, 'stands', 'stand')} · ${unacknowledged} not acknowledged`}</span>
      <span className="alarm-list-actions" data-idle={listed === 0}>
        <button
          type="button"
          className="sort-anew"
          data-idle={onSort === null}
          disabled={onSort === null}
          onClick={() => onSort?.()}
        >
          Sort anew <kbd>R</kbd>
        </button>
        <button type="button" disabled={unacknowledged === 0} onClick={onAcknowledgeAll}>
          Acknowledge all shown <kbd>⇧A</kbd>
        </button>
      </span>
    </div>
  )
}
