import { type Hdf5File, isHdf5, type StoredArray, withHdf5 } from './files/hdf5-file.ts'
import { isZip, openKerasArchive } from './files/keras-archive.ts'
import { createH5Weights, createKerasWeights, type StoredWeights } from './files/stored-weights.ts'
import { formatShapes } from './layers/layer-config.ts'
import { readNetworkConfig, type StoredNetwork, type TensorRef } from './network-config.ts'
import { type KerasNetworkPlan, type NetworkTensor, type PlannedLayer, planNetwork } from './network-plan.ts'
import { refuse } from './refusal.ts'

/** Largest file, and largest network, in bytes. */
export const MAX_KERAS_BYTES = 64 * 2 ** 20

/** One weight of a network, as TensorFlow.js's manifests have it. */
export interface KerasWeightSpec {
  name: string
  shape: number[]
  dtype: 'float32'
}

/** A network with its weights, in the form that TensorFlow.js reads and writes. */
export interface KerasModel {
  /** Keras 2's description of the network. */
  readonly modelTopology: Record<string, unknown>
  readonly weightSpecs: KerasWeightSpec[]
  /** The weights in the specs' order, 32-bit floating point. */
  readonly weightData: ArrayBuffer
}

/** An imported network: `loadLayersModel(io.fromMemory(…))` loads it as it is. */
export interface KerasFile extends KerasModel {
  /** Version of Keras that wrote it; `unknown` where the file has none. */
  readonly kerasVersion: string
  /** In the file's order. */
  readonly layers: readonly { readonly className: string; readonly name: string }[]
  /** Its inputs: shapes without the batch, null where any length is allowed. */
  readonly inputs: readonly NetworkTensor[]
  /** What it answers. */
  readonly outputs: readonly NetworkTensor[]
}

/**
 * Reads a Keras file in this thread: `.h5` of Keras 2 and 3, or `.keras`; the content decides which, not the name. A
 * damaged file may keep the HDF5 library busy for good: `readKerasFile` does the same in a thread of its own, where
 * that does no harm.
 * @throws EngineError `invalid`, field `file`, as `readKerasFile`.
 */
export async function parseKerasFile(bytes: Uint8Array, fileName: string): Promise<KerasFile> {
  if (bytes.length > MAX_KERAS_BYTES) {
    refuse(`“${fileName}” is too large: ${Math.ceil(bytes.length / 2 ** 20)} MB, where 64 MB are taken at most.`)
  }
  const damaged = `“${fileName}” is damaged: it can't be read to its end. Save or copy it again.`
  if (isHdf5(bytes)) return withHdf5(bytes, damaged, (file) => parseH5(file, fileName))
  if (!isZip(bytes)) refuse(`“${fileName}” is no Keras file: neither HDF5 (.h5) nor a Keras archive (.keras).`)
  const { config, metadata, weights } = openKerasArchive(bytes, fileName, MAX_KERAS_BYTES)
  const version = /"keras_version": *"([^"]*)"/.exec(metadata ?? '')?.[1] ?? 'unknown'
  const network = readNetworkConfig(config, fileName)
  const plan = planNetwork(network, !version.startsWith('2.'))
  return withHdf5(weights, damaged, (file) =>
    assembleKerasFile(network, plan, version, createKerasWeights(file, plan.layers)),
  )
}

function parseH5(file: Hdf5File, fileName: string): KerasFile {
  const config = file.text('/', 'model_config')
  if (config === null) {
    const ofWeights =
      file.texts('/', 'layer_names') !== null || file.has('/layers') || file.has('/_layer_checkpoint_dependencies')
    if (!ofWeights) refuse(`“${fileName}” is an HDF5 file, but holds no Keras model.`)
    refuse(
      `“${fileName}” holds weights without their network. Save the whole model, with model.save instead of save_weights.`,
    )
  }
  const version = file.text('/', 'keras_version') ?? file.text('/model_weights', 'keras_version') ?? 'unknown'
  const network = readNetworkConfig(config, fileName)
  const plan = planNetwork(network, version.startsWith('3.'))
  return assembleKerasFile(network, plan, version, createH5Weights(file))
}

function assembleKerasFile(
  network: StoredNetwork,
  plan: KerasNetworkPlan,
  kerasVersion: string,
  stored: StoredWeights,
): KerasFile {
  const specs = plan.layers.flatMap(({ name, built }) =>
    built.weights.map(
      (weight): KerasWeightSpec => ({ name: `${name}/${weight.name}`, shape: [...weight.shape], dtype: 'float32' }),
    ),
  )
  const count = specs.reduce((sum, { shape }) => sum + countNumbers(shape), 0)
  if (count * 4 > MAX_KERAS_BYTES)
    refuse(`The network is too large: ${count} weights, where ${MAX_KERAS_BYTES / 4} are taken at most.`)
  const weights = new Float32Array(count)
  let place = 0
  for (const layer of plan.layers) {
    for (const values of readLayerWeights(layer, stored)) {
      weights.set(values, place)
      place += values.length
    }
  }
  return {
    modelTopology: buildTopology(network, plan),
    weightSpecs: specs,
    weightData: weights.buffer,
    kerasVersion,
    layers: plan.layers.map(({ className, label }) => ({ className, name: label })),
    inputs: plan.inputs,
    outputs: plan.outputs,
  }
}

/** The weights of a layer, after they were checked against the shapes of the layer. */
function readLayerWeights(layer: PlannedLayer, stored: StoredWeights): readonly Float32Array[] {
  const { label, built } = layer
  if (built.weights.length === 0) return []
  const arrays = stored(layer)
  if (arrays?.length !== built.weights.length) {
    refuse(
      `The layer “${label}” takes ${built.weights.length} weights, and the file has ${arrays?.length ?? 0}: it is damaged, or was not saved whole.`,
    )
  }
  return built.weights.map(({ name, shape }, i) =>
    readWeight(arrays[i], shape, `The weights ${name} of the layer “${label}”`),
  )
}

function readWeight(array: StoredArray | undefined, expectedShape: readonly number[], which: string): Float32Array {
  if (array === undefined) return refuse(`${which} are missing: the file is damaged.`)
  const { shape, floatBits } = array
  if (JSON.stringify(shape) !== JSON.stringify(expectedShape)) {
    refuse(`${which} are of shape ${formatShapes([shape])}, where the network wants ${formatShapes([expectedShape])}.`)
  }
  if (floatBits !== 32 && floatBits !== 64) {
    const what = floatBits === null ? 'no floating-point numbers' : `floating-point numbers of ${floatBits} bits`
    refuse(`${which} are ${what}: save the model with weights of float32.`)
  }
  const values = array.values()
  if (values.every(Number.isFinite)) return values
  return refuse(`${which} hold something that is no number: the training went astray, or the file is damaged.`)
}

/** Keras 2's description of the network, with what decides its answers and nothing else. */
function buildTopology(
  { name, inputs, outputs }: StoredNetwork,
  { layers }: KerasNetworkPlan,
): Record<string, unknown> {
  const last = new Set(layers.filter(({ built }) => built.config.return_sequences === false).map((layer) => layer.name))
  // The last output of a recurrent layer and its first state are one: TensorFlow.js reports one while the other is
  // needed.
  const place = ({ layer, output }: TensorRef) => [layer, 0, output === 1 && last.has(layer) ? 0 : output] as const
  const described = layers.map((layer) => ({
    class_name: layer.className,
    name: layer.name,
    config: { name: layer.name, ...layer.built.config },
    inbound_nodes: layer.inputs.length === 0 ? [] : [layer.inputs.map((ref) => [...place(ref), {}])],
  }))
  const config = { name, layers: described, input_layers: inputs.map(place), output_layers: outputs.map(place) }
  return { class_name: 'Functional', config }
}

function countNumbers(shape: readonly number[]): number {
  return shape.reduce((all, each) => all * each, 1)
}
