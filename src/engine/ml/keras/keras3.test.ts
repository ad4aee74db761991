import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { madeArchive } from '../../../../tests/fixtures/keras/made-files.ts'
import {
  keras3Archive,
  keras3Config,
  keras3H5,
  keras3Weights,
  kerasTensor,
} from '../../../../tests/fixtures/keras/made-keras3.ts'
import {
  answers,
  applied,
  savedModel,
  testTensorflow,
  withMadeWeights,
} from '../../../../tests/fixtures/keras/made-networks.ts'
import type { Tensorflow } from '../tensorflow/tensorflow.ts'
import { loadKeras } from './load-keras.ts'
import { type KerasModel, openKeras } from './open-keras.ts'

let tf: Tensorflow
let tensors = 0
beforeAll(async () => {
  tf = await testTensorflow()
  tensors = tf.core.memory().numTensors
})
afterAll(() => expect(tf.core.memory().numTensors).toBe(tensors))

const makers: Record<string, () => LayersModel> = {
  'a stack of LSTMs': () => {
    const x = tf.layers.input({ shape: [6, 4], name: 'x' })
    const first = applied(lstm('first', true), x)
    const second = applied(lstm('second', false), applied(tf.layers.layers.dropout({ rate: 0.2, name: 'off' }), first))
    const dense = applied(tf.layers.layers.dense({ units: 3, name: 'hidden', activation: 'relu' }), second)
    return tf.layers.model({ inputs: x, outputs: applied(tf.layers.layers.dense({ units: 1, name: 'out' }), dense) })
  },
  'ways that meet, both ways and step by step': () => {
    const make = tf.layers.layers
    const x = tf.layers.input({ shape: [6, 4], name: 'x' })
    const y = tf.layers.input({ shape: [3], name: 'y' })
    const both = applied(make.bidirectional({ layer: lstm('inner', false), mergeMode: 'concat', name: 'both' }), x)
    const joined = applied(make.concatenate({ name: 'joined' }), [both, y])
    const repeated = applied(make.repeatVector({ n: 2, name: 'again' }), joined)
    const steps = applied(
      make.gru({ units: 2, returnSequences: true, recurrentActivation: 'sigmoid', name: 'steps' }),
      repeated,
    )
    const normal = applied(make.batchNormalization({ name: 'normal' }), steps)
    const each = applied(make.timeDistributed({ layer: make.dense({ units: 2 }), name: 'each' }), normal)
    const other = applied(make.conv1d({ filters: 2, kernelSize: 5, name: 'other' }), x)
    return tf.layers.model({ inputs: [x, y], outputs: applied(make.add({ name: 'sum' }), [each, other]) })
  },
}

test.each(Object.entries(makers))('%s, saved by Keras 3 as .keras and as .h5, answers the same', async (_, make) => {
  const network = withMadeWeights(tf, make())
  const model = await savedModel(tf, network)
  for (const [bytes, name] of [
    [await keras3Archive(model), 'network.keras'],
    [await keras3H5(model), 'network.h5'],
  ] as const) {
    const file = await openKeras(bytes, name)
    expect(file.kerasVersion).toBe('3.8.0')
    const again = await loadKeras(tf, file)
    expect(answers(tf, again)).toEqual(answers(tf, network))
    again.dispose()
  }
  network.dispose()
})

test('a Sequential of Keras 3 is a chain of its layers', async () => {
  const network = withMadeWeights(tf, makers['a stack of LSTMs']?.() ?? tf.layers.sequential())
  const model = await savedModel(tf, network)
  const functional = keras3Config(model).config as { layers: Record<string, unknown>[] }
  const layers = functional.layers.map(({ inbound_nodes: _, name: _name, ...layer }) => layer)
  const config = { name: 'sequential', layers, build_input_shape: [null, 6, 4] }
  const file = await openKeras(await archive(model, { module: 'keras', class_name: 'Sequential', config }), 's.keras')
  const again = await loadKeras(tf, file)
  expect(answers(tf, again)).toEqual(answers(tf, network))
  again.dispose()
  network.dispose()
})

test('states that a decoder begins with come by name, also where the last output is the first state', async () => {
  const make = tf.layers.layers
  const x = tf.layers.input({ shape: [6, 4], name: 'x' })
  const [last, , cell] = make
    .lstm({ units: 3, returnState: true, recurrentActivation: 'sigmoid', name: 'encoder' })
    .apply(x) as SymbolicTensor[]
  if (last === undefined || cell === undefined) throw new Error('no states')
  const repeated = applied(make.repeatVector({ n: 3, name: 'again' }), last)
  const outputs = applied(lstm('decoder', true), [repeated, last, cell])
  const network = withMadeWeights(tf, tf.layers.model({ inputs: x, outputs }))
  const model = await savedModel(tf, network)
  const config = keras3Config(model)
  const { layers } = config.config as { layers: { name: string; inbound_nodes: unknown[] }[] }
  const decoder = layers.find(({ name }) => name === 'decoder')
  const states = [kerasTensor('encoder', 1), kerasTensor('encoder', 2)]
  if (decoder) decoder.inbound_nodes = [{ args: [kerasTensor('again')], kwargs: { initial_state: states } }]
  const again = await loadKeras(tf, await openKeras(await archive(model, config), 'seq2seq.keras'))
  expect(answers(tf, again)).toEqual(answers(tf, network))
  again.dispose()
  network.dispose()
})

test('hard_sigmoid, which Keras 3 computes in another way, is refused', async () => {
  const model = await stack()
  const config = JSON.stringify(keras3Config(model)).replaceAll('"sigmoid"', '"hard_sigmoid"')
  await expect(openKeras(await archive(model, JSON.parse(config)), 'a.keras')).rejects.toThrow(
    'The layer “first” (LSTM) has recurrent_activation "hard_sigmoid", which Keras 3 computes in another way than Keras 2. Use sigmoid.',
  )
})

test.each([
  [
    'a byte of the weights is another',
    (bytes: Uint8Array) => bytes.with(bytes.length - 600, 77),
    "is damaged: it can't be unpacked",
  ],
  ['the end is missing', (bytes: Uint8Array) => bytes.slice(0, bytes.length - 30), "is damaged: it can't be unpacked"],
  ['all but the beginning is missing', (bytes: Uint8Array) => bytes.slice(0, 4), "is damaged: it can't be unpacked"],
])('an archive where %s is refused', async (_, damage, sentence) => {
  const bytes = await keras3Archive(await stack())
  await expect(openKeras(damage(bytes), 'a.keras')).rejects.toThrow(`“a.keras” ${sentence}. Save or copy it again.`)
})

test('an archive cut off anywhere is refused', async () => {
  const bytes = await keras3Archive(await stack())
  for (let length = 0; length < bytes.length; length += 997) {
    await expect(openKeras(bytes.slice(0, length), 'a.keras')).rejects.toMatchObject({ code: 'invalid', field: 'file' })
  }
})

test('an archive of something else is refused', async () => {
  const model = await stack()
  await expect(openKeras(madeArchive({ 'a.txt': 'a' }), 'a.keras')).rejects.toThrow('is a zip without config.json')
  const onlyConfig = madeArchive({ 'config.json': JSON.stringify(keras3Config(model)) })
  await expect(openKeras(onlyConfig, 'a.keras')).rejects.toThrow('is a zip without model.weights.h5')
  const noHdf5 = madeArchive({ 'config.json': JSON.stringify(keras3Config(model)), 'model.weights.h5': 'weights' })
  await expect(openKeras(noHdf5, 'a.keras')).rejects.toThrow("is damaged: it can't be read to its end")
})

test('an archive that unpacks to more than is taken is refused before it is unpacked', async () => {
  const bytes = madeArchive({ 'config.json': '{}' })
  const view = new DataView(bytes.buffer)
  const directory = view.getUint32(bytes.length - 6, true)
  view.setUint32(directory + 24, 2 ** 31, true)
  await expect(openKeras(bytes, 'a.keras')).rejects.toThrow('“a.keras” is too large: it unpacks to more than 64 MB.')
})

test('weights that lie where those of another layer should be are refused', async () => {
  const model = await stack()
  const config = JSON.stringify(keras3Config(model)).replaceAll('"first"', '"other"')
  await expect(openKeras(await archive(model, JSON.parse(config)), 'a.keras')).rejects.toThrow(
    'The file has weights of “first” where those of the layer “other” should be: it is damaged.',
  )
})

function lstm(name: string, returnSequences: boolean) {
  return tf.layers.layers.lstm({ units: 3, returnSequences, recurrentActivation: 'sigmoid', name })
}

async function stack(): Promise<KerasModel> {
  const network = withMadeWeights(tf, makers['a stack of LSTMs']?.() ?? tf.layers.sequential())
  const model = await savedModel(tf, network)
  network.dispose()
  return model
}

async function archive(model: KerasModel, config: unknown): Promise<Uint8Array> {
  return madeArchive({
    'metadata.json': JSON.stringify({ keras_version: '3.8.0' }),
    'config.json': JSON.stringify(config),
    'model.weights.h5': await keras3Weights(model),
  })
}
