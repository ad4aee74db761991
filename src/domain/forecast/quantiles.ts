import type { Quantiles } from './forecast.ts'

/** Half-width of a normal distribution's P10–P90 in standard deviations. */
const Z90 = 1.2815515655446004

/**
 * Chance, 0 to 1, that a value lies above `level` where its P10, P50 and P90 are known. Between and beyond them the
 * distribution is assumed to be two halves of normal distributions that join at the P50, each with the standard
 * deviation that puts its end of the band where it is: smooth and monotone, right at all three quantiles, and with
 * tails that thin out as those of sums of many loads do. A band without width on one side is a certainty there.
 */
export function chanceAbove({ p10, p50, p90 }: Quantiles, level: number): number {
  const half = level >= p50 ? p90 - p50 : p50 - p10
  if (half <= 0) return level >= p50 ? 0 : 1
  return 1 - normalCdf(((level - p50) / half) * Z90)
}

/** The level that the value stays below with the chance `share` (0 to 1, neither included), by the same distribution. */
export function interpolateQuantile({ p10, p50, p90 }: Quantiles, share: number): number {
  const z = inverseNormalCdf(share)
  return p50 + (z / Z90) * (z >= 0 ? p90 - p50 : p50 - p10)
}

/** The quantiles of a normal distribution. */
export function normalQuantiles(mean: number, deviation: number): Quantiles {
  return { p10: mean - Z90 * deviation, p50: mean, p90: mean + Z90 * deviation }
}

/** The standard normal distribution: Abramowitz and Stegun 7.1.26, within 1.5e-7. */
function normalCdf(z: number): number {
  const x = Math.abs(z) / Math.SQRT2
  const t = 1 / (1 + 0.3275911 * x)
  const series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
  const half = 0.5 * series * Math.exp(-x * x)
  return z >= 0 ? 1 - half : half
}

/** Its inverse by halving: 50 halvings of [-8, 8] are exact to the last digits. */
function inverseNormalCdf(share: number): number {
  let low = -8
  let high = 8
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2
    if (normalCdf(middle) < share) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/**
 * The `level` (0 to 1) quantile of sorted numbers, at least one, with straight lines between them: type 7 of Hyndman and
 * Fan, 1996.
 */
export function quantile(sorted: ArrayLike<number>, level: number): number {
  const place = level * (sorted.length - 1)
  const index = Math.floor(place)
  const low = sorted[index] ?? Number.NaN
  return low + ((sorted[index + 1] ?? low) - low) * (place - index)
}
