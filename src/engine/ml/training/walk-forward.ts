import type { Comparison } from '../../../contract/schemas/models.ts'
import {
  applyBandCalibration,
  type BandCalibration,
  CALIBRATION_DAYS,
  type CalibrationPair,
  fitBandCalibration,
} from '../../../domain/forecast/band-calibration.ts'
import { NAIVE_NAMES, type NaiveName, type Quantiles } from '../../../domain/forecast/forecast.ts'
import {
  addErrorSums,
  computeErrorSums,
  type ErrorSums,
  scoreOf,
  skillOf,
  ZERO_ERROR_SUMS,
} from '../../../domain/forecast/forecast-score.ts'
import { naiveValueAt } from '../../../domain/forecast/naive-forecast.ts'
import { actualKwAt, type Dataset } from '../features/dataset.ts'

/** Each window's steps beside their measured loads. */
export function pairWithActuals(
  dataset: Dataset,
  windows: readonly number[],
  forecasts: readonly (readonly Quantiles[])[],
): CalibrationPair[] {
  return windows.flatMap((at, nth) =>
    (forecasts[nth] ?? []).flatMap((quantiles, step) => {
      const actualKw = actualKwAt(dataset, at + step)
      return Number.isNaN(actualKw) ? [] : [{ lead: step + 1, forecast: quantiles, actualKw }]
    }),
  )
}

/**
 * Walks through windows in their order as the app would: each day the bands are calibrated anew on the outcomes of the
 * windows of the last `CALIBRATION_DAYS`, and never on anything that was not known yet.
 * @param forecasts The model's forecasts by its own calibration.
 * @returns The same with bands as they would have been shown.
 */
export function walkForward(
  dataset: Dataset,
  windows: readonly number[],
  forecasts: readonly (readonly Quantiles[])[],
): (readonly Quantiles[])[] {
  const { layout } = dataset
  const every = Math.max(1, layout.steps > layout.hour ? layout.hour : 1)
  let calibration: BandCalibration | null = null
  let calibratedAt = Number.NEGATIVE_INFINITY
  return windows.map((at, nth) => {
    if (at - calibratedAt >= layout.day) {
      calibration = calibrateRecent(dataset, windows, forecasts, at, every)
      calibratedAt = at
    }
    const now = calibration
    return (forecasts[nth] ?? []).map((quantiles, step) =>
      now === null ? quantiles : applyBandCalibration(quantiles, step + 1, now, layout.steps),
    )
  })
}

/** The calibration by what was known before step `now`; null where that is less than two days. */
function calibrateRecent(
  dataset: Dataset,
  windows: readonly number[],
  forecasts: readonly (readonly Quantiles[])[],
  now: number,
  every: number,
): BandCalibration | null {
  const { layout } = dataset
  const from = now - CALIBRATION_DAYS * layout.day
  const pairs: CalibrationPair[] = []
  let first = Number.NaN
  windows.forEach((at, nth) => {
    if (at < from || at >= now || at % every !== 0) return
    if (Number.isNaN(first)) first = at
    forecasts[nth]?.forEach((quantiles, step) => {
      if (at + step >= now) return
      const actualKw = actualKwAt(dataset, at + step)
      if (!Number.isNaN(actualKw)) pairs.push({ lead: step + 1, forecast: quantiles, actualKw })
    })
  })
  return now - first < 2 * layout.day ? null : fitBandCalibration(pairs, layout.horizon, layout.steps)
}

/** Scores what was forecast beside the naive rules, on the same steps of the same windows. */
export function compareForecasts(
  dataset: Dataset,
  windows: readonly number[],
  shown: readonly (readonly Quantiles[])[],
): Comparison {
  const model = { sums: ZERO_ERROR_SUMS }
  // Its holes are filled: the last load that is known is the last one.
  const past = { load: dataset.filled.loadKw, lastKnown: dataset.filled.loadKw }
  const naive = new Map<NaiveName, ErrorSums>(NAIVE_NAMES.map((name) => [name, ZERO_ERROR_SUMS]))
  windows.forEach((at, nth) => {
    shown[nth]?.forEach((quantiles, step) => {
      const actualKw = actualKwAt(dataset, at + step)
      if (Number.isNaN(actualKw)) return
      model.sums = addErrorSums(model.sums, computeErrorSums(quantiles, actualKw))
      for (const name of NAIVE_NAMES) {
        const naiveKw = naiveValueAt(name, past, at + step, step + 1, dataset.layout)
        const sums = naive.get(name) ?? ZERO_ERROR_SUMS
        naive.set(name, addErrorSums(sums, computeErrorSums({ p10: naiveKw, p50: naiveKw, p90: naiveKw }, actualKw)))
      }
    })
  })
  const score = scoreOf(model.sums)
  if (score === null) throw new Error('There is nothing to compare')
  const scores = NAIVE_NAMES.map((name) => [name, scoreOf(naive.get(name) ?? ZERO_ERROR_SUMS) ?? score] as const)
  const [bestNaive, best] = scores.reduce((least, each) => (each[1].maeKw < least[1].maeKw ? each : least))
  return {
    windows: windows.length,
    model: score,
    naive: Object.fromEntries(scores) as Comparison['naive'],
    bestNaive,
    skill: skillOf(score, best),
  }
}
