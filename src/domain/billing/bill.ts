import type { DemandCharge, Tariff } from '../tariff/tariff.ts'
import type { BilledDemand } from './billed-demand.ts'
import type { EnergySums } from './month-energy.ts'
import type { MonthPeaks } from './month-peaks.ts'

/** All that a month's bill is computed from. */
export interface BillInput {
  readonly tariff: Tariff
  /** IANA zone of the site. */
  readonly zone: string
  /** `YYYY-MM`, in that zone. */
  readonly month: string
  /** End of the last interval that counts, epoch ms. */
  readonly until: number
  /** Share of the month until then that is known, 0 to 1. */
  readonly coverage: number
  readonly peaks: MonthPeaks
  /** Months before, newest first, up to 24; those that are missing are unknown. */
  readonly earlier: readonly MonthPeaks[]
  readonly energy: EnergySums
}

/** A demand charge and what is billed of it. */
export interface BilledCharge {
  readonly charge: DemandCharge
  readonly billed: BilledDemand
}

/** The parts of a bill, in the order of its lines. */
export const BILL_LINE_KINDS = ['fixed', 'demand', 'energy', 'export'] as const

/** One line of a bill: quantity × price, rounded to the currency's smallest unit. */
export interface BillLine {
  readonly kind: (typeof BILL_LINE_KINDS)[number]
  /** Id of the charge or rate; the name, of a fixed charge. */
  readonly charge: string
  readonly name: string
  readonly quantity: number
  readonly unit: 'kW' | 'kVA' | 'kWh' | 'month'
  readonly price: number
  /** Negative where it is paid to the plant. */
  readonly amount: number
  /** Start of the interval that set it, epoch ms; null where it isn't one interval of this month. */
  readonly setAt: number | null
  /** How the quantity was computed: «80 % of 1,240 kW in August»; empty where it is simply what was measured. */
  readonly detail: string
}

/** A month's bill, line by line, or the bill to date. */
export interface Bill {
  /** `YYYY-MM`, in the site's zone. */
  readonly month: string
  readonly start: number
  readonly end: number
  /** End of the last interval that counts; `end` where the month is over. */
  readonly until: number
  readonly tariff: string
  readonly currency: string
  readonly lines: readonly BillLine[]
  /** Sum of the lines' amounts. */
  readonly total: number
  /** Share of [start, until) that is known, 0 to 1. */
  readonly coverage: number
  /** What someone should know, in sentences: months that a ratchet needs and that are unknown, poor coverage. */
  readonly notes: readonly string[]
}

/** A demand charge in a month to date. */
export interface ChargeState {
  readonly charge: string
  readonly name: string
  /**
   * The highest demand of the month within its windows so far, in kW (kVA where the tariff bills it); null while none.
   */
  readonly peakKw: number | null
  readonly peakAt: number | null
  /** What is billed by now, in kW or kVA. */
  readonly billedKw: number
  /** Demand above which an interval raises what is billed, in kW or kVA. */
  readonly raisesAboveKw: number
  /** What it costs by now. */
  readonly amount: number
}
