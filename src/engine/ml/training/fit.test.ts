import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { TINY_NETWORK } from '../../../../tests/fixtures/make-model.ts'
import { makeSeries, removeLoads } from '../../../../tests/fixtures/make-series.ts'
import type { Horizon } from '../../../domain/forecast/forecast.ts'
import { HOUR } from '../../../domain/time/time.ts'
import type { LoadSeries } from '../../load-csv/load-series.ts'
import { createBatch, QUANTILE_LEVELS } from '../features/batch.ts'
import { actualKwAt, fillBatch, findWindows, readDataset } from '../features/dataset.ts'
import { buildNetwork, runNetwork } from '../network/network.ts'
import { openBackend } from '../tensorflow/backends.ts'
import type { Tensorflow } from '../tensorflow/tensorflow.ts'
import { computeLoss, countFittedSteps, type Epoch, type FitData, type FitOptions, fitNetwork } from './fit.ts'
import { registerFastMatMul } from './matmul.ts'
import { fitLinearPath } from './train.ts'

const wasmDir = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))
const options: FitOptions = {
  epochs: 3,
  batchSize: 32,
  windowsPerEpoch: 160,
  stepsPerWindow: 4,
  learningRate: 0.01,
  patience: 3,
  withoutTemperature: 0.5,
  seed: 1,
}
const plan = { ...TINY_NETWORK, lstmUnits: 2, dropout: 0.2 }
/** Two weeks of which the linear path can't forecast the noise. */
const series = makeSeries({ days: 14, noiseKw: 100 })
let tf: Tensorflow

beforeAll(async () => {
  tf = (await openBackend(wasmDir, ['wasm'])).tf
})

/** Windows to train on and to validate by, whose linear path answers yesterday's load at first. */
function dataOf(horizon: Horizon, of: LoadSeries = series): FitData {
  const dataset = readDataset(of, horizon, 500)
  const all = findWindows(dataset, { from: 0, to: of.loadKw.length })
  const cut = Math.floor(0.7 * all.length)
  const linear = fitLinearPath(dataset, all.slice(0, 40))
  return { dataset, linear, training: all.slice(0, cut), validation: all.slice(cut + dataset.layout.steps) }
}

/** A network of as many steps as are shown while it is fitted. */
function networkFor({ dataset }: FitData, by: FitOptions = options, seed = 1) {
  return buildNetwork(tf, { ...dataset.layout, steps: countFittedSteps(dataset.layout, by) }, plan, seed)
}

const silent = { onEpoch: () => {}, onBatch: () => {}, signal: new AbortController().signal }

/** The network's weights as numbers. */
const weightsOf = (network: ReturnType<typeof buildNetwork>) =>
  network.getWeights().map((weight) => [...weight.dataSync()])

test('multiplying transposed operands gives what the plain kernel gives, however often it is registered', () => {
  const multiplied = () =>
    tf.core.tidy(() => {
      const a = tf.core.tensor2d(
        Array.from({ length: 12 }, (_, i) => Math.sin(i)),
        [3, 4],
      )
      const b = tf.core.tensor2d(
        Array.from({ length: 6 }, (_, i) => Math.cos(i)),
        [2, 3],
      )
      return [...tf.core.matMul(a, b, true, true).dataSync()]
    })
  const plain = multiplied()
  const before = tf.core.memory()
  registerFastMatMul(tf)
  const kernel = tf.core.getKernel('BatchMatMul', 'wasm')
  registerFastMatMul(tf)
  expect(tf.core.getKernel('BatchMatMul', 'wasm')).toBe(kernel)
  multiplied().forEach((value, i) => {
    expect(value).toBeCloseTo(plain[i] ?? Number.NaN, 6)
  })
  expect(tf.core.memory().numTensors).toBe(before.numTensors)
  expect(tf.core.memory().numDataBuffers).toBe(before.numDataBuffers)
})

describe('a network that is fitted', () => {
  test.each([
    ['nextHour', options],
    ['nextDay', { ...options, stepsPerWindow: 12 }],
  ] as const)('of the %s loses less from epoch to epoch, and no tensor stays behind', async (horizon, by) => {
    const data = dataOf(horizon)
    const network = networkFor(data, by)
    const steps = countFittedSteps(data.dataset.layout, by)
    const atFirst = computeLoss(tf, network, data, steps)
    const before = tf.core.memory().numTensors
    const epochs: Epoch[] = []
    const shares: (readonly [number, number])[] = []
    const history = await fitNetwork(tf, network, data, by, {
      ...silent,
      onEpoch: (epoch) => epochs.push(epoch),
      onBatch: (epoch, share) => shares.push([epoch, share]),
    })
    expect(tf.core.memory().numTensors).toBe(before)
    expect(history).toEqual(epochs)
    expect(history.map(({ epoch }) => epoch)).toEqual([1, 2, 3])
    expect(history[2]?.loss).toBeLessThan(0.9 * (history[0]?.loss ?? 0))
    expect(Math.min(...history.map(({ validationLoss }) => validationLoss))).toBeLessThan(0.9 * atFirst)
    const batches = Math.ceil(Math.min(by.windowsPerEpoch, data.training.length) / by.batchSize)
    expect(shares).toHaveLength(3 * batches)
    expect(shares.at(-1)).toEqual([3, 1])
    network.dispose()
  })

  test('is not fitted on when no epoch has been better for some time, and is left with the weights of its best one', async () => {
    const data = dataOf('nextHour')
    const network = networkFor(data)
    // In such strides nothing is found.
    const by = { ...options, learningRate: 1, epochs: 30, patience: 2 }
    const history = await fitNetwork(tf, network, data, by, silent)
    const best = history.findLast((epoch) => epoch.best)
    expect(history).toHaveLength((best?.epoch ?? 0) + 2)
    expect(history.length).toBeLessThan(30)
    expect(best?.validationLoss).toBe(Math.min(...history.map(({ validationLoss }) => validationLoss)))
    expect(history.at(-1)?.validationLoss).toBeGreaterThan(best?.validationLoss ?? Number.NaN)
    expect(computeLoss(tf, network, data, 4)).toBeCloseTo(best?.validationLoss ?? Number.NaN, 6)
    network.dispose()
  })

  test('is the same for the same seed, and another for another', async () => {
    const data = dataOf('nextHour')
    const fitted = async (seed: number) => {
      const network = networkFor(data)
      const by = { ...options, epochs: 1, seed }
      const [epoch] = await fitNetwork(tf, network, data, by, silent)
      const weights = weightsOf(network)
      network.dispose()
      return { loss: epoch?.loss, validationLoss: epoch?.validationLoss, weights }
    }
    const first = await fitted(1)
    expect(await fitted(1)).toEqual(first)
    expect((await fitted(2)).weights).not.toEqual(first.weights)
  })

  test('learns nothing from steps that aren’t known', async () => {
    // Where the actual load is known for one step of four alone, the loss is made of that step.
    const whole = dataOf('nextHour')
    const at = whole.validation[50] ?? 0
    const holed = dataOf('nextHour', removeLoads(series, at + 1, at + 4))
    const network = networkFor(whole)
    const [one, other] = [
      computeLoss(tf, network, { ...holed, linear: whole.linear, validation: [at] }, 4),
      pinballAt(whole, at, [0]),
    ]
    expect(one).toBeCloseTo(other, 6)
    expect(computeLoss(tf, network, { ...whole, validation: [at] }, 4)).toBeCloseTo(
      pinballAt(whole, at, [0, 1, 2, 3]),
      6,
    )
    network.dispose()
  })
})

/** The mean pinball loss of the linear path's forecast of a window's steps, as a new network adds nothing to it. */
function pinballAt({ dataset, linear }: FitData, at: number, steps: readonly number[]): number {
  const batch = createBatch(dataset.layout, 1)
  fillBatch(dataset, linear, [at], batch)
  const width = batch.ahead.length / dataset.layout.steps
  const losses = steps.flatMap((step) => {
    const error = actualKwAt(dataset, at + step) / 500 - (batch.ahead[(step + 1) * width - 1] ?? Number.NaN)
    return QUANTILE_LEVELS.map((level) => Math.max(level * error, (level - 1) * error))
  })
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length
}

describe('a fit that is to end', () => {
  test('ends at the next batch, and no tensor stays behind', async () => {
    const data = dataOf('nextHour')
    const network = networkFor(data)
    runNetwork(tf, network, data.dataset.layout, createBatch(data.dataset.layout, 1))
    const before = tf.core.memory().numTensors
    const abort = new AbortController()
    let batches = 0
    const onBatch = () => {
      batches += 1
      if (batches === 2) abort.abort()
    }
    await expect(fitNetwork(tf, network, data, options, { ...silent, onBatch, signal: abort.signal })).rejects.toThrow(
      expect.objectContaining({ name: 'AbortError' }),
    )
    expect(batches).toBe(2)
    expect(tf.core.memory().numTensors).toBe(before)
    network.dispose()
  })

  test('may be ended from outside: it yields after each batch', async () => {
    const data = dataOf('nextHour')
    const network = networkFor(data)
    const abort = new AbortController()
    const fit = fitNetwork(
      tf,
      network,
      data,
      { ...options, epochs: 1000, patience: 1000 },
      { ...silent, signal: abort.signal },
    )
    setImmediate(() => abort.abort())
    await expect(fit).rejects.toThrow(/abort/i)
    network.dispose()
  })
})

test('a part of a window’s steps is shown where they can be divided, else all of them', () => {
  const day = readDataset(series, 'nextDay', 500).layout
  expect(countFittedSteps(day, { stepsPerWindow: 24 })).toBe(24)
  expect(countFittedSteps(day, { stepsPerWindow: 36 })).toBe(96)
  const hour = readDataset(makeSeries({ days: 1, resolutionMs: HOUR }), 'nextHour', 500).layout
  expect(countFittedSteps(hour, { stepsPerWindow: 4 })).toBe(1)
})
