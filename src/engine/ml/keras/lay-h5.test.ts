import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  answers,
  applied,
  savedModel,
  testTensorflow,
  withMadeWeights,
} from '../../../../tests/fixtures/keras/made-networks.ts'
import { HORIZONS } from '../../../domain/forecast/forecast.ts'
import { layoutOf } from '../features/layout.ts'
import { buildNetwork } from '../network/network.ts'
import type { Tensorflow } from '../tensorflow/tensorflow.ts'
import { withHdf5 } from './files/hdf5-file.ts'
import { loadHdf5 } from './files/hdf5-library.ts'
import { layH5 } from './lay-h5.ts'
import { loadKeras } from './load-keras.ts'
import { type KerasModel, openKeras } from './open-keras.ts'

let tf: Tensorflow
let tensors = 0
beforeAll(async () => {
  tf = await testTensorflow()
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
  const state = applied(make.repeatVector({ n: 4, name: 'each' }), applied(lstm, window))
  const known = applied(make.concatenate({ name: 'known' }), [state, ahead])
  const hidden = applied(make.dense({ units: 5, activation: 'relu', name: 'head' }), known)
  const bent = applied(make.timeDistributed({ layer: make.dense({ units: 3, name: 'step' }), name: 'bent' }), hidden)
  const flat = applied(make.concatenate({ name: 'row' }), [applied(make.flatten({ name: 'flat' }), ahead), recent])
  const straight = applied(
    make.dense({ units: 12, useBias: false, kernelInitializer: 'zeros', name: 'straight' }),
    flat,
  )
  const shaped = applied(make.reshape({ targetShape: [4, 3], name: 'shaped' }), straight)
  const outputs = applied(make.add({ name: 'residuals' }), [bent, shaped])
  return withMadeWeights(tf, tf.layers.model({ inputs: [window, ahead, recent], outputs, name: 'next-hour' }))
}

test('a network of three named inputs comes back with a difference of 0', async () => {
  const network = ownNetwork()
  const file = await openKeras(await layH5(await savedModel(tf, network)), 'own.h5')
  expect(file.inputs).toEqual([
    { name: 'window', shape: [24, 5] },
    { name: 'ahead', shape: [4, 3] },
    { name: 'recent', shape: [6] },
  ])
  expect(file.outputs).toEqual([{ name: 'residuals', shape: [4, 3] }])
  const again = await loadKeras(tf, file)
  expect(answers(tf, again)).toEqual(answers(tf, network))
  const third = await loadKeras(tf, await openKeras(await layH5(file), 'third.h5'))
  expect(answers(tf, third)).toEqual(answers(tf, network))
  for (const each of [network, again, third]) each.dispose()
})

test.each(HORIZONS)('EcoPulse’s own network for the horizon %s comes back with a difference of 0', async (horizon) => {
  const plan = { lstmUnits: 2, headUnits: 4, bendUnits: 3, members: 2, dropout: 0.1, lstm: true }
  const network = withMadeWeights(tf, buildNetwork(tf, layoutOf(horizon), plan, 1))
  const again = await loadKeras(tf, await openKeras(await layH5(await savedModel(tf, network)), 'own.h5'))
  expect(answers(tf, again)).toEqual(answers(tf, network))
  network.dispose()
  again.dispose()
})

test('the file is laid out as Keras 2 does it', async () => {
  const network = ownNetwork()
  const bytes = await layH5(await savedModel(tf, network))
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
    // Keras would take null for a value.
    expect(JSON.stringify(config)).not.toMatch(/unit_forget_bias|implementation|"target_shape":\[null/)
  })
})

test('the weights of one layer stand together, whatever order the network saves them in', async () => {
  const make = tf.layers.layers
  const layers = [make.batchNormalization({ inputShape: [3], name: 'normal' }), make.dense({ units: 2, name: 'dense' })]
  const network = withMadeWeights(tf, tf.layers.sequential({ layers }))
  const model = await savedModel(tf, network)
  expect(model.weightSpecs.at(-1)?.name).toBe('normal/moving_variance')
  const bytes = await layH5(model)
  const names = await withHdf5(bytes, 'damaged', (file) => file.texts('/model_weights/normal', 'weight_names'))
  expect(names).toEqual(['gamma', 'beta', 'moving_mean', 'moving_variance'].map((name) => `normal/${name}:0`))
  const again = await loadKeras(tf, await openKeras(bytes, 'a.h5'))
  expect(answers(tf, again)).toEqual(answers(tf, network))
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
  const bytes = await layH5({ modelTopology, weightSpecs: [], weightData: new ArrayBuffer(0) })
  const pieces = await withHdf5(bytes, 'damaged', (file) =>
    ['layer_names', 'layer_names0', 'layer_names1'].map((name) => file.texts('/model_weights', name)?.length ?? null),
  )
  expect(pieces).toEqual([null, 626, 74])
  expect((await openKeras(bytes, 'deep.h5')).layers).toHaveLength(701)
})

test('weights that belong to no layer, and too few numbers, are a bug', async () => {
  const model = await oneLayer()
  const stray = { ...model, weightSpecs: model.weightSpecs.map((spec) => ({ ...spec, name: `other/${spec.name}` })) }
  await expect(layH5(stray)).rejects.toThrow('The weights other/dense/kernel belong to no layer of the network')
  const short = { ...model, weightData: model.weightData.slice(4) }
  await expect(layH5(short)).rejects.toThrow('There are too few numbers for the weights dense/bias')
})

test('nothing of a written file stays in memory', async () => {
  const { library } = await loadHdf5()
  const model = await oneLayer()
  await layH5(model)
  const before = [library.FS.readdir('/'), library.HEAPU8.length]
  for (let i = 0; i < 50; i++) await layH5(model)
  expect([library.FS.readdir('/'), library.HEAPU8.length]).toEqual(before)
})

async function oneLayer(): Promise<KerasModel> {
  const layers = [tf.layers.layers.dense({ units: 2, inputShape: [3], name: 'dense' })]
  const network = tf.layers.sequential({ layers })
  const model = await savedModel(tf, network)
  network.dispose()
  return model
}
