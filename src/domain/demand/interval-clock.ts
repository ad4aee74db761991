import { ceilTo, floorTo, type Interval, MINUTE, QUARTER_HOUR } from '../time/time.ts'
import { createLocalTime, type LocalTime } from '../time/time-zone.ts'
import type { DemandRule } from './demand-interval.ts'

/** The demand intervals of a rule, on the clock of a site. */
export interface IntervalClock {
  /** The interval that `at` lies in; of sliding ones that which ends next. */
  intervalAt(at: number): Interval
  /** Intervals that start in the span, oldest first. */
  intervalsWithin(span: Interval): Interval[]
}

/**
 * Fixed blocks lie on the site's clock and cover time without gap or overlap. Where the clock is put forward or back
 * within one, it is cut: a part ends and another begins there, both shorter. Sliding windows end where such blocks of
 * `stepMinutes` end, and always have the length of the rule.
 * @param zone IANA zone of the site. @throws RangeError where there is no such zone.
 */
export function createIntervalClock(rule: DemandRule, zone: string): IntervalClock {
  const local = createLocalTime(zone)
  const lengthMs = rule.minutes * MINUTE
  const stepMs = rule.kind === 'fixed' ? lengthMs : rule.stepMinutes * MINUTE
  const intervalAt = (at: number): Interval => {
    const block = blockAt(local, at, stepMs)
    return rule.kind === 'fixed' ? block : { start: block.end - lengthMs, end: block.end }
  }
  const intervalsWithin = (span: Interval): Interval[] => {
    const found: Interval[] = []
    // A window that starts in the span ends as much later as it is long.
    let next = intervalAt(rule.kind === 'fixed' ? span.start : span.start + lengthMs - 1)
    while (next.start < span.end) {
      if (next.start >= span.start) found.push(next)
      next = intervalAt(next.end)
    }
    return found
  }
  return { intervalAt, intervalsWithin }
}

/** The block of the local clock that `at` lies in, cut where the clock is put forward or back: always on a quarter-hour. */
function blockAt(local: LocalTime, at: number, blockMs: number): Interval {
  const offset = local(at) - at
  let start = floorTo(at + offset, blockMs) - offset
  let end = start + blockMs
  for (let edge = floorTo(at, QUARTER_HOUR); edge > start; edge -= QUARTER_HOUR)
    if (local(edge - 1) - (edge - 1) !== offset) start = edge
  for (let edge = ceilTo(at + 1, QUARTER_HOUR); edge < end; edge += QUARTER_HOUR)
    if (local(edge) - edge !== offset) end = edge
  return { start, end }
}
