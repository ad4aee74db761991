import { lowerBound, partitionPoint } from '../numbers/partition-point.ts'
import { type Interval, MINUTE } from '../time/time.ts'
import { type CounterReading, findDiscontinuities, MAX_MISREADING } from './counter-reading.ts'

/** The energy of an interval by a counter's readings. */
export interface EnergyStep extends Interval {
  /** Energy of the part that is known, in kWh, never negative. */
  readonly energyKwh: number
  /** Share of the interval that it is of, 0 to 1. */
  readonly coverage: number
}

/**
 * The energy of a span by a counter's readings: in kWh, of the part that is known; how many ms that part has, and when
 * it ends.
 */
export interface CountedEnergy {
  readonly energyKwh: number
  readonly knownMs: number
  readonly knownUntil: number
}

/**
 * Readings as far apart as this share of a demand interval are close: between them power is taken to be even. At the
 * border of a quarter-hour these are 90 s, and what is counted wrong for it is at most 2.5 % of what power swings
 * there.
 */
export const MAX_INTERPOLATION_SHARE = 0.1

/** A counter that is sent more often than this, in ms, may be sent again before it has counted on. */
const FREQUENT_REPEAT = MINUTE

/**
 * Energy of each interval by a counter's readings: the difference between its borders. A border between two readings
 * that are close is interpolated; between others the interval is known only up to the reading before it, or from the
 * one after it. What lies between readings within an interval is known as a whole, however far apart they are. Where
 * the counter fell or leapt (`findDiscontinuities`), nothing is known.
 * @param readings In any order; of two at the same time the first counts.
 * @param intervals In any order, also such that overlap.
 * @returns One for each interval of which anything is known, in their order.
 */
export function computeEnergySteps(readings: readonly CounterReading[], intervals: readonly Interval[]): EnergyStep[] {
  const counter = new EnergyCounter(readings)
  const steps: EnergyStep[] = []
  for (const { start, end } of intervals) {
    const { energyKwh, knownMs } = counter.energyOver({ start, end }, (end - start) * MAX_INTERPOLATION_SHARE)
    if (knownMs > 0) steps.push({ start, end, energyKwh, coverage: knownMs / (end - start) })
  }
  return steps
}

/** Places of the first and the last of readings through which the counter can be followed. */
interface ReadingRun {
  readonly first: number
  readonly last: number
}

/** The readings of one counter, in order of time, whatever order they are added in. */
export class EnergyCounter {
  readonly #at: number[] = []
  readonly #kwh: number[] = []
  #breaks: readonly number[] = []
  #lastFall = Number.NEGATIVE_INFINITY
  /** Whether the breaks must be found anew. */
  #stale = false
  #neededFrom = Number.NEGATIVE_INFINITY

  /** @param readings To begin with, in any order. */
  constructor(readings: readonly CounterReading[] = []) {
    const inOrder = readings.every(({ at }, i) => i === 0 || at >= (readings[i - 1]?.at ?? at))
    for (const { at, kwh } of inOrder ? readings : readings.toSorted((a, b) => a.at - b.at)) this.add(at, kwh)
  }

  /** Readings that are kept. */
  get count(): number {
    return this.#at.length
  }

  /** A reading that is no number, or of a time that there is one of already, is left out. */
  add(at: number, kwh: number): void {
    if (!Number.isFinite(kwh)) return
    if (at > (this.#at.at(-1) ?? Number.NEGATIVE_INFINITY)) {
      // One that goes on rising changes nothing, except what a fall a moment ago turns out to be.
      if (kwh < (this.#kwh.at(-1) ?? kwh) || at - this.#lastFall <= MAX_MISREADING) this.#stale = true
      this.#at.push(at)
      this.#kwh.push(kwh)
      return
    }
    const place = lowerBound(this.#at, at)
    if (this.#at[place] === at || (place === 0 && (this.#at[0] ?? at) <= this.#neededFrom)) return
    this.#at.splice(place, 0, at)
    this.#kwh.splice(place, 0, kwh)
    this.#stale = true
    if (at < this.#neededFrom) this.#drop()
  }

  /** Nothing before `at` is needed from now on: deletes readings that no later energy depends on. */
  discardBefore(at: number): void {
    this.#neededFrom = at - MAX_MISREADING
    this.#drop()
  }

  /** @param closeMs Borders of the span are interpolated between readings that are at most so far apart. */
  energyOver(span: Interval, closeMs: number): CountedEnergy {
    let [energyKwh, knownMs, knownUntil] = [0, 0, span.start]
    const last = lowerBound(this.#at, span.end)
    for (let place = Math.max(0, lowerBound(this.#at, span.start + 1) - 1); place < last; ) {
      const run = this.#runAt(place)
      const from = this.#interpolateBorder(span.start, run, closeMs, 'start')
      const to = this.#interpolateBorder(span.end, run, closeMs, 'end')
      if (from !== null && to !== null && from.at < to.at) {
        energyKwh += Math.max(0, to.kwh - from.kwh)
        knownMs += to.at - from.at
        knownUntil = to.at
      }
      place = run.last + 1
    }
    return { energyKwh, knownMs, knownUntil }
  }

  #runAt(place: number): ReadingRun {
    if (this.#stale) {
      const { places, lastFall } = findDiscontinuities(this.#at, this.#kwh)
      this.#breaks = places
      this.#lastFall = lastFall ?? Number.NEGATIVE_INFINITY
      this.#stale = false
    }
    const next = lowerBound(this.#breaks, place)
    const first = next === 0 ? 0 : (this.#breaks[next - 1] ?? 0) + 1
    return { first, last: this.#breaks[next] ?? this.#at.length - 1 }
  }

  /**
   * What the counter showed at the border `at` of a span; where that is unknown, the nearest reading on the side on
   * which the span lies. Null where there is none.
   */
  #interpolateBorder(at: number, run: ReadingRun, closeMs: number, which: 'start' | 'end'): CounterReading | null {
    const [before, after] = this.#findNeighbours(at, run)
    if (before?.at === at) return before
    if (before === null || after === null || after.at - before.at > closeMs) return which === 'start' ? after : before
    const share = (at - before.at) / (after.at - before.at)
    return { at, kwh: before.kwh + share * (after.kwh - before.kwh) }
  }

  /**
   * The last reading of the run up to `at` and the first one after it between which the counter's value at that time
   * lies.
   */
  #findNeighbours(at: number, run: ReadingRun): readonly [before: CounterReading | null, after: CounterReading | null] {
    const place = Math.max(run.first - 1, Math.min(run.last, lowerBound(this.#at, at + 1) - 1))
    const repeats = this.#findRepeats(Math.max(place, run.first), run)
    if (!this.#isRepeatedValue(repeats, run)) return [this.#readingAt(place, run), this.#readingAt(place + 1, run)]
    const hasStepped = repeats.first > run.first
    return [hasStepped ? this.#readingAt(repeats.first, run) : null, this.#readingAt(repeats.last + 1, run)]
  }

  /** The readings of the run that are the same as that at `place`: next to each other, as it never falls within a run. */
  #findRepeats(place: number, run: ReadingRun): ReadingRun {
    const kwh = this.#kwh[place] ?? Number.NaN
    const isBelow = (other: number) => (this.#kwh[other] ?? 0) < kwh
    const isSame = (other: number) => (this.#kwh[other] ?? 0) <= kwh
    return { first: partitionPoint(isBelow, run.first, place), last: partitionPoint(isSame, place, run.last + 1) - 1 }
  }

  /**
   * Whether the same value of a counter was sent again and again before the counter went on: it counts in steps, or
   * once in a while. It then stood still before or after its next step too. Only a step is a reading; a counter that
   * has never stepped has none.
   */
  #isRepeatedValue({ first, last }: ReadingRun, run: ReadingRun): boolean {
    const [from, to] = [this.#at[first] ?? 0, this.#at[last] ?? 0]
    if (first === last || to - from > FREQUENT_REPEAT * (last - first)) return false
    if (first === run.first && last === run.last) return true
    const isRepeated = (place: number) => this.#kwh[place] === this.#kwh[place + 1]
    return (first - 2 >= run.first && isRepeated(first - 2)) || (last + 2 <= run.last && isRepeated(last + 1))
  }

  #readingAt(place: number, { first, last }: ReadingRun): CounterReading | null {
    const [at, kwh] = [this.#at[place], this.#kwh[place]]
    return place < first || place > last || at === undefined || kwh === undefined ? null : { at, kwh }
  }

  /** All but the newest of the readings that aren't after what is needed begins. */
  #drop(): void {
    const count = lowerBound(this.#at, this.#neededFrom + 1) - 1
    if (count <= 0) return
    this.#at.splice(0, count)
    this.#kwh.splice(0, count)
    this.#breaks = this.#breaks.map((place) => place - count).filter((place) => place >= 0)
  }
}
