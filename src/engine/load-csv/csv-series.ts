import { ZoneSchema } from '../../contract/settings.ts'
import { EngineError } from '../runtime/engine-error.ts'
import { conversionFactor, unitFromName } from '../sources/plant/known-names.ts'
import { describeRows, describeSteps } from './csv-notes.ts'
import { type CsvRows, readCsvRows, type ValueColumn } from './csv-rows.ts'
import type { LoadSeries } from './load-series.ts'
import { orderRows } from './order-rows.ts'
import { chooseResolution, createGrid, formatStepLength, measureSpacing, RESOLUTIONS, resample } from './resample.ts'

/** More steps than this are no plant's past: 28 years of 5 min. */
const MAX_STEPS = 3_000_000

/** Which columns of which file, and what to make of them. */
export interface CsvSeriesOptions {
  /** A CSV with a header, parted by commas, semicolons or tabs; may be gzipped. */
  readonly file: string
  /** Name of the column with the time; by default the first that reads as one. */
  readonly time?: string | undefined
  /** Name of the column with the load: in kW, or in the W or MW that its name ends in. */
  readonly value: string
  /** Name of the column with the outdoor temperature in °C. */
  readonly temperature?: string | undefined
  /** IANA zone of times without an offset, and of the calendar; UTC by default. */
  readonly zone?: string | undefined
  /** One of `RESOLUTIONS`; by default 15, or the rows' own distance where it is 10 min or over 15. */
  readonly resolutionMinutes?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** A load that was read out of a CSV. */
export interface CsvSeries {
  readonly series: LoadSeries
  /** Rows that have a time. */
  readonly rows: number
  /** What was odd about the file, and what was done about it, in sentences. */
  readonly notes: readonly string[]
}

/**
 * Reads a plant's load out of a CSV into regular steps in UTC. Rows may lie in any order and at any distance up to an
 * hour; of rows with the same time the last counts; cells that hold no number, and steps that less than half is known
 * of, are holes. The series begins and ends with a load.
 * @throws EngineError `invalid` with a sentence and the option that it is about; DOMException AbortError.
 */
export async function readCsvSeries(options: CsvSeriesOptions): Promise<CsvSeries> {
  const { file, resolutionMinutes, zone } = options
  requireValidOptions(options)
  const rows = await readCsvRows(options)
  const ordered = orderRows(rows, zone ?? 'UTC')
  const { at } = ordered
  if (at.length < 2) throw new EngineError('invalid', `The file ${file} has fewer than two rows with a time.`, 'file')
  const spacing = measureSpacing(at)
  const resolutionMs = chooseResolution(spacing.periodMs, resolutionMinutes)
  const grid = createGrid(at, resolutionMs)
  if (grid.steps > MAX_STEPS) {
    const length = formatStepLength(grid.steps * resolutionMs)
    throw new EngineError('invalid', `The file ${file} spans ${length}: more than can be meant.`, 'file')
  }
  const means = (column: ValueColumn, factor: number) =>
    resample(
      at,
      ordered.row.map((row) => factor * (column.values[row] ?? Number.NaN)),
      grid,
      spacing,
    )
  const load = means(rows.load, conversionFactor('kW', unitFromName(rows.load.name)))
  const temperature = rows.temperature === null ? null : means(rows.temperature, 1)
  const series = trimToLoad({
    start: grid.start,
    resolutionMs,
    zone: zone ?? 'UTC',
    loadKw: load,
    temperatureC: temperature,
  })
  if (series === null) throw new EngineError('invalid', describeEmptyColumn(rows), 'value')
  const notes = [...describeRows(rows, ordered, zone), ...describeSteps(series, at, spacing)]
  return { series, rows: rows.times.length, notes }
}

function requireValidOptions({ zone, resolutionMinutes }: CsvSeriesOptions): void {
  if (zone !== undefined && !ZoneSchema.safeParse(zone).success)
    throw new EngineError('invalid', `“${zone}” is no time zone: expected one like Europe/Berlin.`, 'zone')
  if (resolutionMinutes !== undefined && !RESOLUTIONS.some((minutes) => minutes === resolutionMinutes))
    throw new EngineError('invalid', `Expected a resolution of ${RESOLUTIONS.join(', ')} min.`, 'resolutionMinutes')
}

function describeEmptyColumn({ load }: CsvRows): string {
  return `The column “${load.name}” holds no numbers${load.unread.count > 0 ? `: “${load.unread.example}” is none` : ''}.`
}

/** Without the steps before the first load and after the last; null where there is none. */
function trimToLoad({ start, loadKw, temperatureC, ...rest }: LoadSeries): LoadSeries | null {
  const first = loadKw.findIndex((value) => value !== null)
  if (first === -1) return null
  const end = loadKw.findLastIndex((value) => value !== null) + 1
  const temperature = temperatureC?.slice(first, end) ?? null
  return {
    ...rest,
    start: start + first * rest.resolutionMs,
    loadKw: loadKw.slice(first, end),
    temperatureC: temperature?.some((value) => value !== null) === true ? temperature : null,
  }
}
