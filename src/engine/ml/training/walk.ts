import type { Comparison } from '../../../contract/schemas/models.ts'
import {
  type BandCalibration,
  CALIBRATION_DAYS,
  type CalibrationPair,
  calibrateBand,
  calibrated,
} from '../../../domain/forecast/band-calibration.ts'
import { NAIVE_NAMES, type NaiveName, type Quantiles } from '../../../domain/forecast/forecast.ts'
import {
  addErrors,
  type ErrorSums,
  errorsOf,
  NO_ERRORS,
  scoreOf,
  skillOf,
} from '../../../domain/forecast/forecast-score.ts'
import { actualAt, type Dataset } from '../features/dataset.ts'
import type { Layout } from '../features/layout.ts'

/** Each window's steps beside what came of them. */
export function pairsOf(
  dataset: Dataset,
  windows: readonly number[],
  foreseen: readonly (readonly Quantiles[])[],
): CalibrationPair[] {
  return windows.flatMap((at, nth) =>
    (foreseen[nth] ?? []).flatMap((quantiles, step) => {
      const actualKw = actualAt(dataset, at + step)
      return Number.isNaN(actualKw) ? [] : [{ lead: step + 1, foreseen: quantiles, actualKw }]
    }),
  )
}

/**
 * Walks through windows in their order as the app would: each day the bands are calibrated anew on what came of the
 * windows of the last `CALIBRATION_DAYS`, and never on anything that had not come yet.
 * @param foreseen What the model says by its own calibration. @returns The same with bands as they would have been shown.
 */
export function walkForward(
  dataset: Dataset,
  windows: readonly number[],
  foreseen: readonly (readonly Quantiles[])[],
): (readonly Quantiles[])[] {
  const { layout } = dataset
  const every = Math.max(1, layout.steps > layout.hour ? layout.hour : 1)
  let calibration: BandCalibration | null = null
  let calibratedAt = Number.NEGATIVE_INFINITY
  return windows.map((at, nth) => {
    if (at - calibratedAt >= layout.day) {
      calibration = recent(dataset, windows, foreseen, at, every)
      calibratedAt = at
    }
    const now = calibration
    return (foreseen[nth] ?? []).map((quantiles, step) =>
      now === null ? quantiles : calibrated(quantiles, step + 1, now, layout.steps),
    )
  })
}

/** The calibration by what had come before step `now`; null where that is less than two days. */
function recent(
  dataset: Dataset,
  windows: readonly number[],
  foreseen: readonly (readonly Quantiles[])[],
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
    foreseen[nth]?.forEach((quantiles, step) => {
      if (at + step >= now) return
      const actualKw = actualAt(dataset, at + step)
      if (!Number.isNaN(actualKw)) pairs.push({ lead: step + 1, foreseen: quantiles, actualKw })
    })
  })
  return now - first < 2 * layout.day ? null : calibrateBand(pairs, layout.horizon, layout.steps)
}

/** Scores what was forecast beside the naive rules, on the same steps of the same windows. */
export function compareForecasts(
  dataset: Dataset,
  windows: readonly number[],
  shown: readonly (readonly Quantiles[])[],
): Comparison {
  const model = { sums: NO_ERRORS }
  const naive = new Map<NaiveName, ErrorSums>(NAIVE_NAMES.map((name) => [name, NO_ERRORS]))
  windows.forEach((at, nth) => {
    shown[nth]?.forEach((quantiles, step) => {
      const actualKw = actualAt(dataset, at + step)
      if (Number.isNaN(actualKw)) return
      model.sums = addErrors(model.sums, errorsOf(quantiles, actualKw))
      for (const name of NAIVE_NAMES) {
        const said = ruleSaid(name, dataset.closed.loadKw, at, step, dataset.layout)
        const sums = naive.get(name) ?? NO_ERRORS
        naive.set(name, addErrors(sums, errorsOf({ p10: said, p50: said, p90: said }, actualKw)))
      }
    })
  })
  const score = scoreOf(model.sums)
  if (score === null) throw new Error('There is nothing to compare')
  const scores = NAIVE_NAMES.map((name) => [name, scoreOf(naive.get(name) ?? NO_ERRORS) ?? score] as const)
  const [bestNaive, best] = scores.reduce((least, each) => (each[1].maeKw < least[1].maeKw ? each : least))
  return {
    windows: windows.length,
    model: score,
    naive: Object.fromEntries(scores) as Comparison['naive'],
    bestNaive,
    skill: skillOf(score, best),
  }
}

/** What a naive rule says in kW of the step `at + step` where those before `at` are known. */
export function ruleSaid(
  name: NaiveName,
  loadKw: Float64Array,
  at: number,
  step: number,
  { day, week }: Layout,
): number {
  const last = loadKw[at - 1] as number
  switch (name) {
    case 'persistence':
      return last
    case 'yesterday':
      return loadKw[at + step - day] as number
    case 'last week':
      return loadKw[at + step - week] as number
    case 'yesterday’s change':
      return last + (loadKw[at + step - day] as number) - (loadKw[at - 1 - day] as number)
  }
}
