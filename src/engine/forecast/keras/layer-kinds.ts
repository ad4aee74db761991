import { type BuiltLayer, type LayerConfig, type Shape, text, type WeightShape, ZEROS } from './layer-config.ts'
import { buildBidirectional, buildRecurrent } from './recurrent-layers.ts'

/** Makes a layer of one class from its config and the shapes of what goes in. */
type LayerKind = (layer: LayerConfig, inputs: readonly Shape[]) => BuiltLayer

/**
 * A layer of any class that can be run.
 * @throws EngineError `invalid`, field `file`, where the class or what its config asks can't be had, or a shape doesn't fit.
 */
export function buildLayer(layer: LayerConfig, inputs: readonly Shape[]): BuiltLayer {
  const kind = Object.hasOwn(KINDS, layer.className) ? KINDS[layer.className] : undefined
  if (kind === undefined) return layer.refuse(`is of a class that EcoPulse can't run. It runs ${CLASSES}`)
  return kind(layer, inputs)
}

const dense: LayerKind = (layer, inputs) => {
  const input = layer.only(inputs)
  const units = layer.count('units')
  const use_bias = layer.flag('use_bias', true)
  const activation = layer.activation('activation', 'linear')
  return {
    config: { units, activation, use_bias, kernel_initializer: ZEROS },
    weights: [weight('kernel', [layer.known(input.at(-1)), units]), ...(use_bias ? [weight('bias', [units])] : [])],
    outputs: [[...input.slice(0, -1), units]],
  }
}

/** What changes no shape; `config` reads what of it decides what comes out. */
const same =
  (config: (layer: LayerConfig) => Record<string, unknown>): LayerKind =>
  (layer, inputs) => ({ config: config(layer), weights: [], outputs: [layer.only(inputs)] })

const flatten: LayerKind = (layer, inputs) => {
  layer.demand('data_format', 'channels_last')
  return plain({}, [size(layer, layer.only(inputs))])
}

const repeatVector: LayerKind = (layer, inputs) => {
  const n = layer.count('n')
  const [width, ...others] = layer.only(inputs)
  if (width === undefined || others.length > 0) return layer.refuse(`takes [features], and is given ${text(inputs)}`)
  return plain({ n }, [n, width])
}

const reshape: LayerKind = (layer, inputs) => {
  const target_shape = layer.integers('target_shape')
  const whole = size(layer, layer.only(inputs))
  const known = target_shape.filter((length) => length !== -1).reduce((all, length) => all * length, 1)
  const shape = target_shape.map((length) => (length === -1 ? whole / known : length))
  const fits = shape.every((length) => Number.isInteger(length) && length >= 1) && size(layer, shape) === whole
  return fits ? plain({ target_shape }, shape) : layer.refuse(`makes ${text([target_shape])} of ${text(inputs)}`)
}

const permute: LayerKind = (layer, inputs) => {
  const input = layer.only(inputs)
  const dims = layer.integers('dims')
  const sorted = [...dims].sort((a, b) => a - b)
  const fits = sorted.length === input.length && sorted.every((axis, i) => axis === i + 1)
  return fits
    ? plain(
        { dims },
        dims.map((axis) => input[axis - 1] ?? null),
      )
    : layer.refuse(`orders ${text(inputs)} as ${dims}`)
}

const concatenate: LayerKind = (layer, inputs) => {
  const [first = []] = inputs
  const axis = layer.number('axis', -1)
  // Axis 0 is the batch.
  const place = axis < 0 ? first.length + axis : axis - 1
  const others = (shape: Shape) => JSON.stringify(shape.toSpliced(place, 1))
  const fits = inputs.length > 1 && place in first && inputs.every((shape) => others(shape) === others(first))
  if (!fits) return layer.refuse(`joins ${text(inputs)} at axis ${axis}`)
  const length = inputs.reduce((sum, shape) => sum + layer.known(shape[place]), 0)
  return plain({ axis }, first.with(place, length))
}

/** Tensors of one shape, number by number. */
const merge: LayerKind = (layer, inputs) => {
  const [first = []] = inputs
  const fits = inputs.length > 1 && inputs.every((shape) => JSON.stringify(shape) === JSON.stringify(first))
  return fits ? plain({}, first) : layer.refuse(`takes tensors of one shape, and is given ${text(inputs)}`)
}

/** Over the features: gamma and beta, and for a batch normalization the mean and variance that training saw. */
const normalization =
  (ofBatch: boolean): LayerKind =>
  (layer, inputs) => {
    const input = layer.only(inputs)
    const axis = layer.number('axis', -1)
    if (axis !== -1 && axis !== input.length) layer.refuse("normalizes another axis than the last, which can't be had")
    layer.demand('rms_scaling', false)
    const shape = [layer.known(input.at(-1))]
    const scale = layer.flag('scale', true)
    const center = layer.flag('center', true)
    const names = [...(scale ? ['gamma'] : []), ...(center ? ['beta'] : [])]
    return {
      config: { axis: -1, epsilon: layer.number('epsilon', 0.001), center, scale },
      weights: [...names, ...(ofBatch ? ['moving_mean', 'moving_variance'] : [])].map((name) => weight(name, shape)),
      outputs: [input],
    }
  }

const conv1d: LayerKind = (layer, inputs) => {
  const [steps, features] = layer.sequence(inputs)
  layer.demand('data_format', 'channels_last')
  layer.demand('groups', 1)
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
  const kernel = weight('kernel', [kernel_size, features, filters])
  return {
    config,
    weights: [kernel, ...(use_bias ? [weight('bias', [filters])] : [])],
    outputs: [[slid(layer, steps, dilation_rate * (kernel_size - 1) + 1, strides, padding), filters]],
  }
}

const pooling: LayerKind = (layer, inputs) => {
  const [steps, features] = layer.sequence(inputs)
  layer.demand('data_format', 'channels_last')
  const pool_size = layer.count('pool_size', 2)
  const strides = layer.count('strides', pool_size)
  const padding = layer.choice('padding', ['valid', 'same'], 'valid')
  return plain({ pool_size, strides, padding }, [slid(layer, steps, pool_size, strides, padding), features])
}

const globalPooling: LayerKind = (layer, inputs) => {
  const [, features] = layer.sequence(inputs)
  layer.demand('data_format', 'channels_last')
  layer.demand('keepdims', false)
  return plain({}, [features])
}

/** The same layer on each step. */
const timeDistributed: LayerKind = (layer, inputs) => {
  const [steps = null, ...step] = layer.only(inputs)
  const inner = layer.inner('layer')
  if (inner === null || step.length === 0) return layer.refuse(`takes [steps, …], and is given ${text(inputs)}`)
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
  Activation: same((layer) => ({ activation: layer.activation('activation', 'linear') })),
  ReLU: same((layer) => {
    layer.demand('negative_slope', 0)
    layer.demand('threshold', 0)
    return { max_value: layer.number('max_value', 0) || null }
  }),
  LeakyReLU: same((layer) => ({ alpha: layer.number('alpha', layer.number('negative_slope', 0.3)) })),
  ELU: same((layer) => {
    layer.demand('alpha', 1)
    return {}
  }),
  Softmax: same((layer) => {
    layer.demand('axis', -1)
    return {}
  }),
  Dropout: same((layer) => ({ rate: layer.number('rate', 0.5) })),
  SpatialDropout1D: same((layer) => ({ rate: layer.number('rate', 0.5) })),
  GaussianDropout: same((layer) => ({ rate: layer.number('rate', 0.5) })),
  AlphaDropout: same((layer) => ({ rate: layer.number('rate', 0.5) })),
  GaussianNoise: same((layer) => ({ stddev: layer.number('stddev', 1) })),
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

function weight(name: string, shape: readonly number[]): WeightShape {
  return { name, shape, part: '' }
}

function plain(config: Record<string, unknown>, output: Shape): BuiltLayer {
  return { config, weights: [], outputs: [output] }
}

/** How many numbers a tensor has. */
function size(layer: LayerConfig, shape: Shape): number {
  return shape.reduce<number>((all, length) => all * layer.known(length), 1)
}

/** Steps that are left of `steps` where a window of `width` slides over them. */
function slid(layer: LayerConfig, steps: number | null, width: number, stride: number, padding: 'valid' | 'same') {
  if (steps === null) return null
  const left = padding === 'same' ? Math.ceil(steps / stride) : Math.floor((steps - width) / stride) + 1
  return left >= 1 ? left : layer.refuse(`looks at ${width} steps, and is given ${steps}`)
}
