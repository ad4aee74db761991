import type { LayersModel } from '@tensorflow/tfjs-layers'
import type { ModelCard } from '../../../contract/schemas/models.ts'
import type { BandCalibration } from '../../../domain/forecast/band-calibration.ts'
import type { ForecastWindow, Quantiles } from '../../../domain/forecast/forecast.ts'
import { type Batch, createBatch } from '../features/batch.ts'
import { type Dataset, fillBatch, scaleKwAt } from '../features/dataset.ts'
import { createWindowFeatures } from '../features/features.ts'
import { fillHoles, prepareWindow } from '../features/fill-holes.ts'
import { decodeQuantiles } from '../features/forecast-steps.ts'
import type { ModelLayout } from '../features/layout.ts'
import type { LinearPath } from '../features/linear-path.ts'
import { createKernel, isClose, type Kernel } from '../kernels/kernel.ts'
import { loadOwnModel } from '../network/model-files.ts'
import { runNetwork } from '../network/network.ts'
import type { Tensorflow } from '../tensorflow/tensorflow.ts'

/** Windows in one batch. */
export const BATCH = 64

/** A model that can be run, whoever made it. */
export interface Predictor {
  readonly card: ModelCard
  readonly layout: ModelLayout
  /** kW that 1 represents; null for the mean of each window's last week. */
  readonly scaleKw: number | null
  /** Steps for which a window's load may stay the same; null where it may for any time. */
  readonly longestStill: number | null
  /** `kernel`, or the backend of TensorFlow.js. */
  readonly computedBy: string
  /**
   * Its forecast of the steps of each window, in kW, bands by its own calibration.
   * @param windows The first step ahead of each: all of them can be read.
   * @throws Error where it answers something that is no number.
   */
  forecast(dataset: Dataset, windows: readonly number[]): readonly (readonly Quantiles[])[]
  dispose(): void
}

/** Makes of a window a dataset whose one window ends with it; or answers in a sentence why the model can't read it. */
export function createWindowDataset(
  window: ForecastWindow,
  layout: ModelLayout,
  scaleKw: number | null,
  longestStill: number | null = null,
): { readonly dataset: Dataset; readonly at: number } | { readonly reason: string } {
  const loadKw = window.loadKw.slice(-layout.history)
  const past = prepareWindow({ loadKw, zone: window.zone }, layout, scaleKw, longestStill)
  if (past.kind === 'unusable') return { reason: past.reason }
  const start = window.end - loadKw.length * layout.resolutionMs
  const series = {
    start,
    resolutionMs: layout.resolutionMs,
    zone: window.zone,
    loadKw,
    temperatureC: window.temperatureC?.slice(-loadKw.length) ?? null,
  }
  const closed = fillHoles(loadKw, layout)
  const encodable = createWindowFeatures(layout, window, past.loadKw)
  return { dataset: { layout, series, filled: closed, features: encodable, scaleKw, longestStill }, at: loadKw.length }
}

/**
 * Opens one of EcoPulse's own models. @param makeKernel Null leaves all to TensorFlow.js.
 * @throws Error where the folder holds none that can be used.
 */
export async function openOwnPredictor(
  tf: Tensorflow,
  backend: string,
  folder: string,
  makeKernel: typeof createKernel | null = createKernel,
): Promise<Predictor> {
  const model = await loadOwnModel(tf, folder)
  const { network, layout, scaleKw, longestStill, card } = model
  try {
    const kernel = createAgreeingKernel(tf, network, layout, makeKernel)
    const compute = kernel ?? ((batch: Batch) => runNetwork(tf, network, layout, batch))
    return {
      ...{ card, layout, scaleKw, longestStill },
      computedBy: kernel === null ? backend : 'kernel',
      forecast: (dataset, windows) => forecastWithNetwork(dataset, { ...model, compute }, windows),
      dispose: () => network.dispose(),
    }
  } catch (error) {
    network.dispose()
    throw error
  }
}

/** The inputs of a network. */
export interface RunnableNetwork {
  readonly linear: LinearPath
  readonly compute: Kernel
  readonly calibration: BandCalibration | null
}

/** A network's forecast of each window's steps, in kW. */
export function forecastWithNetwork(
  dataset: Dataset,
  { linear, compute, calibration }: RunnableNetwork,
  windows: readonly number[],
): readonly (readonly Quantiles[])[] {
  const { layout } = dataset
  const all: (readonly Quantiles[])[] = []
  for (let i = 0; i < windows.length; i += BATCH) {
    const some = windows.slice(i, i + BATCH)
    const batch = createBatch(layout, some.length)
    fillBatch(dataset, linear, some, batch)
    const outputs = compute(batch)
    some.forEach((at, nth) => {
      all.push(decodeQuantiles(outputs, batch, nth, layout.steps, scaleKwAt(dataset, at) ?? Number.NaN, calibration))
    })
  }
  return all
}

/**
 * The kernel where it answers the same as TensorFlow.js to the same inputs, else null: then TensorFlow.js computes, as
 * it does where `makeKernel` is null. Both are warmed up: the first runs of a backend are many times as slow as those
 * after them.
 */
export function createAgreeingKernel(
  tf: Tensorflow,
  network: LayersModel,
  layout: ModelLayout,
  makeKernel: typeof createKernel | null,
): Kernel | null {
  const kernel = makeKernel?.(network, layout) ?? null
  const batch = createProbeBatch(layout)
  const reference = runNetwork(tf, network, layout, batch)
  const agreed = kernel !== null && isClose(kernel(batch), reference)
  const single = createProbeBatch(layout, 1)
  for (let i = 0; i < 5; i++) {
    runNetwork(tf, network, layout, single)
    kernel?.(single)
  }
  return agreed ? kernel : null
}

/** Windows of waves of several lengths: something for every weight to do. */
function createProbeBatch(layout: ModelLayout, count = 3): Batch {
  const batch = createBatch(layout, count)
  for (const [room, pace] of [
    [batch.window, 0.7],
    [batch.ahead, 1.3],
    [batch.recent, 0.9],
  ] as const) {
    for (let i = 0; i < room.length; i++) room[i] = Math.sin(pace * i) + 0.5 * Math.cos(0.11 * i)
  }
  return batch
}
