import { type Site, SiteSchema } from '../../../contract/settings.ts'
import { HISTORY_STEPS, NEXT_HOUR_STEPS } from '../../../domain/forecast.ts'
import { DAY, QUARTER_HOUR } from '../../../domain/time.ts'
import { createPlantModel, quarterHourMeans } from '../../sources/plant-model.ts'
import type { QuarterHourSeries } from './dataset.ts'

/** Days at the end that the model is validated and held out on. */
export const VALIDATION_DAYS = 28
export const HOLDOUT_DAYS = 35
/** The shortest history that leaves 120 days to train on, after the 8 days that the first window looks back on. */
export const LEAST_DAYS = 120 + HISTORY_STEPS / 96 + VALIDATION_DAYS + HOLDOUT_DAYS
/** The first day of the simulated history: the same for everyone, so that a seed makes the same model. */
export const HISTORY_START = Date.UTC(2025, 8, 1)

/** The site that the history is simulated for: the one of the default settings. */
export const HISTORY_SITE: Site = SiteSchema.parse({})

/** Quarter-hours of the simulated plant over [HISTORY_START, + days). */
export function simulatedHistory(seed: number, days: number): QuarterHourSeries {
  const end = HISTORY_START + days * DAY
  const { loadKw, temperatureC } = quarterHourMeans(createPlantModel(seed, HISTORY_SITE), HISTORY_START, end)
  return { start: HISTORY_START, zone: HISTORY_SITE.zone, loadKw, temperatureC }
}

/** One part of a history: the quarter-hours [from, to) that its windows are to foresee. */
export interface Part {
  readonly from: number
  readonly to: number
}

/** Training, validation and holdout, in order of time. No window's steps ahead lie in two parts. */
export function splitHistory(length: number): {
  readonly training: Part
  readonly validation: Part
  readonly holdout: Part
} {
  const steps = DAY / QUARTER_HOUR
  const holdout = length - HOLDOUT_DAYS * steps
  const validation = holdout - VALIDATION_DAYS * steps
  if (validation < HISTORY_STEPS + NEXT_HOUR_STEPS) throw new Error('The history is too short to split')
  return {
    training: { from: 0, to: validation },
    validation: { from: validation, to: holdout },
    holdout: { from: holdout, to: length },
  }
}
