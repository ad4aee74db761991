import { placeInOrder } from './place-in-order.ts'
import { type Interval, QUARTER_HOUR } from './time.ts'

/** What an energy counter showed at a time (epoch ms), in kWh. */
export interface CounterReading {
  readonly at: number
  readonly kwh: number
}

/** What a counter says of an interval. */
export interface EnergyStep extends Interval {
  /** Energy of the part that is known, in kWh, never negative. */
  readonly energyKwh: number
  /** Share of the interval that it is of, 0 to 1. */
  readonly coverage: number
}

/** What a counter says of a span: the energy of what is known of it, how much that is, and when it ends. */
export interface CountedEnergy {
  readonly energyKwh: number
  readonly knownMs: number
  readonly knownUntil: number
}

/**
 * Readings as far apart as this share of a demand interval are close: between them power is taken to be even. At the
 * border of a quarter-hour these are 90 s, and what is counted wrong for it is at most 2.5 % of what power swings there.
 */
export const CLOSE_SHARE = 0.1

/** A counter that comes back to where it was within this time was misread, in ms; it was not reset. */
const MISREADING = QUARTER_HOUR

/**
 * Energy of each interval by a counter's readings: the difference between its borders. A border between two readings
 * that are close is interpolated; between others the interval is known only up to the reading before it, or from the
 * one after it. What lies between readings within an interval is known as a whole, however far apart they are.
 *
 * A counter that falls was reset, rolled over or was misread: nothing is known from the reading before to the one
 * after. Neither is it of a leap back to where the counter had been, or up to where it didn't stay.
 * @param readings In any order; of two at the same time the first counts.
 * @param intervals In any order, also such that overlap.
 * @returns One for each interval of which anything is known, in their order.
 */
export function energySteps(readings: readonly CounterReading[], intervals: readonly Interval[]): EnergyStep[] {
  const counter = new EnergyCounter(readings)
  const steps: EnergyStep[] = []
  for (const { start, end } of intervals) {
    const { energyKwh, knownMs } = counter.over({ start, end }, (end - start) * CLOSE_SHARE)
    if (knownMs > 0) steps.push({ start, end, energyKwh, coverage: knownMs / (end - start) })
  }
  return steps
}

/** The readings of one counter, in order of time whatever order they come in. */
export class EnergyCounter {
  #at: number[] = []
  #kwh: number[] = []
  /** Places of the readings up to whose successors nothing is known, ascending. */
  #breaks: number[] = []
  /** Whether `#breaks` must be found anew. */
  #stale = true
  #lastFall = Number.NEGATIVE_INFINITY
  #neededFrom = Number.NEGATIVE_INFINITY

  /** @param readings To begin with, in any order. */
  constructor(readings: readonly CounterReading[] = []) {
    // Sorted first, each is appended.
    const sorted = readings.every(({ at }, i) => i === 0 || at >= (readings[i - 1]?.at ?? at))
    for (const { at, kwh } of sorted ? readings : readings.toSorted((a, b) => a.at - b.at)) this.add(at, kwh)
  }

  /** Readings that are kept. */
  get count(): number {
    return this.#at.length
  }

  /** A reading that is no number, or of a time that there is one of, is left out. */
  add(at: number, kwh: number): void {
    if (!Number.isFinite(kwh)) return
    const last = this.#at.at(-1) ?? Number.NEGATIVE_INFINITY
    if (at > last) {
      // One that goes on rising changes nothing, except what a fall a moment ago turns out to be.
      if (kwh < (this.#kwh.at(-1) ?? kwh) || at - this.#lastFall <= MISREADING) this.#stale = true
      this.#at.push(at)
      this.#kwh.push(kwh)
      return
    }
    const place = placeInOrder(this.#at, at)
    if (this.#at[place] === at || (place === 0 && (this.#at[0] ?? at) <= this.#neededFrom)) return
    this.#at.splice(place, 0, at)
    this.#kwh.splice(place, 0, kwh)
    this.#stale = true
    if (at < this.#neededFrom) this.#drop()
  }

  /** Nothing before `at` is needed from now on: lets go of readings that say nothing of what comes after. */
  keepFrom(at: number): void {
    this.#neededFrom = at - MISREADING
    this.#drop()
  }

  /** All but the newest of the readings that aren't after what is needed begins. */
  #drop(): void {
    const count = placeInOrder(this.#at, this.#neededFrom + 1) - 1
    if (count <= 0) return
    this.#at.splice(0, count)
    this.#kwh.splice(0, count)
    this.#breaks = this.#breaks.map((place) => place - count).filter((place) => place >= 0)
  }

  /** @param closeMs Borders of the span are interpolated between readings that are at most so far apart. */
  over(span: Interval, closeMs: number): CountedEnergy {
    const last = Math.min(placeInOrder(this.#at, span.end), this.#at.length - 1)
    let place = Math.max(0, placeInOrder(this.#at, span.start + 1) - 1)
    let [energyKwh, knownMs, knownUntil] = [0, 0, span.start]
    while (place < last) {
      const end = this.#unbrokenFrom(place, last)
      const from = this.#border(span.start, place, closeMs, 1)
      const to = this.#border(span.end, end, closeMs, -1)
      if (from !== null && to !== null && from.at < to.at) {
        energyKwh += Math.max(0, to.kwh - from.kwh)
        knownMs += to.at - from.at
        knownUntil = to.at
      }
      place = Math.max(end, place + 1)
    }
    return { energyKwh, knownMs, knownUntil }
  }

  /** The last place up to which all is known from `place` on, at most `last`. */
  #unbrokenFrom(place: number, last: number): number {
    if (this.#stale) this.#findBreaks()
    if (this.#breaks.length === 0) return last
    return Math.min(last, this.#breaks[placeInOrder(this.#breaks, place)] ?? last)
  }

  /**
   * The reading at `place`, which begins or ends what is known. Where it lies beyond the span's border `at`: what the
   * counter showed at the border, or else the reading next to it within.
   * @param inward Which way the span lies: 1 from its start, -1 from its end.
   */
  #border(at: number, place: number, closeMs: number, inward: 1 | -1): CounterReading | null {
    const beyond = this.#reading(place)
    if (beyond === null || (beyond.at - at) * inward >= 0) return beyond
    const within = this.#reading(place + inward)
    if (within === null || Math.abs(within.at - beyond.at) > closeMs) return within
    const share = (at - beyond.at) / (within.at - beyond.at)
    return { at, kwh: beyond.kwh + share * (within.kwh - beyond.kwh) }
  }

  #reading(place: number): CounterReading | null {
    const [at, kwh] = [this.#at[place], this.#kwh[place]]
    return at === undefined || kwh === undefined ? null : { at, kwh }
  }

  #findBreaks(): void {
    const falls = fallsOf(this.#kwh)
    this.#stale = false
    this.#breaks = falls
    this.#lastFall = this.#at[falls.at(-1) ?? -1] ?? Number.NEGATIVE_INFINITY
    if (falls.length === 0) return
    // Seen in a mirror, a leap up to where the counter didn't stay is a leap back to where it had been.
    const mirrored = leapsBack(mirror(this.#at), mirror(this.#kwh)).map((place) => this.#at.length - 2 - place)
    const all = new Set([...falls, ...leapsBack(this.#at, this.#kwh), ...mirrored])
    this.#breaks = [...all].sort((a, b) => a - b)
  }
}

/** Places of readings whose successor is lower. */
function fallsOf(kwh: readonly number[]): number[] {
  const falls: number[] = []
  for (let i = 0; i + 1 < kwh.length; i++) if ((kwh[i + 1] ?? 0) < (kwh[i] ?? 0)) falls.push(i)
  return falls
}

/** Places of readings from which the counter leaps back to where it had been before it fell, a moment ago. */
function leapsBack(at: readonly number[], kwh: readonly number[]): number[] {
  const leaps: number[] = []
  /** What it fell from and hasn't been back at, the lowest last. */
  const falls: CounterReading[] = []
  for (let i = 0; i + 1 < kwh.length; i++) {
    const [before, after] = [kwh[i] ?? 0, kwh[i + 1] ?? 0]
    if (after < before) {
      falls.push({ at: at[i] ?? 0, kwh: before })
      continue
    }
    let leapt = false
    for (let fall = falls.at(-1); fall !== undefined && fall.kwh <= after; fall = falls.at(-1)) {
      if ((at[i + 1] ?? 0) - fall.at <= MISREADING) leapt = true
      falls.pop()
    }
    if (leapt) leaps.push(i)
  }
  return leaps
}

function mirror(values: readonly number[]): number[] {
  return values.map((value) => -value).reverse()
}
