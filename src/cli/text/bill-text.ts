import type { Bill, BillLine } from '../../domain/billing/bill.ts'
import { currencyDigits, sumMoney } from '../../domain/billing/round-money.ts'
import { formatMonth, formatTimestamp } from '../../domain/format/dates.ts'
import { formatPrice } from '../../domain/format/money.ts'
import { formatNumber } from '../../domain/format/numbers.ts'
import { formatCoverage } from '../../domain/format/percent.ts'
import type { Tariff } from '../../domain/tariff/tariff.ts'
import type { CsvBills } from '../../engine/offline-bill/bill-csv.ts'

/** The bills as text: each month line by line, then the years' totals, then what is to be known about the file. */
export function formatBills(tariff: Tariff, { bills, zone, notes }: CsvBills): string {
  const { kind, minutes, stepMinutes } = tariff.demandRule
  const rule = kind === 'fixed' ? `blocks of ${minutes} min` : `${minutes} min that move by ${stepMinutes} min`
  return [
    `${tariff.name}, in ${tariff.currency}. Demand over ${rule}, on the clock of ${zone}.`,
    ...bills.map((bill) => formatBill(bill, zone)),
    ...(bills.length === 1 ? [] : [formatTotals(bills, tariff.currency)]),
    ...(notes.length === 0 ? [] : [notes.map((note) => `Note: ${note}`).join('\n')]),
  ].join('\n\n')
}

/** The bills as an object, for machines. */
export function toBillsJson(tariff: Tariff, { bills, zone, notes }: CsvBills) {
  const { name, currency } = tariff
  return { tariff: name, currency, zone, bills, total: totalOf(bills, currency), coverage: coverageOf(bills), notes }
}

function formatBill(bill: Bill, zone: string): string {
  const rows = bill.lines.map((line) => [
    line.name,
    line.unit === 'month' ? '1 month' : `${formatNumber(line.quantity, 2)} ${line.unit}`,
    `× ${formatPrice(line.price, 0)}`,
    formatMoney(line.amount, bill.currency),
    formatRemark(line, zone),
  ])
  const total = ['Total', '', '', `${formatMoney(bill.total, bill.currency)}`, bill.currency]
  const known = `${formatMonth(bill.month)}: ${formatCoverage(bill.coverage)} of the time is known`
  const until = bill.until < bill.end ? `, until ${formatTimestamp(bill.until, zone)}` : ''
  return [`${known}${until}`, formatTable([...rows, total]), ...bill.notes.map((note) => `  Note: ${note}`)].join('\n')
}

function formatRemark({ setAt, detail }: BillLine, zone: string): string {
  return [setAt === null ? '' : `set ${formatTimestamp(setAt, zone)}`, detail].filter((part) => part !== '').join('; ')
}

/** By year; of a single month there is nothing to add up. */
function formatTotals(bills: readonly Bill[], currency: string): string {
  const years = [...new Set(bills.map(({ month }) => month.slice(0, 4)))]
  const rows = years.map((year) => {
    const of = bills.filter(({ month }) => month.startsWith(year))
    return formatTotalRow(year, of, currency)
  })
  return formatTable(years.length > 1 ? [...rows, formatTotalRow('All', bills, currency)] : rows)
}

function formatTotalRow(title: string, bills: readonly Bill[], currency: string): string[] {
  const months = bills.length === 1 ? '1 month' : `${bills.length} months`
  const known = `${formatCoverage(coverageOf(bills))} known`
  return [`${title}, ${months}`, known, '', formatMoney(totalOf(bills, currency), currency), currency]
}

function totalOf(bills: readonly Bill[], currency: string): number {
  return sumMoney(
    bills.map(({ total }) => total),
    currency,
  )
}

function coverageOf(bills: readonly Bill[]): number {
  const span = bills.reduce((sum, { start, until }) => sum + until - start, 0)
  return bills.reduce((sum, { start, until, coverage }) => sum + coverage * (until - start), 0) / span
}

/** Names and remarks to the left, figures to the right. */
function formatTable(rows: readonly (readonly string[])[]): string {
  const isLeft = (column: number) => column === 0 || column === 2 || column === 4
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)))
  const lines = rows.map((cells) =>
    cells.map((text, i) => (isLeft(i) ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0))).join('  '),
  )
  return lines.map((line) => `  ${line}`.trimEnd()).join('\n')
}

function formatMoney(amount: number, currency: string): string {
  return formatNumber(amount, currencyDigits(currency))
}
