import type { Quantiles } from '../../../domain/forecast.ts'
import type { Score } from '../model-card.ts'

/** One forecast step beside what came, in kW. */
export interface Pair {
  readonly foreseen: Quantiles
  readonly actualKw: number
}

/**
 * Scores forecasts. MAPE is the mean of |error| / |load| over the loads that aren't 0, WAPE the sum of |error| over
 * the sum of |load|, both in percent; coverage is the share in percent with P10 ≤ load ≤ P90.
 */
export function score(pairs: readonly Pair[]): Score {
  let shares = 0
  let nonzero = 0
  let errors = 0
  let loads = 0
  let pinballs = 0
  let inside = 0
  for (const { foreseen, actualKw } of pairs) {
    const error = Math.abs(actualKw - foreseen.p50)
    if (actualKw !== 0) {
      shares += error / Math.abs(actualKw)
      nonzero += 1
    }
    errors += error
    loads += Math.abs(actualKw)
    pinballs +=
      pinball(0.1, foreseen.p10, actualKw) + pinball(0.5, foreseen.p50, actualKw) + pinball(0.9, foreseen.p90, actualKw)
    if (foreseen.p10 <= actualKw && actualKw <= foreseen.p90) inside += 1
  }
  const n = pairs.length
  return {
    mape: (100 * shares) / nonzero,
    wape: (100 * errors) / loads,
    maeKw: errors / n,
    pinballKw: pinballs / (3 * n),
    coverage: (100 * inside) / n,
  }
}

/** The pinball loss of a quantile forecast: `level` (0 to 1) of what it was short, or 1 - level of what it was over. */
export function pinball(level: number, foreseen: number, actual: number): number {
  const error = actual - foreseen
  return Math.max(level * error, (level - 1) * error)
}
