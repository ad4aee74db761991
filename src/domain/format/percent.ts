import { formatNumber, formatUpTo, UNKNOWN_FIGURE } from './numbers.ts'

/**
 * A share (1 is all of it) in percent: «43 %», or «2.4 %» with one decimal.
 * @param share Null, NaN and infinity give «–».
 */
export function formatPercent(share: number | null, digits = 0): string {
  return share === null || !Number.isFinite(share) ? UNKNOWN_FIGURE : `${formatNumber(share * 100, digits)} %`
}

/**
 * The share of a time that is known, 0 to 1, in percent with one decimal at the most. Rounded down: 99.96 % is not all
 * of it, and reads «99.9 %».
 */
export function formatCoverage(share: number): string {
  // Without what binary fractions leave out: 0.289 × 1,000 is a little less than 289.
  const permille = Math.floor(Number((share * 1000).toPrecision(12)))
  return Number.isFinite(share) ? `${formatUpTo(permille / 10, 1)} %` : UNKNOWN_FIGURE
}

/** The share by which one error is smaller or larger than another: «125 %», «43 %», «3.2 %», «0.32 %». */
export function formatGain(share: number): string {
  if (!Number.isFinite(share)) return UNKNOWN_FIGURE
  const size = Math.abs(share * 100)
  return `${formatUpTo(share * 100, size >= 9.95 ? 0 : size >= 0.995 ? 1 : 2)} %`
}
