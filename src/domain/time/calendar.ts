import { DAY, floorTo, type Interval } from './time.ts'
import { findInstantShowing, type LocalTime, localTimeIn } from './time-zone.ts'

/** The month, `YYYY-MM`, that it is at `at` (epoch ms) in an IANA zone. */
export function monthAt(at: number, zone: string): string {
  return formatDay(localTimeIn(zone)(at)).slice(0, 'YYYY-MM'.length)
}

/**
 * A month in an IANA zone: from when its clock shows the first day to when it shows the next month's.
 * @param month `YYYY-MM`.
 */
export function monthSpan(month: string, zone: string): Interval {
  const local = localTimeIn(zone)
  return {
    start: startOf(local, firstDayOf(month)),
    end: startOf(local, firstDayOf(shiftMonth(month, 1))),
  }
}

/** The month so many months later, or earlier where `by` is negative: `shiftMonth('2026-01', -1)` is `2025-12`. */
export function shiftMonth(month: string, by: number): string {
  // Bills need it many times a forecast: a Date would be ten times as slow.
  const months = 12 * Number(month.slice(0, 4)) + Number(month.slice(5)) - 1 + by
  return `${String(Math.floor(months / 12)).padStart(4, '0')}-${String((months % 12) + 1).padStart(2, '0')}`
}

/** The day, `YYYY-MM-DD`, that it is at `at` (epoch ms) in an IANA zone. */
export function dayAt(at: number, zone: string): string {
  return formatDay(localTimeIn(zone)(at))
}

/**
 * A day in an IANA zone: 23, 24 or 25 h as a rule. Where the clock skips midnight it begins when it does; a day that
 * is skipped as a whole (Samoa's 30 December 2011) is empty.
 * @param day `YYYY-MM-DD`.
 */
export function daySpan(day: string, zone: string): Interval {
  const local = localTimeIn(zone)
  const midnight = Date.parse(`${day}T00:00:00Z`)
  return { start: startOf(local, midnight), end: startOf(local, midnight + DAY) }
}

/** When the day begins that has this midnight, also where the clock skips it. */
function startOf(local: LocalTime, midnight: number): number {
  return findInstantShowing(local, midnight, { skipped: 'change' })
}

function firstDayOf(month: string): number {
  return Date.parse(`${month}-01T00:00:00Z`)
}

let lastDay = Number.NaN
let lastFormatted = ''

/** `YYYY-MM-DD` of a wall-clock time. The last day is kept: intervals are read one after the other. */
function formatDay(wall: number): string {
  const day = floorTo(wall, DAY)
  if (day !== lastDay) {
    lastFormatted = new Date(day).toISOString().slice(0, 'YYYY-MM-DD'.length)
    lastDay = day
  }
  return lastFormatted
}
