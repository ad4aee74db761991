import { computeChargeStates, type MonthStanding } from '../billing/marginal-cost.ts'
import type { MonthPeaks } from '../billing/month-peaks.ts'
import { monthSpan } from '../time/calendar.ts'
import type { Interval } from '../time/time.ts'

/** Demand above which an interval is worth a warning, and the charge that sets it. */
export interface WarningLevel {
  /** kW, or kVA where the tariff bills that. */
  readonly kw: number
  readonly charge: string
  readonly chargeName: string
}

/** Finds the level of an interval that starts at `at`, epoch ms; null where no demand is worth a warning. */
export type FindLevel = (at: number) => WarningLevel | null

/**
 * A month is assumed to reach the lowest of the peaks of so many months before in any case: below that a new peak of
 * the young month is no avoidable cost, since a later one sets it anyway. A single high one is no measure. See
 * docs/alerts.md.
 */
export const LIKELY_PEAK_MONTHS = 2
/**
 * Where no month before is known, so much of the running one must be, about a week: then a new peak is compared with
 * its own.
 */
const MIN_MONTH_COVERAGE = 0.22
/** Charges that cost less than this share of the dearest one per kW are not worth a warning. */
const MIN_PRICE_SHARE = 0.1

/**
 * The levels of a month. A charge's is the highest of: what raises its billed quantity by now, which includes a
 * ratchet's floor; the operator's target, and where none is set, what the month is likely to reach; so that the first
 * days of a month don't warn of every peak that later ones exceed. Of several charges in force the lowest level counts.
 * @param standing The state of the month so far.
 * @param targetKw The operator's target as it is billed: in kVA where the tariff bills that.
 */
export function createWarningLevels(standing: MonthStanding, targetKw: number | null): FindLevel {
  const { tariff, clock, peaks, earlier } = standing
  const dearest = Math.max(0, ...tariff.demandCharges.map(({ pricePerKw }) => pricePerKw))
  const states = computeChargeStates(tariff, peaks, earlier)
  const levels = tariff.demandCharges.flatMap((charge, i) => {
    const state = states[i]
    if (state === undefined || charge.pricePerKw <= MIN_PRICE_SHARE * dearest) return []
    const expected =
      targetKw ?? findLikelyPeakKw(charge.id, earlier) ?? (peaks.coverage >= MIN_MONTH_COVERAGE ? 0 : null)
    if (expected === null) return []
    const level = { kw: Math.max(state.raisesAboveKw, expected), charge: charge.id, chargeName: charge.name }
    return [{ windows: charge.windows, level }]
  })
  return (at) => {
    const held = levels.filter(({ windows }) => clock.holdsAt(windows, at)).map(({ level }) => level)
    return held.length === 0 ? null : held.reduce((low, each) => (each.kw < low.kw ? each : low))
  }
}

/**
 * What a month's peak of the charge is likely to reach in any case, in kW. A charge whose windows held in none of the
 * months before (a season begins) goes by the highest of all charges. Null where no month before is known.
 */
function findLikelyPeakKw(charge: string, earlier: readonly MonthPeaks[]): number | null {
  const known = earlier.slice(0, LIKELY_PEAK_MONTHS).filter((month) => month.known)
  if (known.length === 0) return null
  const own = known.flatMap(({ charges }) => charges[charge]?.[0]?.kw ?? [])
  const any = known.flatMap(({ charges }) => Math.max(0, ...Object.values(charges).map(([top]) => top?.kw ?? 0)))
  return Math.min(...(own.length > 0 ? own : any))
}

/** A month's charges and levels, computed once for all intervals of a day ahead. */
export interface MonthTerms {
  readonly span: Interval
  readonly standing: MonthStanding
  readonly levelAt: FindLevel
  /** The lowest demand that raises a billed quantity at `at`, in kW or kVA; null where no priced charge holds then. */
  readonly findRaiseThreshold: (at: number) => number | null
}

/** The terms of the month of `standing.peaks`, in the site's zone. @param targetKw The target as it is billed. */
export function createMonthTerms(standing: MonthStanding, targetKw: number | null, zone: string): MonthTerms {
  const { tariff, clock, peaks, earlier } = standing
  const states = computeChargeStates(tariff, peaks, earlier)
  const priced = tariff.demandCharges.flatMap(({ windows, pricePerKw }, i) => {
    const kw = states[i]?.raisesAboveKw
    return kw === undefined || pricePerKw <= 0 ? [] : [{ windows, kw }]
  })
  const findRaiseThreshold = (at: number) => {
    const held = priced.filter(({ windows }) => clock.holdsAt(windows, at))
    return held.length === 0 ? null : Math.min(...held.map(({ kw }) => kw))
  }
  const levelAt = createWarningLevels(standing, targetKw)
  return { span: monthSpan(peaks.month, zone), standing, levelAt, findRaiseThreshold }
}

/** The terms of the month that `at` lies in; null where it isn't among them. */
export function termsAt(months: readonly MonthTerms[], at: number): MonthTerms | null {
  return months.find(({ span }) => at >= span.start && at < span.end) ?? null
}
