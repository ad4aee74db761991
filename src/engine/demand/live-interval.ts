import type { RunningDemand } from '../../domain/demand/demand-interval.ts'
import { createDemandTracker, type DemandTarget } from '../../domain/demand/running-demand.ts'
import type { Sample } from '../../domain/telemetry/sample.ts'
import type { Tag } from '../../domain/telemetry/tag.ts'
import { type Interval, MINUTE } from '../../domain/time/time.ts'
import type { StorePort } from '../store/store-port.ts'
import type { DemandTerms } from './billing-terms.ts'
import type { Meter } from './meter.ts'

/** The running demand interval, sample by sample. */
export interface LiveDemand {
  /** Samples as they come in, in any order. */
  take(samples: readonly Sample[]): void
  /** Takes up what the store has of the interval that runs at `at`, the plant's time. */
  resume(store: Pick<StorePort, 'history'>, source: string, at: number): Promise<void>
  /** Null while nothing has been heard of the meter. */
  running(at: number, target: DemandTarget): RunningDemand | null
  /** The newest power factor, by its amount; null where none is known. */
  powerFactor(): number | null
}

/** Single samples that are read at the most: an hour of ten a second. More are read as means. */
const MOST_SAMPLES = 36_000

/** @param meter The same tags each time, with their periods as they are known by then. */
export function createLiveDemand(meter: () => Meter, terms: DemandTerms): LiveDemand {
  const tracker = createDemandTracker(terms.clock)
  let heard = false
  let powerFactor: { readonly at: number; readonly value: number } | null = null

  const takeOne = ({ power, counter, powerFactor: factor }: Meter, sample: Sample) => {
    const { tag, at, value, quality, periodMs } = sample
    const good = quality !== 'bad'
    if (tag === power?.id) {
      tracker.power(at, good ? value : Number.NaN, periodMs ?? power.periodMs)
      heard = true
    } else if (tag === counter?.id && good) {
      tracker.counter(at, value)
      heard = true
    } else if (tag === factor?.id && good && at >= (powerFactor?.at ?? at)) {
      powerFactor = { at, value: Math.abs(value) }
    }
  }
  return {
    take(samples) {
      const known = meter()
      for (const sample of samples) takeOne(known, sample)
    },
    async resume(store, source, at) {
      const { start } = terms.clock.intervalAt(at)
      const span = { start: Math.min(start, at - MINUTE), end: at + 1 }
      const known = meter()
      for (const tag of [known.power, known.counter, known.powerFactor]) {
        if (tag === null) continue
        for (const sample of await keptSamples(store, source, tag, span)) takeOne(known, sample)
      }
    },
    running: (at, target) => (heard ? tracker.running(at, target) : null),
    powerFactor: () => powerFactor?.value ?? null,
  }
}

/** What is kept of a tag over a span, and of the time before it from which a sample may reach into it. */
async function keptSamples(
  store: Pick<StorePort, 'history'>,
  source: string,
  tag: Tag,
  span: Interval,
): Promise<Sample[]> {
  const reach = { start: span.start - 2 * tag.periodMs, end: span.end }
  const { points, resolutionMs } = await store.history(source, tag.id, reach, MOST_SAMPLES)
  const periodMs = resolutionMs === 0 ? tag.periodMs : resolutionMs
  return points.map(([at, value]) => ({ tag: tag.id, at, value, quality: 'good', periodMs }))
}
