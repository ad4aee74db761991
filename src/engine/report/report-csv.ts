import type { Bill, BillLine } from '../../domain/billing/bill.ts'
import { type CsvCell, formatCsv } from '../../domain/csv/format-csv.ts'
import { type DemandInterval, type DemandUnit, demandInUnit } from '../../domain/demand/demand-interval.ts'
import type { Alert } from '../../domain/peak-alerts/peak-alert.ts'
import { highestIntervals, type MonthReport, sumSaved } from './month-report.ts'
import { describeAlertOutcome } from './report-text.ts'

const COLUMNS = ['part', 'name', 'from', 'to', 'quantity', 'unit', 'price', 'amount', 'currency', 'detail']
const HIGHEST_COUNT = 20

/**
 * A month's report as a table (RFC 4180, UTF-8): a line for each line of the bill, its total, the
 * highest intervals, each alert with its outcome, and what should be known. Times are ISO 8601 in UTC; figures are not
 * rounded but for amounts, which are billed so.
 */
export function createReportCsv(report: MonthReport): string {
  return formatCsv(listRows(report))
}

function listRows(report: MonthReport): CsvCell[][] {
  const { bill } = report
  return [
    COLUMNS,
    ...bill.lines.map((line) => formatBillLine(line, bill.currency)),
    formatMonthSum(bill, 'bill: total', bill.tariff, bill.total),
    ...highestIntervals(report, HIGHEST_COUNT).map((interval, nth) => formatInterval(interval, nth + 1, report.unit)),
    ...report.alerts.map(formatAlert),
    formatMonthSum(bill, 'saved', 'by acting on alerts', sumSaved(report.alerts)),
    ...bill.notes.map((note) => ['note', note, null, null, null, null, null, null, null, '']),
  ]
}

function formatBillLine(line: BillLine, currency: string): CsvCell[] {
  const { kind, name, setAt, quantity, unit, price, amount, detail } = line
  return [`bill: ${kind}`, name, formatIso(setAt), null, quantity, unit, price, amount, currency, detail]
}

function formatMonthSum({ start, until, currency }: Bill, part: string, name: string, amount: CsvCell): CsvCell[] {
  return [part, name, formatIso(start), formatIso(until), null, null, null, amount, currency, '']
}

function formatInterval(interval: DemandInterval, rank: number, unit: DemandUnit): CsvCell[] {
  const [from, to] = [formatIso(interval.start), formatIso(interval.end)]
  const detail = `${Math.round(interval.coverage * 1000) / 10} % covered`
  return ['highest demand', `${rank}`, from, to, demandInUnit(interval, unit), unit, null, null, null, detail]
}

function formatAlert(alert: Alert): CsvCell[] {
  const { chargeName, interval, result, demandKw, unit, stake, raisedAt } = alert
  const quantity = result?.demandKw ?? demandKw.p50
  const expectedText = `expected ${Math.round(demandKw.p50)} ${unit}`
  const detail = `${describeAlertOutcome(alert)}; raised ${formatIso(raisedAt)}, ${expectedText}`
  const [from, to] = [formatIso(interval.start), formatIso(interval.end)]
  return ['alert', chargeName, from, to, quantity, unit, null, result?.saved ?? null, stake.currency, detail]
}

function formatIso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}
