import type { Quantiles } from '../forecast/forecast.ts'

/** How far a day's highest demand may lie above the forecast of its intervals. */
export interface PeakHeight {
  /** How far a level lies above the forecast of an interval. */
  heightOf(demandKw: Quantiles, level: number): number
  /** The level at a height over the forecast of an interval. */
  levelOf(demandKw: Quantiles, height: number): number
  /**
   * The heights to expect of a day's highest demand, above the forecast of the interval that is the likeliest to reach
   * it.
   */
  readonly spread: Quantiles
}

/** A band narrower than this share of its P50 has no width to measure by. */
const MIN_WIDTH_SHARE = 0.005

/**
 * Heights in widths from an interval's P50 to its P90: 0 at the P50, 1 at the P90. Widths make forecasts of an hour and
 * of a day ahead comparable, and those of quiet and of busy hours.
 */
export function createHeightInWidths(spread: Quantiles): PeakHeight {
  return { heightOf, levelOf: levelAtHeight, spread }
}

/** Heights as a share of an interval's P50: 0 at the P50, 0.02 where a level lies 2 % above it. */
export function createHeightInShares(spread: Quantiles): PeakHeight {
  return {
    heightOf: ({ p50 }, level) => level / Math.max(p50, Number.MIN_VALUE) - 1,
    levelOf: ({ p50 }, height) => p50 * (1 + height),
    spread,
  }
}

/** A height in widths. */
export function heightOf({ p50, p90 }: Quantiles, level: number): number {
  return (level - p50) / widthOf({ p50, p90 })
}

/** The level at a height in widths. */
export function levelAtHeight({ p50, p90 }: Quantiles, height: number): number {
  return p50 + height * widthOf({ p50, p90 })
}

function widthOf({ p50, p90 }: Pick<Quantiles, 'p50' | 'p90'>): number {
  return Math.max(p90 - p50, MIN_WIDTH_SHARE * Math.abs(p50), Number.MIN_VALUE)
}
