import { DAY } from '../../domain/time/time.ts'
import type { MonthReport } from '../report/month-report.ts'
import { reportCsv } from '../report/report-csv.ts'
import { reportPdf } from '../report/report-pdf.ts'
import { tariffInForce } from '../settings/in-force.ts'
import type { CallHandlers, CallParts } from './handler-types.ts'

/** The month's report, as PDF or CSV. */
export function reportCalls({ keeper, store, clock, status }: CallParts): Pick<CallHandlers, 'report'> {
  const read = async (month: string | undefined): Promise<MonthReport> => {
    const { source, watch } = keeper.session()
    const settings = keeper.settings()
    const { site } = settings
    const bill = await watch.demand.bill(month)
    const span = { start: bill.start, end: bill.until }
    const [intervals, alerts, { version }] = await Promise.all([
      watch.demand.intervals(span),
      // An alert is raised a day before its interval at the most.
      store.alerts(source.id, { start: bill.start - 2 * DAY, end: bill.end }),
      status(),
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
      const report = await read(month)
      const bytes = format === 'pdf' ? await reportPdf(report) : Buffer.from(reportCsv(report), 'utf8')
      return { fileName: `ecopulse-${report.bill.month}.${format}`, base64: bytes.toString('base64') }
    },
  }
}
