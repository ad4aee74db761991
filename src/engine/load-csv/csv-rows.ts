import { type Parser, parse } from 'csv-parse'
import { formatNumber } from '../../domain/format/numbers.ts'
import { EngineError } from '../runtime/engine-error.ts'
import { type CsvColumns, csvOptions, parseNumber, quoteNames, readColumns } from '../sources/recording/layout.ts'
import { describeReadError, openRecordingStream, readFileEnds } from '../sources/recording/recording-file.ts'
import { createCellTimeReader } from '../sources/recording/row-time.ts'

/** More rows than this are not read: a year of one every 5 s is about 6 million. */
const MAX_ROWS = 10_000_000

/** Cells that could not be read: how many, and the first of them. */
export interface UnreadableCells {
  readonly count: number
  readonly example: string
}

/** One column of values: a number for each row, NaN where the cell is empty or no number. */
export interface ValueColumn {
  readonly name: string
  readonly values: readonly number[]
  readonly empty: number
  readonly unread: UnreadableCells
}

/** The rows of a CSV whose time can be read, in the order of the file. */
export interface CsvRows {
  /** For each row epoch ms, or the wall-clock time as the epoch ms at which a clock in UTC would show it. */
  readonly times: readonly number[]
  /** For each row whether its time is a wall-clock time. */
  readonly isLocal: readonly boolean[]
  readonly load: ValueColumn
  readonly temperature: ValueColumn | null
  /** Rows without a time that can be read. */
  readonly timeless: UnreadableCells
}

/** A CSV and its columns: `time`, where left out, is the first that reads as one. `signal` ends the reading. */
export interface CsvRowsOptions {
  readonly file: string
  readonly time?: string | undefined
  readonly value: string
  readonly temperature?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Reads the requested columns of a CSV, which may be gzipped, of any length.
 * @throws EngineError `invalid` with a sentence and the field that it is about; DOMException AbortError.
 */
export async function readCsvRows(options: CsvRowsOptions): Promise<CsvRows> {
  const { file, signal } = options
  const columns = await readFileColumns(options)
  const load = createColumnReader(columns, options.value, 'value')
  const temperature =
    options.temperature === undefined ? null : createColumnReader(columns, options.temperature, 'temperature')
  const cellTime = createCellTimeReader(columns.timeFormat)
  const times: number[] = []
  const isLocal: boolean[] = []
  const timeless = createUnreadableCells()
  await forEachRow(file, columns, signal, (row) => {
    const cell = row[columns.timeColumn] ?? ''
    const found = cellTime(cell)
    if (found === null) return timeless.add(cell)
    if (times.length === MAX_ROWS) throw new Error(`it has more than ${formatNumber(MAX_ROWS, 0)} rows`)
    times.push('at' in found ? found.at : found.local)
    isLocal.push('local' in found)
    load.add(row)
    temperature?.add(row)
  })
  return { times, isLocal, load, temperature, timeless }
}

async function readFileColumns({ file, time }: CsvRowsOptions): Promise<CsvColumns> {
  const ends = await readFileEnds(file).catch((error: unknown) => {
    throw new EngineError('invalid', `The file ${file} can't be read: ${describeReadError(error)}.`, 'file')
  })
  try {
    return readColumns(ends, time)
  } catch (error) {
    const field = time === undefined ? 'file' : 'time'
    throw new EngineError('invalid', `The file ${file} can't be used: ${describeReadError(error)}.`, field)
  }
}

function createUnreadableCells() {
  return {
    count: 0,
    example: '',
    add(cell: string) {
      if (this.count === 0) this.example = cell
      this.count += 1
    },
  }
}

function createColumnReader({ header, delimiter }: CsvColumns, name: string, field: string) {
  const place = findColumn(header, name)
  if (place === -1)
    throw new EngineError('invalid', `There is no column “${name}”: the columns are ${quoteNames(header)}.`, field)
  const values: number[] = []
  return {
    name: header[place] ?? name,
    values,
    empty: 0,
    unread: createUnreadableCells(),
    add(row: readonly string[]) {
      const cell = row[place] ?? ''
      const value = parseNumber(cell, delimiter)
      if (cell === '') this.empty += 1
      else if (!Number.isFinite(value)) this.unread.add(cell)
      values.push(Number.isFinite(value) ? value : Number.NaN)
    },
  }
}

/** A column by its name, however it is capitalised; -1 where there is none. */
function findColumn(header: readonly string[], name: string): number {
  const exact = header.indexOf(name)
  return exact === -1 ? header.findIndex((other) => other.toLowerCase() === name.trim().toLowerCase()) : exact
}

/** Calls `onRow` for each row after the header. */
async function forEachRow(
  file: string,
  { delimiter, quoted }: CsvColumns,
  signal: AbortSignal | undefined,
  onRow: (row: readonly string[]) => void,
): Promise<void> {
  const bytes = await openRecordingStream(file)
  const parser = parse({ ...csvOptions(delimiter, quoted), from: 2 })
  let stop = () => {}
  try {
    await new Promise<void>((resolve, reject) => {
      stop = () => reject(signal?.reason)
      if (signal?.aborted === true) return stop()
      signal?.addEventListener('abort', stop, { once: true })
      bytes.on('error', reject)
      parser.on('error', reject)
      parser.on('end', resolve)
      parser.on('readable', () => drainRows(parser, onRow, reject))
      bytes.pipe(parser)
    })
  } catch (error) {
    if (signal?.aborted === true) throw error
    throw new EngineError('invalid', `The file ${file} can't be read on: ${describeReadError(error)}.`, 'file')
  } finally {
    signal?.removeEventListener('abort', stop)
    bytes.destroy()
    parser.destroy()
  }
}

function drainRows(parser: Parser, onRow: (row: readonly string[]) => void, fail: (error: unknown) => void): void {
  try {
    for (let row: unknown = parser.read(); row !== null; row = parser.read()) onRow(row as string[])
  } catch (error) {
    fail(error)
  }
}
