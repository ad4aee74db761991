import { NEXT_HOUR_STEPS } from '../../../domain/forecast.ts'
import { quantile } from '../../../domain/naive.ts'
import type { Calibration } from '../model-card.ts'
import { QUANTILE_LEVELS } from '../network.ts'
import type { Example } from './dataset.ts'

/**
 * Split conformal quantile regression (Romano, Patterson and Candès, 2019), for each step and side of its own: what
 * the raw P10 and P90 must be moved by so that a tenth of the examples lies beyond each. Shares of the scale; negative
 * where the raw band is too wide.
 * @param outputs The network's outputs, [examples, 12]. The examples must not have been trained on.
 */
export function calibrate(examples: readonly Example[], outputs: ArrayLike<number>): Calibration {
  const low: number[] = []
  const high: number[] = []
  for (let step = 0; step < NEXT_HOUR_STEPS; step++) {
    const below: number[] = []
    const above: number[] = []
    examples.forEach(({ input, actualKw }, i) => {
      const place = (i * NEXT_HOUR_STEPS + step) * QUANTILE_LEVELS.length
      const actual = ((actualKw[step] ?? Number.NaN) - input.baseKw) / input.scaleKw
      below.push((outputs[place] ?? Number.NaN) - actual)
      above.push(actual - (outputs[place + 2] ?? Number.NaN))
    })
    low.push(conformal(below))
    high.push(conformal(above))
  }
  return { low, high }
}

/** The 90 % quantile with the correction for a finite sample. */
function conformal(misses: readonly number[]): number {
  const level = Math.min(1, 0.9 * (1 + 1 / misses.length))
  return quantile(Float64Array.from(misses).sort(), level)
}
