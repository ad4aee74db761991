import { DAY, MINUTE, WEEK } from '../time/time.ts'
import { type Alarm, type AlarmEntry, type AlarmFigures, PRIORITIES, type Priority } from './alarm.ts'

/** What the figures need to know of an entry of the audit trail. */
export type FigureEntry = Pick<AlarmEntry, 'at' | 'alarm' | 'priority' | 'change' | 'state'>

/** How far back the figures look, in ms. */
export const FIGURES_SPAN = WEEK

/** The period that rates and floods are counted in, and how many alarms in it are a flood. */
const PERIOD = 10 * MINUTE
const FLOOD = 10
/** So many changes within so long are chattering. */
const CHATTER = 3
const CHATTER_WITHIN = MINUTE
const MOST_OF_TOP = 10

/**
 * The operator's figures at `now`, from the audit trail of the last 7 days (in any order; what is older counts in
 * nothing) and the alarms as they stand. An alarm counts as raised whenever it comes before the operator as new: raised,
 * or back from the shelf or from suppression and still standing. The 144 periods of a day are counted back from `now`.
 */
export function alarmFigures(
  trail: readonly FigureEntry[],
  alarms: readonly Pick<Alarm, 'id' | 'state' | 'activeSince'>[],
  now: number,
): AlarmFigures {
  const within = (span: number) => (entry: FigureEntry) => entry.at > now - span && entry.at <= now
  const week = trail.filter(isNew).filter(within(WEEK))
  const periods = countPeriods(week.filter(within(DAY)), now)
  return {
    lastTenMinutes: periods[0] ?? 0,
    perTenMinutes: periods.reduce((sum, count) => sum + count, 0) / periods.length,
    floodShare: periods.filter((count) => count > FLOOD).length / periods.length,
    topTen: topOf(week),
    chattering: chatteringOf(trail.filter(within(DAY))),
    stale: alarms.filter((alarm) => isStale(alarm, now)).map(({ id }) => id),
    priorities: sharesOf(week),
  }
}

/** Whether an entry says that an alarm came before the operator as new. */
function isNew({ change, state }: FigureEntry): boolean {
  return state === 'activeUnacknowledged' && change !== 'acknowledged'
}

/** Alarms in each period of the last day, the newest first. */
function countPeriods(day: readonly FigureEntry[], now: number): number[] {
  const periods: number[] = Array.from({ length: DAY / PERIOD }, () => 0)
  for (const { at } of day) {
    const period = Math.floor((now - at) / PERIOD)
    periods[period] = (periods[period] ?? 0) + 1
  }
  return periods
}

/** The alarms raised most often, the most frequent first; of equal ones the first by name. */
function topOf(week: readonly FigureEntry[]): AlarmFigures['topTen'] {
  const counts = new Map<string, number>()
  for (const { alarm } of week) counts.set(alarm, (counts.get(alarm) ?? 0) + 1)
  return [...counts]
    .map(([alarm, count]) => ({ alarm, count }))
    .sort((a, b) => b.count - a.count || (a.alarm < b.alarm ? -1 : 1))
    .slice(0, MOST_OF_TOP)
}

/** Ids of the alarms that went on or off three times within any minute, by name. */
function chatteringOf(day: readonly FigureEntry[]): string[] {
  const times = new Map<string, number[]>()
  for (const { alarm, change, at } of day) {
    if (change !== 'raised' && change !== 'returned') continue
    const known = times.get(alarm)
    if (known) known.push(at)
    else times.set(alarm, [at])
  }
  const chatters = (unsorted: readonly number[]) => {
    const sorted = unsorted.toSorted((a, b) => a - b)
    return sorted.some((at, i) => at - (sorted[i - CHATTER + 1] ?? Number.NEGATIVE_INFINITY) < CHATTER_WITHIN)
  }
  return [...times]
    .filter(([, each]) => chatters(each))
    .map(([alarm]) => alarm)
    .sort()
}

function isStale({ state, activeSince }: Pick<Alarm, 'state' | 'activeSince'>, now: number): boolean {
  const active = state === 'activeUnacknowledged' || state === 'activeAcknowledged'
  return active && activeSince !== null && now - activeSince > DAY
}

/** All 0 where nothing was raised. */
function sharesOf(week: readonly FigureEntry[]): Record<Priority, number> {
  const share = (priority: Priority) =>
    week.length === 0 ? 0 : week.filter((entry) => entry.priority === priority).length / week.length
  return Object.fromEntries(PRIORITIES.map((priority) => [priority, share(priority)])) as Record<Priority, number>
}
