import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { fillWeights, TINY_NETWORK } from '../../../../tests/fixtures/make-model.ts'
import { HORIZONS } from '../../../domain/forecast/forecast.ts'
import { HOUR, QUARTER_HOUR } from '../../../domain/time/time.ts'
import { type Batch, createBatch, QUANTILE_COUNT } from '../features/batch.ts'
import { createModelLayout } from '../features/layout.ts'
import { buildNetwork, type NetworkPlan, runNetwork } from '../network/network.ts'
import { openBackend } from '../tensorflow/backends.ts'
import type { Tensorflow } from '../tensorflow/tensorflow.ts'
import { TRAINING_PLANS } from '../training/plan.ts'
import { createKernel, isClose } from './kernel.ts'

const wasmDir = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))
let tf: Tensorflow
beforeAll(async () => {
  tf = (await openBackend(wasmDir, ['wasm'])).tf
})

/** A batch of windows that differ, with numbers as features have them. */
function batchOf(layout: ReturnType<typeof createModelLayout>, count: number): Batch {
  const batch = createBatch(layout, count)
  let state = 5
  for (const room of [batch.window, batch.ahead, batch.recent]) {
    for (let i = 0; i < room.length; i++) {
      state = (state * 48271) % 2147483647
      room[i] = 3 * (state / 2147483647) - 1
    }
  }
  return batch
}

function difference(one: Float32Array, other: Float32Array): number {
  expect(one).toHaveLength(other.length)
  return one.reduce((most, value, i) => Math.max(most, Math.abs(value - (other[i] ?? Number.NaN))), 0)
}

const SHAPES = HORIZONS.flatMap((horizon) => [
  { horizon, minutes: 15, resolutionMs: QUARTER_HOUR },
  { horizon, minutes: 60, resolutionMs: HOUR },
])
const NETWORKS: readonly (readonly [string, NetworkPlan])[] = [
  ['one member', TINY_NETWORK],
  ['two members', { ...TINY_NETWORK, members: 2 }],
  ['no LSTM', { ...TINY_NETWORK, lstm: false }],
  ['two members without an LSTM', { ...TINY_NETWORK, lstm: false, members: 2 }],
]

describe.each(SHAPES)('the kernel of the $horizon at $minutes min', ({ horizon, resolutionMs }) => {
  const layout = createModelLayout(horizon, resolutionMs)

  test.each([...NETWORKS, ['the sizes that are trained', TRAINING_PLANS[horizon].network] as const])(
    'answers the same as TensorFlow.js: %s',
    (_, plan) => {
      const network = buildNetwork(tf, layout, plan, 3)
      fillWeights(tf, network, 3)
      const batch = batchOf(layout, 3)
      const expected = runNetwork(tf, network, layout, batch)
      const answer = createKernel(network, layout)(batch)
      expect(answer).toHaveLength(3 * layout.steps * QUANTILE_COUNT)
      expect(difference(answer, expected)).toBeLessThan(1e-5)
      // Not because all were 0.
      expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(0.01)
      network.dispose()
    },
  )
})

describe('the kernel', () => {
  const layout = createModelLayout('nextHour')

  test('answers the same for a window alone and in a batch, however often it is called', () => {
    const network = buildNetwork(tf, layout, { ...TINY_NETWORK, members: 2 }, 3)
    fillWeights(tf, network, 3)
    const kernel = createKernel(network, layout)
    const batch = batchOf(layout, 4)
    const together = kernel(batch)
    const each = [2, 0, 3, 1].map((nth) => {
      const part = (room: Float32Array) => room.subarray((nth * room.length) / 4, ((nth + 1) * room.length) / 4)
      const single = { count: 1, window: part(batch.window), ahead: part(batch.ahead), recent: part(batch.recent) }
      return [nth, kernel(single)] as const
    })
    for (const [nth, alone] of each) {
      expect(alone).toEqual(together.subarray(nth * alone.length, (nth + 1) * alone.length))
    }
    network.dispose()
  })

  test('copies its weights: the network may be disposed', () => {
    const before = tf.core.memory().numTensors
    const network = buildNetwork(tf, layout, TINY_NETWORK, 3)
    const kernel = createKernel(network, layout)
    const batch = batchOf(layout, 1)
    const expected = runNetwork(tf, network, layout, batch)
    network.dispose()
    expect(tf.core.memory().numTensors).toBe(before)
    expect(isClose(kernel(batch), expected)).toBe(true)
  })

  test('is not made of a network that EcoPulse doesn’t build', () => {
    const { layers } = tf
    const foreign = layers.sequential({ layers: [layers.layers.dense({ units: 3, inputShape: [4] })] })
    expect(() => createKernel(foreign, layout)).toThrow('no members')
    foreign.dispose()
    const odd = buildNetwork(tf, layout, { ...TINY_NETWORK, lstmUnits: 3 }, 1)
    expect(() => createKernel(odd, layout)).toThrow('in pairs')
    odd.dispose()
  })
})

describe('the network', () => {
  test('of several members answers their mean', () => {
    const layout = createModelLayout('nextHour')
    const [both, one, other] = [2, 1, 1].map((members) => buildNetwork(tf, layout, { ...TINY_NETWORK, members }, 1))
    if (both === undefined || one === undefined || other === undefined) throw new Error('Three were built')
    fillWeights(tf, one, 5)
    fillWeights(tf, other, 9)
    ;[one, other].forEach((alone, member) => {
      for (const layer of alone.layers) {
        const weights = layer.getWeights()
        if (weights.length > 0) both.getLayer(layer.name.replace(/_0$/, `_${member}`)).setWeights(weights)
      }
    })
    const batch = batchOf(layout, 2)
    const answers = [one, other].map((alone) => runNetwork(tf, alone, layout, batch))
    const mean = (answers[0] ?? new Float32Array()).map((value, i) => (value + (answers[1]?.[i] ?? Number.NaN)) / 2)
    expect(difference(runNetwork(tf, both, layout, batch), mean)).toBeLessThan(1e-6)
    for (const network of [both, one, other]) network.dispose()
  })

  test('begins with the linear path’s forecast, whatever its seed, and has at least one member', () => {
    const layout = createModelLayout('nextDay', HOUR)
    const network = buildNetwork(tf, layout, TINY_NETWORK, 4)
    expect(runNetwork(tf, network, layout, batchOf(layout, 1)).every((value) => value === 0)).toBe(true)
    network.dispose()
    expect(() => buildNetwork(tf, layout, { ...TINY_NETWORK, members: 0 }, 4)).toThrow('at least one member')
  })

  test('leaves no tensor behind when it is run', () => {
    const layout = createModelLayout('nextHour')
    const network = buildNetwork(tf, layout, TINY_NETWORK, 4)
    runNetwork(tf, network, layout, batchOf(layout, 1))
    const before = tf.core.memory().numTensors
    for (let i = 0; i < 20; i++) runNetwork(tf, network, layout, batchOf(layout, 2))
    expect(tf.core.memory().numTensors).toBe(before)
    network.dispose()
  })
})

test('outputs agree that are the same to 1e-5, and what is no number never does', () => {
  const reference = Float32Array.of(0.5, -0.25)
  expect(isClose(Float32Array.of(0.500005, -0.25), reference)).toBe(true)
  expect(isClose(Float32Array.of(0.50002, -0.25), reference)).toBe(false)
  expect(isClose(Float32Array.of(0.5), reference)).toBe(false)
  expect(isClose(Float32Array.of(Number.NaN, -0.25), reference)).toBe(false)
  expect(isClose(Float32Array.of(Number.NaN), Float32Array.of(Number.NaN))).toBe(false)
})
