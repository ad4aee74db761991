import type { Quantiles } from './forecast.ts'

/** How wrong forecasts were, over `steps` steps. Shares are fractions: 0.024 is 2.4 %. */
export interface Score {
  readonly steps: number
  /**
   * Mean of |error| / |load| over the loads that aren't 0. Misleads where the load goes near zero. NaN where all are 0.
   */
  readonly mape: number
  /** Sum of the absolute errors over the sum of the loads. */
  readonly wape: number
  readonly maeKw: number
  /** Mean pinball loss of P10, P50 and P90, in kW. */
  readonly pinballKw: number
  /** Share of the measured loads that lay within P10 to P90; 0.8 is right. */
  readonly coverage: number
}

/** The sums that scores are made of: those of two parts can be added. */
export interface ErrorSums {
  readonly steps: number
  /** Steps whose load isn't 0, and their sum of |error| / |load|. */
  readonly nonzero: number
  readonly shares: number
  /** Sums of |error|, of |load|, and of the mean pinball loss of the three quantiles, in kW. */
  readonly errorsKw: number
  readonly loadsKw: number
  readonly pinballKw: number
  /** Steps whose load lay in the band. */
  readonly inside: number
}

/** The sums of no step, with which adding up begins. */
export const ZERO_ERROR_SUMS: ErrorSums = {
  steps: 0,
  nonzero: 0,
  shares: 0,
  errorsKw: 0,
  loadsKw: 0,
  pinballKw: 0,
  inside: 0,
}

/** The sums of one step, of a forecast and the load that was measured, in kW. */
export function computeErrorSums({ p10, p50, p90 }: Quantiles, actualKw: number): ErrorSums {
  const error = Math.abs(actualKw - p50)
  const load = Math.abs(actualKw)
  return {
    steps: 1,
    nonzero: load === 0 ? 0 : 1,
    shares: load === 0 ? 0 : error / load,
    errorsKw: error,
    loadsKw: load,
    pinballKw:
      (computePinballLoss(0.1, p10, actualKw) +
        computePinballLoss(0.5, p50, actualKw) +
        computePinballLoss(0.9, p90, actualKw)) /
      3,
    inside: p10 <= actualKw && actualKw <= p90 ? 1 : 0,
  }
}

/** The sums of two parts together. */
export function addErrorSums(a: ErrorSums, b: ErrorSums): ErrorSums {
  return {
    steps: a.steps + b.steps,
    nonzero: a.nonzero + b.nonzero,
    shares: a.shares + b.shares,
    errorsKw: a.errorsKw + b.errorsKw,
    loadsKw: a.loadsKw + b.loadsKw,
    pinballKw: a.pinballKw + b.pinballKw,
    inside: a.inside + b.inside,
  }
}

/** The score that sums make; null where they are of no step. Shares that can't be computed are NaN. */
export function scoreOf(sums: ErrorSums): Score | null {
  if (sums.steps === 0) return null
  return {
    steps: sums.steps,
    mape: sums.nonzero === 0 ? Number.NaN : sums.shares / sums.nonzero,
    wape: sums.loadsKw === 0 ? Number.NaN : sums.errorsKw / sums.loadsKw,
    maeKw: sums.errorsKw / sums.steps,
    pinballKw: sums.pinballKw / sums.steps,
    coverage: sums.inside / sums.steps,
  }
}

/** The pinball loss of a quantile forecast: `level` (0 to 1) of what it was short, or 1 - level of what it was over. */
export function computePinballLoss(level: number, forecast: number, actual: number): number {
  const error = actual - forecast
  return Math.max(level * error, (level - 1) * error)
}

/**
 * What a forecast gains over another: 1 - its mean absolute error as a share of the other's. Negative where it is
 * worse.
 */
export function skillOf(score: Pick<Score, 'maeKw'>, reference: Pick<Score, 'maeKw'>): number {
  return reference.maeKw === 0 ? (score.maeKw === 0 ? 0 : Number.NEGATIVE_INFINITY) : 1 - score.maeKw / reference.maeKw
}
