import type { Quantiles } from '../forecast/forecast.ts'
import type { ShedPlan } from '../shedding/sheddable-load.ts'
import type { Interval } from '../time/time.ts'

/** One interval of the day ahead: the demand expected in it, and what that would cost. */
export interface DemandAheadStep extends Interval {
  /** kW, or kVA where the tariff bills that. */
  readonly demandKw: Quantiles
  /** The lowest demand that raises a billed quantity here; null where no charge holds. */
  readonly raisesAboveKw: number | null
  /** Chance, 0 to 1, that a billed quantity is raised. */
  readonly chance: number
  /** What it would cost this month at P50, and at P90, were it the only one; 0 where nothing is raised. */
  readonly costAtP50: number
  readonly costAtP90: number
}

/** The day ahead by the tariff: made anew with each forecast of the next day. */
export interface DemandAhead {
  readonly madeAt: number
  readonly windowEnd: number
  readonly currency: string
  readonly unit: 'kW' | 'kVA'
  readonly steps: readonly DemandAheadStep[]
}

/** The outcome of an alert. */
export const ALERT_OUTCOMES = ['cameTrue', 'avoided', 'didNotCome', 'unknown'] as const
/** The outcome of an alert. */
export type AlertOutcome = (typeof ALERT_OUTCOMES)[number]

/**
 * What is at stake, in the tariff's currency: what the peak costs beyond the cost of its level, if it comes. Its demand
 * is then taken as the median of all cases in which it comes; this lies somewhat above the P50s of the intervals.
 */
export interface Stake {
  readonly currency: string
  readonly thisMonth: number
  /** What the ratchets would carry into the months after, beyond what they carry already. */
  readonly ratchet: number
}

/** One time that a load was off, epoch ms. */
export interface ShedUse {
  readonly load: string
  readonly shedAt: number
  readonly backAt: number
}

/** A shed plan that the operator accepted. */
export interface AcceptedPlan {
  readonly at: number
  readonly plan: ShedPlan
  /** When each load was last marked as shed and as back, by load id, epoch ms; null while it isn't. */
  readonly marks: Readonly<Record<string, { readonly shedAt: number | null; readonly backAt: number | null }>>
  /** Uses before the last one, of loads that were shed more than once. */
  readonly uses?: readonly ShedUse[] | undefined
}

/** The outcome of the day that an alert is about. All in kW (or kVA). */
export interface AlertResult {
  /** The interval whose demand would have been the highest of the day. */
  readonly at: number
  readonly demandKw: number
  /** What it would have been without what was shed. */
  readonly withoutSheddingKw: number
  /** Saved this month by shedding, less the plan's cost: 0 where nothing was shed. */
  readonly saved: number
  /** The cost of the peak that occurred all the same. */
  readonly cost: number
}

/**
 * A new billed peak that is forecast within 24 hours. One alert for one event, brought up to date as forecasts change.
 */
export interface Alert {
  readonly id: string
  readonly raisedAt: number
  readonly updatedAt: number
  readonly closedAt: number | null
  readonly outcome: AlertOutcome | null
  /** All intervals that may raise a billed quantity, from the first to the last. */
  readonly span: Interval
  /** The likeliest of them, and what is expected in it. */
  readonly interval: Interval
  readonly demandKw: Quantiles
  readonly unit: 'kW' | 'kVA'
  /**
   * Against what: the charge that is the first to cost, and its level: what is billed of it so far this month, but at
   * least the operator's target or what the month is likely to reach in any case (docs/alerts.md).
   */
  readonly charge: string
  readonly chargeName: string
  readonly billedPeakKw: number
  /** Chance, 0 to 1, that a billed quantity is raised at all within the span. */
  readonly chance: number
  /** The highest that `chance` has been. */
  readonly highestChance: number
  readonly stake: Stake
  /**
   * What to shed, in kW, so that it is enough in three of four cases in which the peak occurs; and from when to act.
   */
  readonly needKw: number
  readonly shedFrom: number
  /** Null where no loads are entered. */
  readonly plan: ShedPlan | null
  readonly accepted: AcceptedPlan | null
  readonly result: AlertResult | null
}

/** How often alerts came true. Those avoided by shedding count as true. */
export interface AlertTrackRecord {
  readonly closed: number
  readonly cameTrue: number
  /** Peaks for which there was no alert. */
  readonly missed: number
}
