import { type DemandInterval, type DemandUnit, demandInUnit } from '../../../domain/demand/demand-interval.ts'
import { dayAt, daySpan } from '../../../domain/time/calendar.ts'
import { MINUTE } from '../../../domain/time/time.ts'
import type { ChartRow } from '../../chart/chart-row.ts'

export function findHighestInterval(intervals: readonly DemandInterval[], unit: DemandUnit): DemandInterval | null {
  return intervals.reduce<DemandInterval | null>(
    (highest, each) => (highest === null || demandInUnit(each, unit) > demandInUnit(highest, unit) ? each : highest),
    null,
  )
}

/** A step for each interval, from its start to the next one's; a row of nothing where one is missing. */
export function buildIntervalRows(intervals: readonly DemandInterval[], unit: DemandUnit): ChartRow[] {
  const step = intervalStepMs(intervals)
  return intervals.flatMap((interval, index): ChartRow[] => {
    const { start } = interval
    const demand = demandInUnit(interval, unit)
    if (intervals[index + 1]?.start === start + step) return [{ x: start, demand }]
    return [
      { x: start, demand },
      { x: start + step, demand },
      { x: start + step, demand: null },
    ]
  })
}

/** Sliding intervals begin more often than they are long. */
function intervalStepMs(intervals: readonly DemandInterval[]): number {
  const [first, second] = intervals
  if (first === undefined) return 15 * MINUTE
  const length = first.end - first.start
  return second === undefined ? length : Math.min(length, second.start - first.start)
}

/** Of each day of the site the highest interval, as a bar that leaves a tenth of the day free on each side. */
export function buildDayRows(intervals: readonly DemandInterval[], unit: DemandUnit, zone: string): ChartRow[] {
  const days = new Map<string, number>()
  for (const interval of intervals) {
    const day = dayAt(interval.start, zone)
    days.set(day, Math.max(days.get(day) ?? 0, demandInUnit(interval, unit)))
  }
  return [...days].flatMap(([day, demand]): ChartRow[] => {
    const { start, end } = daySpan(day, zone)
    const free = (end - start) / 10
    return [
      { x: start + free, demand },
      { x: end - free, demand },
      { x: end - free, demand: null },
    ]
  })
}
