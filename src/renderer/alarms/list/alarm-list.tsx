import { useState } from 'react'
import type { Alarm } from '../../../domain/alarms/alarm.ts'
import { type AlarmRow, isInOrder, isUnacknowledged } from '../../alarm-feed/alarm-order.ts'
import { pluralize } from '../../alarm-feed/alarm-text.ts'
import { useAlarmCalls } from '../use-alarms.ts'
import { AlarmListHead } from './alarm-list-head.tsx'
import { AlarmRowView } from './alarm-row.tsx'
import { NoAlarms } from './no-alarms.tsx'
import { ShelveDialog } from './shelve-dialog.tsx'
import { type HeldRows, useHeldRows } from './use-held-rows.ts'
import { useListKeys } from './use-list-keys.ts'
import { findFocusedAlarmId, useRequestedAlarm, useRowFocus } from './use-row-focus.ts'
import './alarm-list.css'

/** So many rows are shown to begin with, and as many more each time that more are requested. */
const PAGE_SIZE = 100

/** The alarms that are neither normal nor put aside. */
export function AlarmList() {
  const [shelving, setShelving] = useState<Alarm | null>(null)
  const held = useHeldRows(shelving !== null)
  const { ask, failure } = useAlarmCalls()
  const [shownCount, setShownCount] = useState(PAGE_SIZE)
  const shown = held.rows.slice(0, shownCount)
  const unacknowledged = shown.flatMap(({ alarm, gone }) => (!gone && isUnacknowledged(alarm) ? [alarm.id] : []))
  const acknowledge = (ids: readonly string[]) => {
    if (ids.length > 0) void ask('acknowledgeAlarms', { ids: ids.slice(0, 1_000) })
  }
  const sortAnew = () => {
    held.sortAnew()
    setShownCount(PAGE_SIZE)
  }
  const rowProps = { held, shown, onMost: setShownCount, onAcknowledge: acknowledge, onShelve: setShelving }
  return (
    <section className="panel alarm-panel" aria-labelledby="alarms-title">
      <AlarmListHead
        listed={held.listed.length}
        unacknowledged={unacknowledged.length}
        onAcknowledgeAll={() => acknowledge(unacknowledged)}
        onSort={held.held && !isInOrder(held.rows, held.listed) ? sortAnew : null}
      />
      {failure !== '' && <p role="alert">{failure}</p>}
      {held.rows.length === 0 ? (
        <NoAlarms />
      ) : (
        <AlarmRows {...rowProps} onAcknowledgeAll={() => acknowledge(unacknowledged)} onSort={sortAnew} />
      )}
      <ShowMoreRows rest={held.rows.length - shown.length} onMore={() => setShownCount(shownCount + PAGE_SIZE)} />
      <ShelveDialog alarm={shelving} onClose={() => setShelving(null)} />
    </section>
  )
}

interface AlarmRowsProps {
  readonly held: HeldRows
  readonly shown: readonly AlarmRow[]
  /** How many rows there should be. */
  readonly onMost: (count: number) => void
  readonly onAcknowledge: (ids: readonly string[]) => void
  readonly onAcknowledgeAll: () => void
  readonly onShelve: (alarm: Alarm | null) => void
  readonly onSort: () => void
}

function AlarmRows({ held, shown, onMost, onAcknowledge, onAcknowledgeAll, onShelve, onSort }: AlarmRowsProps) {
  const { rows, holdHandlers } = held
  const ids = shown.map(({ alarm }) => alarm.id)
  const { grid, current, focusRow, setCurrent } = useRowFocus(ids)
  const everyId = rows.map(({ alarm }) => alarm.id)
  useRequestedAlarm(everyId, (at) => onMost(Math.max(PAGE_SIZE, Math.ceil((at + 1) / PAGE_SIZE) * PAGE_SIZE)), focusRow)
  const findFocusedAlarm = () =>
    shown.find(({ alarm, gone }) => !gone && alarm.id === findFocusedAlarmId(grid.current))?.alarm
  useListKeys({
    grid,
    move(by) {
      const at = ids.indexOf(findFocusedAlarmId(grid.current) ?? '')
      const next = at < 0 ? ids.indexOf(current) : Math.min(ids.length - 1, Math.max(0, at + by))
      focusRow(ids[next] ?? ids[0])
    },
    acknowledge() {
      const alarm = findFocusedAlarm()
      if (alarm !== undefined && isUnacknowledged(alarm)) onAcknowledge([alarm.id])
    },
    acknowledgeAll: onAcknowledgeAll,
    shelve: () => onShelve(findFocusedAlarm() ?? null),
    sortAnew() {
      const id = findFocusedAlarmId(grid.current)
      onSort()
      // A row that is moved loses the focus.
      if (id !== undefined) requestAnimationFrame(() => focusRow(id))
    },
  })
  return (
    // biome-ignore lint/a11y/useSemanticElements: a row is laid out as a grid of its own, which a table's can't be
    <div
      ref={grid}
      role="grid"
      className="alarm-rows"
      aria-label="Alarms"
      aria-rowcount={rows.length}
      {...holdHandlers}
    >
      {shown.map(({ alarm, gone }) => (
        <AlarmRowView
          key={alarm.id}
          alarm={alarm}
          gone={gone}
          tabIndex={alarm.id === current ? 0 : -1}
          onCurrent={setCurrent}
          onAcknowledge={onAcknowledge}
          onShelve={onShelve}
        />
      ))}
    </div>
  )
}

function ShowMoreRows({ rest, onMore }: { readonly rest: number; readonly onMore: () => void }) {
  if (rest <= 0) return null
  return (
    <p className="alarm-more">
      {`and ${pluralize(rest, 'more', 'more')}, less urgent or older `}
      <button type="button" onClick={onMore}>
        {`Show ${Math.min(PAGE_SIZE, rest)} more`}
      </button>
    </p>
  )
}
