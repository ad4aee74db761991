import { FORECAST_RESOLUTION, type ForecastWindow, HISTORY_STEPS, type Quantiles } from '../../domain/forecast.ts'
import { type NaiveForecast, quantile } from '../../domain/naive.ts'
import { DAY, WEEK } from '../../domain/time.ts'
import { encode, type ModelInput, scaleOf } from './features.ts'

/** How far back the model is asked to forecast in hindsight, and how far apart: every second hour of the last 20. */
const HOURS = 20
const EVERY = 8
/** The model loses where its error is larger than the naive one's by more than chance makes it. */
const CLEARLY_WORSE = 1.25
/** Coverage of the band in hindsight below which it is no 80 % band for this plant. */
const TOO_NARROW = 0.65
const YESTERDAY = DAY / FORECAST_RESOLUTION
const LAST_WEEK = WEEK / FORECAST_RESOLUTION

/** How right the model would have been over the last hours of its own window. */
export interface TrackRecord {
  /** Mean absolute errors in kW, on the same quarter-hours. */
  readonly modelMaeKw: number
  readonly naiveMaeKw: number
  /** What the band must be stretched by to hold 80 % of what came; 1 where it does well enough. */
  readonly stretch: number
}

/**
 * The model's inputs for every second hour of the last 20 of a window, the newest first, without anything that came after.
 * What the window doesn't reach back to, the same time a week before its oldest quarter-hours, is replaced by the
 * quarter-hours themselves.
 */
export function hindsightInputs(window: ForecastWindow, loadKw: readonly number[]): ModelInput[] {
  return origins().map((back) => {
    const known = HISTORY_STEPS - back
    const load = loadKw.slice(LAST_WEEK - back, LAST_WEEK).concat(loadKw.slice(0, known))
    const celsius = window.temperatureC
    const temperatureC = celsius && new Array<number | null>(back).fill(null).concat(celsius.slice(0, known))
    const end = window.end - back * FORECAST_RESOLUTION
    return encode({ end, zone: window.zone, temperatureC }, load, scaleOf(load))
  })
}

/** Compares what the model says in hindsight, in the order of `hindsightInputs`, with what came and with a naive rule. */
export function trackRecord(
  loadKw: readonly number[],
  hindsight: readonly (readonly Quantiles[])[],
  naive: Pick<NaiveForecast, 'name'>,
): TrackRecord {
  let model = 0
  let rule = 0
  const ratios: number[] = []
  hindsight.forEach((steps, nth) => {
    const known = HISTORY_STEPS - (origins()[nth] ?? 0)
    steps.forEach(({ p10, p50, p90 }, i) => {
      const actual = loadKw[known + i] ?? Number.NaN
      const error = actual - p50
      model += Math.abs(error)
      rule += Math.abs(actual - ruleSaid(naive.name, loadKw, known, i))
      // How many half-widths of the band it was off; nothing where it was right on.
      ratios.push(error === 0 ? 0 : error / (error > 0 ? p90 - p50 : p10 - p50))
    })
  })
  const inside = ratios.filter((ratio) => ratio <= 1).length / ratios.length
  const needed = quantile(Float64Array.from(ratios).sort(), 0.8)
  const stretch = inside < TOO_NARROW && Number.isFinite(needed) ? Math.max(1, needed) : 1
  return { modelMaeKw: model / ratios.length, naiveMaeKw: rule / ratios.length, stretch }
}

/** Why a naive forecast must stand in after such a record, in a sentence; null where the model holds its own. */
export function lostTo(record: TrackRecord, naive: Pick<NaiveForecast, 'name'>): string | null {
  if (!(record.modelMaeKw > CLEARLY_WORSE * record.naiveMaeKw)) return null
  const rule = naive.name === 'persistence' ? 'the last value' : `the same time ${naive.name}`
  const [model, simple] = [record.modelMaeKw, record.naiveMaeKw].map((kw) => Number(kw.toPrecision(2)))
  return `Over the last ${HOURS} hours the model was off by ${model} kW, ${rule} by ${simple} kW.`
}

/** The same P50 in a band of `stretch` times the width. */
export function stretched({ p10, p50, p90 }: Quantiles, stretch: number): Quantiles {
  return { p10: p50 - stretch * (p50 - p10), p50, p90: p50 + stretch * (p90 - p50) }
}

/**
 * What `naiveRule` says in kW of the quarter-hour `known + i` where the first `known` are known. A load without holes
 * needs none of its searching, which ten times over took longer than all else around the network.
 */
function ruleSaid(name: NaiveForecast['name'], loadKw: readonly number[], known: number, i: number): number {
  if (name === 'persistence') return loadKw[known - 1] ?? Number.NaN
  return loadKw[known + i - (name === 'yesterday' ? YESTERDAY : LAST_WEEK)] ?? Number.NaN
}

/** How many quarter-hours before the window's end each forecast in hindsight is made. */
function origins(): readonly number[] {
  return Array.from({ length: (HOURS * 4) / EVERY }, (_, i) => (i + 1) * EVERY)
}
