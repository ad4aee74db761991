import { DAY, MINUTE, WEEK } from '../time/time.ts'
import { ALARM_PRIORITIES, type Alarm, type AlarmEntry, type AlarmMetrics, type AlarmPriority } from './alarm.ts'

/** The fields of an entry of the audit trail that the figures need. */
export type MetricsEntry = Pick<AlarmEntry, 'at' | 'alarm' | 'priority' | 'change' | 'state'>

/** The length of time that the figures are of, in ms. */
export const METRICS_SPAN = WEEK

/** The period that rates and floods are counted in, and how many alarms in it are a flood. */
const PERIOD = 10 * MINUTE
const FLOOD_ALARMS = 10
/** So many changes within so long are chattering. */
const CHATTER_CHANGES = 3
const CHATTER_SPAN = MINUTE
const MAX_TOP_ALARMS = 10

/**
 * The operator's figures at `now`, from the audit trail of the last 7 days (in any order; what is older counts in
 * nothing) and the states of the alarms. An alarm counts as raised whenever it is shown to the operator as new: raised,
 * or unshelved or no longer suppressed while its condition holds. The 144 periods of a day are counted back from `now`.
 */
export function computeAlarmMetrics(
  trail: readonly MetricsEntry[],
  alarms: readonly Pick<Alarm, 'id' | 'state' | 'activeSince'>[],
  now: number,
): AlarmMetrics {
  const isWithin = (span: number) => (entry: MetricsEntry) => entry.at > now - span && entry.at <= now
  const week = trail.filter(isAnnunciation).filter(isWithin(WEEK))
  const periods = countByPeriod(week.filter(isWithin(DAY)), now)
  return {
    lastTenMinutes: periods[0] ?? 0,
    perTenMinutes: periods.reduce((sum, count) => sum + count, 0) / periods.length,
    floodShare: periods.filter((count) => count > FLOOD_ALARMS).length / periods.length,
    topTen: findMostFrequent(week),
    chattering: findChattering(trail.filter(isWithin(DAY))),
    stale: alarms.filter((alarm) => isStale(alarm, now)).map(({ id }) => id),
    priorities: sharesByPriority(week),
  }
}

/** Whether an entry is of an alarm that was shown to the operator as new. */
function isAnnunciation({ change, state }: MetricsEntry): boolean {
  return state === 'activeUnacknowledged' && change !== 'acknowledged'
}

/** Alarms in each period of the last day, the newest first. */
function countByPeriod(day: readonly MetricsEntry[], now: number): number[] {
  const periods: number[] = Array.from({ length: DAY / PERIOD }, () => 0)
  for (const { at } of day) {
    const period = Math.floor((now - at) / PERIOD)
    periods[period] = (periods[period] ?? 0) + 1
  }
  return periods
}

/** The alarms raised most often, the most frequent first; of equal ones the first by name. */
function findMostFrequent(week: readonly MetricsEntry[]): AlarmMetrics['topTen'] {
  const counts = new Map<string, number>()
  for (const { alarm } of week) counts.set(alarm, (counts.get(alarm) ?? 0) + 1)
  return [...counts]
    .map(([alarm, count]) => ({ alarm, count }))
    .sort((a, b) => b.count - a.count || (a.alarm < b.alarm ? -1 : 1))
    .slice(0, MAX_TOP_ALARMS)
}

/** Ids of the alarms that went on or off three times within any minute, by name. */
function findChattering(day: readonly MetricsEntry[]): string[] {
  const times = new Map<string, number[]>()
  for (const { alarm, change, at } of day) {
    if (change !== 'raised' && change !== 'returned') continue
    const known = times.get(alarm)
    if (known) known.push(at)
    else times.set(alarm, [at])
  }
  const isChattering = (unsorted: readonly number[]) => {
    const sorted = unsorted.toSorted((a, b) => a - b)
    return sorted.some((at, i) => at - (sorted[i - CHATTER_CHANGES + 1] ?? Number.NEGATIVE_INFINITY) < CHATTER_SPAN)
  }
  return [...times]
    .filter(([, each]) => isChattering(each))
    .map(([alarm]) => alarm)
    .sort()
}

function isStale({ state, activeSince }: Pick<Alarm, 'state' | 'activeSince'>, now: number): boolean {
  const active = state === 'activeUnacknowledged' || state === 'activeAcknowledged'
  return active && activeSince !== null && now - activeSince > DAY
}

/** All 0 where nothing was raised. */
function sharesByPriority(week: readonly MetricsEntry[]): Record<AlarmPriority, number> {
  const share = (priority: AlarmPriority) =>
    week.length === 0 ? 0 : week.filter((entry) => entry.priority === priority).length / week.length
  return Object.fromEntries(ALARM_PRIORITIES.map((priority) => [priority, share(priority)])) as Record<
    AlarmPriority,
    number
  >
}
