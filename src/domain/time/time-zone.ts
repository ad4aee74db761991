import { DAY, floorTo, HOUR, MINUTE, QUARTER_HOUR } from './time.ts'

/**
 * Converts epoch ms to the site's wall-clock time, written as the epoch ms at which a clock in UTC would show the same.
 */
export type LocalTime = (at: number) => number

const MAX_CACHED_DAYS = 2_000

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

/** The local time of an IANA zone, made once for all who ask. @throws RangeError where there is no such zone. */
export function localTimeIn(zone: string): LocalTime {
  const known = localTimeCache.get(zone)
  if (known) return known
  const made = createLocalTime(zone)
  if (localTimeCache.size >= MAX_CACHED_ZONES) localTimeCache.clear()
  localTimeCache.set(zone, made)
  return made
}

/** No zone is or was further ahead of UTC, in ms; none is as far behind. */
const MAX_UTC_OFFSET = 16 * HOUR

/**
 * The first instant (epoch ms) at which the clock shows `wall` or later: a time that the clock skips is when it skips
 * it, of a time that it shows twice it is the first.
 * @param wall Wall-clock time, a multiple of 15 min, written as a `LocalTime` writes it.
 */
export function findInstantShowing(local: LocalTime, wall: number): number {
  let at = wall - MAX_UTC_OFFSET
  while (local(at) < wall) at += QUARTER_HOUR
  return at
}

/** Local time less UTC in ms, to the minute. */
function offsetAt(format: Intl.DateTimeFormat, at: number): number {
  const part: Record<string, number> = {}
  for (const { type, value } of format.formatToParts(at)) part[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = part
  return Date.UTC(year, month - 1, day, hour, minute) - floorTo(at, MINUTE)
}
