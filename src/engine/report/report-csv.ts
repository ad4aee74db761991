import { type CsvCell, formatCsv } from '../../domain/csv/format-csv.ts'
import { demandInUnit } from '../../domain/demand/demand-interval.ts'
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
    ...bill.lines.map(({ kind, name, setAt, quantity, unit, price, amount, detail }) => [
      `bill: ${kind}`,
      name,
      formatIso(setAt),
      null,
      quantity,
      unit,
      price,
      amount,
      bill.currency,
      detail,
    ]),
    [
      'bill: total',
      bill.tariff,
      formatIso(bill.start),
      formatIso(bill.until),
      null,
      null,
      null,
      bill.total,
      bill.currency,
      '',
    ],
    ...highestIntervals(report, HIGHEST_COUNT).map((interval, nth) => [
      'highest demand',
      `${nth + 1}`,
      formatIso(interval.start),
      formatIso(interval.end),
      demandInUnit(interval, report.unit),
      report.unit,
      null,
      null,
      null,
      `${Math.round(interval.coverage * 1000) / 10} % covered`,
    ]),
    ...report.alerts.map((alert) => [
      'alert',
      alert.chargeName,
      formatIso(alert.interval.start),
      formatIso(alert.interval.end),
      alert.result?.demandKw ?? alert.demandKw.p50,
      alert.unit,
      null,
      alert.result?.saved ?? null,
      alert.stake.currency,
      `${describeAlertOutcome(alert)}; raised ${formatIso(alert.raisedAt)}, expected ${Math.round(alert.demandKw.p50)} ${alert.unit}`,
    ]),
    [
      'saved',
      'by acting on alerts',
      formatIso(bill.start),
      formatIso(bill.until),
      null,
      null,
      null,
      sumSaved(report.alerts),
      bill.currency,
      '',
    ],
    ...bill.notes.map((note) => ['note', note, null, null, null, null, null, null, null, '']),
  ]
}

function formatIso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}
