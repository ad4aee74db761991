import type { RunningDemand } from '../../domain/demand/demand-interval.ts'
import { createRunningDemandTracker, type DemandTarget } from '../../domain/demand/running-demand.ts'
import type { Sample } from '../../domain/telemetry/sample.ts'
import type { Tag } from '../../domain/telemetry/tag.ts'
import { type Interval, MINUTE } from '../../domain/time/time.ts'
import type { StorePort } from '../store/store-port.ts'
import type { BillingTerms } from './billing-terms.ts'
import type { Meter } from './meter.ts'

/** The running demand interval, sample by sample. */
export interface LiveInterval {
  /** Samples as they are received, in any order. */
  onSamples(samples: readonly Sample[]): void
  /** Reads what the store has of the interval that runs at `at`, the plant's time. */
  resume(store: Pick<StorePort, 'history'>, source: string, at: number): Promise<void>
  /** Null while no sample of the meter was received. */
  runningDemand(at: number, target: DemandTarget): RunningDemand | null
  /** The newest power factor, by its amount; null where none is known. */
  powerFactor(): number | null
}

/** Single samples that are read at the most: an hour of ten a second. More are read as means. */
const MAX_SAMPLES = 36_000

/** @param meter The same tags each time, with their periods as they are known by then. */
export function createLiveInterval(meter: () => Meter, terms: BillingTerms): LiveInterval {
  const tracker = createRunningDemandTracker(terms.clock)
  let hasSamples = false
  let powerFactor: { readonly at: number; readonly value: number } | null = null

  const addSample = ({ power, counter, powerFactor: factor }: Meter, sample: Sample) => {
    const { tag, at, value, quality, periodMs } = sample
    const good = quality !== 'bad'
    if (tag === power?.id) {
      tracker.addPower(at, good ? value : Number.NaN, periodMs ?? power.periodMs)
      hasSamples = true
    } else if (tag === counter?.id && good) {
      tracker.addCounterReading(at, value)
      hasSamples = true
    } else if (tag === factor?.id && good && at >= (powerFactor?.at ?? at)) {
      powerFactor = { at, value: Math.abs(value) }
    }
  }
  return {
    onSamples(samples) {
      const known = meter()
      for (const sample of samples) addSample(known, sample)
    },
    async resume(store, source, at) {
      const { start } = terms.clock.intervalAt(at)
      const span = { start: Math.min(start, at - MINUTE), end: at + 1 }
      const known = meter()
      for (const tag of [known.power, known.counter, known.powerFactor]) {
        if (tag === null) continue
        for (const sample of await readStoredSamples(store, source, tag, span)) addSample(known, sample)
      }
    },
    runningDemand: (at, target) => (hasSamples ? tracker.runningDemandAt(at, target) : null),
    powerFactor: () => powerFactor?.value ?? null,
  }
}

/** What is kept of a tag over a span, and of the time before it from which a sample may reach into it. */
async function readStoredSamples(
  store: Pick<StorePort, 'history'>,
  source: string,
  tag: Tag,
  span: Interval,
): Promise<Sample[]> {
  const reach = { start: span.start - 2 * tag.periodMs, end: span.end }
  const { points, resolutionMs } = await store.history(source, tag.id, reach, MAX_SAMPLES)
  const periodMs = resolutionMs === 0 ? tag.periodMs : resolutionMs
  return points.map(([at, value]) => ({ tag: tag.id, at, value, quality: 'good', periodMs }))
}
