import { DAY } from '../../domain/time/time.ts'
import type { MonthReport } from '../report/month-report.ts'
import { createReportCsv } from '../report/report-csv.ts'
import { createReportPdf } from '../report/report-pdf.ts'
import { tariffInForce } from '../settings/in-force.ts'
import type { CallContext, CallHandlers } from './handler-types.ts'

/** The month's report, as PDF or CSV. */
export function createReportHandlers({
  currentSession,
  store,
  clock,
  status,
}: CallContext): Pick<CallHandlers, 'report'> {
  const readMonthReport = async (month: string | undefined): Promise<MonthReport> => {
    const { source, monitors } = currentSession.session()
    const settings = currentSession.settings()
    const { site } = settings
    const bill = await monitors.demand.bill(month)
    const span = { start: bill.start, end: bill.until }
    const [intervals, alerts, { version }] = await Promise.all([
      monitors.demand.intervals(span),
      // An alert is raised a day before its interval at the most.
      store.alerts(source.id, { start: bill.start - 2 * DAY, end: bill.end }),
      status.read(),
    ])
    return {
      site: site.name,
      zone: site.zone,
      version,
      madeAt: clock.now(),
      bill,
      unit: tariffInForce(settings)?.tariff.powerFactor.kind === 'kva' ? 'kVA' : 'kW',
      intervals,
      alerts: alerts.filter(({ interval }) => interval.start >= bill.start && interval.start < bill.end),
    }
  }
  return {
    async report({ month, format }) {
      const report = await readMonthReport(month)
      const bytes = format === 'pdf' ? await createReportPdf(report) : Buffer.from(createReportCsv(report), 'utf8')
      return { fileName: `ecopulse-${report.bill.month}.${format}`, base64: bytes.toString('base64') }
    },
  }
}
