import type { Tensor } from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { type Batch, createBatch, QUANTILE_COUNT, QUANTILE_LEVELS } from '../features/batch.ts'
import { actualKwAt, type Dataset, fillBatch, scaleKwAt } from '../features/dataset.ts'
import { STEP_WIDTH } from '../features/features.ts'
import type { ModelLayout } from '../features/layout.ts'
import type { LinearPath } from '../features/linear-path.ts'
import { createInputTensors } from '../network/network.ts'
import type { Tensorflow } from '../tensorflow/tensorflow.ts'
import { createLehmer, shuffle } from './shuffle.ts'

/** How a network is fitted. */
export interface FitOptions {
  readonly epochs: number
  readonly batchSize: number
  /** Windows of an epoch at the most, chosen at random: neighbours are nearly the same. */
  readonly windowsPerEpoch: number
  /** Steps of each window that an epoch shows at the most: the head is the same for all of them. */
  readonly stepsPerWindow: number
  /** Falls along half a cosine to a fiftieth. */
  readonly learningRate: number
  /** Epochs without a better validation loss after which it ends. */
  readonly patience: number
  /** Share of the windows that are shown without temperature, so that a plant that measures none is served as well. */
  readonly withoutTemperature: number
  readonly seed: number
}

/** One epoch's outcome: mean pinball losses, as shares of the scale. */
export interface Epoch {
  readonly epoch: number
  readonly loss: number
  readonly validationLoss: number
  /** Whether it is the best so far. */
  readonly best: boolean
  readonly ms: number
}

/** Called after each epoch and in between. `signal` ends the run at the next batch. */
export interface FitHooks {
  readonly onEpoch: (epoch: Epoch) => void
  readonly onBatch: (epoch: number, share: number) => void
  readonly signal: AbortSignal
}

/** What is fitted: windows to train on, and windows by which the best epoch is chosen. */
export interface FitData {
  readonly dataset: Dataset
  readonly linear: LinearPath
  readonly training: readonly number[]
  readonly validation: readonly number[]
}

/** Steps that a network has while it is fitted: its weights are those of one with any number of steps. */
export function countFittedSteps(
  { steps }: ModelLayout,
  { stepsPerWindow }: Pick<FitOptions, 'stepsPerWindow'>,
): number {
  return steps % stepsPerWindow === 0 ? stepsPerWindow : steps
}

/**
 * Fits the network, of as many steps as `countFittedSteps` answers, by pinball loss with Adam and leaves it with the
 * weights of its best epoch on the validation part. Deterministic for a seed and a backend.
 * @throws DOMException AbortError where the signal is aborted.
 */
export async function fitNetwork(
  tf: Tensorflow,
  network: LayersModel,
  data: FitData,
  options: FitOptions,
  watch: FitHooks,
): Promise<readonly Epoch[]> {
  const optimizer = tf.core.train.adam(options.learningRate)
  const random = createLehmer(options.seed)
  const history: Epoch[] = []
  const steps = countFittedSteps(data.dataset.layout, options)
  const perEpoch = Math.min(options.windowsPerEpoch, data.training.length)
  let best = { loss: Number.POSITIVE_INFINITY, epoch: 0, weights: copyWeights(network) }
  try {
    for (let epoch = 1; epoch <= options.epochs && epoch - best.epoch <= options.patience; epoch++) {
      const startedAt = performance.now()
      const order = shuffle(data.training, random).slice(0, perEpoch)
      let sum = 0
      for (let i = 0; i < order.length; i += options.batchSize) {
        watch.signal.throwIfAborted()
        const progress = (epoch - 1 + i / order.length) / options.epochs
        setLearningRate(optimizer, options.learningRate * (0.51 + 0.49 * Math.cos(Math.PI * progress)))
        const windows = order.slice(i, i + options.batchSize)
        const hidesTemperature = () => random() < options.withoutTemperature
        const phase = () => random()
        reseedDropout(network, random)
        sum +=
          windows.length *
          trainStep(tf, network, optimizer, createExample(data, windows, steps, phase, hidesTemperature))
        watch.onBatch(epoch, (i + windows.length) / order.length)
        // A requested stop must be able to run.
        await new Promise((resume) => setImmediate(resume))
      }
      const validationLoss = computeLoss(tf, network, data, steps)
      const isBest = validationLoss < best.loss
      if (isBest) best = { loss: validationLoss, epoch, weights: replaceWeights(best.weights, network) }
      const ms = performance.now() - startedAt
      const done: Epoch = { epoch, loss: sum / order.length, validationLoss, best: isBest, ms }
      history.push(done)
      watch.onEpoch(done)
    }
    network.setWeights(best.weights)
    return history
  } finally {
    optimizer.dispose()
    for (const weight of best.weights) weight.dispose()
  }
}

/** Mean pinball loss over the validation windows, as a share of the scale. */
export function computeLoss(tf: Tensorflow, network: LayersModel, data: FitData, steps: number): number {
  let sum = 0
  for (let i = 0; i < data.validation.length; i += 256) {
    const windows = data.validation.slice(i, i + 256)
    const example = createExample(data, windows, steps, (nth) => (nth % 4) / 4)
    sum +=
      tf.core.tidy(() => {
        const inputs = createInputTensors(tf.core, example.layout, example.batch)
        return computeBatchLoss(tf, example, network.predictOnBatch(inputs) as Tensor).dataSync()[0] ?? Number.NaN
      }) * windows.length
  }
  return sum / data.validation.length
}

/** A batch with the measured loads, as shares of the scale, shape [count, steps, 1]; what isn't known has weight 0. */
interface TrainingExample {
  /** Of the steps that are shown. */
  readonly layout: ModelLayout
  readonly batch: Batch
  readonly actual: Float32Array
  readonly weight: Float32Array
}

/**
 * Windows with `shown` of their steps, evenly spread. @param phase From 0 to 1 for the nth window: where between two
 * steps that are shown the first one lies.
 */
function createExample(
  { dataset, linear }: FitData,
  windows: readonly number[],
  shown: number,
  phase: (nth: number) => number,
  hidesTemperature?: () => boolean,
): TrainingExample {
  const layout = { ...dataset.layout, steps: shown }
  const stride = dataset.layout.steps / shown
  const whole = createBatch(dataset.layout, windows.length)
  fillBatch(dataset, linear, windows, whole, hidesTemperature)
  const ahead = stride === 1 ? whole.ahead : new Float32Array(windows.length * shown * STEP_WIDTH)
  const actual = new Float32Array(windows.length * shown)
  const weight = new Float32Array(actual.length)
  windows.forEach((at, nth) => {
    const scaleKw = scaleKwAt(dataset, at) ?? Number.NaN
    const first = Math.floor(phase(nth) * stride)
    for (let i = 0; i < shown; i++) {
      const step = first + i * stride
      const from = (nth * dataset.layout.steps + step) * STEP_WIDTH
      const place = nth * shown + i
      if (stride !== 1) ahead.set(whole.ahead.subarray(from, from + STEP_WIDTH), place * STEP_WIDTH)
      const kw = actualKwAt(dataset, at + step)
      if (Number.isNaN(kw)) continue
      // The network answers what is to be added to the linear path.
      actual[place] = kw / scaleKw - (whole.ahead[from + STEP_WIDTH - 1] as number)
      weight[place] = 1
    }
  })
  return { layout, batch: { ...whole, ahead }, actual, weight }
}

type Adam = ReturnType<Tensorflow['core']['train']['adam']>

function trainStep(tf: Tensorflow, network: LayersModel, optimizer: Adam, example: TrainingExample): number {
  return tf.core.tidy(() => {
    const inputs = createInputTensors(tf.core, example.layout, example.batch)
    const cost = optimizer.minimize(
      () => computeBatchLoss(tf, example, network.apply(inputs, { training: true }) as Tensor).asScalar(),
      true,
    )
    return cost?.dataSync()[0] ?? Number.NaN
  })
}

/**
 * The mean over all outputs of max(q·e, (q-1)·e), e being the measured load less the forecast, where the load is known.
 */
function computeBatchLoss(
  { core }: Tensorflow,
  { layout, batch, actual, weight }: TrainingExample,
  forecast: Tensor,
): Tensor {
  const shape: [number, number, number] = [batch.count, layout.steps, 1]
  const levels = core.tensor3d([...QUANTILE_LEVELS], [1, 1, QUANTILE_COUNT])
  const error = core.sub(core.tensor3d(actual, shape), forecast)
  const loss = core.maximum(core.mul(levels, error), core.mul(core.sub(levels, 1), error))
  const known = weight.reduce((sum, each) => sum + each, 0)
  return core.div(core.sum(core.mul(loss, core.tensor3d(weight, shape))), Math.max(1, known) * QUANTILE_COUNT)
}

/** With one seed for all batches the same units would always be left out; with none no training could be repeated. */
function reseedDropout(network: LayersModel, random: () => number): void {
  for (const layer of network.layers) {
    if (layer.getClassName() === 'Dropout') Object.assign(layer, { seed: Math.floor(1e9 * random()) })
  }
}

/** The optimizer's type has no setter for what it reads at every step. */
function setLearningRate(optimizer: Adam, rate: number): void {
  Object.assign(optimizer, { learningRate: rate })
}

function copyWeights(network: LayersModel): Tensor[] {
  return network.getWeights().map((weight) => weight.clone())
}

function replaceWeights(old: readonly Tensor[], network: LayersModel): Tensor[] {
  for (const weight of old) weight.dispose()
  return copyWeights(network)
}
