import { FORECAST_RESOLUTION, HISTORY_STEPS, NEXT_HOUR_STEPS } from '../../../domain/forecast.ts'
import { encode, type ModelInput, scaleOf } from '../features.ts'

/** A plant's quarter-hours without holes, oldest first. */
export interface QuarterHourSeries {
  /** Start of the first quarter-hour, epoch ms. */
  readonly start: number
  readonly zone: string
  readonly loadKw: readonly number[]
  readonly temperatureC: readonly number[] | null
}

/** A window of the past and what came after it. */
export interface Example {
  readonly input: ModelInput
  /** Index in the series of the first quarter-hour ahead. */
  readonly at: number
  /** What the next four quarter-hours were, in kW. */
  readonly actualKw: readonly number[]
}

/**
 * Every window of a series whose four steps ahead lie within [from, to) (indices of quarter-hours). Its past may reach
 * back before `from`, as it does in operation; what is to be foreseen never leaves the part.
 */
export function examples(series: QuarterHourSeries, from: number, to: number): Example[] {
  const all: Example[] = []
  const end = Math.min(to, series.loadKw.length) - NEXT_HOUR_STEPS
  for (let at = Math.max(from, HISTORY_STEPS); at <= end; at++) {
    const loadKw = series.loadKw.slice(at - HISTORY_STEPS, at)
    const temperatureC = series.temperatureC?.slice(at - HISTORY_STEPS, at) ?? null
    const window = { end: series.start + at * FORECAST_RESOLUTION, zone: series.zone, temperatureC }
    all.push({
      input: encode(window, loadKw, scaleOf(loadKw)),
      at,
      actualKw: series.loadKw.slice(at, at + NEXT_HOUR_STEPS),
    })
  }
  return all
}
