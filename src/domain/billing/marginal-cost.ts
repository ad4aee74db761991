import type { RateClock } from '../tariff/rate-windows.ts'
import type { DemandCharge, Tariff } from '../tariff/tariff.ts'
import type { ChargeState } from './bill.ts'
import { computeBilledDemand, computeCarriedQuantities } from './billed-demand.ts'
import { addPeak, type MonthPeaks } from './month-peaks.ts'
import { roundMoney, sumMoney } from './round-money.ts'

/** What decides the cost of one more interval of a month. */
export interface MonthStanding {
  readonly tariff: Tariff
  readonly clock: RateClock
  /** The peaks of the interval's month so far. */
  readonly peaks: MonthPeaks
  /** Months before, newest first, up to 24; those that are missing are unknown. */
  readonly earlier: readonly MonthPeaks[]
}

/** What one more interval costs, in the tariff's currency. */
export interface MarginalCost {
  /** The difference of two bills of the month: with it and without it. */
  readonly thisMonth: number
  /**
   * What it adds to the bills of later months through a ratchet or a mean of months, beyond what is carried into them
   * already. For a ratchet, the later months are assumed to stay below the carried demand; for a mean of months, to
   * have a peak like the present mean.
   */
  readonly ratchet: number
  /** Id of the charge that costs the most of it, both together; null where it raises nothing. */
  readonly charge: string | null
}

/** Each demand charge to date, in the tariff's order. @param earlier Months before, newest first, up to 24. */
export function computeChargeStates(tariff: Tariff, peaks: MonthPeaks, earlier: readonly MonthPeaks[]): ChargeState[] {
  return tariff.demandCharges.map((charge) => {
    const top = peaks.charges[charge.id] ?? []
    const billed = computeBilledDemand(charge, peaks.month, top, earlier)
    return {
      charge: charge.id,
      name: charge.name,
      peakKw: top[0]?.kw ?? null,
      peakAt: top[0]?.at ?? null,
      billedKw: billed.quantity,
      raisesAboveKw: billed.raisesAbove,
      amount: roundMoney(billed.quantity * charge.pricePerKw, tariff.currency),
    }
  })
}

/**
 * What one more interval would add to the bill of its month, and carry into those after.
 * @param at Start of the interval, epoch ms, within the month of `parts.peaks`.
 * @param quantity The demand as it is billed: kW, kVA or corrected kW.
 */
export function computeMarginalCost(parts: MonthStanding, at: number, quantity: number): MarginalCost {
  const { tariff, clock, peaks } = parts
  const { currency } = tariff
  const raised = addPeak(tariff, clock, peaks, { at, kw: quantity })
  const costs = tariff.demandCharges
    .filter(({ windows }) => clock.holdsAt(windows, at))
    .map((charge) => computeChargeCost(parts, charge, raised))
  const costliest = costs.reduce(
    (best, each) => (each.thisMonth + each.ratchet > best.thisMonth + best.ratchet ? each : best),
    {
      charge: null as string | null,
      thisMonth: 0,
      ratchet: 0,
    },
  )
  return {
    thisMonth: sumMoney(
      costs.map(({ thisMonth }) => thisMonth),
      currency,
    ),
    ratchet: sumMoney(
      costs.map(({ ratchet }) => ratchet),
      currency,
    ),
    charge: costliest.charge,
  }
}

/**
 * The demand above which one more interval raises the bill of its month: that of the charge in force that is the
 * cheapest to raise, in kW or kVA; null where no charge holds. The least raise may be less than half a cent.
 * @param at Start of the interval, epoch ms, within the month of `parts.peaks`.
 */
export function findRaiseThreshold({ tariff, clock, peaks, earlier }: MonthStanding, at: number): number | null {
  const inForce = tariff.demandCharges.filter(({ windows, pricePerKw }) => pricePerKw > 0 && clock.holdsAt(windows, at))
  if (inForce.length === 0) return null
  const { month, charges } = peaks
  return Math.min(
    ...inForce.map((charge) => computeBilledDemand(charge, month, charges[charge.id] ?? [], earlier).raisesAbove),
  )
}

function computeChargeCost({ tariff, peaks, earlier }: MonthStanding, charge: DemandCharge, raised: MonthPeaks) {
  const { month } = peaks
  const before = peaks.charges[charge.id] ?? []
  const after = raised.charges[charge.id] ?? []
  const amount = (quantity: number) => roundMoney(quantity * charge.pricePerKw, tariff.currency)
  // What is carried rests on the month's highest alone.
  const carries = after[0]?.kw !== before[0]?.kw
  const carried = carries ? computeCarriedQuantities(charge, month, before, earlier) : []
  const carriedAfter = carries ? computeCarriedQuantities(charge, month, after, earlier) : []
  return {
    charge: charge.id,
    thisMonth:
      amount(computeBilledDemand(charge, month, after, earlier).quantity) -
      amount(computeBilledDemand(charge, month, before, earlier).quantity),
    ratchet: carriedAfter.reduce((sum, quantity, i) => sum + amount(quantity) - amount(carried[i] ?? 0), 0),
  }
}
