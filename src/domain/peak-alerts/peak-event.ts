import { computeMarginalCost } from '../billing/marginal-cost.ts'
import type { Quantiles } from '../forecast/forecast.ts'
import { chanceAbove, interpolateQuantile } from '../forecast/quantiles.ts'
import type { ShedNeed } from '../shedding/sheddable-load.ts'
import { dayAt } from '../time/calendar.ts'
import type { Interval } from '../time/time.ts'
import type { DemandAhead, DemandAheadStep, Stake } from './peak-alert.ts'
import type { PeakHeight } from './peak-height.ts'
import { type MonthTerms, termsAt, type WarningLevel } from './warning-levels.ts'

/**
 * A peak that is forecast on one day of the site. A day is one event: it is planned as one, its shifts and the times
 * that loads can be shed are counted by it, and of several peaks on a day only the highest is billed.
 */
export interface PeakEvent {
  /** `YYYY-MM-DD`, in the site's zone. */
  readonly day: string
  /** From the first interval that may reach the level to the last. */
  readonly span: Interval
  /** All intervals that may, oldest first, the likeliest among them. */
  readonly candidates: readonly EventInterval[]
  readonly likeliest: EventInterval
  /** Chance, 0 to 1, that the level is passed at all. */
  readonly chance: number
  /**
   * What the peak costs beyond the cost of its level, if it comes: at the median demand of the cases in which it does.
   */
  readonly stake: Stake
  /**
   * What each interval must shed to stay at its level in three of four cases in which the peak comes, in kW of power.
   */
  readonly needs: readonly ShedNeed[]
}

/** One interval of an event. */
export interface EventInterval extends Interval {
  readonly demandKw: Quantiles
  readonly level: WarningLevel
  /** Chance, 0 to 1, that its demand lies above the level. */
  readonly chance: number
}

/** An interval less likely than this belongs to no event. */
const MIN_CANDIDATE_CHANCE = 0.1

/** What events are found in: the demand ahead, the terms of its months, and the heights of its days. */
export interface PeakEventContext {
  readonly ahead: DemandAhead
  readonly months: readonly MonthTerms[]
  readonly zone: string
  /** kW of power that a kW or kVA as billed represents: 1 but where the power factor counts. */
  readonly kwPerBilled: number
  /** How far the highest demand of a day of the site (`YYYY-MM-DD`) may lie above its forecast. */
  readonly peakHeightOf: (day: string) => PeakHeight
}

/** The events of the day ahead, oldest first, at most one for each day of the site. */
export function findPeakEvents(parts: PeakEventContext): PeakEvent[] {
  const days = new Map<string, EventInterval[]>()
  for (const step of parts.ahead.steps) {
    const level = termsAt(parts.months, step.start)?.levelAt(step.start) ?? null
    if (level === null) continue
    const day = dayAt(step.start, parts.zone)
    const found = days.get(day) ?? []
    if (found.length === 0) days.set(day, found)
    found.push(createEventInterval(step, level))
  }
  return [...days].flatMap(([day, intervals]) => findEventOfDay(parts, day, intervals) ?? [])
}

function createEventInterval({ start, end, demandKw }: DemandAheadStep, level: WarningLevel): EventInterval {
  return { start, end, demandKw, level, chance: chanceAbove(demandKw, level.kw) }
}

function findEventOfDay(parts: PeakEventContext, day: string, intervals: readonly EventInterval[]): PeakEvent | null {
  const { heightOf, levelOf, spread } = parts.peakHeightOf(day)
  const heightAt = (each: EventInterval) => heightOf(each.demandKw, each.level.kw)
  const likeliest = intervals.reduce((best, each) => (heightAt(each) < heightAt(best) ? each : best))
  // The chance that the day's highest demand reaches the level that is the lowest above its interval's forecast.
  const chance = chanceAbove(spread, heightAt(likeliest))
  if (chance <= 0) return null
  const candidates = intervals.filter((each) => each === likeliest || each.chance >= MIN_CANDIDATE_CHANCE)
  const span = { start: candidates[0]?.start ?? likeliest.start, end: candidates.at(-1)?.end ?? likeliest.end }
  // The middle of the cases in which it occurs, and what is enough in three of four of them.
  const [height, enough] = [interpolateQuantile(spread, 1 - chance / 2), interpolateQuantile(spread, 1 - chance / 4)]
  const needs = candidates
    .map(({ start, end, demandKw, level }) => {
      const needKw = parts.kwPerBilled * Math.max(0, levelOf(demandKw, enough) - level.kw)
      return { start, end, needKw }
    })
    .filter(({ needKw }) => needKw > 0)
  const stake = stakeOf(parts, likeliest, levelOf(likeliest.demandKw, height))
  return { day, span, candidates, likeliest, chance, stake, needs }
}

/** What a demand costs beyond its level. */
function stakeOf({ ahead, months }: PeakEventContext, { start, level }: EventInterval, demandKw: number): Stake {
  const { currency } = ahead
  const terms = termsAt(months, start)
  if (terms === null) return { currency, thisMonth: 0, ratchet: 0 }
  const all = computeMarginalCost(terms.standing, start, demandKw)
  const least = computeMarginalCost(terms.standing, start, level.kw)
  return { currency, thisMonth: all.thisMonth - least.thisMonth, ratchet: all.ratchet - least.ratchet }
}
