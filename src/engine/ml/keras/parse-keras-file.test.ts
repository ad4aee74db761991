import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeHdf5, makeWeights } from '../../../../tests/fixtures/keras/make-files.ts'
import { KERNEL_PATH, makeLstmH5, WEIGHT_ARRAYS, WEIGHT_NAMES } from '../../../../tests/fixtures/keras/make-lstm.ts'
import { openTestTensorflow } from '../../../../tests/fixtures/keras/make-networks.ts'
import type { Tensorflow } from '../tensorflow/tensorflow.ts'
import { loadKerasNetwork, runKerasNetwork } from './load-keras.ts'
import { parseKerasFile } from './parse-keras-file.ts'

let tf: Tensorflow
let tensors = 0
beforeAll(async () => {
  tf = await openTestTensorflow()
  tensors = tf.core.memory().numTensors
})
afterAll(() => expect(tf.core.memory().numTensors).toBe(tensors))

test('the smallest network has its shapes, its weights, and no slow initializer', async () => {
  const file = await parseKerasFile(await makeLstmH5(), 'a.h5')
  expect(file.inputs).toEqual([{ name: 'lstm_input', shape: [3, 2] }])
  expect(file.weightSpecs.map(({ name, shape }) => [name, shape])).toEqual([
    ['lstm/kernel', [2, 4]],
    ['lstm/recurrent_kernel', [1, 4]],
    ['lstm/bias', [4]],
  ])
  expect([...new Float32Array(file.weightData)].slice(0, 8)).toEqual([...makeWeights(8)])
  expect(JSON.stringify(file.modelTopology)).not.toContain('Orthogonal')
  expect(JSON.stringify(file.modelTopology)).toContain('"recurrent_activation":"sigmoid"')
})

test('weights of 64 bits are rounded', async () => {
  const data = Float64Array.from(makeWeights(8))
  const file = await parseKerasFile(
    await makeLstmH5({ arrays: { ...WEIGHT_ARRAYS, [KERNEL_PATH]: { shape: [2, 4], data } } }),
    'a.h5',
  )
  expect([...new Float32Array(file.weightData)].slice(0, 8)).toEqual([...makeWeights(8)])
})

test('names that TensorFlow.js does not accept are replaced, and shown as they are', async () => {
  const attributes = { '/model_weights/my lstm': { weight_names: ['a', 'b', 'c'] } }
  const moved = Object.values(WEIGHT_ARRAYS).map((array, i) => [`/model_weights/my lstm/${'abc'[i]}`, array])
  const file = await parseKerasFile(
    await makeLstmH5({ layer: { name: 'my lstm' }, attributes, arrays: Object.fromEntries(moved) }),
    'a.h5',
  )
  expect(file.layers.map(({ name }) => name)).toEqual(['my lstm_input', 'my lstm'])
  const network = await loadKerasNetwork(tf, file)
  expect(runKerasNetwork(tf, network, [makeWeights(6)])[0]).toHaveLength(1)
  network.dispose()
})

test('a list of names that Keras cut in pieces is put together', async () => {
  const attributes = {
    '/model_weights/lstm': { weight_names0: WEIGHT_NAMES.slice(0, 2), weight_names1: WEIGHT_NAMES.slice(2) },
  }
  expect((await parseKerasFile(await makeLstmH5({ attributes }), 'a.h5')).weightSpecs).toHaveLength(3)
})

test('a shape in which one length is left open is what is left', async () => {
  const input = { class_name: 'InputLayer', name: 'x', config: { name: 'x', batch_input_shape: [null, 2] } }
  const layers = [
    input,
    { class_name: 'Reshape', name: 'a', config: { target_shape: [-1, 1] }, inbound_nodes: [[['x', 0, 0, {}]]] },
  ]
  const config = { name: 'n', layers, input_layers: [['x', 0, 0]], output_layers: [['a', 0, 0]] }
  const bytes = await makeHdf5({
    attributes: { '/': { model_config: JSON.stringify({ class_name: 'Model', config }) } },
  })
  expect((await parseKerasFile(bytes, 'a.h5')).outputs).toEqual([{ name: 'a', shape: [2, 1] }])
})

test('a network that TensorFlow.js does not make leaves no tensors behind', async () => {
  const file = await parseKerasFile(await makeLstmH5(), 'a.h5')
  const renamed = { ...file, weightSpecs: file.weightSpecs.map((spec) => ({ ...spec, name: `other/${spec.name}` })) }
  await expect(loadKerasNetwork(tf, renamed)).rejects.toMatchObject({ code: 'invalid', field: 'file' })
  const unknown = { ...file, modelTopology: { class_name: 'Functional', config: {} } }
  await expect(loadKerasNetwork(tf, unknown)).rejects.toThrow(/^TensorFlow.js can't run the network: /)
  const others = { ...file, outputs: [{ name: 'a', shape: [7] }] }
  await expect(loadKerasNetwork(tf, others)).rejects.toThrow(
    "TensorFlow.js can't run the network: it answers no numbers.",
  )
})
