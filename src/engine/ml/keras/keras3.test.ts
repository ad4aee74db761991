import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeArchive } from '../../../../tests/fixtures/keras/make-files.ts'
import {
  makeKeras3Archive,
  makeKeras3Config,
  makeKeras3H5,
  makeKeras3Weights,
  makeKerasTensor,
} from '../../../../tests/fixtures/keras/make-keras3.ts'
import {
  applyLayer,
  openTestTensorflow,
  runOnMadeInputs,
  setMadeWeights,
  toKerasModel,
} from '../../../../tests/fixtures/keras/make-networks.ts'
import type { Tensorflow } from '../tensorflow/tensorflow.ts'
import { loadKerasNetwork } from './load-keras.ts'
import { type KerasModel, parseKerasFile } from './parse-keras-file.ts'

let tf: Tensorflow
let tensors = 0
beforeAll(async () => {
  tf = await openTestTensorflow()
  tensors = tf.core.memory().numTensors
})
afterAll(() => expect(tf.core.memory().numTensors).toBe(tensors))

const makers: Record<string, () => LayersModel> = {
  'a stack of LSTMs': () => {
    const x = tf.layers.input({ shape: [6, 4], name: 'x' })
    const first = applyLayer(lstm('first', true), x)
    const second = applyLayer(
      lstm('second', false),
      applyLayer(tf.layers.layers.dropout({ rate: 0.2, name: 'off' }), first),
    )
    const dense = applyLayer(tf.layers.layers.dense({ units: 3, name: 'hidden', activation: 'relu' }), second)
    return tf.layers.model({ inputs: x, outputs: applyLayer(tf.layers.layers.dense({ units: 1, name: 'out' }), dense) })
  },
  'ways that meet, both ways and step by step': () => {
    const make = tf.layers.layers
    const x = tf.layers.input({ shape: [6, 4], name: 'x' })
    const y = tf.layers.input({ shape: [3], name: 'y' })
    const both = applyLayer(make.bidirectional({ layer: lstm('inner', false), mergeMode: 'concat', name: 'both' }), x)
    const joined = applyLayer(make.concatenate({ name: 'joined' }), [both, y])
    const repeated = applyLayer(make.repeatVector({ n: 2, name: 'again' }), joined)
    const steps = applyLayer(
      make.gru({ units: 2, returnSequences: true, recurrentActivation: 'sigmoid', name: 'steps' }),
      repeated,
    )
    const normal = applyLayer(make.batchNormalization({ name: 'normal' }), steps)
    const each = applyLayer(make.timeDistributed({ layer: make.dense({ units: 2 }), name: 'each' }), normal)
    const other = applyLayer(make.conv1d({ filters: 2, kernelSize: 5, name: 'other' }), x)
    return tf.layers.model({ inputs: [x, y], outputs: applyLayer(make.add({ name: 'sum' }), [each, other]) })
  },
}

test.each(Object.entries(makers))('%s, saved by Keras 3 as .keras and as .h5, answers the same', async (_, make) => {
  const network = setMadeWeights(tf, make())
  const model = await toKerasModel(tf, network)
  for (const [bytes, name] of [
    [await makeKeras3Archive(model), 'network.keras'],
    [await makeKeras3H5(model), 'network.h5'],
  ] as const) {
    const file = await parseKerasFile(bytes, name)
    expect(file.kerasVersion).toBe('3.8.0')
    const again = await loadKerasNetwork(tf, file)
    expect(runOnMadeInputs(tf, again)).toEqual(runOnMadeInputs(tf, network))
    again.dispose()
  }
  network.dispose()
})

test('a Sequential of Keras 3 is a chain of its layers', async () => {
  const network = setMadeWeights(tf, makers['a stack of LSTMs']?.() ?? tf.layers.sequential())
  const model = await toKerasModel(tf, network)
  const functional = makeKeras3Config(model).config as { layers: Record<string, unknown>[] }
  const layers = functional.layers.map(({ inbound_nodes: _, name: _name, ...layer }) => layer)
  const config = { name: 'sequential', layers, build_input_shape: [null, 6, 4] }
  const file = await parseKerasFile(
    await archive(model, { module: 'keras', class_name: 'Sequential', config }),
    's.keras',
  )
  const again = await loadKerasNetwork(tf, file)
  expect(runOnMadeInputs(tf, again)).toEqual(runOnMadeInputs(tf, network))
  again.dispose()
  network.dispose()
})

test('states that a decoder begins with are found by name, also where the last output is the first state', async () => {
  const make = tf.layers.layers
  const x = tf.layers.input({ shape: [6, 4], name: 'x' })
  const [last, , cell] = make
    .lstm({ units: 3, returnState: true, recurrentActivation: 'sigmoid', name: 'encoder' })
    .apply(x) as SymbolicTensor[]
  if (last === undefined || cell === undefined) throw new Error('no states')
  const repeated = applyLayer(make.repeatVector({ n: 3, name: 'again' }), last)
  const outputs = applyLayer(lstm('decoder', true), [repeated, last, cell])
  const network = setMadeWeights(tf, tf.layers.model({ inputs: x, outputs }))
  const model = await toKerasModel(tf, network)
  const config = makeKeras3Config(model)
  const { layers } = config.config as { layers: { name: string; inbound_nodes: unknown[] }[] }
  const decoder = layers.find(({ name }) => name === 'decoder')
  const states = [makeKerasTensor('encoder', 1), makeKerasTensor('encoder', 2)]
  if (decoder) decoder.inbound_nodes = [{ args: [makeKerasTensor('again')], kwargs: { initial_state: states } }]
  const again = await loadKerasNetwork(tf, await parseKerasFile(await archive(model, config), 'seq2seq.keras'))
  expect(runOnMadeInputs(tf, again)).toEqual(runOnMadeInputs(tf, network))
  again.dispose()
  network.dispose()
})

test('hard_sigmoid, which Keras 3 computes in another way, is refused', async () => {
  const model = await stack()
  const config = JSON.stringify(makeKeras3Config(model)).replaceAll('"sigmoid"', '"hard_sigmoid"')
  await expect(parseKerasFile(await archive(model, JSON.parse(config)), 'a.keras')).rejects.toThrow(
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
  const bytes = await makeKeras3Archive(await stack())
  await expect(parseKerasFile(damage(bytes), 'a.keras')).rejects.toThrow(
    `“a.keras” ${sentence}. Save or copy it again.`,
  )
})

test('an archive cut off anywhere is refused', async () => {
  const bytes = await makeKeras3Archive(await stack())
  for (let length = 0; length < bytes.length; length += 997) {
    await expect(parseKerasFile(bytes.slice(0, length), 'a.keras')).rejects.toMatchObject({
      code: 'invalid',
      field: 'file',
    })
  }
})

test('an archive of something else is refused', async () => {
  const model = await stack()
  await expect(parseKerasFile(makeArchive({ 'a.txt': 'a' }), 'a.keras')).rejects.toThrow('is a zip without config.json')
  const onlyConfig = makeArchive({ 'config.json': JSON.stringify(makeKeras3Config(model)) })
  await expect(parseKerasFile(onlyConfig, 'a.keras')).rejects.toThrow('is a zip without model.weights.h5')
  const noHdf5 = makeArchive({ 'config.json': JSON.stringify(makeKeras3Config(model)), 'model.weights.h5': 'weights' })
  await expect(parseKerasFile(noHdf5, 'a.keras')).rejects.toThrow("is damaged: it can't be read to its end")
})

test('an archive that unpacks to more than is taken is refused before it is unpacked', async () => {
  const bytes = makeArchive({ 'config.json': '{}' })
  const view = new DataView(bytes.buffer)
  const directory = view.getUint32(bytes.length - 6, true)
  view.setUint32(directory + 24, 2 ** 31, true)
  await expect(parseKerasFile(bytes, 'a.keras')).rejects.toThrow(
    '“a.keras” is too large: it unpacks to more than 64 MB.',
  )
})

test('weights that lie where those of another layer should be are refused', async () => {
  const model = await stack()
  const config = JSON.stringify(makeKeras3Config(model)).replaceAll('"first"', '"other"')
  await expect(parseKerasFile(await archive(model, JSON.parse(config)), 'a.keras')).rejects.toThrow(
    'The file has weights of “first” where those of the layer “other” should be: it is damaged.',
  )
})

function lstm(name: string, returnSequences: boolean) {
  return tf.layers.layers.lstm({ units: 3, returnSequences, recurrentActivation: 'sigmoid', name })
}

async function stack(): Promise<KerasModel> {
  const network = setMadeWeights(tf, makers['a stack of LSTMs']?.() ?? tf.layers.sequential())
  const model = await toKerasModel(tf, network)
  network.dispose()
  return model
}

async function archive(model: KerasModel, config: unknown): Promise<Uint8Array> {
  return makeArchive({
    'metadata.json': JSON.stringify({ keras_version: '3.8.0' }),
    'config.json': JSON.stringify(config),
    'model.weights.h5': await makeKeras3Weights(model),
  })
}
