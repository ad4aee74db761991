import { firstShowing, localTimeIn } from './local-time.ts'
import { DAY, type Interval } from './time.ts'

/** The month, `YYYY-MM`, that it is at `at` (epoch ms) in an IANA zone. */
export function monthAt(at: number, zone: string): string {
  return written(localTimeIn(zone)(at)).slice(0, 'YYYY-MM'.length)
}

/**
 * A month in an IANA zone: from when its clock shows the first day to when it shows the next month's.
 * @param month `YYYY-MM`.
 */
export function monthSpan(month: string, zone: string): Interval {
  const local = localTimeIn(zone)
  return { start: firstShowing(local, firstOf(month)), end: firstShowing(local, firstOf(shiftMonth(month, 1))) }
}

/** The month so many months later, or earlier where `by` is negative: `shiftMonth('2026-01', -1)` is `2025-12`. */
export function shiftMonth(month: string, by: number): string {
  const first = new Date(firstOf(month))
  first.setUTCMonth(first.getUTCMonth() + by)
  return written(first.getTime()).slice(0, 'YYYY-MM'.length)
}

/** The day, `YYYY-MM-DD`, that it is at `at` (epoch ms) in an IANA zone. */
export function dayAt(at: number, zone: string): string {
  return written(localTimeIn(zone)(at))
}

/**
 * A day in an IANA zone: 23, 24 or 25 h as a rule. Where the clock skips midnight it begins when it does; a day that
 * is skipped as a whole (Samoa's 30 December 2011) is empty.
 * @param day `YYYY-MM-DD`.
 */
export function daySpan(day: string, zone: string): Interval {
  const local = localTimeIn(zone)
  const midnight = Date.parse(`${day}T00:00:00Z`)
  return { start: firstShowing(local, midnight), end: firstShowing(local, midnight + DAY) }
}

function firstOf(month: string): number {
  return Date.parse(`${month}-01T00:00:00Z`)
}

/** `YYYY-MM-DD` of a wall-clock time. */
function written(wall: number): string {
  return new Date(wall).toISOString().slice(0, 'YYYY-MM-DD'.length)
}
