import { SECOND } from '../../../domain/time.ts'
import { parseIso, plausible } from '../formats/timestamp.ts'
import { createLocalInstant } from './local-instant.ts'

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

/** A column is one of times where at least this share of its cells that aren't empty are. */
const MOSTLY = 0.8
const EPOCH = /^\d{9,14}(\.\d+)?$/
const YEAR_FIRST = /^(\d{4})[-/](\d\d?)[-/](\d\d?)(?:[T ]+(\d\d?):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?)?$/
const YEAR_LAST = /^(\d\d?)[./](\d\d?)[./](\d{4})(?:[T ]+(\d\d?):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?)?$/

/** How most cells of a column write times; null where they are no times. */
export function timeFormatOf(cells: readonly string[]): TimeFormat | null {
  const mostly = (test: (cell: string) => boolean) =>
    cells.length > 0 && cells.filter(test).length >= MOSTLY * cells.length
  if (mostly((cell) => parseIso(cell) !== null)) return 'iso'
  if (mostly((cell) => YEAR_FIRST.test(cell))) return 'local'
  if (mostly((cell) => YEAR_LAST.test(cell))) return yearLastFormat(cells)
  const between = (low: number, high: number) => (cell: string) =>
    EPOCH.test(cell) && Number(cell) >= low && Number(cell) < high
  if (mostly(between(6e8, 5e9))) return 'seconds'
  if (mostly(between(6e11, 5e12))) return 'milliseconds'
  return null
}

/** A day beyond the twelfth tells which of the two comes first; with slashes and no such day, the day does. */
function yearLastFormat(cells: readonly string[]): TimeFormat {
  if (cells.some((cell) => YEAR_LAST.test(cell) && cell.includes('.'))) return 'day.month.year'
  return cells.some((cell) => Number(YEAR_LAST.exec(cell)?.[2]) > 12) ? 'month/day/year' : 'day/month/year'
}

/** Reads cells in `format`; times without an offset are local in `zone`. */
export function createRowTime(format: TimeFormat, zone: string): RowTime {
  const instant = createLocalInstant(zone)
  const latest = Date.UTC(2200, 0)
  return (cell, previous) => {
    const text = cell.trim()
    const at = format === 'seconds' || format === 'milliseconds' ? epochOf(text, format) : parseIso(text)
    const local = at === null ? localOf(text, format) : null
    const found = local === null ? at : instant(local, previous)
    const time = found === null ? null : plausible(found, latest)
    return time !== null && 'at' in time ? time.at : null
  }
}

function epochOf(text: string, format: 'seconds' | 'milliseconds'): number | null {
  if (!EPOCH.test(text)) return null
  return Number(text) * (format === 'seconds' ? SECOND : 1)
}

/** The wall-clock time of a cell, as if it were in UTC; null where it is none. */
function localOf(text: string, format: TimeFormat): number | null {
  const parts = (format === 'iso' || format === 'local' ? YEAR_FIRST : YEAR_LAST).exec(text)
  if (parts === null) return null
  const [a = 0, b = 0, c = 0, hour = 0, minute = 0, second = 0] = parts.slice(1).map((part) => Number(part ?? 0))
  const millisecond = Math.floor(Number(`0.${parts[7] ?? 0}`) * SECOND)
  const yearFirst = format === 'iso' || format === 'local'
  const year = yearFirst ? a : c
  const month = yearFirst || format !== 'month/day/year' ? b : a
  const day = yearFirst ? c : format === 'month/day/year' ? b : a
  const local = Date.UTC(year, month - 1, day, hour, minute, second, millisecond)
  const date = new Date(local)
  const real = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60
  return real ? local : null
}
