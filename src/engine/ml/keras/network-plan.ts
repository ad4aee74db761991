import { type BuiltLayer, LayerConfig, type Shape } from './layers/layer-config.ts'
import { buildLayer } from './layers/layer-kinds.ts'
import type { StoredLayer, StoredNetwork, TensorRef } from './network-config.ts'
import { refuse } from './refusal.ts'

/** Numbers that a tensor of one window may have: what is more is no forecast, but a way to fill the memory. */
const LARGEST_TENSOR = 2 ** 22

/** An end of a network: the name of the layer it lies at, and its shape without the batch. */
export interface NetworkTensor {
  readonly name: string
  readonly shape: Shape
}

/** A layer with all that is known of it but the values of its weights. */
export interface PlannedLayer extends StoredLayer {
  readonly built: BuiltLayer
}

/** A network whose shapes fit from its inputs to its outputs. */
export interface KerasNetworkPlan {
  /** In the file's order. */
  readonly layers: readonly PlannedLayer[]
  readonly inputs: readonly NetworkTensor[]
  readonly outputs: readonly NetworkTensor[]
}

/**
 * Follows the shapes from the inputs through each layer to the outputs.
 * @param keras3 Whether Keras 3 wrote it: some keys mean something else there.
 * @throws EngineError `invalid`, field `file`, for a layer that can't be had, shapes that don't fit, and loose ends.
 */
export function planNetwork({ layers, inputs, outputs }: StoredNetwork, keras3: boolean): KerasNetworkPlan {
  const planned = new Map<string, PlannedLayer>()
  let left = layers
  while (left.length > 0) {
    const ready = left.filter(({ inputs: takes }) => takes.every(({ layer }) => planned.has(layer)))
    if (ready.length === 0) refuse(`${formatLabels(left)} of the network wait for each other: the file is damaged.`)
    for (const layer of ready) planned.set(layer.name, planLayer(layer, planned, keras3))
    left = left.filter(({ name }) => !planned.has(name))
  }
  requireConnected([...planned.values()], inputs, outputs)
  const end = (ref: TensorRef) => ({
    name: planned.get(ref.layer)?.label ?? ref.layer,
    shape: requireShape(ref, planned),
  })
  return {
    layers: layers.flatMap(({ name }) => planned.get(name) ?? []),
    inputs: inputs.map(end),
    outputs: outputs.map(end),
  }
}

function planLayer(layer: StoredLayer, planned: ReadonlyMap<string, PlannedLayer>, keras3: boolean): PlannedLayer {
  const config = new LayerConfig(layer.label, layer.className, layer.config, keras3)
  const taken = layer.inputs.map((ref) => requireShape(ref, planned))
  const built = layer.className === 'InputLayer' ? planInput(config) : buildLayer(config, taken)
  const largest = Math.max(
    ...built.outputs.map((shape) => shape.reduce<number>((all, length) => all * (length ?? 1), 1)),
  )
  if (largest > LARGEST_TENSOR) config.refuse(`answers ${largest} numbers for one window, which is too many`)
  return { ...layer, built }
}

function planInput(config: LayerConfig): BuiltLayer {
  const shape = config.inputShape()
  return {
    config: { batch_input_shape: [null, ...shape], dtype: 'float32', sparse: false },
    weights: [],
    outputs: [shape],
  }
}

function requireShape({ layer, output }: TensorRef, planned: ReadonlyMap<string, PlannedLayer>): Shape {
  const found = planned.get(layer)
  const shape = found?.built.outputs[output]
  return shape ?? refuse(`The layer “${found?.label ?? layer}” has no output ${output}: the file is damaged.`)
}

/** Each input is one of the network's, and each layer leads to an output: TensorFlow.js demands both. */
function requireConnected(
  layers: readonly PlannedLayer[],
  inputs: readonly TensorRef[],
  outputs: readonly TensorRef[],
): void {
  const given = new Set(inputs.map(({ layer }) => layer))
  const used = new Set(outputs.map(({ layer }) => layer))
  for (const { name, inputs: takes } of layers.toReversed()) {
    if (used.has(name)) for (const { layer } of takes) used.add(layer)
  }
  const loose = layers.filter(
    ({ name, className }) => !used.has(name) || given.has(name) !== (className === 'InputLayer'),
  )
  if (loose.length > 0)
    refuse(`${formatLabels(loose)} of the network lead from no input to no output: the file is damaged.`)
}

function formatLabels(layers: readonly StoredLayer[]): string {
  const all = layers.slice(0, 3).map(({ label }) => `“${label}”`)
  return `The layers ${all.join(', ')}${layers.length > 3 ? ' and others' : ''}`
}
