import { computeBilledQuantity } from '../../domain/billing/month-peaks.ts'
import { alertId } from '../../domain/peak-alerts/alert-lifecycle.ts'
import type { ObservedPeak } from '../../domain/peak-alerts/alert-outcome.ts'
import type { Alert } from '../../domain/peak-alerts/peak-alert.ts'
import type { JudgedDay } from '../../domain/peak-alerts/peak-days.ts'
import { DAY, HOUR, MINUTE, QUARTER_HOUR } from '../../domain/time/time.ts'

/** An alert that is raised later than this before its peak begins is too late to act on. */
export const MIN_LEAD = QUARTER_HOUR
/** A day whose demand was below its level by no more than this share is a near miss. */
export const NEAR_MISS = 0.03

/** A peak that passes its level by less, as a share of it, costs little. */
export const LARGE_PEAK = 0.01

/** How right the alerts of a stretch of days were. Every day of the site counts once. */
export interface AlertScore {
  readonly days: number
  /** Days with a peak worth a warning. */
  readonly peaks: number
  /** Of these, those with an alert that was raised at least `MIN_LEAD` before the peak's interval began. */
  readonly foreseen: number
  /** Days with an alert and without a peak. */
  readonly falseAlerts: number
  /** Of these, those whose demand was within `NEAR_MISS` of its level. */
  readonly nearMisses: number
  /** `foreseen` over `peaks`, 0 to 1; null without peaks. */
  readonly recall: number | null
  /** The same of the peaks that passed their level by `LARGE_PEAK` or more. */
  readonly largeRecall: number | null
  /** In 30.4 days. */
  readonly falseAMonth: number
  /**
   * The mean chance that the alerts gave when they were raised, and the share of them whose day had a peak: null
   * without alerts.
   */
  readonly chanceSaid: number | null
  readonly cameTrue: number | null
  /** From the alert to the peak, of peaks with an alert, in hours: the median; null where none was. */
  readonly leadHours: number | null
  /** Share of the peaks whose alert was 12 h before or more. */
  readonly twelveHours: number | null
  /**
   * Of peaks with an alert, how far the demand and the time that the alert named when it was raised were off: means.
   */
  readonly errorKw: number | null
  readonly errorMinutes: number | null
}

const MONTH = (365.25 / 12) * DAY

/** A stretch of one plant's days, and the alerts of it. */
export interface AlertedDays {
  /** Each alert as it was when it was raised. */
  readonly raised: readonly Alert[]
  /** Those that count. */
  readonly days: readonly JudgedDay[]
}

/** @param stretches Of one plant or of several: they are taken together. */
export function scoreAlerts(stretches: readonly AlertedDays[]): AlertScore {
  const all = stretches.flatMap(({ raised, days }) => {
    const byId = new Map(raised.map((alert) => [alert.id, alert]))
    return days.map((day) => ({ ...day, alert: byId.get(alertId(day.day)) }))
  })
  const peaks = all.flatMap(({ peak, alert }) => (peak === null ? [] : [{ peak, alert }]))
  const foreseen = peaks.flatMap(({ peak, alert }) => {
    const lead = alert === undefined ? 0 : peak.interval.start - alert.raisedAt
    return alert !== undefined && lead >= MIN_LEAD ? [{ peak, alert, lead }] : []
  })
  const large = peaks.filter(({ peak }) => isLarge(peak))
  const alerts = all.flatMap(({ alert }) => alert ?? [])
  const wrong = all.filter(({ alert, peak }) => peak === null && alert !== undefined)
  const months = all.reduce((sum, { intervals }) => sum + durationOf(intervals), 0) / MONTH
  return {
    days: all.length,
    peaks: peaks.length,
    foreseen: foreseen.length,
    falseAlerts: wrong.length,
    nearMisses: wrong.filter(isNearMiss).length,
    recall: peaks.length === 0 ? null : foreseen.length / peaks.length,
    largeRecall: large.length === 0 ? null : foreseen.filter(({ peak }) => isLarge(peak)).length / large.length,
    falseAMonth: wrong.length / Math.max(months, Number.MIN_VALUE),
    chanceSaid: mean(alerts.map(({ chance }) => chance)),
    cameTrue: alerts.length === 0 ? null : foreseen.length / alerts.length,
    leadHours: median(foreseen.map(({ lead }) => lead / HOUR)),
    twelveHours: peaks.length === 0 ? null : foreseen.filter(({ lead }) => lead >= 12 * HOUR).length / peaks.length,
    errorKw: mean(foreseen.map(({ peak, alert }) => Math.abs(alert.demandKw.p50 - peak.quantity))),
    errorMinutes: mean(
      foreseen.map(({ peak, alert }) => Math.abs(alert.interval.start - peak.interval.start) / MINUTE),
    ),
  }
}

function durationOf(intervals: JudgedDay['intervals']): number {
  const [first, last] = [intervals[0], intervals.at(-1)]
  return first === undefined || last === undefined ? 0 : last.end - first.start
}

function isLarge({ quantity, levelKw }: ObservedPeak): boolean {
  return quantity >= (1 + LARGE_PEAK) * levelKw
}

function isNearMiss({ intervals, levelAt, standing }: JudgedDay): boolean {
  return intervals.some((interval) => {
    const level = levelAt(interval.start)
    return level !== null && computeBilledQuantity(standing.tariff, interval) >= (1 - NEAR_MISS) * level.kw
  })
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? null
}
