import type { LayersModel } from '@tensorflow/tfjs-layers'
import type { ModelCard } from '../../../contract/schemas/models.ts'
import { type BandCalibration, fitBandCalibration } from '../../../domain/forecast/band-calibration.ts'
import type { Horizon } from '../../../domain/forecast/forecast.ts'
import type { LoadSeries } from '../../load-csv/load-series.ts'
import { EngineError } from '../../runtime/engine-error.ts'
import { createBatch } from '../features/batch.ts'
import { actualKwAt, type Dataset, fillBatch, sampleEvenly, scaleKwAt } from '../features/dataset.ts'
import { STEP_WIDTH } from '../features/features.ts'
import type { LinearPath } from '../features/linear-path.ts'
import { createAgreeingKernel, forecastWithNetwork } from '../inference/predictor.ts'
import { createKernel, type Kernel } from '../kernels/kernel.ts'
import { LinearFit } from '../network/linear-fit.ts'
import { saveModel } from '../network/model-files.ts'
import { buildNetwork, runNetwork } from '../network/network.ts'
import { openBackend } from '../tensorflow/backends.ts'
import type { Tensorflow } from '../tensorflow/tensorflow.ts'
import { makeTrainingCard } from './card.ts'
import { countFittedSteps, type Epoch, type FitData, fitNetwork } from './fit.ts'
import { registerFastMatMul } from './matmul.ts'
import { scoreModel } from './measure.ts'
import { TRAINING_PLANS, type TrainingPlan } from './plan.ts'
import { createTrainProgressReporter, type TrainProgress } from './progress.ts'
import { splitSeries } from './split.ts'
import type { TrainedModel, TrainRequest } from './training-request.ts'
import { readTrainingWindows } from './training-windows.ts'
import { compareForecasts, pairWithActuals, walkForward } from './walk-forward.ts'

export type { TrainProgress } from './progress.ts'

/** Windows from which the linear path is fitted, and by which the best epoch is chosen, at the most. */
const MAX_LINEAR_WINDOWS = { nextHour: 30_000, nextDay: 6_000 } satisfies Record<Horizon, number>
const MAX_VALIDATION_WINDOWS = { nextHour: 3_000, nextDay: 1_000 } satisfies Record<Horizon, number>

/** What a training calls as it runs, and what ends it. */
export interface TrainHooks {
  readonly onProgress: (progress: TrainProgress) => void
  readonly signal: AbortSignal
}

/**
 * Trains a model on a plant's load, calibrates it on the part before the holdout, scores it on the holdout, and saves it.
 * The folder is touched at the very end alone.
 * @throws EngineError `invalid` where the load can't train a model; DOMException AbortError where `watch.signal` is
 * aborted.
 */
export async function trainModel(request: TrainRequest, watch: TrainHooks): Promise<ModelCard> {
  watch.signal.throwIfAborted()
  const { tf, backend } = await openBackend(request.wasmDir)
  const trained = await fitModel(request, watch, tf, backend)
  try {
    const { network, linear, calibration } = trained
    const { scaleKw, longestStill } = trained.dataset
    const rival =
      request.rival === null
        ? null
        : await scoreModel(tf, backend, request.rival, request.series, trained.windows.holdout)
    const card = makeTrainingCard(request, trained, rival)
    watch.signal.throwIfAborted()
    const saved = await saveModel(tf, { card, network, linear, scaleKw, longestStill, calibration }, request.folder)
    trained.reportDone()
    return saved
  } finally {
    trained.network.dispose()
  }
}

/** Fits, calibrates and scores; saves nothing. The caller disposes the network. @throws as `trainModel`. */
export async function fitModel(
  request: TrainRequest,
  watch: TrainHooks,
  tf: Tensorflow,
  backend: string,
): Promise<TrainedModel> {
  const startedAt = performance.now()
  if (backend === 'wasm') registerFastMatMul(tf)
  const { horizon, series, seed, forAnyPlant = false } = request
  const plan = request.plan ?? TRAINING_PLANS[horizon]
  const progress = createTrainProgressReporter(plan, watch.onProgress)
  const parts = splitSeries(series.loadKw.length, request.shares)
  const scaleKw = forAnyPlant ? null : meanLoadKw(series, parts.training.to)
  const { dataset, windows } = readTrainingWindows(series, horizon, scaleKw, parts)
  progress.fitting()
  const linear = fitLinearPath(dataset, sampleEvenly(windows.training, MAX_LINEAR_WINDOWS[horizon]))
  const data: FitData = {
    dataset,
    linear,
    training: windows.training,
    validation: sampleEvenly(windows.validation, MAX_VALIDATION_WINDOWS[horizon]),
  }
  const { network, epochs } = await fitMembers(tf, data, plan, { seed, forAnyPlant }, progress, watch.signal)
  try {
    progress.scoring()
    const compute = createCompute(tf, network, dataset)
    const calibration = calibrateOnValidation(data, compute)
    const inferenceStartedAt = performance.now()
    const forecasts = forecastWithNetwork(dataset, { linear, compute, calibration }, windows.holdout)
    const inferenceMs = performance.now() - inferenceStartedAt
    const shown = walkForward(dataset, windows.holdout, forecasts)
    watch.signal.throwIfAborted()
    const comparison = compareForecasts(dataset, windows.holdout, shown)
    const seconds = Math.round((performance.now() - startedAt) / 1000)
    return {
      dataset,
      windows,
      parts,
      plan,
      network,
      linear,
      calibration,
      epochs,
      seconds,
      inferenceMs,
      shown,
      comparison,
      reportDone: progress.done,
    }
  } catch (error) {
    network.dispose()
    throw error
  }
}

/** How the network's bands are stretched, by its errors on the windows of validation. */
function calibrateOnValidation({ dataset, linear, validation }: FitData, compute: Kernel): BandCalibration {
  const forecasts = forecastWithNetwork(dataset, { linear, compute, calibration: null }, validation)
  const { horizon, steps } = dataset.layout
  return fitBandCalibration(pairWithActuals(dataset, validation, forecasts), horizon, steps)
}

/** @throws EngineError `invalid` where there is no load at all to scale by. */
function meanLoadKw({ loadKw }: LoadSeries, to: number): number {
  let sum = 0
  let count = 0
  for (let i = 0; i < to; i++) {
    const kw = loadKw[i] ?? null
    if (kw === null) continue
    sum += Math.abs(kw)
    count += 1
  }
  if (count > 0 && sum > 0) return sum / count
  throw new EngineError('invalid', 'There is nothing to learn from: the load is missing or 0 throughout.')
}

/** The linear path by least squares over windows. */
export function fitLinearPath(dataset: Dataset, windows: readonly number[]): LinearPath {
  const { layout } = dataset
  const fit = new LinearFit(layout.steps)
  const batch = createBatch(layout, 1)
  for (const at of windows) {
    fillBatch(dataset, null, [at], batch)
    const scaleKw = scaleKwAt(dataset, at) ?? Number.NaN
    fit.add(
      batch,
      STEP_WIDTH,
      Float64Array.from({ length: layout.steps }, (_, step) => actualKwAt(dataset, at + step) / scaleKw),
    )
  }
  return fit.solve()
}

/** Fits each member by itself, and puts them into one network. */
async function fitMembers(
  tf: Tensorflow,
  data: FitData,
  plan: TrainingPlan,
  { seed, forAnyPlant }: { readonly seed: number; readonly forAnyPlant: boolean },
  progress: ReturnType<typeof createTrainProgressReporter>,
  signal: AbortSignal,
) {
  const { layout } = data.dataset
  const whole = buildNetwork(tf, layout, plan.network, seed)
  const fitted = { ...layout, steps: countFittedSteps(layout, plan.fit) }
  const epochs: Epoch[] = []
  try {
    for (let member = 0; member < plan.network.members; member++) {
      const alone = buildNetwork(tf, fitted, { ...plan.network, members: 1 }, seed + 1000 * member)
      try {
        const options = { ...plan.fit, withoutTemperature: forAnyPlant ? 0.15 : 0, seed: seed + member }
        epochs.push(...(await fitNetwork(tf, alone, data, options, { ...progress.member(member), signal })))
        for (const layer of alone.layers) {
          if (layer.getWeights().length > 0)
            whole.getLayer(layer.name.replace(/_0$/, `_${member}`)).setWeights(layer.getWeights())
        }
      } finally {
        alone.dispose()
      }
    }
    return { network: whole, epochs }
  } catch (error) {
    whole.dispose()
    throw error
  }
}

function createCompute(tf: Tensorflow, network: LayersModel, { layout }: Dataset): Kernel {
  return createAgreeingKernel(tf, network, layout, createKernel) ?? ((batch) => runNetwork(tf, network, layout, batch))
}
