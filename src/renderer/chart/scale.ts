import type { ChartRow } from './chart-row.ts'

/** The reach of a value axis and its ticks. */
export interface AxisScale {
  readonly min: number
  readonly max: number
  readonly ticks: readonly number[]
}

/** A scale with round ends that holds [low, high] in about `count` steps of 1, 2, 2.5 or 5 times a power of ten. */
export function createRoundScale(low: number, high: number, count: number): AxisScale {
  const step = roundUpStep((high - low || Math.abs(high) || 1) / count)
  const first = Math.floor(low / step + 1e-9)
  const last = Math.max(Math.ceil(high / step - 1e-9), first + 1)
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step)
  return { min: first * step, max: last * step, ticks }
}

function roundUpStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough))
  const factors = power >= 10 ? [1, 2, 2.5, 5, 10] : [1, 2, 5, 10]
  const factor = factors.find((each) => each * power >= rough * 0.999) ?? 10
  return factor * power
}

/** From zero, so that the height of a load can be seen, up to all that the series draw. */
export function createScaleFromZero(rows: readonly ChartRow[], series: readonly string[], count: number): AxisScale {
  let [low, high] = [0, 1]
  for (const row of rows) {
    for (const value of series.flatMap((each) => row[each] ?? [])) {
      low = Math.min(low, value)
      high = Math.max(high, value)
    }
  }
  return createRoundScale(low, high * 1.04, count)
}

/**
 * A scale for values that move: `known` as long as it holds them and they fill a good part of it, so that the picture
 * stays where it is; else a new one with room around them. It never shows less than a tenth of the value's size, so
 * that noise isn't drawn like a change.
 */
export function keepOrCreateScale(known: AxisScale | null, low: number, high: number, count: number): AxisScale {
  const minSpan = Math.max(Math.abs(high), Math.abs(low)) * 0.1
  const shownSpan = Math.max(high - low, minSpan)
  const middle = (high + low) / 2
  if (known !== null && known.ticks.length > 1 && low >= known.min && high <= known.max) {
    if (shownSpan * 3.5 >= known.max - known.min && known.ticks.length <= count + 3) return known
  }
  return createRoundScale(middle - shownSpan * 0.6, middle + shownSpan * 0.6, count)
}
