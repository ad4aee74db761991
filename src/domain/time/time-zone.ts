import { DAY, floorTo, MINUTE, QUARTER_HOUR } from './time.ts'

/**
 * Converts epoch ms to the site's wall-clock time, written as the epoch ms at which a clock in UTC would show the same.
 */
export type LocalTime = (at: number) => number

const MAX_CACHED_DAYS = 2_000
/** A day into the year 100, epoch ms: every zone's clock shows that year. */
const YEAR_100 = Date.UTC(100, 0, 2)

/**
 * Local time of an IANA zone, quick enough for a million calls a second: the offset is looked up once a day of UTC,
 * and once a quarter-hour on days on which it changes (every change of every zone lies on a quarter-hour).
 */
export function createLocalTime(zone: string): LocalTime {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  })
  const days = new Map<number, readonly number[]>()
  let lastDay = Number.NaN
  let offsets: readonly number[] = [0]
  const offsetsOf = (day: number): readonly number[] => {
    const known = days.get(day)
    if (known) return known
    if (days.size >= MAX_CACHED_DAYS) days.clear()
    const first = offsetAt(format, day)
    const steps = offsetAt(format, day + DAY) === first ? 1 : DAY / QUARTER_HOUR
    const found = Array.from({ length: steps }, (_, i) => offsetAt(format, day + i * QUARTER_HOUR))
    days.set(day, found)
    return found
  }
  return (at) => {
    const day = floorTo(at, DAY)
    if (day !== lastDay) {
      offsets = offsetsOf(day)
      lastDay = day
    }
    const step = offsets.length === 1 ? 0 : Math.floor((at - day) / QUARTER_HOUR)
    return at + (offsets[step] ?? 0)
  }
}

const localTimeCache = new Map<string, LocalTime>()
/** A site has one zone; a request may name another. */
const MAX_CACHED_ZONES = 16

/** The local time of an IANA zone, made once for all callers. @throws RangeError where there is no such zone. */
export function localTimeIn(zone: string): LocalTime {
  const known = localTimeCache.get(zone)
  if (known) return known
  const made = createLocalTime(zone)
  if (localTimeCache.size >= MAX_CACHED_ZONES) localTimeCache.clear()
  localTimeCache.set(zone, made)
  return made
}

/** How a wall-clock time is placed that the clock skips, or shows twice. */
export interface WallTimeRules {
  /**
   * How a time is read that the clock skips: `later` reads it as if the clock had not been put forward yet, so that
   * 02:30 of the hour that is skipped is 03:30; `change` is the moment at which the clock was put forward. `later`
   * where it is left out.
   */
  readonly skipped?: 'later' | 'change'
  /**
   * Epoch ms of the time before it. Of a time that is shown twice the first is meant, unless that does not lie after it
   * while the second does. Without it the first is meant.
   */
  readonly after?: number
}

/**
 * The instant (epoch ms) at which the clock shows `wall`. The zone is taken to change its offset once within two days.
 * @param wall Wall-clock time, written as a `LocalTime` writes it.
 */
export function findInstantShowing(
  local: LocalTime,
  wall: number,
  { skipped = 'later', after = Number.NEGATIVE_INFINITY }: WallTimeRules = {},
): number {
  // Read by the offset that held before a change nearby, and by the one that holds after it.
  const byOld = wall - (local(wall - DAY) - (wall - DAY))
  const byNew = wall - (local(wall + DAY) - (wall + DAY))
  if (byOld === byNew) return byOld
  const [oldHolds, newHolds] = [local(byOld) === wall, local(byNew) === wall]
  if (oldHolds && newHolds) {
    const [first, second] = [Math.min(byOld, byNew), Math.max(byOld, byNew)]
    return first <= after && second > after ? second : first
  }
  if (newHolds) return byNew
  return oldHolds || skipped === 'later' ? byOld : findChange(local, byOld, wall)
}

/** When the clock was put forward over `wall`, at `at` or before: at the first quarter-hour that shows a later time. */
function findChange(local: LocalTime, at: number, wall: number): number {
  let change = floorTo(at, QUARTER_HOUR)
  while (local(change - QUARTER_HOUR) >= wall) change -= QUARTER_HOUR
  return change
}

/** Local time less UTC in ms, to the minute. */
function offsetAt(format: Intl.DateTimeFormat, at: number): number {
  // `Date.UTC` takes years before 100 for those of the 20th century; no zone changed its offset in them.
  const instant = Math.max(at, YEAR_100)
  const part: Record<string, number> = {}
  for (const { type, value } of format.formatToParts(instant)) part[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = part
  return Date.UTC(year, month - 1, day, hour, minute) - floorTo(instant, MINUTE)
}
