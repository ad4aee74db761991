import { HISTORY_STEPS, HORIZON_STEPS, type Quantiles } from '../../domain/forecast/forecast.ts'
import { findBestNaiveForecast, makeNaiveForecast } from '../../domain/forecast/naive-forecast.ts'
import { quantile } from '../../domain/forecast/quantiles.ts'
import type { LoadSeries } from '../load-csv/load-series.ts'
import { QUANTILE_COUNT } from '../ml/features/batch.ts'
import { type Dataset, findWindows, readDataset, scaleKwAt } from '../ml/features/dataset.ts'
import type { LinearPath } from '../ml/features/linear-path.ts'
import { openPredictor } from '../ml/inference/open-predictor.ts'
import { forecastWithNetwork } from '../ml/inference/predictor.ts'
import { openBackend } from '../ml/tensorflow/backends.ts'
import { fitLinearPath } from '../ml/training/train.ts'
import { walkForward } from '../ml/training/walk-forward.ts'

/** The forecast of the 96 quarter-hours from a step on, made from those before it alone; null where there is none. */
export type DayForecasts = (at: number) => readonly Quantiles[] | null

/** Steps at which forecasts are made. */
export interface ForecastSteps {
  readonly from: number
  readonly to: number
  readonly every: number
}

/** Windows that are forecast at once: progress is reported after each such batch. */
const WINDOWS_PER_BATCH = 500
/** Only a naive rule is used before so many days. */
export const NAIVE_DAYS = 56
/** The path is fitted anew every four weeks, on windows two hours apart. */
const REFIT_DAYS = 28
const FIT_EVERY = 8
/** Every such forecast counts in the bands. */
const BAND_EVERY = 3

/** The same time yesterday, with the band of how wrong that was over the eight days before. */
export function createYesterdayForecasts({ loadKw }: LoadSeries): DayForecasts {
  // A backtest reads them several times over; numbers in a row need a tenth of the memory that objects do.
  const cache = new Map<number, Float32Array | null>()
  return (at) => {
    const known = cache.get(at)
    if (known !== undefined) return known === null ? null : unpackQuantiles(known)
    const made = makeNaiveForecast('yesterday', loadKw.slice(Math.max(0, at - HISTORY_STEPS), at), 'nextDay')
    const packed = made === null ? null : Float32Array.from(made.steps.flatMap(({ p10, p50, p90 }) => [p10, p50, p90]))
    cache.set(at, packed)
    return packed === null ? null : unpackQuantiles(packed)
  }
}

function unpackQuantiles(row: Float32Array): Quantiles[] {
  return Array.from({ length: row.length / 3 }, (_, i) => {
    return { p10: row[3 * i] ?? 0, p50: row[3 * i + 1] ?? 0, p90: row[3 * i + 2] ?? 0 }
  })
}

/**
 * A model that has seen nothing of this plant, with its bands calibrated each day on the outcomes. @param folder Its
 * own.
 */
export async function createModelForecasts(
  series: LoadSeries,
  steps: ForecastSteps,
  { folder, wasmDir }: { readonly folder: string; readonly wasmDir: string },
  onProgress: (share: number) => void,
): Promise<DayForecasts> {
  const { tf, backend } = await openBackend(wasmDir)
  const predictor = await openPredictor(tf, backend, folder)
  try {
    const dataset = readDataset(series, 'nextDay', predictor.scaleKw, predictor.longestStill)
    const windows = chooseWindows(dataset, steps)
    const forecasts: (readonly Quantiles[])[] = []
    for (let i = 0; i < windows.length; i += WINDOWS_PER_BATCH) {
      forecasts.push(...predictor.forecast(dataset, windows.slice(i, i + WINDOWS_PER_BATCH)))
      onProgress(i / windows.length)
    }
    return createLookup(series, windows, walkForward(dataset, windows, forecasts))
  } finally {
    predictor.dispose()
  }
}

/**
 * A ridge regression that is fitted anew every four weeks on all the load known by then, and nothing else. Its bands
 * are the quantiles of how wrong it was at the same hour of the day over the last four weeks, worked out anew each day.
 * In the first eight weeks, and where a window can't be read, the best naive rule is used.
 */
export function createRefitForecasts(
  series: LoadSeries,
  steps: ForecastSteps,
  onProgress: (share: number) => void,
): DayForecasts {
  const dataset = readDataset(series, 'nextDay', null)
  const windows = chooseWindows(dataset, steps)
  const { day } = dataset.layout
  const forecastWindows: number[] = []
  const forecasts: (readonly Quantiles[])[] = []
  for (let from = NAIVE_DAYS * day; from < series.loadKw.length; from += REFIT_DAYS * day) {
    const some = windows.filter((at) => at >= from && at < from + REFIT_DAYS * day)
    // Windows whose steps were all known.
    const known = findWindows(dataset, { from: 0, to: from }).filter((at) => at % FIT_EVERY === 0)
    if (some.length === 0 || known.length === 0) continue
    const path = fitLinearPath(dataset, known)
    forecastWindows.push(...some)
    forecasts.push(...forecastByPath(dataset, path, some))
    onProgress(from / series.loadKw.length)
  }
  return createLookup(series, forecastWindows, addBands(dataset, forecastWindows, forecasts))
}

/** The linear path's forecast, without a band. */
function forecastByPath(
  dataset: Dataset,
  linear: LinearPath,
  windows: readonly number[],
): readonly (readonly Quantiles[])[] {
  const { steps } = dataset.layout
  const compute = ({ count }: { readonly count: number }) => new Float32Array(count * steps * QUANTILE_COUNT)
  return forecastWithNetwork(dataset, { linear, compute, calibration: null }, windows)
}

/**
 * Each forecast with the band that was known when it was made: none on the first day, before which nothing was known.
 */
function addBands(
  dataset: Dataset,
  windows: readonly number[],
  forecasts: readonly (readonly Quantiles[])[],
): (readonly Quantiles[])[] {
  const { day, hour } = dataset.layout
  const { loadKw } = dataset.series
  let first = 0
  let bandsAt = Number.NEGATIVE_INFINITY
  let bands: readonly { readonly low: number; readonly high: number }[] = []
  return windows.map((at, nth) => {
    if (at - bandsAt >= day) {
      while ((windows[first] ?? at) < at - REFIT_DAYS * day) first++
      const errors: number[][] = Array.from({ length: 24 }, () => [])
      for (let i = first; i < nth; i += BAND_EVERY) {
        forecasts[i]?.forEach(({ p50 }, step) => {
          const target = (windows[i] ?? 0) + step
          const actualKw = target < at ? (loadKw[target] ?? null) : null
          if (actualKw !== null) errors[Math.floor((target % day) / hour)]?.push(actualKw - p50)
        })
      }
      bands = errors.map((row) => {
        const sorted = Float64Array.from(row).sort()
        return sorted.length === 0 ? { low: 0, high: 0 } : { low: quantile(sorted, 0.1), high: quantile(sorted, 0.9) }
      })
      bandsAt = at
    }
    return (forecasts[nth] ?? []).map(({ p50 }, step) => {
      const band = bands[Math.floor(((at + step) % day) / hour)]
      return { p10: p50 + Math.min(0, band?.low ?? 0), p50, p90: p50 + Math.max(0, band?.high ?? 0) }
    })
  })
}

function chooseWindows(dataset: Dataset, { from, to, every }: ForecastSteps): readonly number[] {
  return findWindows(dataset, { from, to: to + HORIZON_STEPS.nextDay }).filter(
    (at) => (at - from) % every === 0 && scaleKwAt(dataset, at) !== null,
  )
}

function createLookup(
  { loadKw }: LoadSeries,
  windows: readonly number[],
  forecasts: readonly (readonly Quantiles[])[],
): DayForecasts {
  const places = new Map(windows.map((at, nth) => [at, nth]))
  return (at) => {
    const nth = places.get(at)
    if (nth !== undefined) return forecasts[nth] ?? null
    return findBestNaiveForecast(loadKw.slice(Math.max(0, at - HISTORY_STEPS), at), 'nextDay')?.steps ?? null
  }
}
