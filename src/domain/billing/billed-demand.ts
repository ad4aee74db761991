import { isInSeason } from '../tariff/rate-windows.ts'
import type { DemandCharge } from '../tariff/tariff.ts'
import { shiftMonth } from '../time/calendar.ts'
import type { MonthPeaks, Peak } from './month-peaks.ts'

/** The peak of a charge in an earlier month; null where that month is unknown, or no interval of it counted. */
interface EarlierPeak {
  readonly month: string
  readonly kw: number | null
  readonly known: boolean
}

/** How a billed quantity was found. */
export type BilledReason =
  | { readonly kind: 'peak' }
  /** A share of an earlier month's peak. */
  | { readonly kind: 'share'; readonly share: number; readonly kw: number; readonly month: string }
  /** The mean of `of` intervals, of which so many are there. */
  | { readonly kind: 'highest'; readonly count: number; readonly of: number }
  /** The mean of so many months' highest. */
  | { readonly kind: 'months'; readonly count: number }
  /** The least that is always billed. */
  | { readonly kind: 'floor' }

/** What is billed of one demand charge in a month. Quantities in kW or kVA. */
export interface BilledDemand {
  readonly quantity: number
  /** Demand above which one more interval of the month raises the quantity. */
  readonly raisesAbove: number
  readonly because: BilledReason
  /** The months before that it may rest on, newest first, and those of them that are unknown. */
  readonly countedMonths: readonly string[]
  readonly unknown: readonly string[]
}

const NO_PAST_MONTHS: Pick<BilledDemand, 'countedMonths' | 'unknown'> = { countedMonths: [], unknown: [] }

/**
 * What is billed of a charge in the month of `peaks`, with `top` as its highest intervals, highest first.
 * - `ratchet` counts in every month, also in those in which the charge's windows never hold; of months that aren't
 *   known it carries nothing.
 * - `meanOfHighest` counts an interval that is still missing as 0, so that one more never lowers the bill.
 * - `meanOfMonths` leaves out months that are unknown and those without a peak, except this one while its windows
 *   hold.
 * @param earlier Months before, newest first; those that are missing are unknown.
 */
export function computeBilledDemand(
  charge: DemandCharge,
  month: string,
  top: readonly Peak[],
  earlier: readonly MonthPeaks[],
): BilledDemand {
  const { basis } = charge
  const peak = top[0]?.kw ?? 0
  switch (basis.kind) {
    case 'maximum':
      return { quantity: peak, raisesAbove: peak, because: { kind: 'peak' }, ...NO_PAST_MONTHS }
    case 'ratchet':
      return applyRatchet(basis.share, peak, findEarlierPeaks(charge, month, basis.months, earlier))
    case 'meanOfHighest': {
      const counted = top.slice(0, basis.count)
      const sum = counted.reduce((total, { kw }) => total + kw, 0)
      return {
        quantity: sum / basis.count,
        raisesAbove: counted[basis.count - 1]?.kw ?? 0,
        because: { kind: 'highest', count: counted.length, of: basis.count },
        ...NO_PAST_MONTHS,
      }
    }
    case 'meanOfMonths': {
      const before = findEarlierPeaks(charge, month, basis.months - 1, earlier)
      const others = before.flatMap(({ kw }) => kw ?? [])
      const count = others.length + (top.length > 0 || isInSeason(charge.windows, month) ? 1 : 0)
      return { ...meanOfMonths(peak, others, count, basis.floorKw), ...pastMonthsOf(before) }
    }
  }
}

/**
 * The least quantity that will be billed of a charge in each of the next months, the nearest first, by the peaks up to
 * now. For a ratchet: its share of the highest peak among the months that it will still count. For a mean of months:
 * their mean, if the months to come have a peak like the present mean. Empty for a charge that carries nothing.
 * @param top The highest intervals of `month` so far, highest first.
 * @param earlier Months before, newest first; those that are missing are unknown.
 */
export function computeCarriedQuantities(
  charge: DemandCharge,
  month: string,
  top: readonly Peak[],
  earlier: readonly MonthPeaks[],
): readonly number[] {
  const { basis } = charge
  const peak = top[0]?.kw ?? 0
  if (basis.kind === 'ratchet') {
    const before = findEarlierPeaks(charge, month, basis.months - 1, earlier).map(({ kw }) => kw ?? 0)
    return Array.from({ length: basis.months }, (_, i) => {
      return basis.share * Math.max(peak, ...before.slice(0, basis.months - 1 - i))
    })
  }
  if (basis.kind !== 'meanOfMonths') return []
  // The months to come are assumed to have a peak like the present mean: this month's peak counts for its part of each.
  const others = findEarlierPeaks(charge, month, basis.months - 1, earlier).flatMap(({ kw }) => kw ?? [])
  const { length } = others
  const sum = others.reduce((total, kw) => total + kw, 0)
  const meanPeakKw = length === 0 ? 0 : sum / length
  return Array.from({ length: basis.months - 1 }, (_, i) => {
    const count = Math.min(basis.months, length + 2 + i)
    return Math.max(basis.floorKw, (peak + meanPeakKw * (count - 1)) / count)
  })
}

function applyRatchet(share: number, peak: number, before: readonly EarlierPeak[]): BilledDemand {
  const highest = before.reduce((best, each) => ((each.kw ?? 0) > (best?.kw ?? 0) ? each : best), before[0])
  const kw = highest?.kw ?? 0
  const floor = share * kw
  const because: BilledReason =
    floor > peak && highest !== undefined ? { kind: 'share', share, kw, month: highest.month } : { kind: 'peak' }
  const quantity = Math.max(peak, floor)
  return { quantity, raisesAbove: quantity, because, ...pastMonthsOf(before) }
}

function meanOfMonths(
  peak: number,
  others: readonly number[],
  count: number,
  floorKw: number,
): Omit<BilledDemand, 'countedMonths' | 'unknown'> {
  const sum = others.reduce((total, kw) => total + kw, 0)
  const mean = count === 0 ? 0 : (sum + peak) / count
  const because: BilledReason = mean >= floorKw ? { kind: 'months', count } : { kind: 'floor' }
  const raisesAbove = Math.max(peak, floorKw * Math.max(1, count) - sum)
  return { quantity: Math.max(mean, floorKw), raisesAbove, because }
}

/** Cached by the array of earlier months, which never changes: a forecast asks what thousands of demands would cost. */
const earlierPeaksCache = new WeakMap<readonly MonthPeaks[], Map<string, readonly EarlierPeak[]>>()

/** The charge's peaks of the `count` months before, newest first. */
function findEarlierPeaks(
  { id }: DemandCharge,
  month: string,
  count: number,
  earlier: readonly MonthPeaks[],
): readonly EarlierPeak[] {
  const known = earlierPeaksCache.get(earlier) ?? new Map<string, readonly EarlierPeak[]>()
  earlierPeaksCache.set(earlier, known)
  const key = `${month} ${count} ${id}`
  const found = known.get(key) ?? collectEarlierPeaks(id, month, count, earlier)
  known.set(key, found)
  return found
}

function collectEarlierPeaks(
  id: string,
  month: string,
  count: number,
  earlier: readonly MonthPeaks[],
): readonly EarlierPeak[] {
  return Array.from({ length: count }, (_, i) => {
    const name = shiftMonth(month, -1 - i)
    const found = earlier.find((each) => each.month === name)
    return { month: name, kw: found?.charges[id]?.[0]?.kw ?? null, known: found?.known === true }
  })
}

function pastMonthsOf(before: readonly EarlierPeak[]): Pick<BilledDemand, 'countedMonths' | 'unknown'> {
  return {
    countedMonths: before.map(({ month }) => month),
    unknown: before.flatMap(({ month, known }) => (known ? [] : month)),
  }
}
