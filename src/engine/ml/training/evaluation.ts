import type { Comparison } from '../../../contract/schemas/models.ts'
import { fitBandCalibration } from '../../../domain/forecast/band-calibration.ts'
import type { Horizon, Quantiles } from '../../../domain/forecast/forecast.ts'
import { QUANTILE_COUNT } from '../features/batch.ts'
import { forecastWithNetwork } from '../inference/predictor.ts'
import { openBackend } from '../tensorflow/backends.ts'
import { TRAINING_PLANS, type TrainingPlan } from './plan.ts'
import { fitModel, type TrainHooks } from './train.ts'
import type { TrainedModel, TrainRequest } from './training-request.ts'
import { compareForecasts, pairWithActuals, walkForward } from './walk-forward.ts'

/** What is evaluated: how a model that is trained on the beginning of a load forecasts its end. */
export type EvaluateRequest = Pick<TrainRequest, 'horizon' | 'series' | 'wasmDir' | 'seed' | 'plan'> & {
  /** Also trains and scores the model without some of its parts. */
  readonly ablation: boolean
}

/** A model, or one without some of its parts, beside the naive forecasts. */
export interface Variation {
  readonly name: string
  readonly comparison: Comparison
}

/** The last days of the holdout: each step's load, and its forecast. */
export interface HoldoutExcerpt {
  /** Epoch ms of the first step, and the length of a step. */
  readonly start: number
  readonly resolutionMs: number
  readonly loadKw: readonly (number | null)[]
  readonly forecast: readonly (Quantiles | null)[]
}

/** The result of an evaluation of one horizon. */
export interface Evaluation {
  readonly horizon: Horizon
  readonly comparison: Comparison
  /** How many windows each part has, and when it begins and ends (ISO 8601). */
  readonly parts: Readonly<
    Record<
      'training' | 'validation' | 'holdout',
      { readonly windows: number; readonly from: string; readonly to: string }
    >
  >
  readonly resolutionMinutes: number
  readonly epochs: number
  readonly seconds: number
  /** Time in ms that all windows of the holdout took. */
  readonly inferenceMs: number
  readonly variations: readonly Variation[]
  readonly excerpt: HoldoutExcerpt
}

const EXCERPT_DAYS = 3

/** Trains and scores in order of time; keeps nothing. @throws as `trainModel`. */
export async function evaluateSeries(request: EvaluateRequest, watch: TrainHooks): Promise<Evaluation> {
  const { tf, backend } = await openBackend(request.wasmDir)
  const base: TrainRequest = {
    ...request,
    id: '',
    source: '',
    folder: '',
    rival: null,
    now: 0,
    version: '',
    command: '',
  }
  const trainWith = (by: TrainingPlan) => fitModel({ ...base, plan: by }, watch, tf, backend)
  const plan = request.plan ?? TRAINING_PLANS[request.horizon]
  const trained = await trainWith(plan)
  trained.network.dispose()
  const variations: Variation[] = []
  if (request.ablation) {
    variations.push({ name: 'the linear path alone', comparison: scoreLinearPath(trained) })
    for (const [name, variation] of listVariations(plan)) {
      const other = await trainWith(variation)
      other.network.dispose()
      variations.push({ name, comparison: other.comparison })
    }
  }
  trained.reportDone()
  return { ...summarizeTraining(trained, request.horizon), variations, excerpt: cutExcerpt(trained) }
}

/** What the model is without some of its parts. */
function listVariations({ network, fit }: TrainingPlan): readonly (readonly [string, TrainingPlan])[] {
  return [
    ['without the LSTM', { network: { ...network, lstm: false }, fit }],
    [`with one member instead of ${network.members}`, { network: { ...network, members: 1 }, fit }],
  ]
}

function scoreLinearPath({ dataset, windows, linear }: TrainedModel): Comparison {
  const { horizon, steps } = dataset.layout
  const compute = ({ count }: { readonly count: number }) => new Float32Array(count * steps * QUANTILE_COUNT)
  const ask = (some: readonly number[], calibration: ReturnType<typeof fitBandCalibration> | null) =>
    forecastWithNetwork(dataset, { linear, compute, calibration }, some)
  const calibration = fitBandCalibration(
    pairWithActuals(dataset, windows.validation, ask(windows.validation, null)),
    horizon,
    steps,
  )
  return compareForecasts(
    dataset,
    windows.holdout,
    walkForward(dataset, windows.holdout, ask(windows.holdout, calibration)),
  )
}

function summarizeTraining(
  { dataset, windows, parts, epochs, seconds, comparison, inferenceMs }: TrainedModel,
  horizon: Horizon,
) {
  const { start, resolutionMs } = dataset.series
  const iso = (step: number) => new Date(start + step * resolutionMs).toISOString()
  const part = (name: keyof typeof parts) => ({
    windows: windows[name].length,
    from: iso(parts[name].from),
    to: iso(parts[name].to),
  })
  return {
    ...{ horizon, comparison, seconds, inferenceMs },
    parts: { training: part('training'), validation: part('validation'), holdout: part('holdout') },
    resolutionMinutes: resolutionMs / 60_000,
    epochs: epochs.length,
  }
}

/** Windows one after the other, as far ahead as they reach: each step was forecast from the last window before it. */
function cutExcerpt({ dataset, windows, shown }: TrainedModel): HoldoutExcerpt {
  const { layout, series } = dataset
  const end = (windows.holdout.at(-1) ?? 0) + layout.steps
  const from = end - EXCERPT_DAYS * layout.day
  const forecast = new Array<Quantiles | null>(end - from).fill(null)
  windows.holdout.forEach((at, nth) => {
    if (at < from || (end - at) % layout.steps !== 0) return
    shown[nth]?.forEach((quantiles, step) => {
      forecast[at - from + step] = quantiles
    })
  })
  const { start, resolutionMs } = series
  return {
    start: start + from * resolutionMs,
    resolutionMs,
    loadKw: series.loadKw.slice(from, end),
    forecast,
  }
}
