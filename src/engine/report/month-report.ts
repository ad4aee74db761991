import type { Bill } from '../../domain/billing/bill.ts'
import { type DemandInterval, type DemandUnit, demandInUnit } from '../../domain/demand/demand-interval.ts'
import type { Alert } from '../../domain/peak-alerts/peak-alert.ts'
import { DAY } from '../../domain/time/time.ts'
import { createLocalTime } from '../../domain/time/time-zone.ts'

/** What a month's report is made of. */
export interface MonthReport {
  readonly site: string
  /** The site's IANA zone: every time in the report is of it. */
  readonly zone: string
  readonly version: string
  /** Epoch ms. */
  readonly madeAt: number
  readonly bill: Bill
  /** kVA where the tariff bills that. */
  readonly unit: DemandUnit
  /** The month's demand intervals, oldest first. */
  readonly intervals: readonly DemandInterval[]
  /** Alerts whose interval lay in the month, oldest first. */
  readonly alerts: readonly Alert[]
}

/** One day of the month: its highest demand, and when. */
export interface DayPeak {
  /** 1 is the month's first. */
  readonly day: number
  readonly start: number
  readonly demand: number
}

/** The highest demand of each day of the site that has any, oldest first. `start` is that of its interval. */
export function dayPeaks({ intervals, unit, zone, bill }: MonthReport): DayPeak[] {
  const local = createLocalTime(zone)
  const first = Math.floor(local(bill.start) / DAY)
  const peaks = new Map<number, DayPeak>()
  for (const interval of intervals) {
    const nth = Math.floor(local(interval.start) / DAY) - first
    const demand = demandInUnit(interval, unit)
    if (demand >= (peaks.get(nth)?.demand ?? 0)) peaks.set(nth, { day: nth + 1, start: interval.start, demand })
  }
  return [...peaks.values()].sort((a, b) => a.day - b.day)
}

/** The intervals with the highest demand, highest first. */
export function highestIntervals({ intervals, unit }: MonthReport, count: number): DemandInterval[] {
  return [...intervals]
    .sort((a, b) => demandInUnit(b, unit) - demandInUnit(a, unit) || a.start - b.start)
    .slice(0, count)
}

/** What was saved by acting on the month's alerts, in the tariff's currency: the sum over the alerts' results. */
export function sumSaved(alerts: readonly Alert[]): number {
  return alerts.reduce((sum, { result }) => sum + (result?.saved ?? 0), 0)
}
