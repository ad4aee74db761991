import type { SymbolicTensor } from '@tensorflow/tfjs-layers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  applyLayer,
  openTestTensorflow,
  runOnMadeInputs,
  setMadeWeights,
  toKerasModel,
} from '../../../../../tests/fixtures/keras/make-networks.ts'
import type { Tensorflow } from '../../tensorflow/tensorflow.ts'
import { encodeH5 } from '../encode-h5.ts'
import { loadKerasNetwork } from '../load-keras.ts'
import { parseKerasFile } from '../parse-keras-file.ts'

let tf: Tensorflow
let tensors = 0
beforeAll(async () => {
  tf = await openTestTensorflow()
  tensors = tf.core.memory().numTensors
})
afterAll(() => expect(tf.core.memory().numTensors).toBe(tensors))

type Make = (layers: Tensorflow['layers']['layers'], x: SymbolicTensor) => SymbolicTensor

const networks: Record<string, Make> = {
  'an LSTM that answers its last output': (make, x) =>
    applyLayer(make.lstm({ units: 3, recurrentActivation: 'sigmoid' }), x),
  'LSTMs one on the other, with a dropout between them': (make, x) => {
    const first = applyLayer(make.lstm({ units: 3, returnSequences: true, recurrentActivation: 'sigmoid' }), x)
    return applyLayer(make.lstm({ units: 2, useBias: false }), applyLayer(make.dropout({ rate: 0.2 }), first))
  },
  'an LSTM that goes backwards with other activations': (make, x) =>
    applyLayer(make.lstm({ units: 2, goBackwards: true, activation: 'elu', recurrentActivation: 'hardSigmoid' }), x),
  'an encoder whose states a decoder begins with': (make, x) => {
    const [last, , c] = make.lstm({ units: 2, returnState: true }).apply(x) as SymbolicTensor[]
    if (last === undefined || c === undefined) throw new Error('no states')
    const repeated = applyLayer(make.repeatVector({ n: 3 }), last)
    const decoded = applyLayer(make.lstm({ units: 2, returnSequences: true }), [repeated, last, c])
    return applyLayer(make.timeDistributed({ layer: make.dense({ units: 1 }) }), decoded)
  },
  'a GRU without reset_after': (make, x) => applyLayer(make.gru({ units: 3 }), x),
  'a simple RNN': (make, x) => applyLayer(make.simpleRNN({ units: 3, returnSequences: true }), x),
  'an LSTM both ways, joined': (make, x) =>
    applyLayer(make.bidirectional({ layer: make.lstm({ units: 2, returnSequences: true }), mergeMode: 'concat' }), x),
  'a GRU both ways, averaged': (make, x) =>
    applyLayer(make.bidirectional({ layer: make.gru({ units: 2 }), mergeMode: 'ave' }), x),
  'a dense layer on each step, in a row, and shaped': (make, x) => {
    const steps = applyLayer(make.timeDistributed({ layer: make.dense({ units: 2, activation: 'relu' }) }), x)
    const flat = applyLayer(make.flatten(), applyLayer(make.dense({ units: 3 }), steps))
    return applyLayer(make.permute({ dims: [2, 1] }), applyLayer(make.reshape({ targetShape: [2, 9] }), flat))
  },
  'a convolution, normalized and pooled': (make, x) => {
    const conv = applyLayer(make.conv1d({ filters: 3, kernelSize: 3, padding: 'same', activation: 'tanh' }), x)
    const normal = applyLayer(make.layerNormalization(), applyLayer(make.batchNormalization(), conv))
    return applyLayer(make.maxPooling1d({ poolSize: 2, strides: 2 }), normal)
  },
  'a dilated convolution, and means over the steps': (make, x) => {
    const conv = applyLayer(make.conv1d({ filters: 3, kernelSize: 2, dilationRate: 2, useBias: false }), x)
    const pooled = applyLayer(make.averagePooling1d({ poolSize: 2, strides: 1, padding: 'same' }), conv)
    return applyLayer(make.globalAveragePooling1d({}), pooled)
  },
  'a convolution in strides, and the greatest of the steps': (make, x) =>
    applyLayer(make.globalMaxPooling1d({}), applyLayer(make.conv1d({ filters: 3, kernelSize: 3, strides: 2 }), x)),
  'ways that part and meet again': (make, x) => {
    const a = applyLayer(make.dense({ units: 2, name: 'a' }), x)
    const b = applyLayer(make.dense({ units: 2, name: 'b' }), x)
    const met = [make.add(), make.multiply(), make.average(), make.maximum(), make.minimum()].map((layer) =>
      applyLayer(layer, [a, b]),
    )
    return applyLayer(make.concatenate({ axis: 1 }), met)
  },
  'noise, which is for training alone': (make, x) =>
    [
      make.gaussianNoise({ stddev: 1 }),
      make.gaussianDropout({ rate: 0.5 }),
      make.alphaDropout({ rate: 0.5 }),
      make.spatialDropout1d({ rate: 0.5 }),
    ].reduce<SymbolicTensor>((before, layer) => applyLayer(layer, before), x),
  'layers that bend': (make, x) =>
    [
      make.leakyReLU({ alpha: 0.1 }),
      make.elu(),
      make.reLU({ maxValue: 0.3 }),
      make.softmax({ axis: -1 }),
    ].reduce<SymbolicTensor>((before, layer) => applyLayer(layer, before), x),
}

test.each(Object.entries(networks))('%s is read back with a difference of 0', async (_, make) => {
  const x = tf.layers.input({ shape: [6, 4], name: 'x' })
  const network = setMadeWeights(tf, tf.layers.model({ inputs: x, outputs: make(tf.layers.layers, x) }))
  const file = await parseKerasFile(await encodeH5(await toKerasModel(tf, network)), 'network.h5')
  const again = await loadKerasNetwork(tf, file)
  expect(runOnMadeInputs(tf, again)).toEqual(runOnMadeInputs(tf, network))
  expect(
    runOnMadeInputs(tf, again)
      .flat()
      .some((value) => value !== 0),
  ).toBe(true)
  expect(file.outputs.map(({ shape }) => shape)).toEqual(network.outputs.map(({ shape }) => shape.slice(1)))
  network.dispose()
  again.dispose()
})

test.each([
  'linear',
  'relu',
  'relu6',
  'elu',
  'selu',
  'sigmoid',
  'hardSigmoid',
  'tanh',
  'softmax',
  'softplus',
  'softsign',
  'swish',
  'mish',
  'gelu',
] as const)('the activation %s is read back with a difference of 0', async (activation) => {
  const make = tf.layers.layers
  const layers = [make.dense({ units: 3, activation, inputShape: [4] }), make.activation({ activation })]
  const network = setMadeWeights(tf, tf.layers.sequential({ layers }))
  const again = await loadKerasNetwork(
    tf,
    await parseKerasFile(await encodeH5(await toKerasModel(tf, network)), 'network.h5'),
  )
  expect(runOnMadeInputs(tf, again)).toEqual(runOnMadeInputs(tf, network))
  network.dispose()
  again.dispose()
})
