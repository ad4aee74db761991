import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { WINDOW_STEPS } from '../../../domain/forecast.ts'
import { type ModelInput, WINDOW_FEATURES } from '../features.ts'
import { inputTensors, OUTPUTS, QUANTILE_LEVELS } from '../network.ts'
import type { Tensorflow } from '../tensorflow.ts'
import type { Example } from './dataset.ts'

/** How the network is fitted. */
export interface FitOptions {
  readonly epochs: number
  readonly batchSize: number
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

/** Tells of each epoch and between; throws nothing. `signal` ends the run at the next batch. */
export interface FitWatch {
  readonly onEpoch: (epoch: Epoch) => void
  readonly onBatch: (epoch: number, share: number) => void
  readonly signal: AbortSignal
}

/**
 * Fits the network by pinball loss with Adam and leaves it with the weights of its best epoch on the validation part.
 * Deterministic for a seed and a backend.
 * @throws DOMException AbortError where the signal asks to end.
 */
export async function fitNetwork(
  tf: Tensorflow,
  network: LayersModel,
  training: readonly Example[],
  validation: readonly Example[],
  options: FitOptions,
  watch: FitWatch,
): Promise<readonly Epoch[]> {
  const optimizer = tf.core.train.adam(options.learningRate)
  const random = lehmer(options.seed)
  const history: Epoch[] = []
  let best = { loss: Number.POSITIVE_INFINITY, epoch: 0, weights: copyOf(network) }
  try {
    for (let epoch = 1; epoch <= options.epochs && epoch - best.epoch <= options.patience; epoch++) {
      const startedAt = performance.now()
      const order = shuffled(training, random)
      let sum = 0
      for (let i = 0; i < order.length; i += options.batchSize) {
        watch.signal.throwIfAborted()
        const progress = (epoch - 1 + i / order.length) / options.epochs
        setLearningRate(optimizer, options.learningRate * (0.51 + 0.49 * Math.cos(Math.PI * progress)))
        const batch = order.slice(i, i + options.batchSize)
        sum += batch.length * descend(tf, network, optimizer, blinded(batch, options.withoutTemperature, random))
        watch.onBatch(epoch, (i + batch.length) / order.length)
        // Whoever wants to stop must get a turn.
        await new Promise((resume) => setImmediate(resume))
      }
      const validationLoss = lossOf(tf, network, validation)
      const isBest = validationLoss < best.loss
      if (isBest) best = { loss: validationLoss, epoch, weights: replaced(best.weights, network) }
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

/** Mean pinball loss over examples, as a share of the scale. */
export function lossOf(tf: Tensorflow, network: LayersModel, all: readonly Example[]): number {
  let sum = 0
  for (let i = 0; i < all.length; i += 512) {
    const batch = all.slice(i, i + 512)
    sum +=
      tf.core.tidy(() => {
        const inputs = inputTensors(
          tf.core,
          batch.map(({ input }) => input),
        )
        return pinball(tf, targets(tf, batch), network.predictOnBatch(inputs) as Tensor).dataSync()[0] ?? Number.NaN
      }) * batch.length
  }
  return sum / all.length
}

type Adam = ReturnType<Tensorflow['core']['train']['adam']>

function descend(tf: Tensorflow, network: LayersModel, optimizer: Adam, batch: readonly Example[]): number {
  return tf.core.tidy(() => {
    const inputs = inputTensors(
      tf.core,
      batch.map(({ input }) => input),
    )
    const wanted = targets(tf, batch)
    const cost = optimizer.minimize(
      () => pinball(tf, wanted, network.apply(inputs, { training: true }) as Tensor).asScalar(),
      true,
    )
    return cost?.dataSync()[0] ?? Number.NaN
  })
}

/** The mean over all outputs of max(q·e, (q-1)·e), e being what came less what was foreseen. */
function pinball({ core }: Tensorflow, wanted: Tensor, foreseen: Tensor): Tensor {
  const levels = core.tensor1d(
    Array.from({ length: OUTPUTS }, (_, i) => QUANTILE_LEVELS[i % QUANTILE_LEVELS.length] ?? 0.5),
  )
  const error = core.sub(wanted, foreseen)
  return core.mean(core.maximum(core.mul(levels, error), core.mul(core.sub(levels, 1), error)))
}

/** What came, as shares of the scale above the base, once for each quantile: shape [n, 12]. */
function targets({ core }: Tensorflow, batch: readonly Example[]): Tensor2D {
  const rows = batch.flatMap(({ input, actualKw }) =>
    actualKw.flatMap((kw) => QUANTILE_LEVELS.map(() => (kw - input.baseKw) / input.scaleKw)),
  )
  return core.tensor2d(rows, [batch.length, OUTPUTS])
}

function blinded(batch: readonly Example[], share: number, random: () => number): Example[] {
  return batch.map((each) => (random() < share ? { ...each, input: withoutTemperature(each.input) } : each))
}

function withoutTemperature(input: ModelInput): ModelInput {
  const width = WINDOW_FEATURES.length
  const window = input.window.slice()
  const columns = [WINDOW_FEATURES.indexOf('temperature'), WINDOW_FEATURES.indexOf('temperature known')]
  for (let step = 0; step < WINDOW_STEPS; step++) for (const column of columns) window[step * width + column] = 0
  return { ...input, window }
}

/** The optimizer's type has no setter for what it reads at every step. */
function setLearningRate(optimizer: Adam, rate: number): void {
  Object.assign(optimizer, { learningRate: rate })
}

function copyOf(network: LayersModel): Tensor[] {
  return network.getWeights().map((weight) => weight.clone())
}

function replaced(old: readonly Tensor[], network: LayersModel): Tensor[] {
  for (const weight of old) weight.dispose()
  return copyOf(network)
}

function shuffled<T>(all: readonly T[], random: () => number): T[] {
  const order = [...all]
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const [a, b] = [order[i], order[j]]
    if (a !== undefined && b !== undefined) {
      order[i] = b
      order[j] = a
    }
  }
  return order
}

/** Numbers in [0, 1): Lehmer's generator with the multiplier 48271 (Park and Miller). */
function lehmer(seed: number): () => number {
  let state = (Math.abs(Math.trunc(seed)) % 2147483646) + 1
  return () => {
    state = (state * 48271) % 2147483647
    return (state - 1) / 2147483646
  }
}
