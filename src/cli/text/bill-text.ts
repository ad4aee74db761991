import type { Bill, BillLine } from '../../domain/billing/bill.ts'
import { formatMonthYear } from '../../domain/billing/bill-notes.ts'
import { currencyDigits, sumMoney } from '../../domain/billing/money.ts'
import type { Tariff } from '../../domain/tariff/tariff.ts'
import type { CsvBills } from '../../engine/offline-bill/bill-csv.ts'

/** The bills as text: each month line by line, then the years' totals, then what is to be known about the file. */
export function formatBills(tariff: Tariff, { bills, zone, notes }: CsvBills): string {
  const { kind, minutes, stepMinutes } = tariff.demandRule
  const rule = kind === 'fixed' ? `blocks of ${minutes} min` : `${minutes} min that move by ${stepMinutes} min`
  return [
    `${tariff.name}, in ${tariff.currency}. Demand over ${rule}, on the clock of ${zone}.`,
    ...bills.map((bill) => formatMonth(bill, zone)),
    ...(bills.length === 1 ? [] : [formatTotals(bills, tariff.currency)]),
    ...(notes.length === 0 ? [] : [notes.map((note) => `Note: ${note}`).join('\n')]),
  ].join('\n\n')
}

/** The bills as an object, for machines. */
export function toBillsJson(tariff: Tariff, { bills, zone, notes }: CsvBills) {
  const { name, currency } = tariff
  return { tariff: name, currency, zone, bills, total: totalOf(bills, currency), coverage: coverageOf(bills), notes }
}

function formatMonth(bill: Bill, zone: string): string {
  const rows = bill.lines.map((line) => [
    line.name,
    line.unit === 'month' ? '1 month' : `${formatNumber(line.quantity, 2)} ${line.unit}`,
    `× ${line.price.toLocaleString('en', { maximumFractionDigits: 10 })}`,
    formatMoney(line.amount, bill.currency),
    formatRemark(line, zone),
  ])
  const total = ['Total', '', '', `${formatMoney(bill.total, bill.currency)}`, bill.currency]
  const known = `${formatMonthYear(bill.month)}: ${formatPercent(bill.coverage)} of the time is known`
  const until = bill.until < bill.end ? `, until ${formatTime(bill.until, zone)}` : ''
  return [`${known}${until}`, formatTable([...rows, total]), ...bill.notes.map((note) => `  Note: ${note}`)].join('\n')
}

function formatRemark({ setAt, detail }: BillLine, zone: string): string {
  return [setAt === null ? '' : `set ${formatTime(setAt, zone)}`, detail].filter((part) => part !== '').join('; ')
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
  const known = `${formatPercent(coverageOf(bills))} known`
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

function formatNumber(value: number, digits: number): string {
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

/** Rounded down: 99.96 % is not all of it. */
function formatPercent(share: number): string {
  return `${(Math.floor(share * 1000) / 10).toLocaleString('en')} %`
}

function formatTime(at: number, zone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(at)
}
