import type { Comparison, ModelCard } from '../../../contract/schemas/models.ts'
import {
  type BandCalibration,
  type CalibrationPair,
  fitBandCalibration,
} from '../../../domain/forecast/band-calibration.ts'
import type { Horizon, Quantiles } from '../../../domain/forecast/forecast.ts'
import type { Score } from '../../../domain/forecast/forecast-score.ts'
import { DAY } from '../../../domain/time/time.ts'
import type { LoadSeries } from '../../load-csv/load-series.ts'
import { type Dataset, findWindows, readDataset } from '../../ml/features/dataset.ts'
import type { ModelLayout } from '../../ml/features/layout.ts'
import { createKerasPredictor, type KerasNetwork } from '../../ml/inference/keras-predictor.ts'
import type { Tensorflow } from '../../ml/tensorflow/tensorflow.ts'
import { scoreModel } from '../../ml/training/measure.ts'
import { compareForecasts, pairWithActuals, walkForward } from '../../ml/training/walk-forward.ts'
import { reasonOf } from '../../runtime/engine-error.ts'
import { daysOfLoad } from '../kept-history.ts'
import type { ModelLocation } from '../model-library.ts'

/** Days of load that measuring needs at least: 8 that the first window reads, and some to calibrate and to score on. */
const MIN_MEASURING_DAYS: Readonly<Record<Horizon, number>> = { nextHour: 9, nextDay: 13 }
/** The newest days are enough to measure on. */
const MAX_MEASURING_DAYS = 68
/** Windows to calibrate on, and to score on, at the least. */
const MIN_WINDOWS = 24

/** The score of an imported network, and its band; or in a sentence why it can't be measured. */
export type Measurement =
  | {
      readonly kind: 'measured'
      readonly calibration: BandCalibration
      readonly holdout: Comparison
      /** Of the model in use, on the same windows; null where that can't forecast them. */
      readonly rival: Score | null
      /** The days that were measured on. */
      readonly series: LoadSeries
    }
  | { readonly kind: 'not measured'; readonly reason: string }

/** What the measuring is done with. */
export interface MeasuringTools {
  readonly tf: Tensorflow
  readonly backend: string
}

/**
 * Measures a network on the newest days of a load. The first half of the windows gives its band: how wrong it was there
 * stretches it so that it holds 80 %. The second half, which no window of the first reaches into, gives its score,
 * beside the naive rules and the model in use.
 */
export async function measureImport(
  { tf, backend }: MeasuringTools,
  network: KerasNetwork,
  card: ModelCard,
  whole: LoadSeries | null,
  rival: ModelLocation | null,
): Promise<Measurement> {
  const { horizon } = card
  if (whole === null) return refuseTooShort(horizon, 0)
  const series = cutToNewestDays(whole)
  const measuring = createKerasPredictor(tf, backend, card, network)
  const dataset = readDataset(series, horizon, measuring.scaleKw)
  const { first, second } = splitInHalves(chooseWindows(dataset), dataset.layout)
  if (first.length < MIN_WINDOWS || second.length < MIN_WINDOWS) return refuseTooShort(horizon, daysOfLoad(series))
  try {
    const forecast = measuring.forecast(dataset, first)
    const calibration = calibrateImportBand(
      pairWithActuals(dataset, first, forecast),
      network.description.output.kind,
      dataset.layout,
    )
    const calibrated = createKerasPredictor(tf, backend, card, { ...network, calibration })
    const shown = walkForward(dataset, second, calibrated.forecast(dataset, second))
    const holdout = compareForecasts(dataset, second, shown)
    const rivalScore = rival === null ? null : await scoreModel(tf, backend, rival, series, second)
    return { kind: 'measured', calibration, holdout, rival: rivalScore, series }
  } catch (error) {
    return { kind: 'not measured', reason: `Measuring it failed: ${reasonOf(error).replace(/\.$/, '')}.` }
  }
}

/**
 * The band of a network. One that answers points has none of its own: its mean absolute error is taken for half of one,
 * and is then stretched like that of quantiles. As points have a width of 0, the error goes into the floor.
 */
export function calibrateImportBand(
  pairs: readonly CalibrationPair[],
  kind: 'points' | 'quantiles',
  { horizon, steps }: Pick<ModelLayout, 'horizon' | 'steps'>,
): BandCalibration {
  if (kind === 'quantiles') return fitBandCalibration(pairs, horizon, steps)
  const errorKw =
    pairs.reduce((sum, { forecast, actualKw }) => sum + Math.abs(actualKw - forecast.p50), 0) / pairs.length
  const widen = ({ p50 }: Quantiles) => ({ p10: p50 - errorKw, p50, p90: p50 + errorKw })
  const found = fitBandCalibration(
    pairs.map((pair) => ({ ...pair, forecast: widen(pair.forecast) })),
    horizon,
    steps,
  )
  return { ...found, floorKw: found.floorKw + errorKw }
}

function cutToNewestDays(series: LoadSeries): LoadSeries {
  const { loadKw, temperatureC, start, resolutionMs } = series
  const from = Math.max(0, loadKw.length - (MAX_MEASURING_DAYS * DAY) / resolutionMs)
  return {
    ...series,
    start: start + from * resolutionMs,
    loadKw: loadKw.slice(from),
    temperatureC: temperatureC?.slice(from) ?? null,
  }
}

/** Every window of the next hour; of the next day, where neighbours are nearly the same, one an hour. */
function chooseWindows(dataset: Dataset): number[] {
  const { layout, series } = dataset
  const every = layout.steps > layout.hour ? layout.hour : 1
  return findWindows(dataset, { from: 0, to: series.loadKw.length }).filter((at) => at % every === 0)
}

/** The windows of the first half whose steps are before those of the second. */
function splitInHalves(windows: readonly number[], { steps }: ModelLayout) {
  const middle = windows[Math.floor(windows.length / 2)] ?? 0
  return { first: windows.filter((at) => at + steps <= middle), second: windows.filter((at) => at >= middle) }
}

function refuseTooShort(horizon: Horizon, days: number): Measurement {
  const takes = `Measuring it takes at least ${MIN_MEASURING_DAYS[horizon]} days of load`
  const there = days < 1 ? 'less than a day is known' : `${Math.floor(days)} are known`
  const reason =
    days < MIN_MEASURING_DAYS[horizon]
      ? `${takes}, and ${there}: import it again when there are more.`
      : `${takes} in a row, and too much is missing.`
  return { kind: 'not measured', reason }
}
