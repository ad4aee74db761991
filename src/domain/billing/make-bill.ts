import { formatMonth } from '../format/dates.ts'
import { formatUpTo } from '../format/numbers.ts'
import { isInSeason } from '../tariff/rate-windows.ts'
import { demandUnit, type EnergyRate, type RateWindow, type Tariff } from '../tariff/tariff.ts'
import { monthSpan } from '../time/calendar.ts'
import type { Bill, BilledCharge, BillInput, BillLine } from './bill.ts'
import { writeBillNotes } from './bill-notes.ts'
import { type BilledDemand, computeBilledDemand } from './billed-demand.ts'
import type { EnergySums } from './month-energy.ts'
import type { MonthPeaks } from './month-peaks.ts'
import { roundMoney, sumMoney } from './round-money.ts'

/** If a mean is taken over more intervals than this, only the highest and the lowest are named. */
const MAX_PEAKS_LISTED = 5

/**
 * The bill of a month, to date where it isn't over. Each line is quantity × price, rounded half away from zero to the
 * currency's smallest unit; the total is the sum of the lines. Fixed charges count for a whole month from its first
 * day. Charges and rates that never hold in the month and cost nothing have no line.
 */
export function makeBill(parts: BillInput): Bill {
  const { tariff, zone, month, peaks, earlier, energy } = parts
  const { start, end } = monthSpan(month, zone)
  const charges = tariff.demandCharges.map((charge) => {
    return { charge, billed: computeBilledDemand(charge, month, peaks.charges[charge.id] ?? [], earlier) }
  })
  const lines = [
    ...tariff.fixedCharges.map((charge) => createFixedLine(charge, tariff.currency)),
    ...charges
      .map((each) => ({ windows: each.charge.windows, line: createDemandLine(tariff, peaks, each) }))
      .flatMap(omitOutOfSeason(month)),
    ...createEnergyLines(tariff, 'energy', energy).flatMap(omitOutOfSeason(month)),
    ...createEnergyLines(tariff, 'export', energy).flatMap(omitOutOfSeason(month)),
  ]
  const total = sumMoney(
    lines.map(({ amount }) => amount),
    tariff.currency,
  )
  const { name, currency } = tariff
  const { until, coverage } = parts
  const notes = writeBillNotes(parts, charges, end)
  return { month, start, end, until: Math.min(until, end), tariff: name, currency, lines, total, coverage, notes }
}

/** The line, unless it is 0 because its windows never hold in the month. */
function omitOutOfSeason(month: string) {
  return ({
    windows,
    line,
  }: {
    readonly windows: readonly RateWindow[]
    readonly line: BillLine
  }): readonly BillLine[] => (line.quantity === 0 && !isInSeason(windows, month) ? [] : [line])
}

function createFixedLine({ name, pricePerMonth: price }: Tariff['fixedCharges'][number], currency: string): BillLine {
  const amount = roundMoney(price, currency)
  return { kind: 'fixed', charge: name, name, quantity: 1, unit: 'month', price, amount, setAt: null, detail: '' }
}

function createDemandLine(tariff: Tariff, peaks: MonthPeaks, { charge, billed }: BilledCharge): BillLine {
  const { id, name, pricePerKw: price } = charge
  const { quantity, because } = billed
  const unit = demandUnit(tariff)
  return {
    kind: 'demand',
    charge: id,
    name,
    quantity,
    unit,
    price,
    amount: roundMoney(quantity * price, tariff.currency),
    setAt: because.kind === 'peak' ? (peaks.charges[id]?.[0]?.at ?? null) : null,
    detail: describeQuantity(because, unit, peaks.charges[id] ?? []),
  }
}

function describeQuantity(because: BilledDemand['because'], unit: string, top: MonthPeaks['charges'][string]): string {
  switch (because.kind) {
    case 'peak':
      return ''
    case 'share':
      return `${formatUpTo(100 * because.share, 1)} % of ${formatUpTo(because.kw, 1)} ${unit} in ${formatMonth(because.month)}`
    case 'highest': {
      const counted = top.slice(0, because.count).map(({ kw }) => formatUpTo(kw, 1))
      const peaksText = counted.length > MAX_PEAKS_LISTED ? `${counted[0]} to ${counted.at(-1)}` : counted.join(', ')
      return counted.length === 0 ? '' : `Mean of the ${because.of} highest: ${peaksText} ${unit}`
    }
    case 'months':
      return because.count === 1 ? 'This month’s highest alone' : `Mean of ${because.count} months’ highest`
    case 'floor':
      return 'The least that is billed'
  }
}

function createEnergyLines(tariff: Tariff, kind: 'energy' | 'export', energy: EnergySums) {
  const [rates, sums, sign] =
    kind === 'energy' ? [tariff.energyRates, energy.importKwh, 1] : [tariff.exportRates, energy.exportKwh, -1]
  return rates.map((rate) => {
    const line = createEnergyLine(kind, rate, sums[rate.id] ?? 0, sign, tariff.currency)
    return { windows: rate.windows, line }
  })
}

function createEnergyLine(
  kind: 'energy' | 'export',
  { id, name, pricePerKwh: price }: EnergyRate,
  quantity: number,
  sign: number,
  currency: string,
): BillLine {
  const amount = roundMoney(sign * quantity * price, currency)
  return { kind, charge: id, name, quantity, unit: 'kWh', price, amount, setAt: null, detail: '' }
}
