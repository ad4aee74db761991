import { DAY, SECOND } from '../../../domain/time/time.ts'
import { createLocalTime, findInstantShowing } from '../../../domain/time/time-zone.ts'
import { checkTimestamp, parseIso } from '../plant/formats/timestamp.ts'

/** How the times of a recording are written. */
export type TimeFormat =
  | 'iso'
  | 'local'
  | 'day.month.year'
  | 'day/month/year'
  | 'month/day/year'
  | 'seconds'
  | 'milliseconds'

/** Epoch ms of a cell, given that of the row before; null where it is no time. */
export type RowTime = (cell: string, previous: number) => number | null

/**
 * The time of a cell by itself: epoch ms, or a wall-clock time as the epoch ms at which a clock in UTC would show it.
 */
export type CellTime = { readonly at: number } | { readonly local: number }

/** A column is one of times, or of numbers, where at least this share of its cells that aren't empty are. */
export const MOSTLY = 0.8
const EPOCH = /^\d{9,14}(\.\d+)?$/
const YEAR_FIRST = /^(\d{4})[-/](\d\d?)[-/](\d\d?)(?:[T ]+(\d\d?):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?)?$/
const YEAR_LAST = /^(\d\d?)[./](\d\d?)[./](\d{4})(?:[T ]+(\d\d?):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(?: *([AP])M)?)?$/i
/** Nothing that is read is later. */
const LATEST = Date.UTC(2200, 0)

/** How most cells of a column write times; null where they are no times. */
export function detectTimeFormat(cells: readonly string[]): TimeFormat | null {
  const mostly = (test: (cell: string) => boolean) =>
    cells.length > 0 && cells.filter(test).length >= MOSTLY * cells.length
  if (mostly((cell) => parseIso(cell) !== null)) return 'iso'
  if (mostly((cell) => YEAR_FIRST.test(cell))) return 'local'
  if (mostly((cell) => YEAR_LAST.test(cell))) return yearLastFormat(cells)
  const isBetween = (low: number, high: number) => (cell: string) =>
    EPOCH.test(cell) && Number(cell) >= low && Number(cell) < high
  if (mostly(isBetween(6e8, 5e9))) return 'seconds'
  if (mostly(isBetween(6e11, 5e12))) return 'milliseconds'
  return null
}

/**
 * A day beyond the twelfth decides which of the two comes first. With slashes and no such day it is the one by which
 * the rows lie closer together: a few days, read the wrong way round, are months apart. The day, where that decides
 * nothing.
 */
function yearLastFormat(cells: readonly string[]): TimeFormat {
  const parts = cells.map((cell) => YEAR_LAST.exec(cell)).filter((found) => found !== null)
  if (parts.some(([cell]) => cell.includes('.'))) return 'day.month.year'
  if (parts.some(([, , second]) => Number(second) > 12)) return 'month/day/year'
  if (parts.some(([, first]) => Number(first) > 12)) return 'day/month/year'
  const spanOf = (format: TimeFormat) => {
    const times = cells.map((cell) => parseLocalTime(cell, format)).filter((local) => local !== null)
    return Math.max(...times) - Math.min(...times)
  }
  return spanOf('month/day/year') < spanOf('day/month/year') ? 'month/day/year' : 'day/month/year'
}

/**
 * Reads cells in `format`; times without an offset are local in `zone`: of an hour that exists twice the row before
 * decides which is meant.
 */
export function createRowTimeReader(format: TimeFormat, zone: string): RowTime {
  const local = createLocalTime(zone)
  const cellTime = createCellTimeReader(format)
  return (cell, previous) => {
    const found = cellTime(cell)
    if (found === null) return null
    return 'at' in found ? found.at : toPlausibleTime(findInstantShowing(local, found.local, { after: previous }))
  }
}

/** Reads cells in `format`, each by itself; null of one that is no time. */
export function createCellTimeReader(format: TimeFormat): (cell: string) => CellTime | null {
  return (cell) => {
    const text = cell.trim()
    const at = format === 'seconds' || format === 'milliseconds' ? parseEpoch(text, format) : parseIso(text)
    const found = toPlausibleTime(at ?? parseLocalTime(text, format))
    if (found === null) return null
    return at === null ? { local: found } : { at: found }
  }
}

/** A time in whole ms, if it can be meant. */
function toPlausibleTime(at: number | null): number | null {
  const time = at === null ? null : checkTimestamp(at, LATEST)
  return time !== null && 'at' in time ? time.at : null
}

function parseEpoch(text: string, format: 'seconds' | 'milliseconds'): number | null {
  if (!EPOCH.test(text)) return null
  return Number(text) * (format === 'seconds' ? SECOND : 1)
}

/** The wall-clock time of a cell, as if it were in UTC; null where it is none. A day may end at 24:00. */
function parseLocalTime(text: string, format: TimeFormat): number | null {
  const yearFirst = format === 'iso' || format === 'local'
  const parts = (yearFirst ? YEAR_FIRST : YEAR_LAST).exec(text)
  if (parts === null) return null
  const [a = 0, b = 0, c = 0, clock = 0, minute = 0, second = 0] = parts.slice(1).map((part) => Number(part ?? 0))
  const millisecond = Math.floor(Number(`0.${parts[7] ?? 0}`) * SECOND)
  const half = yearFirst ? undefined : parts[8]?.toUpperCase()
  if (half !== undefined && (clock < 1 || clock > 12)) return null
  const hour = half === undefined ? clock : (clock % 12) + (half === 'P' ? 12 : 0)
  const year = yearFirst ? a : c
  const month = yearFirst || format !== 'month/day/year' ? b : a
  const day = yearFirst ? c : format === 'month/day/year' ? b : a
  const date = new Date(Date.UTC(year, month - 1, day))
  const ofDay = ((hour * 60 + minute) * 60 + second) * SECOND + millisecond
  const real =
    date.getUTCMonth() === month - 1 && date.getUTCDate() === day && ofDay <= DAY && minute < 60 && second < 60
  return real ? date.getTime() + ofDay : null
}
