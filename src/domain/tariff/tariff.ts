import type { DemandRule, DemandUnit } from '../demand/demand-interval.ts'

/** When a price holds, in the site's time. Every part must hold. */
export interface RateWindow {
  /** First and last month, 1 to 12, both included; 11 to 2 runs over the new year. */
  readonly months: readonly [from: number, to: number]
  /** 0 is Monday, 6 is Sunday. */
  readonly weekdays: readonly number[]
  /** Hours of the day, [from, to), 0 to 24, in quarters of an hour. */
  readonly hours: readonly [from: number, to: number]
  /** Whether holidays count by their weekday, not at all, or alone (whatever their weekday). */
  readonly holidays: 'byWeekday' | 'excluded' | 'only'
}

/** What of the intervals' demands is billed. Months are the calendar's, in the site's zone. */
export type DemandBasis =
  /** The month's highest. */
  | { readonly kind: 'maximum' }
  /** The month's highest, but at least `share` (0 to 1) of the highest of the `months` before. */
  | { readonly kind: 'ratchet'; readonly share: number; readonly months: number }
  /** The mean of the month's `count` highest. */
  | { readonly kind: 'meanOfHighest'; readonly count: number }
  /** The mean of the highest of this month and those before, `months` in all, but at least `floorKw`. */
  | { readonly kind: 'meanOfMonths'; readonly months: number; readonly floorKw: number }

/** One demand charge. Several run at once, each with its own peak. */
export interface DemandCharge {
  /** Unique within the tariff. */
  readonly id: string
  readonly name: string
  /** Intervals that start within any of these count. */
  readonly windows: readonly RateWindow[]
  readonly basis: DemandBasis
  /** Per kW (or kVA, as the tariff bills) and month, in the tariff's currency. */
  readonly pricePerKw: number
}

/** A price of energy by time. */
export interface EnergyRate {
  readonly id: string
  readonly name: string
  readonly windows: readonly RateWindow[]
  /** In the tariff's currency. */
  readonly pricePerKwh: number
}

/** What is paid whatever is used, in the tariff's currency. */
export interface FixedCharge {
  readonly name: string
  readonly pricePerMonth: number
}

/**
 * How the power factor counts. `kva`: demand is billed in kVA, kW over the interval's power factor. `correction`: kW
 * are taken times target over power factor, where that is below the target.
 */
export type PowerFactorRule =
  | { readonly kind: 'none' }
  | { readonly kind: 'kva' }
  | { readonly kind: 'correction'; readonly target: number }

/** All that a utility bills by. */
export interface Tariff {
  readonly name: string
  /** ISO 4217. */
  readonly currency: string
  readonly demandRule: DemandRule
  readonly powerFactor: PowerFactorRule
  /** Days, `YYYY-MM-DD`, or `MM-DD` for every year. */
  readonly holidays: readonly string[]
  readonly fixedCharges: readonly FixedCharge[]
  readonly demandCharges: readonly DemandCharge[]
  readonly energyRates: readonly EnergyRate[]
  /** What is paid for exported energy. */
  readonly exportRates: readonly EnergyRate[]
}

/** What a tariff bills demand in. */
export function demandUnit({ powerFactor }: Pick<Tariff, 'powerFactor'>): DemandUnit {
  return powerFactor.kind === 'kva' ? 'kVA' : 'kW'
}
