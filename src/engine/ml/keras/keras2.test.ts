import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeWeights } from '../../../../tests/fixtures/keras/make-files.ts'
import { openTestTensorflow } from '../../../../tests/fixtures/keras/make-networks.ts'
import type { Tensorflow } from '../tensorflow/tensorflow.ts'
import { loadHdf5Library } from './files/hdf5-library.ts'
import { loadKerasNetwork, runKerasNetwork } from './load-keras.ts'
import { parseKerasFile } from './parse-keras-file.ts'

const realPath = join(import.meta.dirname, '../../../../../shared/data/keras/lstm_keras_2_11.h5')
const real = existsSync(realPath) ? readFileSync(realPath) : null
const why = real === null ? ' (skipped: shared/data/keras/lstm_keras_2_11.h5 is not beside the project)' : ''

let tf: Tensorflow
let tensors = 0
beforeAll(async () => {
  tf = await openTestTensorflow()
  tensors = tf.core.memory().numTensors
})
afterAll(() => expect(tf.core.memory().numTensors).toBe(tensors))

test.skipIf(real === null)(
  `a file that Keras 2.11 saved is read, and answers what its arithmetic is${why}`,
  async () => {
    const file = await parseKerasFile(real ?? new Uint8Array(), 'lstm_keras_2_11.h5')
    expect(file.kerasVersion).toBe('2.11.0')
    expect(file.layers.map(({ className }) => className)).toEqual([
      'InputLayer',
      'LSTM',
      'Dropout',
      'LSTM',
      'Dropout',
      'Dense',
    ])
    expect(file.inputs).toEqual([{ name: 'lstm_input', shape: [12, 8] }])
    expect(file.outputs).toEqual([{ name: 'dense', shape: [1] }])
    const network = await loadKerasNetwork(tf, file)
    const input = makeWeights(12 * 8)
    const [[answer = Number.NaN] = []] = runKerasNetwork(tf, network, [input])
    network.dispose()
    const [kernel, recurrent, bias, kernel1, recurrent1, bias1, dense, denseBias] = weightsOf(file)
    const rows = Array.from({ length: 12 }, (_, i) => [...input.slice(8 * i, 8 * i + 8)])
    const state = lstm(lstm(rows, kernel, recurrent, bias), kernel1, recurrent1, bias1).at(-1) ?? []
    const expected = state.reduce(
      (sum, value, i) => sum + value * (dense?.[i] ?? Number.NaN),
      denseBias?.[0] ?? Number.NaN,
    )
    expect(answer).toBeCloseTo(expected, 6)
    expect(Math.abs(answer)).toBeGreaterThan(0.001)
  },
)

test.skipIf(real === null)(`a file cut off anywhere is refused, and nothing of it stays in memory${why}`, async () => {
  const bytes = real ?? new Uint8Array()
  const { library } = await loadHdf5Library()
  const before = [library.FS.readdir('/'), library.HEAPU8.length]
  for (let i = 0; i < 300; i++) {
    const cut = bytes.subarray(0, Math.floor((bytes.length * i) / 300))
    await expect(parseKerasFile(cut, 'cut.h5')).rejects.toMatchObject({ code: 'invalid', field: 'file' })
  }
  await expect(parseKerasFile(bytes.subarray(0, bytes.length - 1), 'cut.h5')).rejects.toThrow(
    "“cut.h5” is damaged: it can't be read to its end. Save or copy it again.",
  )
  for (let i = 0; i < 20; i++) await parseKerasFile(bytes, 'whole.h5')
  expect([library.FS.readdir('/'), library.HEAPU8.length]).toEqual(before)
})

function weightsOf({ weightSpecs, weightData }: Awaited<ReturnType<typeof parseKerasFile>>): Float32Array[] {
  let end = 0
  return weightSpecs.map(({ shape }) => {
    const start = end
    end += shape.reduce((all, length) => all * length, 1)
    return new Float32Array(weightData).slice(start, end)
  })
}

type Weights = ArrayLike<number>

/** An LSTM as Keras' documentation has it, in plain loops: all outputs of all steps. Columns are all i, all f, all c, all o. */
function lstm(rows: readonly number[][], kernel: Weights = [], recurrent: Weights = [], bias: Weights = []) {
  const units = bias.length / 4
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))
  let output = new Array<number>(units).fill(0)
  let cell = output
  return rows.map((row) => {
    const gates = Array.from(bias, (start, column) => {
      const seen = row.reduce((sum, value, i) => sum + value * (kernel[i * bias.length + column] ?? Number.NaN), start)
      return output.reduce((sum, value, i) => sum + value * (recurrent[i * bias.length + column] ?? Number.NaN), seen)
    })
    const gate = (nth: number, unit: number) => gates[nth * units + unit] ?? Number.NaN
    cell = cell.map((was, unit) => sigmoid(gate(1, unit)) * was + sigmoid(gate(0, unit)) * Math.tanh(gate(2, unit)))
    output = cell.map((is, unit) => sigmoid(gate(3, unit)) * Math.tanh(is))
    return output
  })
}
