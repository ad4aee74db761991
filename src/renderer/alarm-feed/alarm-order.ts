import { ALARM_PRIORITIES, type Alarm } from '../../domain/alarms/alarm.ts'

const PRIORITY_RANK = Object.fromEntries(ALARM_PRIORITIES.map((priority, index) => [priority, index]))

/** When it was raised, as far as is known. */
export function raisedAt({ activeSince, since }: Alarm): number {
  return activeSince ?? since
}

/**
 * The highest priority first, of one priority the newest, of one time by name: the same order whichever was received
 * first.
 */
export function compareByUrgency(a: Alarm, b: Alarm): number {
  const rank = (PRIORITY_RANK[a.priority] ?? 0) - (PRIORITY_RANK[b.priority] ?? 0)
  return rank || raisedAt(b) - raisedAt(a) || (a.id < b.id ? -1 : 1)
}

export function isUnacknowledged({ state }: Alarm): boolean {
  return state === 'activeUnacknowledged' || state === 'returnedUnacknowledged'
}

/** Alarms that the operator has to do with now: neither normal nor put aside. */
export function isListed({ state }: Alarm): boolean {
  return state !== 'normal' && state !== 'shelved' && state !== 'suppressed'
}

/** One row of the list. */
export interface AlarmRow {
  readonly alarm: Alarm
  /** It is no longer of the list, and keeps its place until the order is let go. */
  readonly gone: boolean
}

/**
 * The rows to show. While the order is held, rows stay where they are: what is gone keeps its place, what is new is
 * added at the end. `all` has every alarm there is, also the state of those that are gone.
 */
export function updateRows(
  rows: readonly AlarmRow[],
  listed: readonly Alarm[],
  all: readonly Alarm[],
  held: boolean,
): readonly AlarmRow[] {
  if (!held || rows.length === 0) return listed.map((alarm) => ({ alarm, gone: false }))
  const listedById = new Map(listed.map((alarm) => [alarm.id, alarm]))
  const allById = new Map(all.map((alarm) => [alarm.id, alarm]))
  const kept = rows.map(({ alarm }) => {
    const current = listedById.get(alarm.id)
    listedById.delete(alarm.id)
    if (current !== undefined) return { alarm: current, gone: false }
    // It keeps the text that it had: with fewer of them its row would shrink, and those below would move.
    const { state, since } = allById.get(alarm.id) ?? { state: 'normal' as const, since: alarm.since }
    return { alarm: { ...alarm, state, since, activeSince: null }, gone: true }
  })
  return [...kept, ...[...listedById.values()].map((alarm) => ({ alarm, gone: false }))]
}

/** Whether the rows are in the order that they would have if the order were not held. */
export function isInOrder(rows: readonly AlarmRow[], listed: readonly Alarm[]): boolean {
  return rows.length === listed.length && rows.every(({ alarm }, index) => alarm.id === listed[index]?.id)
}
