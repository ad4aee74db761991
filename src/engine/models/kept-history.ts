import { FORECAST_RESOLUTION } from '../../domain/forecast/forecast.ts'
import { ROLE_TAGS } from '../../domain/telemetry/tag.ts'
import { DAY, floorTo, type Interval, MIN_COVERAGE } from '../../domain/time/time.ts'
import type { LoadSeries } from '../load-csv/load-series.ts'
import { EngineError } from '../runtime/engine-error.ts'
import type { QuarterHour, StorePort } from '../store/store-port.ts'

/** Whole days of load that training needs at least. */
export const MIN_TRAINING_DAYS = 28
/** A past that is longer than this is of a plant that has changed since: two years. */
const LONGEST_PAST = 731 * DAY
/** Days that are read from the store at once: other calls are answered in between. */
const CHUNK = 61 * DAY

/** Which history is read. */
export interface KeptHistoryOptions {
  readonly store: Pick<StorePort, 'quarterHours'>
  /** The store's key of the source. */
  readonly source: string
  /** The site's IANA zone. */
  readonly zone: string
  /** The plant's time, epoch ms: the running quarter-hour is left out. */
  readonly until: number
}

/** The load and the temperature that the store keeps, of the last two years at most. Null where no load is kept. */
export async function readKeptHistory(options: KeptHistoryOptions): Promise<LoadSeries | null> {
  const end = floorTo(options.until, FORECAST_RESOLUTION)
  const load: QuarterHour[] = []
  const temperature: QuarterHour[] = []
  for (let start = end - LONGEST_PAST; start < end; start += CHUNK) {
    const span = { start, end: Math.min(end, start + CHUNK) }
    load.push(...(await readQuarterHours(options, ROLE_TAGS.load.id, span)))
    temperature.push(...(await readQuarterHours(options, ROLE_TAGS.temperature.id, span)))
  }
  const first = load[0]?.at
  const last = load.at(-1)?.at
  if (first === undefined || last === undefined) return null
  const steps = (last - first) / FORECAST_RESOLUTION + 1
  const temperatureC = toStepValues(temperature, first, steps)
  return {
    start: first,
    resolutionMs: FORECAST_RESOLUTION,
    zone: options.zone,
    loadKw: toStepValues(load, first, steps),
    temperatureC: temperatureC.some((value) => value !== null) ? temperatureC : null,
  }
}

/** Days of load that a series holds: holes don't count. */
export function daysOfLoad({ loadKw, resolutionMs }: LoadSeries): number {
  return (loadKw.filter((value) => value !== null).length * resolutionMs) / DAY
}

/**
 * The kept history, if it is long enough to train on.
 * @throws EngineError `unavailable` with a sentence on how much is needed and how much there is.
 */
export function requireTrainingDays(series: LoadSeries | null): LoadSeries {
  const days = series === null ? 0 : daysOfLoad(series)
  if (series !== null && days >= MIN_TRAINING_DAYS) return series
  const there = series === null ? 'none is kept yet' : `${Math.floor(days)} are kept`
  throw new EngineError(
    'unavailable',
    `Training takes at least ${MIN_TRAINING_DAYS} days of load, and ${there}. Train on a CSV of the plant’s past, or wait.`,
  )
}

async function readQuarterHours(
  { store, source }: KeptHistoryOptions,
  tag: string,
  span: Interval,
): Promise<QuarterHour[]> {
  const found = await store.quarterHours(source, tag, span)
  return found.filter(({ coverage }) => coverage >= MIN_COVERAGE)
}

/** Lays quarter-hours out on a row of `steps` from `first`; what is missing is null. */
function toStepValues(quarterHours: readonly QuarterHour[], first: number, steps: number): (number | null)[] {
  const row = new Array<number | null>(steps).fill(null)
  for (const { at, mean } of quarterHours) {
    const step = (at - first) / FORECAST_RESOLUTION
    if (step >= 0 && step < steps) row[step] = mean
  }
  return row
}
