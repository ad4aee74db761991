import { computeChargeStates, findRaiseThreshold } from '../../domain/billing/marginal-cost.ts'
import { computeBilledQuantity } from '../../domain/billing/month-peaks.ts'
import type { DemandTarget } from '../../domain/demand/running-demand.ts'
import type { Tariff } from '../../domain/tariff/tariff.ts'
import { monthAt } from '../../domain/time/calendar.ts'
import type { BillingTerms } from './billing-terms.ts'
import type { BilledMonth } from './month-account.ts'

const NOTHING_BILLED = { raisesAboveKw: null, billedKw: null }

/**
 * What the interval that starts at `start` (epoch ms) is compared with: the operator's setpoint, else the demand above
 * which it raises the bill. While nothing is billed yet there is nothing to stay below.
 * @param billedMonth Peaks of the running month; null while it is unknown.
 * @param now The setpoint in kW; and the newest power factor: where a tariff bills kVA or corrects kW, the target is
 * what leads there in kW.
 */
export function demandTarget(
  terms: BillingTerms,
  billedMonth: BilledMonth | null,
  start: number,
  now: { readonly setpointKw: number | null; readonly powerFactor: number | null },
): DemandTarget {
  const { setpointKw, powerFactor } = now
  const known = billedMonth !== null && billedMonth.month === monthAt(start, terms.zone)
  const { raisesAboveKw, billedKw } =
    known && terms.tariff !== null
      ? findCheapestBilledPeak(terms.tariff, terms, billedMonth, start, powerFactor)
      : NOTHING_BILLED
  if (setpointKw !== null) return { targetKw: setpointKw, targetIs: 'setpoint', billedPeakKw: billedKw }
  if (raisesAboveKw === null || raisesAboveKw <= 0) return { targetKw: null, targetIs: null, billedPeakKw: billedKw }
  return { targetKw: raisesAboveKw, targetIs: 'billedPeak', billedPeakKw: billedKw }
}

/** The figures of the charge in force that is the cheapest to raise; nulls where none is in force. */
function findCheapestBilledPeak(
  tariff: Tariff,
  { rateClock }: BillingTerms,
  { peaks, earlier }: BilledMonth,
  start: number,
  powerFactor: number | null,
) {
  const lowest = findRaiseThreshold({ tariff, clock: rateClock, peaks, earlier }, start)
  if (lowest === null) return NOTHING_BILLED
  const inForce = tariff.demandCharges.filter(
    ({ windows, pricePerKw }) => pricePerKw > 0 && rateClock.holdsAt(windows, start),
  )
  const states = computeChargeStates({ ...tariff, demandCharges: inForce }, peaks, earlier)
  const cheapest = states.find(({ raisesAboveKw }) => raisesAboveKw === lowest)
  const perKw = computeBilledPerKw(tariff, powerFactor)
  return { raisesAboveKw: lowest / perKw, billedKw: cheapest === undefined ? null : cheapest.billedKw / perKw }
}

/** What one kW is billed as at this power factor: kVA, or corrected kW. */
function computeBilledPerKw(tariff: Tariff, powerFactor: number | null): number {
  const meanKva = powerFactor === null || powerFactor <= 0 ? null : 1 / Math.min(1, powerFactor)
  return computeBilledQuantity(tariff, { start: 0, end: 1, meanKw: 1, meanKva, coverage: 1, origin: 'power' })
}
