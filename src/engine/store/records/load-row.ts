import { FORECAST_RESOLUTION } from '../../../domain/forecast/forecast.ts'
import { createLoadHistory, type LoadHistory } from '../../../domain/forecast/naive-forecast.ts'
import { type Interval, MIN_COVERAGE } from '../../../domain/time/time.ts'
import type { QuarterHour } from '../store-port.ts'

/** The load's quarter-hours of a stretch of time, each in its place. */
export interface LoadRow {
  /** Mean load in kW of the quarter-hour that starts at `at` (epoch ms); NaN where it isn't known. */
  actual(at: number): number
  /** Its place in `past`. */
  placeOf(at: number): number
  readonly past: LoadHistory
}

/** @param span Its start is the start of a quarter-hour. */
export function createLoadRow(quarterHours: readonly QuarterHour[], span: Interval): LoadRow {
  const placeOf = (at: number) => (at - span.start) / FORECAST_RESOLUTION
  const loadKw = new Array<number | null>(Math.ceil(placeOf(span.end))).fill(null)
  for (const { at, mean, coverage } of quarterHours) {
    const place = placeOf(at)
    if (place >= 0 && place < loadKw.length && coverage >= MIN_COVERAGE) loadKw[place] = mean
  }
  const past = createLoadHistory(loadKw)
  return { past, placeOf, actual: (at) => past.load[placeOf(at)] ?? Number.NaN }
}
