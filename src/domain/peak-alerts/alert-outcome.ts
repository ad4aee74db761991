import { costOfDemand, raisesAbove, type StandingParts } from '../billing/marginal-cost.ts'
import { billedQuantity, ENOUGH_COVERAGE, withPeak } from '../billing/month-peaks.ts'
import type { DemandInterval } from '../demand/demand-interval.ts'
import type { SheddableLoad } from '../shedding/sheddable-load.ts'
import { shareWithin } from '../time/time.ts'
import { usesOf } from './alert-lifecycle.ts'
import type { Alert, AlertOutcome, AlertResult } from './peak-alert.ts'
import type { WarningLevels } from './warning-levels.ts'

/** What is known of the day of an event when it is over. */
export interface DayCame {
  /** The intervals of the day that start within it, oldest first. */
  readonly intervals: readonly DemandInterval[]
  /** How the month stood when the day began, and its levels then. */
  readonly standing: StandingParts
  readonly levels: WarningLevels
}

/** The interval of a day that passed its level by the most. Quantities in kW or kVA. */
export interface PeakCame {
  readonly interval: DemandInterval
  readonly quantity: number
  readonly levelKw: number
}

/** The peak of a day: null where its demand stayed below the levels as they stood when it began. */
export function peakOf({ intervals, standing, levels }: DayCame): PeakCame | null {
  let peak: PeakCame | null = null
  for (const interval of intervals) {
    const level = levels(interval.start)
    if (level === null || interval.coverage < ENOUGH_COVERAGE) continue
    const quantity = billedQuantity(standing.tariff, interval)
    if (quantity - level.kw > (peak === null ? 0 : peak.quantity - peak.levelKw))
      peak = { interval, quantity, levelKw: level.kw }
  }
  return peak
}

/** What all intervals of a day add to the bill of their month: each beside those before it. */
function costOfDay({ intervals, standing }: Pick<DayCame, 'intervals' | 'standing'>): number {
  let parts = standing
  let cost = 0
  for (const interval of intervals) {
    if (interval.coverage < ENOUGH_COVERAGE) continue
    const kw = billedQuantity(parts.tariff, interval)
    const above = raisesAbove(parts, interval.start)
    if (above === null || kw <= above) continue
    cost += costOfDemand(parts, interval.start, kw).thisMonth
    parts = { ...parts, peaks: withPeak(parts.tariff, parts.clock, parts.peaks, { at: interval.start, kw }) }
  }
  return cost
}

/** The alert as it is when its day is over: what came of it, what shedding did and what it saved. */
export function closed(alert: Alert, day: DayCame, loads: readonly SheddableLoad[], now: number): Alert {
  const without = { ...day, intervals: withoutShedding(alert, day.intervals, loads, now) }
  const [came, wouldHave] = [peakOf(day), peakOf(without)]
  const outcome = outcomeOf(alert, day.intervals, came !== null, wouldHave !== null)
  return { ...alert, closedAt: now, updatedAt: now, outcome, result: resultOf(alert, day, without, loads, now) }
}

function outcomeOf(
  alert: Alert,
  intervals: readonly DemandInterval[],
  came: boolean,
  wouldHave: boolean,
): AlertOutcome {
  if (came) return 'cameTrue'
  const known = knownShare(alert, intervals)
  if (known < ENOUGH_COVERAGE) return 'unknown'
  return wouldHave ? 'avoided' : 'didNotCome'
}

/** How much of the alert's span is known, 0 to 1. */
function knownShare({ span }: Alert, intervals: readonly DemandInterval[]): number {
  const within = intervals.filter(({ start, end }) => start < span.end && end > span.start)
  const known = within.reduce((sum, each) => sum + each.coverage * shareWithin(each, span) * (each.end - each.start), 0)
  const sum = within.reduce((total, each) => total + shareWithin(each, span) * (each.end - each.start), 0)
  return known / Math.max(span.end - span.start, sum)
}

/** Intervals as they would have been: what was shed is added, by the share of the interval that it was off for. */
export function withoutShedding(
  alert: Pick<Alert, 'accepted'>,
  intervals: readonly DemandInterval[],
  loads: readonly SheddableLoad[],
  now: number,
): DemandInterval[] {
  const kwOf = new Map(loads.map(({ id, kw }) => [id, kw]))
  // As the plan had it: the load may have been changed or taken away since.
  for (const { load, kw } of alert.accepted?.plan.steps ?? []) kwOf.set(load, kw)
  const uses = usesOf(alert, now)
  return intervals.map((interval) => {
    const shedKw = uses.reduce(
      (sum, { load, shedAt, backAt }) =>
        sum + (kwOf.get(load) ?? 0) * shareWithin(interval, { start: shedAt, end: backAt }),
      0,
    )
    if (shedKw === 0) return interval
    const meanKw = interval.meanKw + shedKw
    const { meanKva } = interval
    // The power factor is taken to have been what it was.
    return {
      ...interval,
      meanKw,
      meanKva: meanKva === null ? null : meanKva * (meanKw / Math.max(1e-9, interval.meanKw)),
    }
  })
}

function resultOf(
  alert: Alert,
  day: DayCame,
  without: DayCame,
  loads: readonly SheddableLoad[],
  now: number,
): AlertResult | null {
  const { tariff } = day.standing
  let highest = -1
  without.intervals.forEach((interval, i) => {
    const best = without.intervals[highest]
    if (interval.coverage < ENOUGH_COVERAGE || day.levels(interval.start) === null) return
    if (best === undefined || billedQuantity(tariff, interval) > billedQuantity(tariff, best)) highest = i
  })
  const [measured, unshed] = [day.intervals[highest], without.intervals[highest]]
  if (measured === undefined || unshed === undefined) return null
  const [cost, costWithout] = [costOfDay(day), costOfDay(without)]
  const uses = usesOf(alert, now)
  const price = new Map(loads.map(({ id, costPerUse }) => [id, costPerUse]))
  for (const { load, cost: each } of alert.accepted?.plan.steps ?? []) price.set(load, each)
  const usesCost = uses.reduce((sum, { load }) => sum + (price.get(load) ?? 0), 0)
  return {
    at: measured.start,
    demandKw: billedQuantity(tariff, measured),
    withoutSheddingKw: billedQuantity(tariff, unshed),
    saved: uses.length === 0 ? 0 : costWithout - cost - usesCost,
    cost,
  }
}
