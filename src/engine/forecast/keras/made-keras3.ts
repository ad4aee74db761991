import { type MadeArray, madeArchive, madeHdf5 } from './made-files.ts'
import type { KerasModel } from './open-keras.ts'

interface Layer {
  readonly name: string
  readonly class_name: string
  readonly config: Readonly<Record<string, unknown>>
  readonly inbound_nodes: readonly (readonly (readonly [string, number, number, object])[])[]
}

const DTYPE = { module: 'keras', class_name: 'DTypePolicy', config: { name: 'float32' }, registered_name: null }
/** What Keras calls the groups of a class, and where in them its weights lie. */
const GROUPS: Readonly<Record<string, readonly [group: string, ...parts: string[]]>> = {
  InputLayer: ['input_layer', ''],
  LSTM: ['lstm', 'cell/'],
  GRU: ['gru', 'cell/'],
  Dense: ['dense', ''],
  Dropout: ['dropout', ''],
  Flatten: ['flatten', ''],
  Concatenate: ['concatenate', ''],
  Add: ['add', ''],
  RepeatVector: ['repeat_vector', ''],
  Conv1D: ['conv1d', ''],
  BatchNormalization: ['batch_normalization', ''],
  Bidirectional: ['bidirectional', 'forward_layer/cell/', 'backward_layer/cell/'],
  TimeDistributed: ['time_distributed', 'layer/'],
}

/** The description of a functional network of TensorFlow.js in Keras 3's words, as its JSON. */
export function keras3Config({ modelTopology }: KerasModel): Record<string, unknown> {
  const { layers, input_layers, output_layers } = modelTopology.config as Record<string, Layer[]>
  const [only, ...more] = input_layers ?? []
  return {
    module: 'keras.src.models.functional',
    class_name: 'Functional',
    config: {
      name: 'functional',
      trainable: true,
      layers: layers?.map(keras3Layer),
      // One input alone is not written as a list of one.
      input_layers: more.length === 0 ? only : input_layers,
      output_layers,
    },
    registered_name: 'Functional',
    build_config: { input_shape: null },
    compile_config: { optimizer: 'adam', loss: 'mse' },
  }
}

/** The network as Keras 3 saves it under a name that ends in `.keras`. */
export async function keras3Archive(model: KerasModel): Promise<Uint8Array> {
  return madeArchive({
    'metadata.json': JSON.stringify({ keras_version: '3.8.0', date_saved: '2026-01-01@00:00:00' }),
    'config.json': JSON.stringify(keras3Config(model)),
    'model.weights.h5': await keras3Weights(model),
  })
}

/** The `model.weights.h5` of a network: groups by class and order. */
export async function keras3Weights(model: KerasModel): Promise<Uint8Array> {
  const counts = new Map<string, number>()
  const arrays: Record<string, MadeArray> = {}
  const attributes: Record<string, { name: string }> = {}
  for (const { name, class_name } of layersOf(model)) {
    const [group = '', ...parts] = GROUPS[class_name] ?? []
    const nth = counts.get(group) ?? 0
    counts.set(group, nth + 1)
    const path = `/layers/${group}${nth === 0 ? '' : `_${nth}`}`
    attributes[`${path}/vars`] = { name }
    const weights = weightsOf(model, name)
    const perPart = weights.length / parts.length
    weights.forEach(({ array }, i) => {
      arrays[`${path}/${parts[Math.floor(i / perPart)]}vars/${i % perPart}`] = array
    })
    // The state of a dropout's random numbers.
    if (class_name === 'Dropout') arrays[`${path}/seed_generator/vars/0`] = { shape: [2], data: Int32Array.of(1, 2) }
  }
  return madeHdf5({ attributes, arrays })
}

/** The network as Keras 3 saves it under a name that ends in `.h5`. */
export async function keras3H5(model: KerasModel): Promise<Uint8Array> {
  const arrays: Record<string, MadeArray> = {}
  const attributes: Record<string, Record<string, string | string[]>> = {
    '/': { keras_version: '3.8.0', backend: 'tensorflow', model_config: JSON.stringify(keras3Config(model)) },
    '/model_weights': { keras_version: '3.8.0', layer_names: layersOf(model).map(({ name }) => name) },
  }
  for (const { name } of layersOf(model)) {
    const weights = weightsOf(model, name).map((weight) => ({ ...weight, path: `functional/${weight.name}` }))
    attributes[`/model_weights/${name}`] = { weight_names: weights.map(({ path }) => path) }
    for (const { path, array } of weights) arrays[`/model_weights/${name}/${path}`] = array
  }
  return madeHdf5({ attributes, arrays })
}

function keras3Layer({ name, class_name, config, inbound_nodes }: Layer): Record<string, unknown> {
  const { batch_input_shape, ...others } = config
  const described = Object.entries(others).map(([key, value]) => [key, keras3Value(key, value)])
  const tensors = inbound_nodes.map((node) => node.map(([from, , output]) => kerasTensor(from, output)))
  return {
    module: 'keras.layers',
    class_name,
    config: {
      ...Object.fromEntries(described),
      dtype: class_name === 'InputLayer' ? 'float32' : DTYPE,
      ...(batch_input_shape === undefined ? {} : { batch_shape: batch_input_shape, ragged: false, optional: false }),
      ...(class_name === 'LSTM' ? { zero_output_for_mask: false, seed: null } : {}),
      ...(class_name === 'Dense' ? { quantization_config: null } : {}),
    },
    registered_name: null,
    build_config: { input_shape: [null, 1] },
    name,
    inbound_nodes: tensors.map((node) => ({
      args: node.length === 1 ? node : [node],
      kwargs: class_name === 'LSTM' ? { training: false, mask: null, initial_state: null } : {},
    })),
  }
}

function keras3Value(key: string, value: unknown): unknown {
  if (key.endsWith('_initializer')) {
    const class_name = key === 'recurrent_initializer' ? 'OrthogonalInitializer' : 'GlorotUniform'
    return { module: 'keras.initializers', class_name, config: { seed: null }, registered_name: null }
  }
  if (key !== 'layer') return value
  const { class_name, config } = value as Layer
  return keras3Layer({ name: '', class_name, config, inbound_nodes: [] })
}

/** A tensor as Keras 3 names it in `inbound_nodes`. */
export function kerasTensor(layer: string, output = 0) {
  const config = { shape: [null, 1], dtype: 'float32', keras_history: [layer, 0, output] }
  return { class_name: '__keras_tensor__', config }
}

function layersOf({ modelTopology }: KerasModel): readonly Layer[] {
  return (modelTopology.config as { layers: Layer[] }).layers
}

function weightsOf({ weightSpecs, weightData }: KerasModel, layer: string) {
  let start = 0
  const placed = weightSpecs.map(({ name, shape }) => {
    const length = shape.reduce((all, each) => all * each, 1)
    start += length
    return { name, array: { shape, data: new Float32Array(weightData).slice(start - length, start) } }
  })
  return placed.filter(({ name }) => name.startsWith(`${layer}/`))
}
