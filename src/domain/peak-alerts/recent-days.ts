import { computeBilledQuantity } from '../billing/month-peaks.ts'
import type { DemandInterval } from '../demand/demand-interval.ts'
import type { Quantiles } from '../forecast/forecast.ts'
import { quantile } from '../forecast/quantiles.ts'
import type { Tariff } from '../tariff/tariff.ts'
import { MIN_COVERAGE } from '../time/time.ts'
import type { DemandAheadStep } from './peak-alert.ts'
import { heightOf } from './peak-height.ts'
import type { RestOfDayForecast, RestOfDayOutcome } from './rest-of-day.ts'

/** How many past days are used to measure how far a day's highest demand lies from the quantiles of its intervals. */
export const RECENT_DAY_COUNT = 28

/**
 * Heights that are assumed before any day was measured; each counts as one day. They are those of the simulator: the
 * errors of its intervals depend on each other, so that the highest demand of a day varies as that of one or two
 * independent intervals would.
 */
const PRIOR_HEIGHTS = [-0.6, -0.1, 0.25, 0.5, 0.75, 1.05, 1.55]

/**
 * The height of a day's highest demand above the forecast of the interval that was the likeliest to reach it, in widths
 * (see `createHeightInWidths`). Null where less than half of its intervals are known and were forecast.
 */
export function measurePeakHeight(
  tariff: Tariff,
  forecast: readonly Pick<DemandAheadStep, 'start' | 'demandKw'>[],
  measured: readonly DemandInterval[],
): number | null {
  const ahead = new Map(forecast.map(({ start, demandKw }) => [start, demandKw]))
  const both = measured.flatMap((interval) => {
    const demandKw = ahead.get(interval.start)
    if (demandKw === undefined || interval.coverage < MIN_COVERAGE) return []
    return [{ demandKw, quantity: computeBilledQuantity(tariff, interval) }]
  })
  if (both.length === 0 || both.length < measured.length / 2) return null
  const highest = Math.max(...both.map(({ quantity }) => quantity))
  return Math.min(...both.map(({ demandKw }) => heightOf(demandKw, highest)))
}

/** The figures of one day that is over, by which other days are judged. */
export interface RecentDay {
  /** The height that `measurePeakHeight` finds; null where it finds none. */
  readonly peakHeight: number | null
  /** The demand that `findHighestDemand` finds, in kW or kVA as billed; null where it finds none. */
  readonly highest: number | null
  /** What `measureRestOfDay` finds: for each hour of the day, the forecast of its rest and the outcome. */
  readonly rests: readonly RestOfDayOutcome[]
}

/** The figures of the last days, by which the running day and the next are judged. */
export interface RecentDays {
  /** How high a day's highest demand may lie, from `computeHeightSpread`. */
  readonly spread: Quantiles
  /** The highest demand of each, in kW or kVA as billed. */
  readonly highest: readonly number[]
  readonly rests: readonly RestOfDayOutcome[]
}

/** @param days The last days, four weeks at the most. */
export function summarizeRecentDays(days: readonly RecentDay[]): RecentDays {
  return {
    spread: computeHeightSpread(days.flatMap(({ peakHeight }) => peakHeight ?? [])),
    highest: days.flatMap(({ highest }) => highest ?? []),
    rests: days.flatMap(({ rests }) => rests),
  }
}

/** The highest demand of a day, as it is billed; null where too little of it is known. */
export function findHighestDemand(tariff: Tariff, measured: readonly DemandInterval[]): number | null {
  const known = measured.filter(({ coverage }) => coverage >= MIN_COVERAGE)
  return known.length === 0 ? null : Math.max(...known.map((interval) => computeBilledQuantity(tariff, interval)))
}

/** The outcome of the rest of a day from `at` (epoch ms) on; null where too little of it is known. */
export function measureRestOfDay(
  tariff: Tariff,
  rest: RestOfDayForecast,
  measured: readonly DemandInterval[],
  at: number,
): RestOfDayOutcome | null {
  const remaining = measured.filter(({ start }) => start >= at)
  const known = remaining.filter(({ coverage }) => coverage >= MIN_COVERAGE)
  const actualKw = findHighestDemand(tariff, known)
  return actualKw === null || known.length < remaining.length / 2 ? null : { ...rest, actualKw }
}

/**
 * The spread of heights to expect of a day's highest demand. Were a day's intervals wrong together it would be that of
 * one interval, were each wrong by itself the highest would lie far above the P50s; a forecast that is too sure of
 * itself, or that smooths peaks away, shows here as well.
 * @param heights The heights of the last days, each from `measurePeakHeight`.
 */
export function computeHeightSpread(heights: readonly number[]): Quantiles {
  const sorted = Float64Array.from([...heights, ...PRIOR_HEIGHTS]).sort()
  return { p10: quantile(sorted, 0.1), p50: quantile(sorted, 0.5), p90: quantile(sorted, 0.9) }
}
