import type { BillLine } from '../../domain/billing/bill.ts'
import { demandInUnit } from '../../domain/demand/demand-interval.ts'
import { formatMonth } from '../../domain/format/dates.ts'
import { formatPrice } from '../../domain/format/money.ts'
import { formatCoverage } from '../../domain/format/percent.ts'
import { formatPower } from '../../domain/format/power.ts'
import { DAY } from '../../domain/time/time.ts'
import { dayPeaks, highestIntervals, type MonthReport, sumSaved } from './month-report.ts'
import { DIM, INK, openPdf, type Pdf, type PdfPage, RULE } from './pdf-page.ts'
import { createReportText, describeAlertOutcome, type ReportText } from './report-text.ts'

const HIGHEST_COUNT = 10
const CHART_HEIGHT = 120

/** A month's report as PDF (A4): the figures, the days' peaks, the bill, the highest intervals, and what became of the alerts. */
export async function createReportPdf(report: MonthReport): Promise<Buffer> {
  const { bill, site, zone, version, madeAt } = report
  const text = createReportText(zone, bill.currency)
  const over = bill.until >= bill.end
  const page = await openPdf(
    `${site}: demand in ${formatMonth(bill.month)}`,
    `${over ? 'The whole month' : `To date: until ${text.time(bill.until)}`} · times in ${zone} · tariff: ${bill.tariff}`,
  )
  page.figures(summaryFigures(report, text))
  page.heading('Highest demand of each day')
  page.picture(CHART_HEIGHT, (pdf, left, top, width) => drawDayPeaks(pdf, report, text, { left, top, width }))
  page.heading(over ? 'Bill' : 'Bill to date')
  page.table(
    [
      { title: 'Charge', share: 0.36 },
      { title: 'Quantity', share: 0.17, align: 'right' },
      { title: 'Price', share: 0.14, align: 'right' },
      { title: 'Amount', share: 0.17, align: 'right' },
      { title: 'Set', share: 0.16, align: 'right' },
    ],
    bill.lines.map((line) => billRow(line, text)),
    ['Total', '', '', text.money(bill.total), ''],
  )
  page.heading(`The ${HIGHEST_COUNT} highest intervals`)
  page.table(
    [
      { title: 'Begins', share: 0.34 },
      { title: `Demand, ${report.unit}`, share: 0.22, align: 'right' },
      { title: 'Covered by samples', share: 0.24, align: 'right' },
    ],
    highestIntervals(report, HIGHEST_COUNT).map((interval) => [
      text.time(interval.start),
      text.number(demandInUnit(interval, report.unit), 1),
      formatCoverage(interval.coverage),
    ]),
  )
  addAlerts(page, report, text)
  for (const note of bill.notes) page.paragraph(note)
  return page.end(`EcoPulse ${version} · made ${text.time(madeAt)}`)
}

function summaryFigures(report: MonthReport, text: ReportText) {
  const { bill, unit, alerts } = report
  const highest = highestIntervals(report, 1)[0]
  const acted = alerts.filter(({ accepted }) => accepted !== null).length
  return [
    { label: 'Bill', figure: text.money(bill.total), detail: `${formatCoverage(bill.coverage)} covered` },
    {
      label: 'Highest demand',
      figure: highest === undefined ? 'not known' : formatPower(demandInUnit(highest, unit), unit),
      detail: highest === undefined ? '' : text.time(highest.start),
    },
    {
      label: 'Saved by shedding',
      figure: text.money(sumSaved(alerts)),
      detail: `${acted} of ${alerts.length} alerts acted on`,
    },
  ]
}

function billRow({ name, detail, quantity, unit, price, amount, setAt }: BillLine, text: ReportText): string[] {
  return [
    detail === '' ? name : `${name}: ${detail}`,
    unit === 'month' ? '' : `${text.number(quantity, unit === 'kWh' ? 0 : 2)} ${unit}`,
    formatPrice(price),
    text.money(amount),
    setAt === null ? '' : text.time(setAt),
  ]
}

function addAlerts(page: PdfPage, { alerts }: MonthReport, text: ReportText): void {
  page.heading('Alerts a day ahead, and what came of them')
  if (alerts.length === 0) {
    page.paragraph('No new peak was foreseen in this month.')
    return
  }
  page.table(
    [
      { title: 'Interval', share: 0.2 },
      { title: 'Expected', share: 0.15, align: 'right' },
      { title: 'Came', share: 0.15, align: 'right' },
      { title: 'Without shedding', share: 0.17, align: 'right' },
      { title: 'Saved', share: 0.15, align: 'right' },
      { title: ' Outcome', share: 0.18 },
    ],
    alerts.map((alert) => {
      const { interval, demandKw, unit, result } = alert
      const kw = (value: number) => formatPower(value, unit)
      return [
        text.time(interval.start),
        kw(demandKw.p50),
        result === null ? '' : kw(result.demandKw),
        result === null ? '' : kw(result.withoutSheddingKw),
        result === null ? '' : text.money(result.saved),
        ` ${describeAlertOutcome(alert)}`,
      ]
    }),
  )
}

function drawDayPeaks(
  pdf: Pdf,
  report: MonthReport,
  text: ReportText,
  { left, top, width }: { readonly left: number; readonly top: number; readonly width: number },
): void {
  const days = dayPeaks(report)
  const highestDemand = Math.max(1, ...days.map(({ demand }) => demand))
  const count = Math.round((report.bill.end - report.bill.start) / DAY)
  const [labels, axis] = [34, 14]
  const step = (width - labels) / count
  const height = CHART_HEIGHT - axis - 8
  const yOf = (value: number) => top + 8 + height * (1 - value / highestDemand)
  pdf.lineWidth(0.5).strokeColor(RULE).font('text').fontSize(7).fillColor(DIM)
  for (const value of [0, highestDemand / 2, highestDemand]) {
    pdf
      .moveTo(left + labels, yOf(value))
      .lineTo(left + width, yOf(value))
      .stroke()
    pdf.text(text.number(value, 0), left, yOf(value) - 4, { width: labels - 6, align: 'right', lineBreak: false })
  }
  for (const { day, demand } of days) {
    const nth = day - 1
    const highest = demand === highestDemand
    pdf.rect(left + labels + nth * step + 1, yOf(demand), Math.max(1, step - 2), yOf(0) - yOf(demand))
    pdf.fill(highest ? INK : '#a9b0b6')
    if (nth % 5 !== 0 && !highest) continue
    const x = left + labels + nth * step - 4
    pdf
      .fillColor(highest ? INK : DIM)
      .text(String(nth + 1), x, yOf(0) + 3, { width: step + 8, align: 'center', lineBreak: false })
  }
}
