import { HORIZON_STEPS, type Horizon, type Quantiles } from './forecast.ts'
import { quantile } from './quantiles.ts'

/**
 * The factors by which the sides of a model's band must be stretched so that P10–P90 holds 80 % of the outcomes, for
 * each group of leads. The half-width below, P50 - P10, is multiplied by `low`, the one above by `high`.
 */
export interface BandCalibration {
  /** Width in kW that is added to each half before it is stretched, so that a band without width can grow. */
  readonly floorKw: number
  readonly groups: readonly { readonly low: number; readonly high: number }[]
}

/** A model's step beside the load that was measured. `lead` is how many steps ahead it was, from 1 on; all in kW. */
export interface CalibrationPair {
  readonly lead: number
  readonly forecast: Quantiles
  readonly actualKw: number
}

/** Leads are calibrated in so many groups: each quarter-hour of the next hour, each three hours of the next day. */
export const LEAD_GROUPS: Readonly<Record<Horizon, number>> = { nextHour: 4, nextDay: 8 }
/** A band is calibrated on the outcomes of so many days. */
export const CALIBRATION_DAYS = 14
/** A band can't be calibrated on fewer outcomes than this. */
const MIN_PAIRS = 50
/** The floor as a share of the mean load. */
const FLOOR_SHARE = 0.003
/** A band is never stretched further: beyond it the model is simply wrong. */
const MAX_STRETCH_FACTOR = 100

/**
 * Split conformal prediction on locally scaled errors (Romano, Patterson and Candès, 2019; Lei and others, 2018), each
 * side for itself: the factor by which the half-width must be multiplied so that a tenth of the pairs lies beyond it.
 * Computed again on the outcomes of the last days it follows a plant that drifts. A group of few pairs has the factors
 * of all pairs.
 * @param steps Steps of the horizon at the resolution of the pairs: by default quarter-hours.
 */
export function fitBandCalibration(
  pairs: readonly CalibrationPair[],
  horizon: Horizon,
  steps: number = HORIZON_STEPS[horizon],
): BandCalibration {
  const count = Math.min(LEAD_GROUPS[horizon], steps)
  const load = pairs.reduce((sum, { actualKw }) => sum + Math.abs(actualKw), 0)
  const floorKw = pairs.length === 0 ? 0 : (FLOOR_SHARE * load) / pairs.length
  const below: number[][] = Array.from({ length: count }, () => [])
  const above: number[][] = Array.from({ length: count }, () => [])
  for (const { lead, forecast, actualKw } of pairs) {
    const group = leadGroupOf(lead, steps, count)
    const { p10, p50, p90 } = forecast
    below[group]?.push((p50 - actualKw) / Math.max(p50 - p10 + floorKw, Number.MIN_VALUE))
    above[group]?.push((actualKw - p50) / Math.max(p90 - p50 + floorKw, Number.MIN_VALUE))
  }
  const fitAll = () => ({ low: computeStretchFactor(below.flat()), high: computeStretchFactor(above.flat()) })
  const groups = below.map((ratios, group) =>
    ratios.length < MIN_PAIRS
      ? fitAll()
      : { low: computeStretchFactor(ratios), high: computeStretchFactor(above[group] ?? []) },
  )
  return { floorKw, groups }
}

/** A model's step with its band as calibrated. `lead` counts from 1 on. */
export function applyBandCalibration(
  { p10, p50, p90 }: Quantiles,
  lead: number,
  { floorKw, groups }: BandCalibration,
  steps: number,
): Quantiles {
  const { low, high } = groups[leadGroupOf(lead, steps, groups.length)] ?? { low: 1, high: 1 }
  return { p10: p50 - low * (p50 - p10 + floorKw), p50, p90: p50 + high * (p90 - p50 + floorKw) }
}

function leadGroupOf(lead: number, steps: number, groups: number): number {
  return Math.min(groups - 1, Math.floor(((lead - 1) * groups) / steps))
}

/** The 90 % quantile with the correction for a finite sample, from 0 to `MAX_STRETCH_FACTOR`; 1 of too few. */
function computeStretchFactor(ratios: readonly number[]): number {
  if (ratios.length < MIN_PAIRS) return 1
  const level = Math.min(1, 0.9 * (1 + 1 / ratios.length))
  return Math.min(MAX_STRETCH_FACTOR, Math.max(0, quantile(Float64Array.from(ratios).sort(), level)))
}
