import { FORECAST_RESOLUTION, type ForecastWindow, HISTORY_STEPS } from '../../domain/forecast/forecast.ts'
import { ROLE_TAGS } from '../../domain/telemetry/tag.ts'
import { type Interval, MIN_COVERAGE } from '../../domain/time/time.ts'
import type { PlantContext } from '../context/plant-context.ts'
import type { QuarterHour } from '../store/store-port.ts'

/** Windows of the plant's past that end in one stretch of time, read from the store at once. */
export interface PastWindows {
  /** The window that ends at `end`: from the first quarter-hour known, none where none is, and no longer than a forecast can use. */
  windowBefore(end: number): ForecastWindow
}

/** @param ends From the first window's end to the last one's, both included; ends of quarter-hours. */
export async function readPastWindows(context: PlantContext, ends: Interval): Promise<PastWindows> {
  const { store, source } = context
  const { zone } = context.settings().site
  const span = { start: ends.start - HISTORY_STEPS * FORECAST_RESOLUTION, end: ends.end }
  const [load, temperature] = await Promise.all([
    store.quarterHours(source.id, ROLE_TAGS.load.id, span),
    store.quarterHours(source.id, ROLE_TAGS.temperature.id, span),
  ])
  const loadKw = alignToSteps(load, span)
  const temperatureC = alignToSteps(temperature, span)
  const indexAt = (end: number) => (end - span.start) / FORECAST_RESOLUTION
  const rowAt = (row: readonly (number | null)[], end: number) => row.slice(indexAt(end) - HISTORY_STEPS, indexAt(end))
  return {
    windowBefore(end) {
      const past = rowAt(loadKw, end)
      const first = past.findIndex(isKnown)
      const weather = rowAt(temperatureC, end).slice(first)
      return {
        end,
        zone,
        loadKw: first === -1 ? [] : past.slice(first),
        temperatureC: weather.some(isKnown) ? weather : null,
      }
    },
  }
}

function isKnown(value: number | null): boolean {
  return value !== null
}

/** Lays quarter-hours out on the steps of the span; what is missing or hardly covered is null. */
function alignToSteps(quarterHours: readonly QuarterHour[], { start, end }: Interval): (number | null)[] {
  const row = new Array<number | null>((end - start) / FORECAST_RESOLUTION).fill(null)
  for (const { at, mean, coverage } of quarterHours) {
    if (coverage >= MIN_COVERAGE) row[(at - start) / FORECAST_RESOLUTION] = mean
  }
  return row
}
