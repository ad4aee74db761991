import type { DemandAheadStep } from './alert.ts'
import { billedQuantity, ENOUGH_COVERAGE } from './charge-peaks.ts'
import type { DemandInterval } from './demand.ts'
import { chanceAbove } from './spread.ts'
import type { Tariff } from './tariff.ts'

/** Days whose forecasts say how a day's highest demand lies against the quantiles of its intervals. */
export const OUTCOME_DAYS = 28

/** What is taken to begin with, as the simulator showed, and how many days of outcomes it weighs. */
const TO_BEGIN_WITH = { intervals: 1.6, days: 7 }
/** Chances nearer to 1 say that the forecast was far too high, and nothing more of how intervals depend on each other. */
const MOST_CHANCE = 0.99
const MOST_INTERVALS = 50

/**
 * How likely a day's likeliest interval was, by its forecast, to pass what came to be the highest demand of the day: 0 to 1.
 * Null where too little of the day is known, or was foreseen.
 */
export function outcomeOf(
  tariff: Tariff,
  foreseen: readonly Pick<DemandAheadStep, 'start' | 'demandKw'>[],
  came: readonly DemandInterval[],
): number | null {
  const known = came.filter(({ coverage }) => coverage >= ENOUGH_COVERAGE)
  const ahead = new Map(foreseen.map(({ start, demandKw }) => [start, demandKw]))
  const both = known.flatMap((interval) => {
    const demandKw = ahead.get(interval.start)
    return demandKw === undefined ? [] : [{ demandKw, quantity: billedQuantity(tariff, interval) }]
  })
  if (both.length === 0 || both.length < came.length / 2) return null
  const highest = Math.max(...both.map(({ quantity }) => quantity))
  return Math.max(...both.map(({ demandKw }) => chanceAbove(demandKw, highest)))
}

/**
 * As how many independent intervals, each as likely as the likeliest, a day's intervals behave, so that the chance of a day
 * is 1 - (1 - chance)^n. Were all wrong together it would be 1, were each wrong by itself dozens. Then 1 - outcome is the
 * n-th root of a number that is even over 0 to 1, and the likeliest n is the number of outcomes over the sum of their
 * -log(1 - outcome); what is taken to begin with counts as some days of it.
 * @param outcomes Of the last days, each of `outcomeOf`.
 */
export function independentIntervals(outcomes: readonly number[]): number {
  const { intervals, days } = TO_BEGIN_WITH
  const sum = outcomes.reduce((total, of) => total - Math.log(1 - Math.min(MOST_CHANCE, of)), days / intervals)
  return Math.min(MOST_INTERVALS, Math.max(1, (outcomes.length + days) / sum))
}
