import { addPeak, computeBilledQuantity, findMonthPeaks, type MonthPeaks } from '../billing/month-peaks.ts'
import type { DemandInterval } from '../demand/demand-interval.ts'
import type { RateClock } from '../tariff/rate-windows.ts'
import type { Tariff } from '../tariff/tariff.ts'
import { dayAt, monthAt } from '../time/calendar.ts'
import { MIN_COVERAGE } from '../time/time.ts'
import { type CompletedDay, findPeak, type ObservedPeak } from './alert-outcome.ts'
import { createWarningLevels } from './warning-levels.ts'

/** The terms by which days are judged. */
export interface PeakDaysContext {
  readonly tariff: Tariff
  readonly clock: RateClock
  /** The site's IANA zone. */
  readonly zone: string
  /** The operator's target as it is billed: in kVA where the tariff bills that; null where none is set. */
  readonly targetKw: number | null
  /** Months before the first interval's, newest first. */
  readonly earlier: readonly MonthPeaks[]
}

/** A day of the site and whether it had a peak worth a warning. */
export interface JudgedDay extends CompletedDay {
  readonly day: string
  /** Null where the demand stayed below the levels of when the day began. */
  readonly peak: ObservedPeak | null
}

/**
 * Judges each day by its month's charges when it began.
 * @param intervals Oldest first, whole months from the first on.
 */
export function judgePeakDays(parts: PeakDaysContext, intervals: readonly DemandInterval[]): JudgedDay[] {
  const { tariff, clock, zone, targetKw } = parts
  const days = new Map<string, DemandInterval[]>()
  for (const interval of intervals) {
    const day = dayAt(interval.start, zone)
    const found = days.get(day)
    if (found === undefined) days.set(day, [interval])
    else found.push(interval)
  }
  let earlier = parts.earlier
  let peaks: MonthPeaks | null = null
  return [...days].map(([day, ofDay]) => {
    const month = monthAt(ofDay[0]?.start ?? 0, zone)
    if (peaks?.month !== month) {
      if (peaks !== null) earlier = [peaks, ...earlier]
      peaks = findMonthPeaks(tariff, zone, month, [])
    }
    const standing = { tariff, clock, peaks, earlier }
    const completed = { intervals: ofDay, standing, levelAt: createWarningLevels(standing, targetKw) }
    for (const interval of ofDay) peaks = addInterval(peaks, tariff, clock, interval)
    return { day, ...completed, peak: findPeak(completed) }
  })
}

/** A month's peaks with one more interval, where enough of it is known. */
export function addInterval(peaks: MonthPeaks, tariff: Tariff, clock: RateClock, interval: DemandInterval): MonthPeaks {
  if (interval.coverage < MIN_COVERAGE) return peaks
  return addPeak(tariff, clock, peaks, { at: interval.start, kw: computeBilledQuantity(tariff, interval) })
}
