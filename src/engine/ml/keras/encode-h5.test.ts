import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  applyLayer,
  openTestTensorflow,
  runOnMadeInputs,
  setMadeWeights,
  toKerasModel,
} from '../../../../tests/fixtures/keras/make-networks.ts'
import { HORIZONS } from '../../../domain/forecast/forecast.ts'
import { createModelLayout } from '../features/layout.ts'
import { buildNetwork } from '../network/network.ts'
import type { Tensorflow } from '../tensorflow/tensorflow.ts'
import { encodeH5 } from './encode-h5.ts'
import { withHdf5 } from './files/hdf5-file.ts'
import { loadHdf5Library } from './files/hdf5-library.ts'
import { loadKerasNetwork } from './load-keras.ts'
import { type KerasModel, parseKerasFile } from './parse-keras-file.ts'

let tf: Tensorflow
let tensors = 0
beforeAll(async () => {
  tf = await openTestTensorflow()
  tensors = tf.core.memory().numTensors
})
afterAll(() => expect(tf.core.memory().numTensors).toBe(tensors))

/** Three named inputs, and all layers that EcoPulse's own networks have. */
function ownNetwork() {
  const make = tf.layers.layers
  const window = tf.layers.input({ shape: [24, 5], name: 'window' })
  const ahead = tf.layers.input({ shape: [4, 3], name: 'ahead' })
  const recent = tf.layers.input({ shape: [6], name: 'recent' })
  const lstm = make.lstm({
    units: 4,
    recurrentActivation: 'sigmoid',
    kernelInitializer: tf.layers.initializers.glorotUniform({ seed: 1 }),
    name: 'lstm',
  })
  const state = applyLayer(make.repeatVector({ n: 4, name: 'each' }), applyLayer(lstm, window))
  const known = applyLayer(make.concatenate({ name: 'known' }), [state, ahead])
  const hidden = applyLayer(make.dense({ units: 5, activation: 'relu', name: 'head' }), known)
  const bent = applyLayer(make.timeDistributed({ layer: make.dense({ units: 3, name: 'step' }), name: 'bent' }), hidden)
  const flat = applyLayer(make.concatenate({ name: 'row' }), [
    applyLayer(make.flatten({ name: 'flat' }), ahead),
    recent,
  ])
  const straight = applyLayer(
    make.dense({ units: 12, useBias: false, kernelInitializer: 'zeros', name: 'straight' }),
    flat,
  )
  const shaped = applyLayer(make.reshape({ targetShape: [4, 3], name: 'shaped' }), straight)
  const outputs = applyLayer(make.add({ name: 'residuals' }), [bent, shaped])
  return setMadeWeights(tf, tf.layers.model({ inputs: [window, ahead, recent], outputs, name: 'next-hour' }))
}

test('a network of three named inputs is read back with a difference of 0', async () => {
  const network = ownNetwork()
  const file = await parseKerasFile(await encodeH5(await toKerasModel(tf, network)), 'own.h5')
  expect(file.inputs).toEqual([
    { name: 'window', shape: [24, 5] },
    { name: 'ahead', shape: [4, 3] },
    { name: 'recent', shape: [6] },
  ])
  expect(file.outputs).toEqual([{ name: 'residuals', shape: [4, 3] }])
  const again = await loadKerasNetwork(tf, file)
  expect(runOnMadeInputs(tf, again)).toEqual(runOnMadeInputs(tf, network))
  const third = await loadKerasNetwork(tf, await parseKerasFile(await encodeH5(file), 'third.h5'))
  expect(runOnMadeInputs(tf, third)).toEqual(runOnMadeInputs(tf, network))
  for (const each of [network, again, third]) each.dispose()
})

test.each(HORIZONS)('EcoPulse’s own network for %s is read back with a difference of 0', async (horizon) => {
  const plan = { lstmUnits: 2, headUnits: 4, bendUnits: 3, members: 2, dropout: 0.1, lstm: true }
  const network = setMadeWeights(tf, buildNetwork(tf, createModelLayout(horizon), plan, 1))
  const again = await loadKerasNetwork(
    tf,
    await parseKerasFile(await encodeH5(await toKerasModel(tf, network)), 'own.h5'),
  )
  expect(runOnMadeInputs(tf, again)).toEqual(runOnMadeInputs(tf, network))
  network.dispose()
  again.dispose()
})

test('the file is laid out as Keras 2 does it', async () => {
  const network = ownNetwork()
  const bytes = await encodeH5(await toKerasModel(tf, network))
  network.dispose()
  await withHdf5(bytes, 'damaged', (file) => {
    expect(file.text('/', 'keras_version')).toBe('2.11.0')
    expect(file.text('/', 'backend')).toBe('tensorflow')
    expect(file.text('/', 'training_config')).toBeNull()
    expect(file.text('/model_weights', 'keras_version')).toBe('2.11.0')
    const names = file.texts('/model_weights', 'layer_names') ?? []
    const { class_name, config } = JSON.parse(file.text('/', 'model_config') ?? '')
    expect(class_name).toBe('Functional')
    expect(names).toEqual(config.layers.map(({ name }: { name: string }) => name))
    expect(file.texts('/model_weights/lstm', 'weight_names')).toEqual([
      'lstm/kernel:0',
      'lstm/recurrent_kernel:0',
      'lstm/bias:0',
    ])
    expect(file.texts('/model_weights/flat', 'weight_names')).toEqual([])
    expect(file.array('/model_weights/lstm/lstm/kernel:0')?.shape).toEqual([5, 16])
    // Keras would read null as a value.
    expect(JSON.stringify(config)).not.toMatch(/unit_forget_bias|implementation|"target_shape":\[null/)
  })
})

test('the weights of one layer are written together, whatever order the network saves them in', async () => {
  const make = tf.layers.layers
  const layers = [make.batchNormalization({ inputShape: [3], name: 'normal' }), make.dense({ units: 2, name: 'dense' })]
  const network = setMadeWeights(tf, tf.layers.sequential({ layers }))
  const model = await toKerasModel(tf, network)
  expect(model.weightSpecs.at(-1)?.name).toBe('normal/moving_variance')
  const bytes = await encodeH5(model)
  const names = await withHdf5(bytes, 'damaged', (file) => file.texts('/model_weights/normal', 'weight_names'))
  expect(names).toEqual(['gamma', 'beta', 'moving_mean', 'moving_variance'].map((name) => `normal/${name}:0`))
  const again = await loadKerasNetwork(tf, await parseKerasFile(bytes, 'a.h5'))
  expect(runOnMadeInputs(tf, again)).toEqual(runOnMadeInputs(tf, network))
  network.dispose()
  again.dispose()
})

test('names too many for one attribute are written in pieces', async () => {
  const layers = Array.from({ length: 700 }, (_, i) => ({
    class_name: 'Activation',
    config: {
      name: `${'n'.repeat(100)}${i}`,
      activation: 'tanh',
      ...(i === 0 ? { batch_input_shape: [null, 1] } : {}),
    },
  }))
  const modelTopology = { class_name: 'Sequential', config: { name: 'deep', layers } }
  const bytes = await encodeH5({ modelTopology, weightSpecs: [], weightData: new ArrayBuffer(0) })
  const pieces = await withHdf5(bytes, 'damaged', (file) =>
    ['layer_names', 'layer_names0', 'layer_names1'].map((name) => file.texts('/model_weights', name)?.length ?? null),
  )
  expect(pieces).toEqual([null, 626, 74])
  expect((await parseKerasFile(bytes, 'deep.h5')).layers).toHaveLength(701)
})

test('weights that belong to no layer, and too few numbers, are a bug', async () => {
  const model = await oneLayer()
  const stray = { ...model, weightSpecs: model.weightSpecs.map((spec) => ({ ...spec, name: `other/${spec.name}` })) }
  await expect(encodeH5(stray)).rejects.toThrow('The weights other/dense/kernel belong to no layer of the network')
  const short = { ...model, weightData: model.weightData.slice(4) }
  await expect(encodeH5(short)).rejects.toThrow('There are too few numbers for the weights dense/bias')
})

test('nothing of a written file stays in memory', async () => {
  const { library } = await loadHdf5Library()
  const model = await oneLayer()
  await encodeH5(model)
  const before = [library.FS.readdir('/'), library.HEAPU8.length]
  for (let i = 0; i < 50; i++) await encodeH5(model)
  expect([library.FS.readdir('/'), library.HEAPU8.length]).toEqual(before)
})

async function oneLayer(): Promise<KerasModel> {
  const layers = [tf.layers.layers.dense({ units: 2, inputShape: [3], name: 'dense' })]
  const network = tf.layers.sequential({ layers })
  const model = await toKerasModel(tf, network)
  network.dispose()
  return model
}
