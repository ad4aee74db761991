import { holdsUntil, QUALITIES } from '../../../domain/telemetry/sample.ts'
import { DAY, floorTo, type Interval } from '../../../domain/time/time.ts'

/** A single sample as it is kept; `quality` is its index in `QUALITIES`. */
export type SampleRow = [at: number, value: number, quality: number, periodMs: number]

/** A step of a rollup: its start, time-weighted mean, min, max, and how many ms of it are known. */
export type StepRow = [at: number, mean: number, min: number, max: number, knownMs: number]

/** Index of the quality that counts in no mean. */
export const BAD_QUALITY = QUALITIES.indexOf('bad')

/** Longest period that a sample may claim, in ms: one sample fills at most a day and a half. */
export const MAX_PERIOD = DAY

/** The time up to which a sample holds where no other follows. */
export function holdEnd(row: SampleRow): number {
  return holdsUntil(row[0], row[3])
}

/**
 * Sample-and-hold: a sample holds until the next one, at most one and a half of its periods. A bad one ends the one
 * before it and counts in nothing itself.
 * @param rows In order of time, each time once; the first may lie before the span and reach into it.
 * @param resolution Length of a step in ms; steps are counted from the epoch.
 * @returns The steps of which anything is known, in order. The first and the last are cut at the span's ends.
 */
export function rollUp(rows: readonly SampleRow[], resolution: number, span: Interval): StepRow[] {
  const steps = new StepBuilder(resolution)
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]
    if (row === undefined || row[2] === BAD_QUALITY) continue
    const value = row[1]
    const until = Math.min(holdEnd(row), rows[i + 1]?.[0] ?? Number.POSITIVE_INFINITY, span.end)
    let from = Math.max(row[0], span.start)
    while (from < until) {
      const to = Math.min(floorTo(from, resolution) + resolution, until)
      steps.add(from, value, value, value, to - from)
      from = to
    }
  }
  return steps.finish()
}

/**
 * Steps of a finer rollup made into coarser ones, each weighted by what is known of it.
 * @param rows In order of time.
 * @param resolution Length of a coarser step in ms, a multiple of the finer one's.
 */
export function combineSteps(rows: readonly StepRow[], resolution: number): StepRow[] {
  const steps = new StepBuilder(resolution)
  for (const [at, mean, min, max, known] of rows) steps.add(at, mean, min, max, known)
  return steps.finish()
}

/** Adds up parts, in order of time, into steps. */
class StepBuilder {
  readonly #resolution: number
  readonly #steps: StepRow[] = []
  #at = Number.NaN
  #end = Number.NEGATIVE_INFINITY
  #area = 0
  #min = 0
  #max = 0
  #known = 0

  constructor(resolution: number) {
    this.#resolution = resolution
  }

  /** `ms` from `at` on, within one step, in which the mean is `mean`. */
  add(at: number, mean: number, min: number, max: number, ms: number): void {
    if (at >= this.#end) {
      this.#close()
      this.#at = floorTo(at, this.#resolution)
      this.#end = this.#at + this.#resolution
      this.#area = 0
      this.#known = 0
      this.#min = min
      this.#max = max
    }
    this.#area += mean * ms
    this.#known += ms
    if (min < this.#min) this.#min = min
    if (max > this.#max) this.#max = max
  }

  finish(): StepRow[] {
    this.#close()
    this.#known = 0
    return this.#steps
  }

  #close(): void {
    if (this.#known === 0) return
    // Rounding, or an area beyond the largest number, never puts a mean outside its own min and max.
    const mean = Math.min(this.#max, Math.max(this.#min, this.#area / this.#known || 0))
    this.#steps.push([this.#at, mean, this.#min, this.#max, this.#known])
  }
}
