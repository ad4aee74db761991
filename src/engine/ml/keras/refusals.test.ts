import { expect, test } from 'vitest'
import { makeHdf5, makeWeights } from '../../../../tests/fixtures/keras/make-files.ts'
import {
  KERNEL_PATH,
  type LstmOptions,
  makeLstmH5,
  WEIGHT_ARRAYS,
  WEIGHT_NAMES,
} from '../../../../tests/fixtures/keras/make-lstm.ts'
import { parseKerasFile } from './parse-keras-file.ts'

test.each([
  ['nothing', new Uint8Array(0), '“a.h5” is no Keras file: neither HDF5 (.h5) nor a Keras archive (.keras).'],
  [
    'text',
    new TextEncoder().encode('{"a": 1}'),
    '“a.h5” is no Keras file: neither HDF5 (.h5) nor a Keras archive (.keras).',
  ],
  ['more than 64 MB', new Uint8Array(64 * 2 ** 20 + 1), '“a.h5” is too large: 65 MB, where 64 MB are taken at most.'],
])('%s is refused', async (_, bytes, sentence) => {
  await expect(parseKerasFile(bytes, 'a.h5')).rejects.toMatchObject({
    code: 'invalid',
    field: 'file',
    message: sentence,
  })
})

test.each<[string, LstmOptions, string]>([
  [
    'weights alone, of Keras 2',
    { root: { layer_names: ['lstm'] } },
    'holds weights without their network. Save the whole model, with model.save instead of save_weights.',
  ],
  [
    'weights alone, of Keras 3',
    { root: {}, arrays: { '/layers/lstm/cell/vars/0': { shape: [1], data: makeWeights(1) } } },
    'holds weights without their network.',
  ],
  ['HDF5 of something else', { root: {}, arrays: {} }, '“a.h5” is an HDF5 file, but holds no Keras model.'],
  [
    'a description that is no JSON',
    { root: { model_config: '{' } },
    "“a.h5” is damaged or not of Keras: its network's description is no JSON.",
  ],
  [
    'a description of something else',
    { root: { model_config: '{"class_name":"Sequential"}' } },
    "its network's description has something wrong at config.",
  ],
  [
    'a network of a class of its own',
    { network: { class_name: 'MyModel' } },
    "The network is a MyModel of your own, whose code isn't in “a.h5”. Build it with Keras' functional API.",
  ],
  [
    'a layer of a class of its own',
    { layer: { class_name: 'My>Layer' } },
    "The layer “lstm” is a My>Layer, a class of your own, whose code isn't in the file.",
  ],
  [
    'a registered layer',
    { layer: { class_name: 'Mine', module: 'my.layers', registered_name: 'My>Mine' } },
    'The layer “lstm” is a Mine, a class of your own',
  ],
  [
    'a Lambda',
    { layer: { class_name: 'Lambda' } },
    "The layer “lstm” is a Lambda: arithmetic outside of Keras' layers, which can't be taken over.",
  ],
  [
    'an operation of Keras 3',
    { layer: { class_name: 'Add', module: 'keras.src.ops.numpy' } },
    'The layer “lstm” is a Add: arithmetic outside',
  ],
  [
    'a network within the network',
    { layer: { class_name: 'Sequential' } },
    'The layer “lstm” is a Sequential: a network within the network',
  ],
  [
    'a layer that is not run',
    { layer: { class_name: 'ConvLSTM2D' } },
    "The layer “lstm” (ConvLSTM2D) is of a class that EcoPulse can't run. It runs LSTM, GRU, ",
  ],
  [
    'a layer named as what every object has',
    { layer: { class_name: 'constructor' } },
    "The layer “lstm” (constructor) is of a class that EcoPulse can't run.",
  ],
  [
    'a GRU with reset_after',
    { layer: { class_name: 'GRU', reset_after: true } },
    "The layer “lstm” (GRU) has reset_after true, which can't be had: train it with GRU(…, reset_after=False), or as an LSTM.",
  ],
  [
    'time_major',
    { layer: { time_major: true } },
    "The layer “lstm” (LSTM) has time_major true, which can't be had: the batch has to come first.",
  ],
  [
    'stateful',
    { layer: { stateful: true } },
    "The layer “lstm” (LSTM) has stateful true, which can't be had: each forecast begins anew.",
  ],
  [
    'an activation of its own',
    { layer: { activation: 'mine' } },
    'The layer “lstm” (LSTM) has activation "mine", which can\'t be had.',
  ],
  [
    'an activation that is a layer',
    { layer: { activation: { class_name: 'LeakyReLU' } } },
    'The layer “lstm” (LSTM) has activation {"class_name":"LeakyReLU"}',
  ],
  [
    'a convolution that looks back alone',
    { layer: { class_name: 'Conv1D', filters: 1, kernel_size: [2], padding: 'causal' } },
    'The layer “lstm” (Conv1D) has padding "causal", which can\'t be had: valid, same can.',
  ],
  [
    'a normalization of the steps',
    { layer: { class_name: 'BatchNormalization', axis: [1] } },
    "The layer “lstm” (BatchNormalization) works on another axis than the last, which can't be had.",
  ],
  [
    'a window wider than the past',
    { layer: { class_name: 'MaxPooling1D', pool_size: 4 } },
    'The layer “lstm” (MaxPooling1D) looks at 4 steps, and is given 3.',
  ],
  [
    'another way back than forward',
    {
      layer: {
        class_name: 'Bidirectional',
        layer: { class_name: 'LSTM', config: { units: 1 } },
        backward_layer: { class_name: 'LSTM', config: { units: 2, go_backwards: true } },
      },
    },
    "The layer “lstm” (Bidirectional) goes back with another layer than forward, which can't be had.",
  ],
  [
    'steps in a wrapper that can not have them',
    { layer: { class_name: 'TimeDistributed', layer: { class_name: 'LSTM', config: { units: 1 } } } },
    'The layer “lstm” (TimeDistributed) wraps a LSTM: it can wrap Dense, ',
  ],
  [
    'a shape of other numbers',
    { layer: { class_name: 'Reshape', target_shape: [4, 2] } },
    'The layer “lstm” (Reshape) makes [4, 2] of [3, 2].',
  ],
  ['no units', { layer: { units: 0 } }, 'The layer “lstm” (LSTM) says units 0.'],
  [
    'more numbers than a memory has',
    { layer: { units: 1e9 } },
    'The layer “lstm” (LSTM) answers 1000000000 numbers for one window, which is too many.',
  ],
  ['no shape of what goes in', { layer: { batch_input_shape: undefined } }, 'says no shape of what goes in.'],
  [
    'an input of any number of features',
    { layer: { batch_input_shape: [null, 3, null] } },
    'is given a tensor without a fixed size.',
  ],
  [
    'weights of another shape',
    { layer: { units: 2 } },
    'The weights kernel of the layer “lstm” are of shape [2, 4], where the network wants [2, 8].',
  ],
  [
    'weights that are missing',
    { arrays: { [KERNEL_PATH]: { shape: [2, 4], data: makeWeights(8) } } },
    'The file has no weights at /model_weights/lstm/lstm/recurrent_kernel:0: it is damaged, or was not saved whole.',
  ],
  [
    'too few weights',
    { attributes: { '/model_weights/lstm': { weight_names: WEIGHT_NAMES.slice(0, 2) } } },
    'The layer “lstm” takes 3 weights, and the file has 2',
  ],
  ['a layer without its weights', { attributes: {} }, 'The layer “lstm” takes 3 weights, and the file has 0'],
  [
    'whole numbers as weights',
    { arrays: { ...WEIGHT_ARRAYS, [KERNEL_PATH]: { shape: [2, 4], data: new Int32Array(8) } } },
    'The weights kernel of the layer “lstm” are no floating-point numbers: save the model with weights of float32.',
  ],
  [
    'a weight that is no number',
    { arrays: { ...WEIGHT_ARRAYS, [KERNEL_PATH]: { shape: [2, 4], data: makeWeights(8).fill(Number.NaN, 3, 4) } } },
    'The weights kernel of the layer “lstm” hold something that is no number',
  ],
])('a file with %s is refused', async (_, parts, sentence) => {
  const opening = parseKerasFile(await makeLstmH5(parts), 'a.h5')
  await expect(opening).rejects.toThrow(sentence)
  await expect(opening).rejects.toMatchObject({ code: 'invalid', field: 'file' })
})

const node = (...layers: string[]) => [layers.map((name) => [name, 0, 0, {}])]
const input = {
  class_name: 'InputLayer',
  name: 'x',
  config: { name: 'x', batch_input_shape: [null, 2] },
  inbound_nodes: [],
}
const dense = (name: string, inbound_nodes: unknown) => ({
  class_name: 'Dense',
  name,
  config: { name, units: 1 },
  inbound_nodes,
})

test.each([
  [
    'layers that wait for each other',
    [input, dense('a', node('b')), dense('b', node('a'))],
    'The layers “a”, “b” of the network wait for each other',
  ],
  [
    'a layer that is not there',
    [input, dense('a', node('z'))],
    'What goes into the layer “a” is no tensor of the network',
  ],
  [
    'a layer that leads nowhere',
    [input, dense('b', node('x')), dense('a', node('x'))],
    'The layers “b” of the network lead from no input to no output',
  ],
  [
    'a layer that is used twice',
    [input, dense('a', [...node('x'), ...node('x')])],
    'The layer “a” is used 2 times: a layer can be used once only.',
  ],
  [
    'a layer that is used with a mask',
    [input, dense('a', [[['x', 0, 0, { mask: ['x', 0, 0] }]]])],
    "The layer “a” is used with mask, which can't be taken over.",
  ],
  [
    'a number where a tensor should be',
    [input, dense('a', [[['_CONSTANT_VALUE', -1, 3, {}]]])],
    'What goes into the layer “a” is no tensor of the network',
  ],
  [
    'an output that there is not',
    [input, dense('a', [[['x', 0, 1, {}]]])],
    'The layer “x” has no output 1: the file is damaged.',
  ],
  [
    'two layers of one name',
    [input, dense('a', node('x')), dense('a', node('x'))],
    'Two layers of the network are called “a”',
  ],
  [
    'states of a decoder that do not fit',
    [
      input,
      { class_name: 'RepeatVector', name: 'r', config: { n: 2 }, inbound_nodes: node('x') },
      {
        class_name: 'LSTM',
        name: 'a',
        config: { units: 1 },
        inbound_nodes: [[['r', 0, 0, { initial_state: [['x', 0, 0]] }]]],
      },
    ],
    'The layer “a” (LSTM) begins with states of [2], where 2 of [1] are wanted.',
  ],
  [
    'tensors that do not fit',
    [input, dense('b', node('x')), { ...dense('a', node('x', 'b')), class_name: 'Add' }],
    'The layer “a” (Add) takes tensors of one shape, and is given [2] and [1].',
  ],
])('a network with %s is refused', async (_, layers, sentence) => {
  const config = { name: 'n', layers, input_layers: [['x', 0, 0]], output_layers: [['a', 0, 0]] }
  const bytes = await makeHdf5({
    attributes: { '/': { model_config: JSON.stringify({ class_name: 'Functional', config }) } },
  })
  await expect(parseKerasFile(bytes, 'a.h5')).rejects.toThrow(sentence)
})

test('a long text from a file is cut short', async () => {
  const opening = parseKerasFile(await makeLstmH5({ layer: { activation: 'a'.repeat(10_000) } }), 'a.h5')
  await expect(opening).rejects.toThrow(expect.objectContaining({ message: expect.stringMatching(/^.{700}…$/) }))
})
