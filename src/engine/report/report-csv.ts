import { demandInUnit, highestIntervals, type MonthReport, sumSaved } from './month-report.ts'
import { describeOutcome } from './report-text.ts'

type Cell = string | number | null

const COLUMNS = ['part', 'name', 'from', 'to', 'quantity', 'unit', 'price', 'amount', 'currency', 'detail']
const HIGHEST_COUNT = 20

/**
 * A month's report as a table (RFC 4180, UTF-8): a line for each line of the bill, its total, the
 * highest intervals, each alert with what came of it, and what should be known. Times are ISO 8601 in UTC; figures are not rounded but for
 * amounts, which are billed so.
 */
export function createReportCsv(report: MonthReport): string {
  const { bill } = report
  const lines: Cell[][] = [
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
      demandInUnit(report.unit, interval),
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
      `${describeOutcome(alert)}; raised ${formatIso(alert.raisedAt)}, expected ${Math.round(alert.demandKw.p50)} ${alert.unit}`,
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
  return `${lines.map((line) => line.map(formatCell).join(',')).join('\r\n')}\r\n`
}

function formatIso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}

/** A text that a spreadsheet would take for a formula is led by an apostrophe. */
function formatCell(value: Cell): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
