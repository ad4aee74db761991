import type { Quantiles } from './forecast.ts'
import { ofNormal } from './spread.ts'

/** How the rest of a day looks at some hour of it. Demands as they are billed, in kW or kVA. */
export interface RestForeseen {
  /** Hours since the day began, fractions allowed. */
  readonly hour: number
  /** The highest P50 of the intervals that are still to come. */
  readonly foreseenKw: number
  /** The highest demand of the intervals that are over; 0 where there are none. */
  readonly reachedKw: number
}

/** How a day stands after some hours. Null where nothing of its rest is foreseen. */
export function restForeseen(
  hour: number,
  rest: readonly { readonly demandKw: Quantiles }[],
  reachedKw: number,
): RestForeseen | null {
  if (rest.length === 0) return null
  return { hour, foreseenKw: Math.max(...rest.map(({ demandKw }) => demandKw.p50)), reachedKw }
}

/** A day that is over, as it looked at an hour of it, and what came. */
export interface RestCame extends RestForeseen {
  /** The highest demand of what was still to come then. */
  readonly cameKw: number
}

/** Days say as much about another as their demands are alike: to a standard deviation of this share. */
const ALIKE = 0.15
/** Hours further apart than this aren't the same hour. */
const SAME_HOUR = 0.5
/** A day that has reached so much less than is foreseen, as a share, says no more by having reached still less. */
const LEAST_REACHED = -0.1
/** What is taken to begin with, as a share of what is foreseen: it counts as some days. */
const TO_BEGIN_WITH = { days: 3, mean: 0.01, deviation: 0.03 } as const
/** So much, as a sum of squares of shares, speaks against what a day has reached saying anything of its rest. */
const UNMOVED = 0.0003
/** Alike days from which on the rest of a day can be told by others. */
const ENOUGH_DAYS = 3

/**
 * How far the highest demand of the rest of a day will lie above the highest P50 foreseen of it, as a share of that: 0.02 is
 * 2 % higher. By how it came on the last days from the same hour on, and by what each had reached by then: a forecast
 * follows a day that is busier than others too slowly, and the highest of many quarter-hours lies above their P50s, the less
 * the fewer are left. A weighted regression of the one share on the other, with normal errors; null where too few days were
 * like this one.
 */
export function restSpread(past: readonly RestCame[], now: RestForeseen): Quantiles | null {
  if (now.foreseenKw <= 0) return null
  const alike = past.filter(({ hour, foreseenKw }) => Math.abs(hour - now.hour) <= SAME_HOUR && foreseenKw > 0)
  const hours = new Set(alike.map(({ hour }) => hour)).size
  const days = alike.map((each) => {
    const apart = Math.log(each.foreseenKw / now.foreseenKw) / ALIKE
    // A day counts once, however many of its hours are near.
    return {
      weight: Math.exp(-0.5 * apart * apart) / hours,
      reached: reachedOf(each),
      came: shareOver(each.cameKw, each.foreseenKw),
    }
  })
  const weight = sum(days, () => 1)
  if (weight < ENOUGH_DAYS) return null
  const all = weight + TO_BEGIN_WITH.days
  const reached = sum(days, (each) => each.reached) / weight
  const came = (sum(days, (each) => each.came) + TO_BEGIN_WITH.days * TO_BEGIN_WITH.mean) / all
  const together = sum(days, (each) => (each.reached - reached) * (each.came - came))
  const moved = sum(days, (each) => (each.reached - reached) ** 2)
  // A day that has reached more than others doesn't fall back by it, nor rise by more than that.
  const slope = Math.min(1, Math.max(0, together / (moved + UNMOVED)))
  const unexplained = sum(days, (each) => (each.came - came - slope * (each.reached - reached)) ** 2)
  const variance = (unexplained + TO_BEGIN_WITH.days * TO_BEGIN_WITH.deviation ** 2) / all
  return ofNormal(came + slope * (reachedOf(now) - reached), Math.sqrt(variance))
}

interface DayLike {
  readonly weight: number
  readonly reached: number
  readonly came: number
}

function sum(days: readonly DayLike[], of: (day: DayLike) => number): number {
  return days.reduce((so, day) => so + day.weight * of(day), 0)
}

function reachedOf({ reachedKw, foreseenKw }: RestForeseen): number {
  return Math.max(LEAST_REACHED, shareOver(reachedKw, foreseenKw))
}

function shareOver(kw: number, foreseenKw: number): number {
  return kw / foreseenKw - 1
}
