import type { DemandInterval } from '../../domain/demand/demand-interval.ts'
import { dayAt, daySpan } from '../../domain/time/calendar.ts'
import { MINUTE } from '../../domain/time/time.ts'
import type { Row } from '../chart/row.ts'

export type DemandUnit = 'kW' | 'kVA'

/** In the unit that the tariff bills; kW where the power factor wasn't measured. */
export function demandOf({ meanKw, meanKva }: DemandInterval, unit: DemandUnit): number {
  return unit === 'kVA' ? (meanKva ?? meanKw) : meanKw
}

export function highestInterval(intervals: readonly DemandInterval[], unit: DemandUnit): DemandInterval | null {
  return intervals.reduce<DemandInterval | null>(
    (most, each) => (most === null || demandOf(each, unit) > demandOf(most, unit) ? each : most),
    null,
  )
}

/** A step for each interval, from its start to the next one's; a row of nothing where one is missing. */
export function intervalRows(intervals: readonly DemandInterval[], unit: DemandUnit): Row[] {
  const step = distanceOf(intervals)
  return intervals.flatMap((interval, index): Row[] => {
    const { start } = interval
    const demand = demandOf(interval, unit)
    if (intervals[index + 1]?.start === start + step) return [{ x: start, demand }]
    return [
      { x: start, demand },
      { x: start + step, demand },
      { x: start + step, demand: null },
    ]
  })
}

/** Sliding intervals begin more often than they are long. */
function distanceOf(intervals: readonly DemandInterval[]): number {
  const [first, second] = intervals
  if (first === undefined) return 15 * MINUTE
  const length = first.end - first.start
  return second === undefined ? length : Math.min(length, second.start - first.start)
}

/** Of each day of the site the highest interval, as a bar that leaves a tenth of the day free on each side. */
export function dayRows(intervals: readonly DemandInterval[], unit: DemandUnit, zone: string): Row[] {
  const days = new Map<string, number>()
  for (const interval of intervals) {
    const day = dayAt(interval.start, zone)
    days.set(day, Math.max(days.get(day) ?? 0, demandOf(interval, unit)))
  }
  return [...days].flatMap(([day, demand]): Row[] => {
    const { start, end } = daySpan(day, zone)
    const free = (end - start) / 10
    return [
      { x: start + free, demand },
      { x: end - free, demand },
      { x: end - free, demand: null },
    ]
  })
}
