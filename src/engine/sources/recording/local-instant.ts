import { DAY } from '../../../domain/time/time.ts'
import { createLocalTime } from '../../../domain/time/time-zone.ts'

/**
 * Converts a zone's wall-clock time (as the epoch ms at which a clock in UTC would show it) to epoch ms. Of an hour
 * that exists twice the first is meant, unless that would not be after `previous` (epoch ms, the row before) while the
 * second is. An hour that doesn't exist is read as if the clock had not been put forward yet.
 */
export function createLocalInstant(zone: string): (local: number, previous: number) => number {
  const localTime = createLocalTime(zone)
  const offsetAt = (at: number) => localTime(at) - at
  return (local, previous) => {
    const before = local - offsetAt(local - DAY)
    const after = local - offsetAt(local + DAY)
    if (before === after) return before
    if (localTime(before) !== local) return localTime(after) === local ? after : before
    if (localTime(after) !== local) return before
    const [first, second] = before < after ? [before, after] : [after, before]
    return first <= previous && second > previous ? second : first
  }
}
