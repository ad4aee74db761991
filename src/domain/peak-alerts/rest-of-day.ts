import type { Quantiles } from '../forecast/forecast.ts'
import { normalQuantiles } from '../forecast/quantiles.ts'
import { clamp } from '../numbers/clamp.ts'

/** The forecast of the rest of a day at some hour of it. Demands as they are billed, in kW or kVA. */
export interface RestOfDayForecast {
  /** Hours since the day began, fractions allowed. */
  readonly hour: number
  /** The highest P50 of the later intervals. */
  readonly forecastKw: number
  /** The highest demand of the intervals that are over; 0 where there are none. */
  readonly reachedKw: number
}

/**
 * The forecast of the rest of a day at `hour`; null where there is none.
 * @param p50sKw The P50s of the intervals from then on.
 */
export function createRestOfDayForecast(
  hour: number,
  p50sKw: readonly number[],
  reachedKw: number,
): RestOfDayForecast | null {
  return p50sKw.length === 0 ? null : { hour, forecastKw: Math.max(...p50sKw), reachedKw }
}

/** A day that is over: its forecast at an hour of it, and the outcome. */
export interface RestOfDayOutcome extends RestOfDayForecast {
  /** The highest demand of the later intervals. */
  readonly actualKw: number
}

/** Days are weighted by how alike their demands are: with a standard deviation of this share. */
const SIMILARITY_DEVIATION = 0.15
/** Hours further apart than this aren't the same hour. */
const HOUR_TOLERANCE = 0.5
/** A day that has reached less than the forecast by more than this share counts as if it were this share. */
const MIN_REACHED_SHARE = -0.1
/** The error that is assumed to begin with, as a share of the forecast: it counts as some days. */
const PRIOR = { days: 3, mean: 0.01, deviation: 0.03 } as const
/**
 * The weight, as a sum of squares of shares, of the assumption that what a day has reached has nothing to do with its
 * rest.
 */
const REACHED_RIDGE = 0.0003
/**
 * A day whose forecast is higher than that of others is expected to be higher by less than that, by this share; and the
 * weight of this assumption.
 */
const HEIGHT_PRIOR = { share: -0.15, weight: 0.03 } as const
/** Alike days that are needed to estimate the rest of a day. */
const MIN_SIMILAR_DAYS = 3

/**
 * How far the highest demand of the rest of a day is expected to lie above the highest P50 of it, as a share of that:
 * 0.02 is 2 % higher. Estimated from the last days from the same hour on, by a ridge regression with normal errors on
 *
 * - what each had reached by then: a forecast follows a day that is busier than others too slowly;
 * - how high its forecast was: of many days the one with the highest forecast has it by an error, too.
 *
 * For the next day, `hour` and `reachedKw` are 0. Null where too few days were like this one.
 */
export function computeRestOfDaySpread(past: readonly RestOfDayOutcome[], now: RestOfDayForecast): Quantiles | null {
  if (now.forecastKw <= 0) return null
  const days = findSimilarDays(past, now)
  const weight = sumWeighted(days, () => 1)
  if (weight < MIN_SIMILAR_DAYS) return null
  const all = weight + PRIOR.days
  const reached = sumWeighted(days, (day) => day.reached) / weight
  const height = sumWeighted(days, (day) => day.height) / weight
  const excess = (sumWeighted(days, (day) => day.excess) + PRIOR.days * PRIOR.mean) / all
  const slopes = fitSlopes(
    days.map((day) => ({
      ...day,
      reached: day.reached - reached,
      height: day.height - height,
      excess: day.excess - excess,
    })),
  )
  const estimateExcess = (day: Omit<SimilarDay, 'excess' | 'weight'>) =>
    excess + slopes.reached * (day.reached - reached) + slopes.height * (day.height - height)
  const unexplained = sumWeighted(days, (day) => (day.excess - estimateExcess(day)) ** 2)
  const variance = (unexplained + PRIOR.days * PRIOR.deviation ** 2) / all
  return normalQuantiles(estimateExcess({ reached: computeReachedShare(now), height: 0 }), Math.sqrt(variance))
}

/** A day that is over, beside the one that is estimated. */
interface SimilarDay {
  /** How much it counts, 0 to 1. */
  readonly weight: number
  /** What it had reached over the forecast of its rest, as a share. */
  readonly reached: number
  /** How much higher its forecast was than that of the day that is estimated, as a logarithm. */
  readonly height: number
  /** The outcome over the forecast, as a share. */
  readonly excess: number
}

function findSimilarDays(past: readonly RestOfDayOutcome[], now: RestOfDayForecast): SimilarDay[] {
  const near = past.filter(({ hour, forecastKw }) => Math.abs(hour - now.hour) <= HOUR_TOLERANCE && forecastKw > 0)
  // A day counts once, however many of its hours are near.
  const hours = new Set(near.map(({ hour }) => hour)).size
  return near.map((day) => {
    const height = Math.log(day.forecastKw / now.forecastKw)
    const weight = Math.exp(-0.5 * (height / SIMILARITY_DEVIATION) ** 2) / hours
    return { weight, height, reached: computeReachedShare(day), excess: day.actualKw / day.forecastKw - 1 }
  })
}

function computeReachedShare({ reachedKw, forecastKw }: RestOfDayForecast): number {
  return Math.max(MIN_REACHED_SHARE, reachedKw / forecastKw - 1)
}

function sumWeighted(days: readonly SimilarDay[], of: (day: SimilarDay) => number): number {
  return days.reduce((total, day) => total + day.weight * of(day), 0)
}

/** Solves the normal equations of both slopes. @param days Figures as differences from their means. */
function fitSlopes(days: readonly SimilarDay[]) {
  const reached = sumWeighted(days, (day) => day.reached ** 2) + REACHED_RIDGE
  const height = sumWeighted(days, (day) => day.height ** 2) + HEIGHT_PRIOR.weight
  const both = sumWeighted(days, (day) => day.reached * day.height)
  const byReached = sumWeighted(days, (day) => day.reached * day.excess)
  const byHeight = sumWeighted(days, (day) => day.height * day.excess) + HEIGHT_PRIOR.weight * HEIGHT_PRIOR.share
  const determinant = reached * height - both * both
  // What a day has reached beyond the forecast raises its rest by a share of 0 to 1 of that, and never lowers it. A
  // higher
  // forecast is never followed by an even higher rest, nor by one that is lower than that of other days.
  return {
    reached: clamp((byReached * height - byHeight * both) / determinant, 0, 1),
    height: clamp((byHeight * reached - byReached * both) / determinant, -1, 0),
  }
}
