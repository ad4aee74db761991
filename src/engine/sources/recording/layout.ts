import { parse } from 'csv-parse/sync'
import { medianOf } from '../cadence.ts'
import type { FileEnds } from './recording-file.ts'
import { createRowTimeReader, detectTimeFormat, MOSTLY, type RowTime, type TimeFormat } from './row-time.ts'

/** Rows of the beginning by which columns and formats are found. */
const PROBED_ROWS = 500

/** How a file of rows is laid out: its header, its beginning, and the column that holds the time. */
export interface CsvColumns {
  readonly delimiter: RecordingLayout['delimiter']
  readonly quoted: boolean
  /** Names as the header has them. */
  readonly header: readonly string[]
  /** The rows of the beginning, without the header. */
  readonly rows: readonly (readonly string[])[]
  readonly timeColumn: number
  readonly timeFormat: TimeFormat
}

/** How a recording is laid out. */
export interface RecordingLayout {
  readonly delimiter: ',' | ';' | '\t'
  /** Whether cells may be quoted. */
  readonly quoted: boolean
  readonly timeColumn: number
  readonly timeFormat: TimeFormat
  /** Columns that hold values, by their place in a row. */
  readonly valueColumns: readonly { readonly index: number; readonly name: string }[]
  /** Usual distance of two rows in ms. */
  readonly periodMs: number
  /** Times of the first and the last row, epoch ms. */
  readonly first: number
  readonly last: number
}

/**
 * The options of csv-parse, here and while playing: rows of any length. Where the beginning holds no quotes, a stray
 * one further on spoils its own row and not all that follow.
 */
export function csvOptions(delimiter: RecordingLayout['delimiter'], quoted: boolean) {
  return {
    delimiter,
    bom: true,
    quote: quoted ? '"' : false,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    trim: true,
    max_record_size: 1_000_000,
  } as const
}

/**
 * Finds the columns of a file by its beginning. `timeColumn` is the name of the column with the time, or undefined for
 * the first that reads as one.
 * @throws Error with one clear line.
 */
export function readColumns(ends: FileEnds, timeColumn: string | undefined): CsvColumns {
  const delimiter = detectDelimiter(ends.head)
  const quoted = ends.head.includes('"')
  const beginning = isWholeFile(ends) ? ends.head : ends.head.slice(0, ends.head.lastIndexOf('\n'))
  const [header = [], ...rows] = parseRows(beginning, csvOptions(delimiter, quoted), PROBED_ROWS + 1)
  if (rows.length < 2) throw new Error('it has no header and at least two rows')
  const { index, format } = findTimeColumn(header, rows, timeColumn)
  return { delimiter, quoted, header, rows, timeColumn: index, timeFormat: format }
}

/**
 * Finds the layout of a recording by its beginning and its end. Times without an offset are local in `zone`.
 * @throws Error with one clear line.
 */
export function readLayout(ends: FileEnds, timeColumn: string | undefined, zone: string): RecordingLayout {
  const columns = readColumns(ends, timeColumn)
  const { delimiter, quoted, header, rows, timeColumn: index, timeFormat } = columns
  const valueColumns = header
    .map((name, place) => ({ index: place, name: name === '' ? `column ${place + 1}` : name }))
    .filter(({ index: place }) => place !== index && isMostlyNumbers(columnCells(rows, place), delimiter))
  if (valueColumns.length === 0) throw new Error('it has no column with numbers beside the time')
  const rowTime = createRowTimeReader(timeFormat, zone)
  const times = readTimes(rows, index, rowTime)
  const end = isWholeFile(ends) ? ends.tail : ends.tail.slice(ends.tail.indexOf('\n') + 1)
  const tail = readTimes(parseRows(end, csvOptions(delimiter, quoted)), index, rowTime)
  const first = times[0]
  const last = tail.at(-1)
  const steps = times.slice(1).map((at, i) => at - (times[i] ?? at))
  const periodMs = medianOf(steps.filter((step) => step > 0))
  if (first === undefined || last === undefined || !(periodMs > 0))
    throw new Error('its rows are not in the order of time')
  return { delimiter, quoted, timeColumn: index, timeFormat, valueColumns, periodMs, first, last }
}

/**
 * A number as the file writes it; NaN where it is none. Beside semicolons and tabs the last of comma and point is the
 * decimal one. Beside commas a comma in a cell parts thousands, if it can, else it is a decimal one.
 */
export function parseNumber(cell: string, delimiter: RecordingLayout['delimiter']): number {
  const text = cell.includes(',') ? withDecimalPoint(cell, delimiter) : cell
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN
}

function withDecimalPoint(cell: string, delimiter: RecordingLayout['delimiter']): string {
  const grouped = /^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$/.test(cell)
  if (grouped && (delimiter === ',' || cell.includes('.'))) return cell.replaceAll(',', '')
  return cell.replaceAll('.', '').replace(',', '.')
}

/** The names of columns as a sentence lists them. */
export function quoteNames(header: readonly string[]): string {
  return header.map((name) => `“${name}”`).join(', ')
}

function isWholeFile({ head, tail }: FileEnds): boolean {
  return head.length === tail.length && head === tail
}

function columnCells(rows: CsvColumns['rows'], index: number): string[] {
  return rows.map((row) => row[index] ?? '').filter((cell) => cell !== '')
}

function parseRows(text: string, options: ReturnType<typeof csvOptions>, maxRows?: number): string[][] {
  return parse(text, { ...options, ...(maxRows !== undefined && { to: maxRows }) })
}

/** What parts the cells of a CSV, by its first line. */
export function detectDelimiter(head: string): RecordingLayout['delimiter'] {
  const [line = ''] = head.split('\n', 1)
  const found = (['\t', ';'] as const).find((mark) => line.split(mark).length > line.split(',').length)
  return found ?? ','
}

/** The requested column, or the first that reads as a time; one that ends an interval only if none begins it. */
function findTimeColumn(header: readonly string[], rows: CsvColumns['rows'], requestedName: string | undefined) {
  const columns = header.map((name, index) => ({ name, index, format: detectTimeFormat(columnCells(rows, index)) }))
  const named = requestedName === undefined ? undefined : columns.find(({ name }) => name === requestedName)
  if (requestedName !== undefined && named === undefined)
    throw new Error(`it has no column “${requestedName}”: its columns are ${quoteNames(header)}`)
  const times = columns.filter(({ format }) => format !== null)
  const found = named ?? times.find(({ name }) => !/(^|[_ ])end$/i.test(name)) ?? times[0]
  if (found === undefined) throw new Error(`it has no column with times: its columns are ${quoteNames(header)}`)
  if (found.format === null) throw new Error(`the column “${found.name}” does not read as a time`)
  return { index: found.index, format: found.format }
}

function isMostlyNumbers(cells: readonly string[], delimiter: RecordingLayout['delimiter']): boolean {
  const numbers = cells.filter((cell) => Number.isFinite(parseNumber(cell, delimiter)))
  return numbers.length > 0 && numbers.length >= MOSTLY * cells.length
}

function readTimes(rows: CsvColumns['rows'], index: number, rowTime: RowTime): number[] {
  const times: number[] = []
  for (const row of rows) {
    const at = rowTime(row[index] ?? '', times.at(-1) ?? Number.NEGATIVE_INFINITY)
    if (at !== null) times.push(at)
  }
  return times
}
