import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { HISTORY_STEPS } from '../../../domain/forecast.ts'
import { openBackend } from '../backends.ts'
import { buildNetwork, runNetwork } from '../network.ts'
import type { Tensorflow } from '../tensorflow.ts'
import { examples } from './dataset.ts'
import { type Epoch, type FitOptions, fitNetwork } from './fit.ts'
import { registerFastMatMul } from './matmul.ts'
import { LEAST_DAYS } from './simulated-history.ts'
import { trainNextHour } from './train.ts'

const wasmDir = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))
const size = { lstmUnits: 2, headUnits: 4 }
const options: FitOptions = {
  epochs: 3,
  batchSize: 32,
  learningRate: 0.01,
  patience: 3,
  withoutTemperature: 0.5,
  seed: 1,
}
const series = {
  start: Date.UTC(2026, 0, 1),
  zone: 'UTC',
  loadKw: Array.from({ length: HISTORY_STEPS + 96 }, (_, i) => 500 + 300 * Math.sin((2 * Math.PI * i) / 96)),
  temperatureC: null,
}
const all = examples(series, 0, series.loadKw.length)
let tf: Tensorflow

beforeAll(async () => {
  tf = (await openBackend(wasmDir, ['wasm'])).tf
})

const scratch = mkdtempSync(join(tmpdir(), 'ecopulse-train-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

test('multiplying transposed operands gives what the plain kernel gives', () => {
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
  const fast = multiplied()
  fast.forEach((value, i) => {
    expect(value).toBeCloseTo(plain[i] ?? Number.NaN, 6)
  })
  expect(tf.core.memory().numTensors).toBe(before.numTensors)
  expect(tf.core.memory().numDataBuffers).toBe(before.numDataBuffers)
})

test('the loss falls, the best epoch is kept, and no tensor stays behind', async () => {
  const network = buildNetwork(tf, size, 1)
  // The optimizer's first steps are its own: a network that was used is the measure.
  runNetwork(
    tf,
    network,
    all.slice(0, 1).map(({ input }) => input),
  )
  const before = tf.core.memory().numTensors
  const epochs: Epoch[] = []
  const shares: number[] = []
  const watch = {
    onEpoch: (epoch: Epoch) => epochs.push(epoch),
    onBatch: (_: number, share: number) => shares.push(share),
    signal: new AbortController().signal,
  }
  const history = await fitNetwork(tf, network, all, all.slice(0, 20), options, watch)
  expect(history).toEqual(epochs)
  expect(history).toHaveLength(3)
  expect(history[2]?.loss).toBeLessThan(0.9 * (history[0]?.loss ?? 0))
  expect(Math.max(...shares)).toBe(1)
  expect(tf.core.memory().numTensors).toBe(before)
  network.dispose()
})

test('a training that is stopped ends at once and touches no model', async () => {
  const abort = new AbortController()
  abort.abort()
  const training = trainNextHour(
    { seed: 1, epochs: 1, days: LEAST_DAYS, folder: join(scratch, 'm'), wasmDir, now: 0, version: '0', command: '' },
    { onStart: () => {}, onEpoch: () => {}, onBatch: () => {}, signal: abort.signal },
  )
  await expect(training).rejects.toThrow(/abort/i)
  expect(readdirSync(scratch)).toEqual([])
})
