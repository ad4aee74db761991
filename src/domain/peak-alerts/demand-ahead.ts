import { computeMarginalCost } from '../billing/marginal-cost.ts'
import { computeBilledQuantity } from '../billing/month-peaks.ts'
import type { DemandInterval } from '../demand/demand-interval.ts'
import type { Quantiles } from '../forecast/forecast.ts'
import { chanceAbove } from '../forecast/quantiles.ts'
import type { PowerForecastStep } from '../solar/pv-forecast.ts'
import { demandUnit, type Tariff } from '../tariff/tariff.ts'
import type { DemandAhead, DemandAheadStep } from './peak-alert.ts'
import { type MonthTerms, termsAt } from './warning-levels.ts'

/** What the day ahead is seen by. */
export interface DemandAheadInput {
  readonly madeAt: number
  readonly windowEnd: number
  readonly tariff: Tariff
  /** The expected power factor, 0 to 1; null where it is unknown. */
  readonly powerFactor: number | null
  /** The terms of each month that the demand touches. */
  readonly months: readonly MonthTerms[]
  /** Demand of the tariff's intervals, in kW. */
  readonly demand: readonly PowerForecastStep[]
}

/** The day ahead by the tariff: of each interval the chance that it raises a billed quantity, and the cost. */
export function computeDemandAhead(parts: DemandAheadInput): DemandAhead {
  const { madeAt, windowEnd, tariff, demand, powerFactor, months } = parts
  const steps = demand.flatMap(({ kw, start, end }): DemandAheadStep[] => {
    const terms = termsAt(months, start)
    if (terms === null) return []
    const toBilled = (of: number) => computeBilledQuantityAhead(tariff, of, powerFactor, { start, end })
    const demandKw: Quantiles = { p10: toBilled(kw.p10), p50: toBilled(kw.p50), p90: toBilled(kw.p90) }
    const above = terms.findRaiseThreshold(start)
    const cost = (of: number) =>
      above === null || of <= above ? 0 : computeMarginalCost(terms.standing, start, of).thisMonth
    const chance = above === null ? 0 : chanceAbove(demandKw, above)
    const costs = { costAtP50: cost(demandKw.p50), costAtP90: cost(demandKw.p90) }
    return [{ start, end, demandKw, raisesAboveKw: above, chance, ...costs }]
  })
  return { madeAt, windowEnd, currency: tariff.currency, unit: demandUnit(tariff), steps }
}

/** What is billed of a demand in kW where the power factor stays what it was. */
function computeBilledQuantityAhead(
  tariff: Tariff,
  meanKw: number,
  powerFactor: number | null,
  span: { readonly start: number; readonly end: number },
): number {
  const meanKva = powerFactor === null || powerFactor <= 0 ? null : meanKw / powerFactor
  return computeBilledQuantity(tariff, { ...span, meanKw, meanKva, coverage: 1, origin: 'power' })
}

/** kW of power that a kW or kVA as billed represents, where the power factor stays what it was. */
export function computeKwPerBilled(tariff: Tariff, powerFactor: number | null): number {
  return 1 / computeBilledQuantityAhead(tariff, 1, powerFactor, { start: 0, end: 1 })
}

/** The operator's target, in kW, as it is billed where the power factor stays what it was; null where none is set. */
export function computeBilledTarget(
  tariff: Tariff,
  targetKw: number | null,
  powerFactor: number | null,
): number | null {
  return targetKw === null ? null : targetKw / computeKwPerBilled(tariff, powerFactor)
}

/** The power factor to expect: that of the energy of these intervals; null where none of them has one. */
export function powerFactorOf(intervals: readonly DemandInterval[]): number | null {
  let kw = 0
  let kva = 0
  for (const { meanKw, meanKva } of intervals) {
    if (meanKva === null) continue
    kw += meanKw
    kva += meanKva
  }
  return kva > 0 && kw > 0 ? Math.min(1, kw / kva) : null
}
