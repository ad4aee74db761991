import type { Interval } from '../time/time.ts'

/** A load that can be shed. EcoPulse advises; people switch. */
export interface SheddableLoad {
  /** Unique among the loads. */
  readonly id: string
  readonly name: string
  /** The power, in kW, by which shedding it lowers the demand. */
  readonly kw: number
  /** Longest that it can stay off at once, in minutes. */
  readonly longestMinutes: number
  /** How often it can be shed in a day of the site. */
  readonly timesPerDay: number
  /** What shedding it once costs, in the tariff's currency. */
  readonly costPerUse: number
  /** Minutes from the decision until its power is gone. */
  readonly noticeMinutes: number
}

/** A change of load that is planned at the plant and can't be forecast from the past: a furnace that starts again. */
export interface PlannedChange {
  readonly id: string
  readonly name: string
  /** Added to what is forecast, in kW; negative where something is switched off. */
  readonly kw: number
  /** [from, to) in epoch ms. */
  readonly from: number
  readonly to: number
}

/** One load of a plan: off over [from, to). */
export interface ShedStep {
  readonly load: string
  readonly name: string
  readonly kw: number
  readonly from: number
  readonly to: number
  readonly cost: number
}

/** The cheapest set of loads that avoids a peak, or does as much as pays. */
export interface ShedPlan {
  readonly steps: readonly ShedStep[]
  /** Taken off at the interval where the most is needed, in kW. */
  readonly shedKw: number
  readonly cost: number
  /** What following it saves this month if the peak occurs and no later one exceeds it, less its cost. */
  readonly saves: number
  /** Whether that is likely enough to be worth its cost. */
  readonly advised: boolean
  /** Whether all of the expected peak is avoided. */
  readonly enough: boolean
}

/**
 * Planned changes that begin at `windowEnd` (epoch ms) or later: those that a forecast made from the load before it
 * can't know. One that has begun is in that load already, and would count twice.
 */
export function filterUpcomingChanges(planned: readonly PlannedChange[], windowEnd: number): readonly PlannedChange[] {
  return planned.filter(({ from }) => from >= windowEnd)
}

/** An interval of an event, and what must be off in it on average for it to stay at its level, in kW. */
export interface ShedNeed extends Interval {
  readonly needKw: number
}

/** A load, and how often it can still be shed on the day of the event. */
export interface AvailableLoad {
  readonly load: SheddableLoad
  readonly usesLeft: number
}
