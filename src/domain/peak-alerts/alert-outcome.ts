import { computeMarginalCost, findRaiseThreshold, type MonthStanding } from '../billing/marginal-cost.ts'
import { addPeak, computeBilledQuantity } from '../billing/month-peaks.ts'
import type { DemandInterval } from '../demand/demand-interval.ts'
import type { SheddableLoad } from '../shedding/sheddable-load.ts'
import { MIN_COVERAGE, shareWithin } from '../time/time.ts'
import { listShedUses } from './alert-lifecycle.ts'
import type { Alert, AlertOutcome, AlertResult } from './peak-alert.ts'
import type { FindLevel } from './warning-levels.ts'

/** What is known of the day of an event when it is over. */
export interface CompletedDay {
  /** The intervals of the day that start within it, oldest first. */
  readonly intervals: readonly DemandInterval[]
  /** The month's charges when the day began, and its levels then. */
  readonly standing: MonthStanding
  readonly levelAt: FindLevel
}

/** The interval of a day that passed its level by the most. Quantities in kW or kVA. */
export interface ObservedPeak {
  readonly interval: DemandInterval
  readonly quantity: number
  readonly levelKw: number
}

/** The peak of a day: null where its demand stayed below the levels of when it began. */
export function findPeak({ intervals, standing, levelAt }: CompletedDay): ObservedPeak | null {
  let peak: ObservedPeak | null = null
  for (const interval of intervals) {
    const level = levelAt(interval.start)
    if (level === null || interval.coverage < MIN_COVERAGE) continue
    const quantity = computeBilledQuantity(standing.tariff, interval)
    if (quantity - level.kw > (peak === null ? 0 : peak.quantity - peak.levelKw))
      peak = { interval, quantity, levelKw: level.kw }
  }
  return peak
}

/** What all intervals of a day add to the bill of their month: each beside those before it. */
function costOfDay({ intervals, standing }: Pick<CompletedDay, 'intervals' | 'standing'>): number {
  let parts = standing
  let cost = 0
  for (const interval of intervals) {
    if (interval.coverage < MIN_COVERAGE) continue
    const kw = computeBilledQuantity(parts.tariff, interval)
    const above = findRaiseThreshold(parts, interval.start)
    if (above === null || kw <= above) continue
    cost += computeMarginalCost(parts, interval.start, kw).thisMonth
    parts = { ...parts, peaks: addPeak(parts.tariff, parts.clock, parts.peaks, { at: interval.start, kw }) }
  }
  return cost
}

/** The alert as it is when its day is over: with its outcome, what shedding did and what it saved. */
export function closeAlert(alert: Alert, day: CompletedDay, loads: readonly SheddableLoad[], now: number): Alert {
  const withoutShedding = { ...day, intervals: addBackShedLoad(alert, day.intervals, loads, now) }
  const [peak, peakUnshed] = [findPeak(day), findPeak(withoutShedding)]
  const outcome = decideOutcome(alert, day.intervals, peak !== null, peakUnshed !== null)
  return {
    ...alert,
    closedAt: now,
    updatedAt: now,
    outcome,
    result: computeAlertResult(alert, day, withoutShedding, loads, now),
  }
}

function decideOutcome(
  alert: Alert,
  intervals: readonly DemandInterval[],
  hasPeak: boolean,
  hasPeakUnshed: boolean,
): AlertOutcome {
  if (hasPeak) return 'cameTrue'
  const known = knownShareOfSpan(alert, intervals)
  if (known < MIN_COVERAGE) return 'unknown'
  return hasPeakUnshed ? 'avoided' : 'didNotCome'
}

/** How much of the alert's span is known, 0 to 1. */
function knownShareOfSpan({ span }: Alert, intervals: readonly DemandInterval[]): number {
  const within = intervals.filter(({ start, end }) => start < span.end && end > span.start)
  const known = within.reduce((sum, each) => sum + each.coverage * shareWithin(each, span) * (each.end - each.start), 0)
  const sum = within.reduce((total, each) => total + shareWithin(each, span) * (each.end - each.start), 0)
  return known / Math.max(span.end - span.start, sum)
}

/** Intervals as they would have been: what was shed is added, by the share of the interval that it was off for. */
export function addBackShedLoad(
  alert: Pick<Alert, 'accepted'>,
  intervals: readonly DemandInterval[],
  loads: readonly SheddableLoad[],
  now: number,
): DemandInterval[] {
  const kwOf = new Map(loads.map(({ id, kw }) => [id, kw]))
  // As the plan had it: the load may have been changed or taken away since.
  for (const { load, kw } of alert.accepted?.plan.steps ?? []) kwOf.set(load, kw)
  const uses = listShedUses(alert, now)
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

function computeAlertResult(
  alert: Alert,
  day: CompletedDay,
  withoutShedding: CompletedDay,
  loads: readonly SheddableLoad[],
  now: number,
): AlertResult | null {
  const { tariff } = day.standing
  let highest = -1
  withoutShedding.intervals.forEach((interval, i) => {
    const best = withoutShedding.intervals[highest]
    if (interval.coverage < MIN_COVERAGE || day.levelAt(interval.start) === null) return
    if (best === undefined || computeBilledQuantity(tariff, interval) > computeBilledQuantity(tariff, best)) highest = i
  })
  const [measured, unshed] = [day.intervals[highest], withoutShedding.intervals[highest]]
  if (measured === undefined || unshed === undefined) return null
  const [cost, costWithout] = [costOfDay(day), costOfDay(withoutShedding)]
  const uses = listShedUses(alert, now)
  const price = new Map(loads.map(({ id, costPerUse }) => [id, costPerUse]))
  for (const { load, cost: each } of alert.accepted?.plan.steps ?? []) price.set(load, each)
  const usesCost = uses.reduce((sum, { load }) => sum + (price.get(load) ?? 0), 0)
  return {
    at: measured.start,
    demandKw: computeBilledQuantity(tariff, measured),
    withoutSheddingKw: computeBilledQuantity(tariff, unshed),
    saved: uses.length === 0 ? 0 : costWithout - cost - usesCost,
    cost,
  }
}
