import { FORECAST_RESOLUTION, HORIZON_STEPS, type Horizon } from '../../../domain/forecast/forecast.ts'
import { DAY, HOUR, MINUTE, WEEK } from '../../../domain/time/time.ts'

/** How many numbers of what a model of one horizon at one resolution reads and answers. */
export interface ModelLayout {
  readonly horizon: Horizon
  /** Length of one step in ms: quarter-hours in the app; 5 to 60 min in an evaluation. Divides an hour. */
  readonly resolutionMs: number
  /** Steps in an hour, a day, a week. */
  readonly hour: number
  readonly day: number
  readonly week: number
  /** Steps ahead: an hour's or a day's. */
  readonly steps: number
  /** Steps of past that a window needs: a day, and the same time a week before each of its steps. */
  readonly history: number
}

/** Resolutions that a model can have, in minutes. */
export const MODEL_RESOLUTIONS = [5, 10, 15, 20, 30, 60] as const

/** @param resolutionMs By default that of the app's forecasts, a quarter-hour. @throws RangeError for one that no model has. */
export function createModelLayout(horizon: Horizon, resolutionMs: number = FORECAST_RESOLUTION): ModelLayout {
  if (!MODEL_RESOLUTIONS.some((minutes) => minutes * MINUTE === resolutionMs)) {
    throw new RangeError(`A model's steps can't be ${resolutionMs / MINUTE} min long`)
  }
  const [hour, day, week] = [HOUR / resolutionMs, DAY / resolutionMs, WEEK / resolutionMs]
  const hours = (HORIZON_STEPS[horizon] * FORECAST_RESOLUTION) / HOUR
  return { horizon, resolutionMs, hour, day, week, steps: hours * hour, history: day + week }
}
