import type { Interval } from '../time/time.ts'

/** Weighted means of steps over spans, quick where these go on in time. */
export class StepMeans {
  readonly #start: number[] = []
  readonly #end: number[] = []
  readonly #value: number[] = []
  readonly #weight: number[] = []
  /** The first step that reaches into the last requested span, and where that began. */
  #first = 0
  #lastStart = Number.NEGATIVE_INFINITY

  /**
   * Steps are in order of time, none overlapping.
   * @param weight What it counts for, per ms; one that counts for nothing is as if it weren't there.
   */
  add({ start, end }: Interval, value: number, weight: number): void {
    if (!Number.isFinite(value) || !(weight > 0)) return
    this.#start.push(start)
    this.#end.push(end)
    this.#value.push(value)
    this.#weight.push(weight)
  }

  /** The mean over [start, end), NaN where nothing counts, and the mean weight. A step's value is taken to be even. */
  meanOver(start: number, end: number): { readonly mean: number; readonly weight: number } {
    if (start < this.#lastStart) this.#first = 0
    this.#lastStart = start
    while ((this.#end[this.#first] ?? Number.POSITIVE_INFINITY) <= start) this.#first++
    let [sum, weight, min, max] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    for (let i = this.#first; i < this.#start.length; i++) {
      const from = this.#start[i] ?? end
      if (from >= end) break
      const value = this.#value[i] ?? 0
      const part = (this.#weight[i] ?? 0) * (Math.min(this.#end[i] ?? end, end) - Math.max(from, start))
      sum += part * value
      weight += part
      if (value < min) min = value
      if (value > max) max = value
    }
    // Rounding never puts a mean outside what it is of.
    return { mean: Math.min(max, Math.max(min, sum / weight)), weight: weight / (end - start) }
  }
}
