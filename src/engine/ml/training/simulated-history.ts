import { type Site, SiteSchema } from '../../../contract/settings.ts'
import { DAY, QUARTER_HOUR } from '../../../domain/time/time.ts'
import type { LoadSeries } from '../../load-csv/load-series.ts'
import { computeQuarterHourMeans, createPlantModel } from '../../sources/simulator/plant-model.ts'

/** Days before the holdout that the model is validated on. */
export const VALIDATION_DAYS = 28
/** Days at the end that the model is scored on. */
export const HOLDOUT_DAYS = 35
/** The shortest history that leaves 120 days to train on, after the 8 days that the first window reads. */
export const MIN_HISTORY_DAYS = 120 + 8 + VALIDATION_DAYS + HOLDOUT_DAYS
/** The first day of the simulated history: the same for everyone, so that a seed makes the same model. */
export const HISTORY_START = Date.UTC(2025, 8, 1)

/** The site that the history is simulated for: the one of the default settings. */
export const HISTORY_SITE: Site = SiteSchema.parse({})

/** Quarter-hours of the simulated plant over [HISTORY_START, + days). */
export function simulateHistory(seed: number, days: number): LoadSeries {
  const end = HISTORY_START + days * DAY
  const { loadKw, temperatureC } = computeQuarterHourMeans(createPlantModel(seed, HISTORY_SITE), HISTORY_START, end)
  return { start: HISTORY_START, resolutionMs: QUARTER_HOUR, zone: HISTORY_SITE.zone, loadKw, temperatureC }
}
