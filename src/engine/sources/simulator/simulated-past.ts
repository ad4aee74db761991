import type { Sample } from '../../../domain/telemetry/sample.ts'
import { ceilTo, DAY, floorTo, HOUR, MINUTE, QUARTER_HOUR } from '../../../domain/time/time.ts'
import type { StoredHistory } from '../source.ts'
import type { PlantModel } from './plant-model.ts'
import { addMeans, addSamples } from './simulated-tags.ts'

/** How much past there is, in ms: enough for a month on the screen. */
const LONGEST = 35 * DAY
/** What a forecast reads, in ms: it is delivered before older data. */
const FIRST = 9 * DAY
/** The end of the past is as fine as the present. */
const FINE = HOUR
/** Samples handed over at once: a few milliseconds' work. */
const CHUNK = 2_500
/** Moments of a minute that its mean is taken of. */
const MOMENTS = [7_500, 22_500, 37_500, 52_500]

/** Which past is needed: what is not kept, and before `until` (epoch ms). */
export interface MissingPast {
  readonly kept: StoredHistory
  readonly until: number
  /** Distance of two samples of the present in ms. */
  readonly step: number
}

/**
 * The simulated plant's past, in chunks: the last hour in steps, then nine days in minutes, then what is older, and
 * what an earlier start that was cut short left out of it.
 */
export function* simulatePast(
  model: PlantModel,
  silentAt: (at: number) => boolean,
  missing: MissingPast,
): Generator<Sample[]> {
  const { until, step, kept } = missing
  const oldest = ceilTo(until - LONGEST, MINUTE)
  const from = kept.newestAt === null ? oldest : Math.max(ceilTo(kept.newestAt + 1, step), oldest)
  const fine = Math.max(from, ceilTo(until - FINE, MINUTE))
  const coarse = Math.min(fine, ceilTo(from, MINUTE))
  const first = Math.max(coarse, ceilTo(fine - FIRST, MINUTE))
  const makeSteps = (start: number, end: number) => simulateSteps(model, silentAt, start, end, step)
  const makeMinutes = (start: number, end: number) => simulateMinutes(model, silentAt, kept, start, end)
  yield* toChunks([
    makeSteps(fine, until),
    makeSteps(from, coarse),
    makeMinutes(first, fine),
    makeMinutes(coarse, first),
    makeMinutes(oldest, floorTo(from, QUARTER_HOUR)),
  ])
}

/** What is called as a past is handed over: for each chunk, and when there is no more. */
interface PastListener {
  onChunk(samples: Sample[]): void
  onEnd(): void
}

/** Hands over a past chunk by chunk, with a breath between; the answer stops it. */
export function streamPast(chunks: Iterator<Sample[]>, { onChunk, onEnd }: PastListener): () => void {
  let wait: NodeJS.Immediate | null = setImmediate(handNext)
  function handNext() {
    const { value, done } = chunks.next()
    wait = done ? null : setImmediate(handNext)
    if (done) onEnd()
    else onChunk(value)
  }
  return () => {
    if (wait !== null) clearImmediate(wait)
    wait = null
  }
}

type SampleWriters = Generator<(samples: Sample[]) => void>

function* simulateSteps(
  model: PlantModel,
  silentAt: (at: number) => boolean,
  from: number,
  to: number,
  step: number,
): SampleWriters {
  for (let at = from; at < to; at += step) if (!silentAt(at)) yield (samples) => addSamples(samples, model(at), at)
}

function* simulateMinutes(
  model: PlantModel,
  silentAt: (at: number) => boolean,
  { quarterHours }: StoredHistory,
  from: number,
  to: number,
): SampleWriters {
  for (let at = from; at < to; at += MINUTE) {
    if (quarterHours.has(floorTo(at, QUARTER_HOUR))) continue
    const moments = MOMENTS.map((moment) => at + moment).filter((moment) => !silentAt(moment))
    if (moments.length > 0) yield (samples) => addMeans(samples, moments.map(model), at, MINUTE)
  }
}

function* toChunks(parts: readonly SampleWriters[]): Generator<Sample[]> {
  let chunk: Sample[] = []
  for (const part of parts) {
    for (const addTo of part) {
      addTo(chunk)
      if (chunk.length < CHUNK) continue
      yield chunk
      chunk = []
    }
  }
  if (chunk.length > 0) yield chunk
}
