import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { Alarm } from '../../domain/alarm.ts'
import { isTyping } from '../shell/typing.ts'
import { useEngine } from '../state/engine-context.ts'
import { AlarmListHead } from './alarm-list-head.tsx'
import { isInOrder, isUnacknowledged } from './alarm-order.ts'
import { AlarmRowView } from './alarm-row.tsx'
import { counted } from './alarm-words.ts'
import { wantedAlarm } from './go-to-alarm.ts'
import { ShelveDialog } from './shelve-dialog.tsx'
import { useAlarmCalls, useAlarms } from './use-alarms.ts'
import { useHeldRows } from './use-held-rows.ts'

/** So many rows are shown to begin with, and as many more each time that more are asked for. */
const ROWS = 100

/** The alarms that are neither normal nor put aside. */
export function AlarmList() {
  const { ask, failure } = useAlarmCalls()
  const [most, setMost] = useState(ROWS)
  const [shelving, setShelving] = useState<Alarm | null>(null)
  const { listed, rows, held, sortAnew, holding } = useHeldRows(shelving !== null)
  const shown = rows.slice(0, most)
  const ids = shown.map(({ alarm }) => alarm.id)
  const unacknowledged = shown
    .filter(({ alarm, gone }) => !gone && isUnacknowledged(alarm))
    .map(({ alarm }) => alarm.id)
  const acknowledge = (which: readonly string[]) => {
    if (which.length > 0) void ask('acknowledgeAlarms', { ids: which.slice(0, 1_000) })
  }
  const { grid, current, focusRow, setCurrent } = useRowFocus(ids)
  useWanted(
    rows.map(({ alarm }) => alarm.id),
    setMost,
    focusRow,
  )
  const chosen = () => shown.find(({ alarm, gone }) => !gone && alarm.id === focusedRow(grid.current))?.alarm
  const again = () => {
    sortAnew()
    setMost(ROWS)
  }
  useListKeys({
    grid,
    move: (by) => {
      const at = ids.indexOf(focusedRow(grid.current) ?? '')
      const next = at < 0 ? ids.indexOf(current) : Math.min(ids.length - 1, Math.max(0, at + by))
      focusRow(ids[next] ?? ids[0])
    },
    acknowledge: () => {
      const alarm = chosen()
      if (alarm !== undefined && isUnacknowledged(alarm)) acknowledge([alarm.id])
    },
    acknowledgeAll: () => acknowledge(unacknowledged),
    shelve: () => setShelving(chosen() ?? null),
    sortAnew: again,
  })
  return (
    <section className="panel alarm-panel" aria-labelledby="alarms-title">
      <AlarmListHead
        listed={listed.length}
        unacknowledged={unacknowledged.length}
        onAcknowledgeAll={() => acknowledge(unacknowledged)}
        onSort={held && !isInOrder(rows, listed) ? again : null}
      />
      {failure !== '' && <p role="alert">{failure}</p>}
      {rows.length === 0 ? (
        <NoAlarms />
      ) : (
        // biome-ignore lint/a11y/useSemanticElements: a row is laid out as a grid of its own, which a table's can't be
        <div ref={grid} role="grid" className="alarm-rows" aria-label="Alarms" aria-rowcount={rows.length} {...holding}>
          {shown.map(({ alarm, gone }) => (
            <AlarmRowView
              key={alarm.id}
              alarm={alarm}
              gone={gone}
              tabIndex={alarm.id === current ? 0 : -1}
              onCurrent={setCurrent}
              onAcknowledge={acknowledge}
              onShelve={setShelving}
            />
          ))}
        </div>
      )}
      {rows.length > shown.length && (
        <p className="alarm-more">
          {`and ${counted(rows.length - shown.length, 'more', 'more')}, less urgent or older `}
          <button type="button" onClick={() => setMost(most + ROWS)}>
            {`Show ${Math.min(ROWS, rows.length - shown.length)} more`}
          </button>
        </p>
      )}
      <ShelveDialog alarm={shelving} onClose={() => setShelving(null)} />
    </section>
  )
}

/** A calm line, which says as well where nothing can be known. */
function NoAlarms() {
  const live = useEngine(({ connection }) => connection.kind === 'live')
  const aside = useAlarms(({ alarms }) => alarms.some(({ state }) => state === 'shelved' || state === 'suppressed'))
  return (
    <p className="no-alarms">
      <strong>No alarms</strong>
      {!live && <span>Nothing is read from the plant now, so its values can’t be judged.</span>}
      {live && aside && <span>Beside what is put aside below, all that is watched is within its limits.</span>}
      {live && !aside && <span>All that is watched is within its limits.</span>}
    </p>
  )
}

const rowOf = (grid: HTMLElement | null, id: string) =>
  grid?.querySelector<HTMLElement>(`[data-alarm="${CSS.escape(id)}"]`) ?? null

/** The alarm whose row has the focus, or something within it. */
function focusedRow(grid: HTMLElement | null): string | undefined {
  const { activeElement } = document
  if (grid === null || !grid.contains(activeElement)) return undefined
  return activeElement?.closest<HTMLElement>('[data-alarm]')?.dataset.alarm
}

/** One row takes part in the order of Tab; the keys go on from it to the others. */
function useRowFocus(ids: readonly string[]) {
  const grid = useRef<HTMLDivElement>(null)
  const [chosen, setCurrent] = useState('')
  const current = ids.includes(chosen) ? chosen : (ids[0] ?? '')
  const focusRow = (id: string | undefined) => {
    if (id === undefined) return
    setCurrent(id)
    const row = rowOf(grid.current, id)
    row?.focus({ preventScroll: true })
    row?.scrollIntoView({ block: 'nearest' })
  }
  return { grid, current, focusRow, setCurrent }
}

/** Focuses the alarm that somebody wants to be brought to, once its row is there. */
function useWanted(ids: readonly string[], setMost: (most: number) => void, focusRow: (id: string) => void): void {
  const wanted = useStore(wantedAlarm, ({ id }) => id)
  const at = wanted === null ? -1 : ids.indexOf(wanted)
  const show = useEffectEvent((id: string) => {
    setMost(Math.max(ROWS, Math.ceil((at + 1) / ROWS) * ROWS))
    requestAnimationFrame(() => focusRow(id))
  })
  useEffect(() => {
    if (wanted === null) return
    wantedAlarm.setState({ id: null })
    if (at >= 0) show(wanted)
  }, [wanted, at])
}

interface ListKeys {
  readonly grid: React.RefObject<HTMLElement | null>
  readonly move: (by: number) => void
  readonly acknowledge: () => void
  readonly acknowledgeAll: () => void
  readonly shelve: () => void
  readonly sortAnew: () => void
}

/** J and K work anywhere in the view, the arrows within the list alone: elsewhere they scroll. */
function useListKeys({ grid, move, acknowledge, acknowledgeAll, shelve, sortAnew }: ListKeys): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
    const within = grid.current?.contains(event.target as Node) === true
    const key = event.key.toLowerCase()
    if (key === 'j' || (within && key === 'arrowdown')) move(1)
    else if (key === 'k' || (within && key === 'arrowup')) move(-1)
    else if (within && key === 'home') move(-Number.MAX_SAFE_INTEGER)
    else if (within && key === 'end') move(Number.MAX_SAFE_INTEGER)
    else if (key === 'a' && event.shiftKey) acknowledgeAll()
    else if (within && key === 'a') acknowledge()
    else if (within && key === 's') shelve()
    else if (key === 'r') sortAnew()
    else return
    event.preventDefault()
  })
  useEffect(() => {
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}
