import { z } from 'zod'
import { refuse } from './refusal.ts'

/** One of the tensors that a layer answers. */
export interface TensorRef {
  readonly layer: string
  /** Which of the layer's outputs: 0, or more where it also answers its states. */
  readonly output: number
}

/** A layer of a network as its file describes it. */
export interface StoredLayer {
  /** Unique in its network. The file's own, or a plain one where TensorFlow.js does not accept that. */
  readonly name: string
  /** As the file names it. */
  readonly label: string
  readonly className: string
  readonly config: Readonly<Record<string, unknown>>
  /** The outputs that it takes as inputs; empty for an input layer. Initial states follow the inputs proper. */
  readonly inputs: readonly TensorRef[]
}

/** A network without weights, as its file describes it: what Keras 2 and 3 write, in one form. */
export interface StoredNetwork {
  readonly name: string
  readonly layers: readonly StoredLayer[]
  readonly inputs: readonly TensorRef[]
  readonly outputs: readonly TensorRef[]
}

const LayerSchema = z.object({
  class_name: z.string(),
  config: z.record(z.string(), z.unknown()),
  name: z.string().optional(),
  inbound_nodes: z.array(z.unknown()).default([]),
  module: z.string().nullish(),
  registered_name: z.string().nullish(),
})
type Layer = z.infer<typeof LayerSchema>

const NetworkSchema = z.object({
  class_name: z.string(),
  config: z.preprocess(
    // Before Keras 2.2.3 a Sequential was written as its layers alone.
    (config) => (Array.isArray(config) ? { layers: config } : config),
    z.object({
      name: z.string().default('network'),
      layers: z.array(LayerSchema).min(1).max(1000),
      input_layers: z.unknown().optional(),
      output_layers: z.unknown().optional(),
      build_input_shape: z.array(z.number().nullable()).nullish(),
    }),
  ),
})
type Network = z.infer<typeof NetworkSchema>['config']

/** Layers whose arithmetic is code of whoever made the network. */
const CODE_LAYERS = ['Lambda', 'TFOpLambda', 'SlicingOpLambda', 'TensorFlowOpLayer']
const NETWORKS = ['Sequential', 'Functional', 'Model']
const KERAS = /^(tf_)?keras(\.src)?\.(layers|engine)/
/** What TensorFlow.js accepts as part of a weight's name, less the dot that marks the names made here. */
const PLAIN_NAME = /^[A-Za-z0-9][-A-Za-z0-9_]*$/

/**
 * Reads the description of a network, as JSON, that Keras 2 or 3 wrote.
 * @throws EngineError `invalid`, field `file`, where it is none, or has what can't be had.
 */
export function readNetworkConfig(text: string, fileName: string): StoredNetwork {
  const { class_name, config } = parseNetwork(text, fileName)
  if (!NETWORKS.includes(class_name)) {
    refuse(
      `The network is a ${class_name} of your own, whose code isn't in “${fileName}”. Build it with Keras' functional API.`,
    )
  }
  for (const layer of config.layers) requireKerasLayer(layer)
  return class_name === 'Sequential' ? readSequential(config) : readFunctional(config)
}

function parseNetwork(text: string, fileName: string): z.infer<typeof NetworkSchema> {
  const refuseNetwork = (what: string) =>
    refuse(`“${fileName}” is damaged or not of Keras: its network's description ${what}.`)
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return refuseNetwork('is no JSON')
  }
  const parsed = NetworkSchema.safeParse(json)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  return refuseNetwork(`has something wrong at ${issue?.path.join('.') || 'its beginning'}`)
}

/** What a layer is called by. */
const labelOf = ({ name, config }: Layer) => name ?? (typeof config.name === 'string' ? config.name : 'layer')

function requireKerasLayer(layer: Layer): void {
  const { class_name, module, registered_name } = layer
  const which = `The layer “${labelOf(layer)}” is a ${class_name}`
  if (CODE_LAYERS.includes(class_name) || module?.includes('.ops.')) {
    refuse(
      `${which}: arithmetic outside of Keras' layers, which can't be taken over. Do it before or after the network.`,
    )
  }
  if (NETWORKS.includes(class_name)) {
    refuse(`${which}: a network within the network, which can't be taken over. Add its layers one by one.`)
  }
  const own = class_name.includes('>') || (registered_name ?? class_name).split('>').at(-1) !== class_name
  const foreign = module !== null && module !== undefined && !KERAS.test(module)
  const registered = registered_name?.includes('>') && !registered_name.startsWith('keras')
  if (own || foreign || registered) {
    refuse(`${which}, a class of your own, whose code isn't in the file. Build the network of Keras' own layers.`)
  }
}

/** Names that TensorFlow.js accepts, by the file's own. */
function makePlainNames(labels: readonly string[]): Map<string, string> {
  const names = new Map<string, string>()
  labels.forEach((label, i) => {
    if (names.has(label)) refuse(`Two layers of the network are called “${label}”: the file is damaged.`)
    names.set(label, PLAIN_NAME.test(label) && !(label in {}) ? label : `layer-${i}.`)
  })
  return names
}

/** A Sequential: the input of each layer is the output of the one before it. */
function readSequential({ name, layers, build_input_shape }: Network): StoredNetwork {
  const [first] = layers
  const before =
    first === undefined || first.class_name === 'InputLayer' ? [] : [createInputLayer(first, build_input_shape)]
  const all = [...before, ...layers]
  const names = makePlainNames(all.map(labelOf))
  const refs = [...names.values()].map((layer) => ({ layer, output: 0 }))
  const chained = all.map((layer, i) => toStoredLayer(layer, names, refs.slice(Math.max(0, i - 1), i)))
  return { name, layers: chained, inputs: refs.slice(0, 1), outputs: refs.slice(-1) }
}

/** The input layer that Keras 2 doesn't write where the first layer has the shape. */
function createInputLayer(first: Layer, built: Network['build_input_shape']): Layer {
  const batch_input_shape = first.config.batch_input_shape ?? first.config.batch_shape ?? built
  return { class_name: 'InputLayer', config: { name: `${labelOf(first)}_input`, batch_input_shape }, inbound_nodes: [] }
}

function readFunctional({ name, layers, input_layers, output_layers }: Network): StoredNetwork {
  const names = makePlainNames(layers.map(labelOf))
  const read = layers.map((layer) => {
    if (layer.inbound_nodes.length > 1) {
      refuse(
        `The layer “${labelOf(layer)}” is used ${layer.inbound_nodes.length} times: a layer can be used once only.`,
      )
    }
    return toStoredLayer(
      layer,
      names,
      layer.inbound_nodes.flatMap((node) => readLayerInputs(labelOf(layer), node, names)),
    )
  })
  const ends = [input_layers, output_layers].map((refs) => readTensorRefs(refs, names) ?? [])
  const [inputs = [], outputs = []] = ends
  if (inputs.length === 0 || outputs.length === 0)
    refuse('The network has no inputs or no outputs: the file is damaged.')
  return { name, layers: read, inputs, outputs }
}

function toStoredLayer(layer: Layer, names: Map<string, string>, takes: readonly TensorRef[]): StoredLayer {
  const label = labelOf(layer)
  return { name: names.get(label) ?? label, label, className: layer.class_name, config: layer.config, inputs: takes }
}

const Ref = z.tuple([z.string(), z.number().int(), z.number().int().nonnegative()]).rest(z.unknown())
const KerasTensor = z.object({ class_name: z.literal('__keras_tensor__'), config: z.object({ keras_history: Ref }) })
const Kwargs = z.record(z.string(), z.unknown())

/** The inputs of one use of a layer: `[[layer, node, output, kwargs], …]` of Keras 2, `{ args, kwargs }` of Keras 3. */
function readLayerInputs(label: string, node: unknown, names: Map<string, string>): readonly TensorRef[] {
  const call = z.object({ args: z.array(z.unknown()), kwargs: Kwargs }).safeParse(node)
  const args = call.success ? call.data.args : node
  const kwargs = call.success
    ? call.data.kwargs
    : (Kwargs.safeParse(Array.isArray(node) ? node[0]?.[3] : null).data ?? {})
  const { initial_state, ...others } = kwargs
  const taken = readTensorRefs(args, names)
  const states = initial_state === undefined || initial_state === null ? [] : readTensorRefs(initial_state, names)
  if (taken === null || states === null) {
    return refuse(`What goes into the layer “${label}” is no tensor of the network, which can't be taken over.`)
  }
  for (const [name, value] of Object.entries(others)) {
    if (value === null || value === false) continue
    refuse(`The layer “${label}” is used with ${name}, which can't be taken over. Use it without.`)
  }
  return [...taken, ...states]
}

/** All tensors that a value names, in order; null where it holds something else. */
function readTensorRefs(value: unknown, names: Map<string, string>): readonly TensorRef[] | null {
  const keras3 = KerasTensor.safeParse(value)
  const ref = keras3.success ? keras3.data.config.keras_history : Ref.safeParse(value).data
  if (ref !== undefined) {
    const layer = names.get(ref[0])
    return layer === undefined || ref[1] !== 0 ? null : [{ layer, output: ref[2] }]
  }
  if (typeof value !== 'object' || value === null || 'class_name' in value) return null
  const all = Object.values(value).map((each) => readTensorRefs(each, names))
  return all.includes(null) ? null : all.flatMap((refs) => refs ?? [])
}
