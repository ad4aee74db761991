import { DAY, HOUR } from '../time/time.ts'
import { localTimeIn } from '../time/time-zone.ts'
import type { RateWindow } from './tariff.ts'

/** A moment by the calendar of a tariff, in the site's time. */
export interface RateMoment {
  /** 1 to 12. */
  readonly month: number
  /** 0 is Monday. */
  readonly weekday: number
  /** Hours since midnight on the wall's clock, with fractions, 0 to 24. */
  readonly hour: number
  readonly holiday: boolean
}

/** Computes when prices hold. */
export interface RateClock {
  /** Whether any of the windows holds at `at`, epoch ms. Of an hour that the clock has twice both count. */
  holdsAt(windows: readonly RateWindow[], at: number): boolean
}

/** Whether any of the windows holds at some time of a month, `YYYY-MM`. */
export function isInSeason(windows: readonly RateWindow[], month: string): boolean {
  return windows.some(({ months }) => isMonthWithin(months, Number(month.slice('YYYY-'.length))))
}

/** Whether all parts of the window hold. */
export function isWindowInForce(window: RateWindow, { month, weekday, hour, holiday }: RateMoment): boolean {
  if (hour < window.hours[0] || hour >= window.hours[1] || !isMonthWithin(window.months, month)) return false
  switch (window.holidays) {
    case 'byWeekday':
      return window.weekdays.includes(weekday)
    case 'excluded':
      return !holiday && window.weekdays.includes(weekday)
    case 'only':
      return holiday
  }
}

/**
 * The clock of a tariff in the site's zone (IANA).
 * @param holidays Days, `YYYY-MM-DD`, or `MM-DD` for every year.
 */
export function createRateClock(zone: string, holidays: readonly string[]): RateClock {
  const localTime = localTimeIn(zone)
  const isHoliday = new Set(holidays)
  let lastDay = Number.NaN
  let day = { month: 1, weekday: 0, holiday: false }
  return {
    holdsAt(windows, at) {
      const local = localTime(at)
      const index = Math.floor(local / DAY)
      if (index !== lastDay) {
        day = readRateDay(index, isHoliday)
        lastDay = index
      }
      const moment = { ...day, hour: (local - index * DAY) / HOUR }
      return windows.some((window) => isWindowInForce(window, moment))
    },
  }
}

/** @param index Days since 1 January 1970, a Thursday. */
function readRateDay(index: number, holidays: ReadonlySet<string>): Omit<RateMoment, 'hour'> {
  const date = new Date(index * DAY).toISOString().slice(0, 10)
  const weekday = (((index + 3) % 7) + 7) % 7
  return { month: Number(date.slice(5, 7)), weekday, holiday: holidays.has(date) || holidays.has(date.slice(5)) }
}

/** Whether a month (1 to 12) is within a window's months; 11 to 2 runs over the new year. */
export function isMonthWithin([from, to]: RateWindow['months'], month: number): boolean {
  return from <= to ? from <= month && month <= to : month >= from || month <= to
}
