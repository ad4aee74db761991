import type { Settings } from '../../contract/settings.ts'
import { billedTarget, powerFactorOf } from '../../domain/foresight.ts'
import { daySpan, monthAt, monthSpan } from '../../domain/month.ts'
import { type JudgedDay, judgedDays } from '../../domain/peak-days.ts'
import type { Tariff } from '../../domain/tariff.ts'
import { type DemandPast, readStanding } from './day-ahead.ts'

/**
 * Judges the days from `from` to the end of `to` (`YYYY-MM-DD`, both included): whether a peak worth a warning came on
 * each, by how its month stood when the day began. A day of which nothing is known is among them only as the last.
 */
export async function judgeDays(
  demand: DemandPast,
  { settings, tariff }: { readonly settings: Settings; readonly tariff: Tariff },
  from: string,
  to: string,
): Promise<JudgedDay[]> {
  const { zone } = settings.site
  const month = monthAt(daySpan(from, zone).start, zone)
  const [{ clock, earlier }, intervals] = await Promise.all([
    readStanding(demand, settings, tariff, month),
    demand.intervals({ start: monthSpan(month, zone).start, end: daySpan(to, zone).end }),
  ])
  const targetKw = billedTarget(tariff, settings.demand.targetKw, powerFactorOf(intervals))
  const parts = { tariff, clock, zone, targetKw, earlier }
  return judgedDays(parts, intervals).filter(({ day }) => day >= from && day <= to)
}
