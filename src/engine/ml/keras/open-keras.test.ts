import { afterAll, beforeAll, expect, test } from 'vitest'
import { madeHdf5, madeWeights } from '../../../../tests/fixtures/keras/made-files.ts'
import { ARRAYS, KERNEL, lstmH5, NAMES } from '../../../../tests/fixtures/keras/made-lstm.ts'
import { testTensorflow } from '../../../../tests/fixtures/keras/made-networks.ts'
import type { Tensorflow } from '../tensorflow/tensorflow.ts'
import { loadKeras, runKeras } from './load-keras.ts'
import { openKeras } from './open-keras.ts'

let tf: Tensorflow
let tensors = 0
beforeAll(async () => {
  tf = await testTensorflow()
  tensors = tf.core.memory().numTensors
})
afterAll(() => expect(tf.core.memory().numTensors).toBe(tensors))

test('the smallest network comes with its shapes, its weights, and no initializer that takes time', async () => {
  const file = await openKeras(await lstmH5(), 'a.h5')
  expect(file.inputs).toEqual([{ name: 'lstm_input', shape: [3, 2] }])
  expect(file.weightSpecs.map(({ name, shape }) => [name, shape])).toEqual([
    ['lstm/kernel', [2, 4]],
    ['lstm/recurrent_kernel', [1, 4]],
    ['lstm/bias', [4]],
  ])
  expect([...new Float32Array(file.weightData)].slice(0, 8)).toEqual([...madeWeights(8)])
  expect(JSON.stringify(file.modelTopology)).not.toContain('Orthogonal')
  expect(JSON.stringify(file.modelTopology)).toContain('"recurrent_activation":"sigmoid"')
})

test('weights of 64 bits are rounded', async () => {
  const data = Float64Array.from(madeWeights(8))
  const file = await openKeras(await lstmH5({ arrays: { ...ARRAYS, [KERNEL]: { shape: [2, 4], data } } }), 'a.h5')
  expect([...new Float32Array(file.weightData)].slice(0, 8)).toEqual([...madeWeights(8)])
})

test('names that TensorFlow.js does not take are replaced, and told as they are', async () => {
  const attributes = { '/model_weights/my lstm': { weight_names: ['a', 'b', 'c'] } }
  const moved = Object.values(ARRAYS).map((array, i) => [`/model_weights/my lstm/${'abc'[i]}`, array])
  const file = await openKeras(
    await lstmH5({ layer: { name: 'my lstm' }, attributes, arrays: Object.fromEntries(moved) }),
    'a.h5',
  )
  expect(file.layers.map(({ name }) => name)).toEqual(['my lstm_input', 'my lstm'])
  const network = await loadKeras(tf, file)
  expect(runKeras(tf, network, [madeWeights(6)])[0]).toHaveLength(1)
  network.dispose()
})

test('a list of names that Keras cut in pieces is put together', async () => {
  const attributes = { '/model_weights/lstm': { weight_names0: NAMES.slice(0, 2), weight_names1: NAMES.slice(2) } }
  expect((await openKeras(await lstmH5({ attributes }), 'a.h5')).weightSpecs).toHaveLength(3)
})

test('a shape in which one length is left open is what is left', async () => {
  const input = { class_name: 'InputLayer', name: 'x', config: { name: 'x', batch_input_shape: [null, 2] } }
  const layers = [
    input,
    { class_name: 'Reshape', name: 'a', config: { target_shape: [-1, 1] }, inbound_nodes: [[['x', 0, 0, {}]]] },
  ]
  const config = { name: 'n', layers, input_layers: [['x', 0, 0]], output_layers: [['a', 0, 0]] }
  const bytes = await madeHdf5({
    attributes: { '/': { model_config: JSON.stringify({ class_name: 'Model', config }) } },
  })
  expect((await openKeras(bytes, 'a.h5')).outputs).toEqual([{ name: 'a', shape: [2, 1] }])
})

test('a network that TensorFlow.js does not make leaves no tensors behind', async () => {
  const file = await openKeras(await lstmH5(), 'a.h5')
  const renamed = { ...file, weightSpecs: file.weightSpecs.map((spec) => ({ ...spec, name: `other/${spec.name}` })) }
  await expect(loadKeras(tf, renamed)).rejects.toMatchObject({ code: 'invalid', field: 'file' })
  const unknown = { ...file, modelTopology: { class_name: 'Functional', config: {} } }
  await expect(loadKeras(tf, unknown)).rejects.toThrow(/^TensorFlow.js can't run the network: /)
  const others = { ...file, outputs: [{ name: 'a', shape: [7] }] }
  await expect(loadKeras(tf, others)).rejects.toThrow("TensorFlow.js can't run the network: it answers no numbers.")
})
