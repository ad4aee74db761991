import type { Interval } from '../time/time.ts'

/**
 * How demand is metered. `fixed`: blocks on the site's clock, from midnight on. `sliding`: a window of `minutes` that
 * ends every `stepMinutes`, which divide `minutes`. For fixed blocks the two are equal.
 */
export interface DemandRule {
  readonly kind: 'fixed' | 'sliding'
  readonly minutes: 15 | 30 | 60
  readonly stepMinutes: 1 | 5 | 15 | 30 | 60
}

/** What a quantity was computed from: an energy counter's differences, or the mean of powers. */
export const DEMAND_ORIGINS = ['counter', 'power'] as const
/** What an interval's demand was computed from. */
export type DemandOrigin = (typeof DEMAND_ORIGINS)[number]

/** Demand of one interval: what the grid delivered in it, on average. Export offsets none of it. */
export interface DemandInterval extends Interval {
  /** Mean over what is known of the interval, in kW, never negative. */
  readonly meanKw: number
  /** The same in kVA, where the power factor is measured; else null. */
  readonly meanKva: number | null
  /** Share of the interval that is known, 0 to 1. */
  readonly coverage: number
  readonly origin: DemandOrigin
}

/** The unit that demand is billed in. */
export type DemandUnit = 'kW' | 'kVA'

/** An interval's demand in the unit that is billed; in kW where kVA were not measured. */
export function demandInUnit({ meanKw, meanKva }: DemandInterval, unit: DemandUnit): number {
  return unit === 'kVA' ? (meanKva ?? meanKw) : meanKw
}

/** The running interval's demand. All null fields: nothing is known of it yet, or there is no target. */
export interface RunningDemand extends Interval {
  /** The plant's time that this is of, epoch ms. */
  readonly at: number
  /** Mean over what is known of it so far, in kW. */
  readonly meanKw: number | null
  /** Share of the time so far that is known, 0 to 1. */
  readonly coverage: number
  /** The power of the last minute, in kW: what goes on if nothing changes. */
  readonly nowKw: number | null
  /** The demand that it will end at if nothing changes, in kW. */
  readonly endsAtKw: number | null
  /** What it is compared with, in kW: the operator's target, else what is billed so far of the charges in force. */
  readonly targetKw: number | null
  readonly targetIs: 'setpoint' | 'billedPeak' | null
  /** What is billed so far of the cheapest-to-raise charge in force, in kW; null where no charge is. */
  readonly billedPeakKw: number | null
  /** What the rest of the interval may average to end at the target, in kW; negative where it can't be kept. */
  readonly mayAverageKw: number | null
  /** When the mean over the whole interval passes the target if nothing changes, epoch ms; null where it doesn't. */
  readonly crossesAt: number | null
  readonly origin: DemandOrigin
}
