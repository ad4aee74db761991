import {
  type BuiltLayer,
  createWeightlessLayer,
  formatShapes,
  type LayerConfig,
  type LayerKind,
  type Shape,
  type WeightShape,
  ZEROS,
} from './layer-config.ts'
import { buildBidirectional, buildRecurrent } from './recurrent-layers.ts'
import { concatenate, flatten, merge, permute, repeatVector, reshape } from './shape-layers.ts'

/**
 * A layer of any class that can be run.
 * @throws EngineError `invalid`, field `file`, where the class or a value of its config isn't supported, or a shape
 * doesn't fit.
 */
export function buildLayer(layer: LayerConfig, inputs: readonly Shape[]): BuiltLayer {
  const kind = Object.hasOwn(KINDS, layer.className) ? KINDS[layer.className] : undefined
  if (kind === undefined) return layer.refuse(`is of a class that EcoPulse can't run. It runs ${CLASSES}`)
  return kind(layer, inputs)
}

const dense: LayerKind = (layer, inputs) => {
  const input = layer.requireOneInput(inputs)
  const units = layer.count('units')
  const use_bias = layer.flag('use_bias', true)
  const activation = layer.activation('activation', 'linear')
  return {
    config: { units, activation, use_bias, kernel_initializer: ZEROS },
    weights: [
      createWeight('kernel', [layer.requireKnownLength(input.at(-1)), units]),
      ...(use_bias ? [createWeight('bias', [units])] : []),
    ],
    outputs: [[...input.slice(0, -1), units]],
  }
}

/** What changes no shape; `config` reads what of it changes the output. */
const keepShape =
  (config: (layer: LayerConfig) => Record<string, unknown>): LayerKind =>
  (layer, inputs) => ({ config: config(layer), weights: [], outputs: [layer.requireOneInput(inputs)] })

/** Over the features. TensorFlow.js uses another axis where none is given. */
const softmax: LayerKind = (layer, inputs) => {
  const input = layer.requireOneInput(inputs)
  requireLastAxis(layer, input)
  return createWeightlessLayer({ axis: -1 }, input)
}

/** Over the features: gamma and beta, and for a batch normalization the mean and variance that training saw. */
const normalization =
  (ofBatch: boolean): LayerKind =>
  (layer, inputs) => {
    const input = layer.requireOneInput(inputs)
    requireLastAxis(layer, input)
    layer.require('rms_scaling', false)
    const shape = [layer.requireKnownLength(input.at(-1))]
    const scale = layer.flag('scale', true)
    const center = layer.flag('center', true)
    const names = [...(scale ? ['gamma'] : []), ...(center ? ['beta'] : [])]
    return {
      config: { axis: -1, epsilon: layer.number('epsilon', 0.001), center, scale },
      weights: [...names, ...(ofBatch ? ['moving_mean', 'moving_variance'] : [])].map((name) =>
        createWeight(name, shape),
      ),
      outputs: [input],
    }
  }

const conv1d: LayerKind = (layer, inputs) => {
  const [steps, features] = layer.requireSequence(inputs)
  layer.require('data_format', 'channels_last')
  layer.require('groups', 1)
  const filters = layer.count('filters')
  const kernel_size = layer.count('kernel_size')
  const strides = layer.count('strides', 1)
  const dilation_rate = layer.count('dilation_rate', 1)
  const padding = layer.choice('padding', ['valid', 'same'], 'valid')
  const use_bias = layer.flag('use_bias', true)
  const activation = layer.activation('activation', 'linear')
  const config = {
    filters,
    kernel_size,
    strides,
    dilation_rate,
    padding,
    use_bias,
    activation,
    kernel_initializer: ZEROS,
  }
  const kernel = createWeight('kernel', [kernel_size, features, filters])
  return {
    config,
    weights: [kernel, ...(use_bias ? [createWeight('bias', [filters])] : [])],
    outputs: [[countSlidingSteps(layer, steps, dilation_rate * (kernel_size - 1) + 1, strides, padding), filters]],
  }
}

const pooling: LayerKind = (layer, inputs) => {
  const [steps, features] = layer.requireSequence(inputs)
  layer.require('data_format', 'channels_last')
  const pool_size = layer.count('pool_size', 2)
  const strides = layer.count('strides', pool_size)
  const padding = layer.choice('padding', ['valid', 'same'], 'valid')
  return createWeightlessLayer({ pool_size, strides, padding }, [
    countSlidingSteps(layer, steps, pool_size, strides, padding),
    features,
  ])
}

const globalPooling: LayerKind = (layer, inputs) => {
  const [, features] = layer.requireSequence(inputs)
  layer.require('data_format', 'channels_last')
  layer.require('keepdims', false)
  return createWeightlessLayer({}, [features])
}

/** The same layer on each step. */
const timeDistributed: LayerKind = (layer, inputs) => {
  const [steps = null, ...step] = layer.requireOneInput(inputs)
  const inner = layer.innerLayer('layer')
  if (inner === null || step.length === 0) return layer.refuse(`takes [steps, …], and is given ${formatShapes(inputs)}`)
  if (!PER_STEP.includes(inner.className))
    return layer.refuse(`wraps a ${inner.className}: it can wrap ${PER_STEP.join(', ')}`)
  const built = buildLayer(inner, [step])
  return {
    config: { layer: { class_name: inner.className, config: { name: 'step', ...built.config } } },
    weights: built.weights.map((each) => ({ ...each, part: 'layer' })),
    outputs: built.outputs.map((shape) => [steps, ...shape]),
  }
}

const KINDS: Readonly<Record<string, LayerKind>> = {
  LSTM: buildRecurrent,
  GRU: buildRecurrent,
  SimpleRNN: buildRecurrent,
  Bidirectional: buildBidirectional,
  TimeDistributed: timeDistributed,
  Dense: dense,
  Conv1D: conv1d,
  MaxPooling1D: pooling,
  AveragePooling1D: pooling,
  GlobalMaxPooling1D: globalPooling,
  GlobalAveragePooling1D: globalPooling,
  BatchNormalization: normalization(true),
  LayerNormalization: normalization(false),
  Activation: keepShape((layer) => ({ activation: layer.activation('activation', 'linear') })),
  ReLU: keepShape((layer) => {
    layer.require('negative_slope', 0)
    layer.require('threshold', 0)
    return { max_value: layer.number('max_value', 0) || null }
  }),
  LeakyReLU: keepShape((layer) => ({ alpha: layer.number('alpha', layer.number('negative_slope', 0.3)) })),
  ELU: keepShape((layer) => {
    layer.require('alpha', 1)
    return {}
  }),
  Softmax: softmax,
  Dropout: keepShape((layer) => ({ rate: layer.number('rate', 0.5) })),
  SpatialDropout1D: keepShape((layer) => ({ rate: layer.number('rate', 0.5) })),
  GaussianDropout: keepShape((layer) => ({ rate: layer.number('rate', 0.5) })),
  AlphaDropout: keepShape((layer) => ({ rate: layer.number('rate', 0.5) })),
  GaussianNoise: keepShape((layer) => ({ stddev: layer.number('stddev', 1) })),
  Flatten: flatten,
  RepeatVector: repeatVector,
  Reshape: reshape,
  Permute: permute,
  Concatenate: concatenate,
  Add: merge,
  Multiply: merge,
  Average: merge,
  Maximum: merge,
  Minimum: merge,
}
const CLASSES = Object.keys(KINDS).join(', ')
const PER_STEP = ['Dense', 'Activation', 'Dropout', 'ReLU', 'LeakyReLU', 'LayerNormalization', 'Flatten', 'Reshape']

function createWeight(name: string, shape: readonly number[]): WeightShape {
  return { name, shape, part: '' }
}

function requireLastAxis(layer: LayerConfig, input: Shape): void {
  const axis = layer.number('axis', -1)
  if (axis !== -1 && axis !== input.length) layer.refuse("works on another axis than the last, which can't be had")
}

/** Steps that are left of `steps` where a window of `width` slides over them. */
function countSlidingSteps(
  layer: LayerConfig,
  steps: number | null,
  width: number,
  stride: number,
  padding: 'valid' | 'same',
) {
  if (steps === null) return null
  const left = padding === 'same' ? Math.ceil(steps / stride) : Math.floor((steps - width) / stride) + 1
  return left >= 1 ? left : layer.refuse(`looks at ${width} steps, and is given ${steps}`)
}
