import { lowerBound } from '../numbers/partition-point.ts'
import { holdsUntil } from '../telemetry/sample.ts'
import { floorTo, type Interval, MINUTE } from '../time/time.ts'

/** What is known of a span: energy taken from the grid in kW × ms, and for how many ms it is known. */
export interface KnownEnergy {
  readonly kwMs: number
  readonly knownMs: number
}

/**
 * Single samples of power over a short time, in order of time, whatever order they are added in. Each holds until the
 * next one, at most one and a half of its periods. Whole minutes are summed up once, and anew where a late sample
 * touches them.
 */
export class SampleAndHold {
  readonly #at: number[] = []
  readonly #kw: number[] = []
  readonly #until: number[] = []
  readonly #minutes = new Map<number, KnownEnergy>()
  /** End of the last minute that was summed up. */
  #summedUntil = Number.NEGATIVE_INFINITY
  #neededFrom = Number.NEGATIVE_INFINITY

  /** Samples that are kept. */
  get count(): number {
    return this.#at.length
  }

  /**
   * A sample of a time that there is one of already is left out.
   * @param kw Export is negative, and counts as 0. NaN ends the sample before it and counts in nothing.
   */
  add(at: number, kw: number, periodMs: number): void {
    const oldest = this.#at[0] ?? at
    // The value that holds where the needed time begins hides all that were before it.
    if (at < oldest && oldest <= this.#neededFrom) return
    const until = holdsUntil(at, periodMs)
    const place = at > (this.#at.at(-1) ?? Number.NEGATIVE_INFINITY) ? this.#at.length : lowerBound(this.#at, at)
    if (this.#at[place] === at) return
    if (place === this.#at.length) {
      this.#at.push(at)
      this.#kw.push(kw)
      this.#until.push(until)
    } else {
      this.#at.splice(place, 0, at)
      this.#kw.splice(place, 0, kw)
      this.#until.splice(place, 0, until)
    }
    if (at <= this.#neededFrom) this.#drop()
    if (at < this.#summedUntil) this.#forget(at, Math.max(until, this.#until[place - 1] ?? at))
  }

  /** Nothing before `at` is needed from now on: deletes it. */
  discardBefore(at: number): void {
    this.#neededFrom = at
    this.#drop()
    for (const minute of this.#minutes.keys()) if (minute < at) this.#minutes.delete(minute)
  }

  /** What is known of the span. */
  energyOver({ start, end }: Interval): KnownEnergy {
    let [kwMs, knownMs] = [0, 0]
    for (let from = start; from < end; ) {
      const to = Math.min(floorTo(from, MINUTE) + MINUTE, end)
      const part = to - from === MINUTE ? this.#minute(from) : this.#sum(from, to)
      kwMs += part.kwMs
      knownMs += part.knownMs
      from = to
    }
    return { kwMs, knownMs }
  }

  /** All but the newest of the samples that aren't after what is needed begins. */
  #drop(): void {
    const count = lowerBound(this.#at, this.#neededFrom + 1) - 1
    if (count > 0) for (const column of [this.#at, this.#kw, this.#until]) column.splice(0, count)
  }

  #minute(start: number): KnownEnergy {
    const known = this.#minutes.get(start)
    if (known) return known
    const sum = this.#sum(start, start + MINUTE)
    this.#minutes.set(start, sum)
    this.#summedUntil = Math.max(this.#summedUntil, start + MINUTE)
    return sum
  }

  #sum(start: number, end: number): KnownEnergy {
    let [kwMs, knownMs] = [0, 0]
    for (let i = Math.max(0, lowerBound(this.#at, start + 1) - 1); i < this.#at.length; i++) {
      const at = this.#at[i] ?? end
      if (at >= end) break
      const kw = this.#kw[i] ?? Number.NaN
      const ms = Math.min(this.#until[i] ?? at, this.#at[i + 1] ?? end, end) - Math.max(at, start)
      if (ms <= 0 || !Number.isFinite(kw)) continue
      kwMs += Math.max(0, kw) * ms
      knownMs += ms
    }
    return { kwMs, knownMs }
  }

  /** Minutes that touch the span are summed up anew. */
  #forget(from: number, to: number): void {
    for (const minute of this.#minutes.keys()) if (minute < to && minute + MINUTE > from) this.#minutes.delete(minute)
  }
}
