import type { Settings } from '../../contract/settings.ts'
import type { DemandRule } from '../../domain/demand/demand-interval.ts'
import { createIntervalClock, type IntervalClock } from '../../domain/demand/interval-clock.ts'
import { createRateClock, type RateClock } from '../../domain/tariff/rate-windows.ts'
import type { DemandCharge, Tariff } from '../../domain/tariff/tariff.ts'
import { MINUTE } from '../../domain/time/time.ts'
import { tariffInForce } from '../settings/in-force.ts'

/** What is billed, and by which rule, as the settings say. */
export interface BillingTerms {
  /** Null while none is entered. */
  readonly tariff: Tariff | null
  /** Whether the tariff is EcoPulse's sample. */
  readonly sample: boolean
  /** The tariff's; quarter-hours on the clock where there is none. */
  readonly rule: DemandRule
  /** The site's IANA zone. */
  readonly zone: string
  readonly clock: IntervalClock
  readonly rateClock: RateClock
  readonly billedOn: 'gridImport' | 'load'
  /** Months before a month that its bill may rest on, 0 to 24. */
  readonly lookBackMonths: number
}

/** Most utilities meter by it. */
const DEFAULT_RULE: DemandRule = { kind: 'fixed', minutes: 15, stepMinutes: 15 }

/** The terms of the settings that are in force. */
export function createBillingTerms(settings: Settings): BillingTerms {
  const { tariff, sample } = tariffInForce(settings) ?? { tariff: null, sample: false }
  const rule = tariff?.demandRule ?? DEFAULT_RULE
  const { zone } = settings.site
  return {
    tariff,
    sample,
    rule,
    zone,
    clock: createIntervalClock(rule, zone),
    rateClock: createRateClock(zone, tariff?.holidays ?? []),
    billedOn: settings.demand.billedOn,
    lookBackMonths: Math.max(0, ...(tariff?.demandCharges ?? []).map(lookBackMonthsOf)),
  }
}

function lookBackMonthsOf({ basis }: DemandCharge): number {
  if (basis.kind === 'ratchet') return basis.months
  return basis.kind === 'meanOfMonths' ? basis.months - 1 : 0
}

/** The end of the last demand interval that has ended at `at`, epoch ms. */
export function findLastClosedEnd({ clock, rule }: BillingTerms, at: number): number {
  const running = clock.intervalAt(at)
  return rule.kind === 'fixed' ? running.start : running.end - rule.stepMinutes * MINUTE
}
