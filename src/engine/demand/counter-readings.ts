import type { CounterReading } from '../../domain/demand/counter-reading.ts'
import type { Tag } from '../../domain/telemetry/tag.ts'
import { DAY, floorTo, type Interval, MINUTE, QUARTER_HOUR } from '../../domain/time/time.ts'
import type { RollupStep, StorePort } from '../store/store-port.ts'

/** How far outside a span a reading may lie and still count for one of its ends, in ms. */
export function readingReachMs({ periodMs }: Tag): number {
  return Math.min(DAY, Math.max(QUARTER_HOUR, 2 * periodMs))
}

/**
 * What a counter of energy showed over a span and shortly around it, oldest first, from its minutes; where these are
 * pruned, from its quarter-hours. It never falls: a step's highest is what it showed at the step's end. Where it stood
 * still through a whole step it showed that from the step's start on.
 *
 * A counter that is read seldom holds its value between two readings: that is no reading. There is one where the value
 * changed, or where the counter's period has passed since the last.
 */
export async function readCounter(
  store: Pick<StorePort, 'steps'>,
  source: string,
  counter: Tag,
  span: Interval,
): Promise<CounterReading[]> {
  const reach = readingReachMs(counter)
  const around = { start: span.start - reach, end: span.end + reach }
  const minutes = await store.steps(source, counter.id, around, MINUTE)
  const before = { start: around.start, end: floorTo(minutes[0]?.at ?? around.end, QUARTER_HOUR) }
  const coarse = before.start < before.end ? await store.steps(source, counter.id, before, QUARTER_HOUR) : []
  const readings: CounterReading[] = []
  addReadings(readings, coarse, QUARTER_HOUR, counter.periodMs)
  addReadings(readings, minutes, MINUTE, counter.periodMs)
  return readings
}

function addReadings(readings: CounterReading[], steps: readonly RollupStep[], length: number, periodMs: number): void {
  for (const { at: start, min, max, coverage } of steps) {
    const at = min === max && coverage === 1 ? start : start + length
    const last = readings.at(-1)
    if (last === undefined || max !== last.kwh || at - last.at >= periodMs) readings.push({ at, kwh: max })
  }
}
