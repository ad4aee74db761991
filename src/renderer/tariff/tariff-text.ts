import type { DemandRule } from '../../domain/demand/demand-interval.ts'
import { currencySign, formatPrice } from '../../domain/format/money.ts'
import { formatNumber } from '../../domain/format/numbers.ts'
import {
  type DemandCharge,
  demandUnit,
  type EnergyRate,
  type PowerFactorRule,
  type Tariff,
} from '../../domain/tariff/tariff.ts'
import { describeWindows } from './window-text.ts'

/** The letter of a demand charge on the week: A for the first. */
export function badgeOf(index: number): string {
  return index < 26 ? String.fromCharCode(65 + index) : String(index + 1)
}

/** Between a number and its unit: they stay on one line. */
const NBSP = '\u00a0'

/** «21.19 $/kW»; «no price yet» while none is entered. */
export function formatPricePerUnit(price: number, currency: string, per: string): string {
  return Number.isFinite(price) ? `${formatPrice(price)}${NBSP}${currencySign(currency)}/${per}` : 'no price yet'
}

/** What a demand charge means. */
export function describeCharge(
  { basis, windows, pricePerKw }: DemandCharge,
  tariff: Pick<Tariff, 'currency' | 'demandRule' | 'powerFactor'>,
): string {
  const unit = demandUnit(tariff)
  const lead = {
    maximum: `The highest ${describeInterval(tariff.demandRule)} of each month`,
    ratchet: `The highest ${describeInterval(tariff.demandRule)} of each month`,
    meanOfHighest: `The mean of each month’s ${basisCount(basis)} highest ${describeIntervals(tariff.demandRule)}`,
    meanOfMonths: `The mean of the highest ${describeInterval(tariff.demandRule)} of this month and of the ${basisCount(basis) - 1} before`,
  }[basis.kind]
  const price = formatPricePerUnit(pricePerKw, tariff.currency, unit)
  const atLeast = describeMinimum(basis, unit)
  return `${lead}, ${describeWindows(windows)}, at ${price}${atLeast === '' ? '' : `; ${atLeast}`}.`
}

const basisCount = (basis: DemandCharge['basis']) =>
  basis.kind === 'meanOfHighest' ? basis.count : basis.kind === 'meanOfMonths' ? basis.months : 0

function describeMinimum(basis: DemandCharge['basis'], unit: string): string {
  if (basis.kind === 'ratchet') {
    const share = formatNumber(basis.share * 100, Number.isInteger(Number((basis.share * 100).toPrecision(9))) ? 0 : 1)
    const before = basis.months === 1 ? 'the month before' : `the highest of the ${basis.months} months before`
    return `at least ${share}${NBSP}% of ${before}`
  }
  return basis.kind === 'meanOfMonths' && basis.floorKw > 0
    ? `at least ${formatNumber(basis.floorKw, 0)}${NBSP}${unit}`
    : ''
}

const describeInterval = ({ minutes }: DemandRule) => (minutes === 60 ? 'hour' : `${minutes} minutes`)
const describeIntervals = ({ minutes }: DemandRule) => (minutes === 60 ? 'hours' : `stretches of ${minutes} minutes`)

/** What a price of energy means. */
export function describeRate(
  { windows, pricePerKwh }: EnergyRate,
  currency: string,
  kind: 'energy' | 'export',
): string {
  const price = formatPricePerUnit(pricePerKwh, currency, 'kWh')
  const when = describeWindows(windows)
  return kind === 'energy' ? `${price}, ${when}.` : `${price} paid for what is exported, ${when}.`
}

/** How demand is metered. */
export function describeMetering(rule: DemandRule, powerFactor: PowerFactorRule): string {
  const length = rule.minutes === 60 ? 'hour' : `${rule.minutes} minutes`
  const metered =
    rule.kind === 'fixed'
      ? `Demand is the mean of each ${length} on the clock, from midnight on.`
      : `Demand is the mean of any ${length}, beginning every ${rule.stepMinutes === 1 ? 'minute' : `${rule.stepMinutes} minutes`}.`
  switch (powerFactor.kind) {
    case 'none':
      return `${metered} The power factor doesn’t count.`
    case 'kva':
      return `${metered} It is billed in kVA: kW over the power factor.`
    case 'correction':
      return `${metered} Below a power factor of ${formatPrice(powerFactor.target)} it counts times ${formatPrice(powerFactor.target)} over the power factor.`
  }
}
