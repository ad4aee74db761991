import type { DemandRule } from '../../domain/demand/demand-interval.ts'
import type {
  DemandBasis,
  DemandCharge,
  EnergyRate,
  PowerFactorRule,
  RateWindow,
  Tariff,
} from '../../domain/tariff/tariff.ts'

export const ALWAYS_WINDOW: RateWindow = {
  months: [1, 12],
  weekdays: [0, 1, 2, 3, 4, 5, 6],
  hours: [0, 24],
  holidays: 'byWeekday',
}

/**
 * An id that no other has, nor had: what is kept of a charge's months is kept under its id. `now` is this machine's
 * clock, epoch ms.
 */
export function createUniqueId(kind: string, taken: readonly { readonly id: string }[], now: number): string {
  let at = now
  while (taken.some(({ id }) => id === `${kind}-${at.toString(36)}`)) at += 1
  return `${kind}-${at.toString(36)}`
}

/** «Peak 2» of «Peak», or the next number that is free. */
export function createCopyName(name: string, taken: readonly { readonly name: string }[]): string {
  const [, base = name] = /^(.*?)(?: \d+)?$/.exec(name) ?? []
  let number = 2
  while (taken.some((each) => each.name === `${base} ${number}`)) number += 1
  return `${base} ${number}`
}

/** Numbers that aren't entered yet are NaN: the form requires them before it saves. */
export function createEmptyCharge(id: string): DemandCharge {
  return { id, name: '', windows: [ALWAYS_WINDOW], basis: { kind: 'maximum' }, pricePerKw: Number.NaN }
}

export function createEmptyRate(id: string): EnergyRate {
  return { id, name: '', windows: [ALWAYS_WINDOW], pricePerKwh: Number.NaN }
}

export const DEFAULT_BASES: { readonly [K in DemandBasis['kind']]: Extract<DemandBasis, { kind: K }> } = {
  maximum: { kind: 'maximum' },
  ratchet: { kind: 'ratchet', share: 0.8, months: 11 },
  meanOfHighest: { kind: 'meanOfHighest', count: 3 },
  meanOfMonths: { kind: 'meanOfMonths', months: 12, floorKw: 0 },
}

export const DEFAULT_POWER_FACTORS: { readonly [K in PowerFactorRule['kind']]: Extract<PowerFactorRule, { kind: K }> } =
  {
    none: { kind: 'none' },
    kva: { kind: 'kva' },
    correction: { kind: 'correction', target: 0.9 },
  }

/** A tariff to begin with: one charge and one price, which are to be entered. */
export function createNewTariff(now: number): Tariff {
  return {
    name: 'Our tariff',
    currency: 'EUR',
    demandRule: { kind: 'fixed', minutes: 15, stepMinutes: 15 },
    powerFactor: { kind: 'none' },
    holidays: [],
    fixedCharges: [],
    demandCharges: [{ ...createEmptyCharge(createUniqueId('demand', [], now)), name: 'Demand' }],
    energyRates: [{ ...createEmptyRate(createUniqueId('energy', [], now)), name: 'Energy' }],
    exportRates: [],
  }
}

const SLIDING_STEPS = [1, 5, 15, 30] as const

/** Steps by which a sliding window of so many minutes may move. */
export function slidingStepsOf(minutes: DemandRule['minutes']): (typeof SLIDING_STEPS)[number][] {
  return SLIDING_STEPS.filter((step) => step < minutes && minutes % step === 0)
}

/** The rule with changes, and its step such that it fits. */
export function changeDemandRule(rule: DemandRule, changes: Partial<DemandRule>): DemandRule {
  const { kind, minutes, stepMinutes } = { ...rule, ...changes }
  if (kind === 'fixed') return { kind, minutes, stepMinutes: minutes }
  const steps = slidingStepsOf(minutes)
  const fits = steps.find((step) => step === stepMinutes)
  return { kind, minutes, stepMinutes: fits ?? (steps.includes(5) ? 5 : 1) }
}

/** Days of a text, one a line or with commas between. */
export function parseHolidays(text: string): string[] {
  return text
    .split(/[\n,;]/)
    .map((day) => day.trim())
    .filter((day) => day !== '')
}

/**
 * The request to the user where the number at this path of the settings isn't filled in; null where it is just a
 * number.
 */
export function describeMissingTariffNumber(field: string): string | null {
  if (/\.hours\.[01]$/.test(field)) return 'Enter a time like 8:30; the end of the day is 24:00.'
  if (/\.pricePer\w+$/.test(field)) return 'Enter a price.'
  return null
}
