import type { DemandAheadStep } from './alert.ts'
import { billedQuantity, ENOUGH_COVERAGE } from './charge-peaks.ts'
import type { DemandInterval } from './demand.ts'
import type { Quantiles } from './forecast.ts'
import { quantile } from './naive.ts'
import type { Tariff } from './tariff.ts'

/** Days whose forecasts say how a day's highest demand lies against the quantiles of its intervals. */
export const OUTCOME_DAYS = 28

/**
 * Outcomes to begin with, which count as some days: those of intervals that are wrong together as the simulator's are, where
 * the highest of a day comes as that of one or two independent intervals would.
 */
const TO_BEGIN_WITH = [-0.6, -0.1, 0.25, 0.5, 0.75, 1.05, 1.55]
/** A band narrower than this share of its P50 has no width to measure by. */
const LEAST_WIDTH = 0.005

/**
 * How far a level lies above an interval's P50, in widths from its P50 to its P90: 0 at the P50, 1 at the P90.
 * Widths make forecasts of an hour and of a day ahead comparable, and those of quiet and of busy hours.
 */
export function heightOf({ p50, p90 }: Quantiles, level: number): number {
  return (level - p50) / widthOf({ p50, p90 })
}

/** The level at a height. */
export function levelOfHeight({ p50, p90 }: Quantiles, height: number): number {
  return p50 + height * widthOf({ p50, p90 })
}

function widthOf({ p50, p90 }: Pick<Quantiles, 'p50' | 'p90'>): number {
  return Math.max(p90 - p50, LEAST_WIDTH * Math.abs(p50), Number.MIN_VALUE)
}

/**
 * How high a day's highest demand came to lie: its height over the interval that was the likeliest to reach it. Null where
 * too little of the day is known, or was foreseen.
 */
export function outcomeOf(
  tariff: Tariff,
  foreseen: readonly Pick<DemandAheadStep, 'start' | 'demandKw'>[],
  came: readonly DemandInterval[],
): number | null {
  const ahead = new Map(foreseen.map(({ start, demandKw }) => [start, demandKw]))
  const both = came.flatMap((interval) => {
    const demandKw = ahead.get(interval.start)
    if (demandKw === undefined || interval.coverage < ENOUGH_COVERAGE) return []
    return [{ demandKw, quantity: billedQuantity(tariff, interval) }]
  })
  if (both.length === 0 || both.length < came.length / 2) return null
  const highest = Math.max(...both.map(({ quantity }) => quantity))
  return Math.min(...both.map(({ demandKw }) => heightOf(demandKw, highest)))
}

/** What the last days say of the next one. */
export interface RecentDays {
  /** How high a day's highest demand may lie: of `spreadOf`. */
  readonly spread: Quantiles
  /** The highest demand of each, in kW or kVA as billed. */
  readonly highest: readonly number[]
}

/** The highest demand of a day, as it is billed; null where too little of it is known. */
export function highestOf(tariff: Tariff, came: readonly DemandInterval[]): number | null {
  const known = came.filter(({ coverage }) => coverage >= ENOUGH_COVERAGE)
  return known.length === 0 ? null : Math.max(...known.map((interval) => billedQuantity(tariff, interval)))
}

/**
 * The spread of heights to expect of a day's highest demand. Were a day's intervals wrong together it would be that of one
 * interval, were each wrong by itself the highest would lie far above the P50s; a forecast that is too sure of itself, or
 * that smooths peaks away, shows here as well.
 * @param outcomes Of the last days, each of `outcomeOf`.
 */
export function spreadOf(outcomes: readonly number[]): Quantiles {
  const sorted = Float64Array.from([...outcomes, ...TO_BEGIN_WITH]).sort()
  return { p10: quantile(sorted, 0.1), p50: quantile(sorted, 0.5), p90: quantile(sorted, 0.9) }
}
