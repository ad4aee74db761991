import type { Group } from 'h5wasm'
import { z } from 'zod'
import { type Hdf5Library, loadHdf5Library, withScratchFile } from './files/hdf5-library.ts'
import type { KerasModel, KerasWeightSpec } from './parse-keras-file.ts'

/** The version whose layout it is. */
const KERAS_VERSION = '2.11.0'
/** Bytes that an attribute may have: a limit of HDF5's. */
const LONGEST_ATTRIBUTE = 64_512
/**
 * Keys that TensorFlow.js writes as null, which Keras reads as a value. They are left out, so that Keras' defaults
 * hold: they matter for training alone.
 */
const NOT_NULL = ['unit_forget_bias', 'implementation']

const Layers = z.array(z.object({ name: z.string().optional(), config: z.object({ name: z.string() }) }))
const Topology = z.object({ class_name: z.string(), config: z.looseObject({ layers: Layers }) })

/**
 * A network as `writeKerasH5` has it, written in this thread. Names of weights are `layer/weight:0`; Keras itself uses
 * their order.
 */
export async function encodeH5(model: KerasModel): Promise<Uint8Array> {
  const names = Topology.parse(model.modelTopology).config.layers.map(({ name, config }) => name ?? config.name)
  const { h5wasm, library } = await loadHdf5Library()
  return withScratchFile(library, new Uint8Array(0), (path) => {
    const file = new h5wasm.File(path, 'w')
    try {
      file.create_attribute('model_config', JSON.stringify(toKeras2Topology(model.modelTopology)), null, 'S')
      writeKerasAttributes(file)
      const weights = file.create_group('model_weights')
      writeKerasAttributes(weights)
      writeNames(weights, 'layer_names', names)
      const byLayer = groupWeightsByLayer(model.weightSpecs, names)
      const all = new Float32Array(model.weightData)
      for (const name of names) writeLayer(ensureGroup(weights, name), byLayer.get(name) ?? [], all)
    } finally {
      file.close()
    }
    return readBytes(library, path)
  })
}

/** The attributes by which Keras names the program that wrote a file. */
function writeKerasAttributes(group: Group): void {
  group.create_attribute('keras_version', KERAS_VERSION, null, 'A')
  group.create_attribute('backend', 'tensorflow', null, 'A')
}

/** A weight with the place of its first number among all. */
interface PlacedWeight extends KerasWeightSpec {
  readonly start: number
}

/** The weights of each layer in their order: a network lists those that aren't trained last. */
function groupWeightsByLayer(
  specs: readonly KerasWeightSpec[],
  layers: readonly string[],
): Map<string, PlacedWeight[]> {
  const byLayer = new Map<string, PlacedWeight[]>()
  let start = 0
  for (const spec of specs) {
    const [owner] = layers.filter((layer) => spec.name.startsWith(`${layer}/`)).sort((a, b) => b.length - a.length)
    if (owner === undefined) throw new Error(`The weights ${spec.name} belong to no layer of the network`)
    byLayer.set(owner, [...(byLayer.get(owner) ?? []), { ...spec, start }])
    start += countNumbers(spec)
  }
  return byLayer
}

function writeLayer(group: Group, weights: readonly PlacedWeight[], all: Float32Array): void {
  const names = weights.map(({ name }) => `${name}:0`)
  writeNames(group, 'weight_names', names)
  weights.forEach(({ shape, start, ...weight }, i) => {
    const data = all.slice(start, start + countNumbers({ shape }))
    if (data.length !== countNumbers({ shape }))
      throw new Error(`There are too few numbers for the weights ${weight.name}`)
    const path = (names[i] ?? '').split('/')
    const parent = ensureGroup(group, path.slice(0, -1).join('/'))
    parent.create_dataset({ name: path.at(-1) ?? '', data, shape, dtype: '<f' })
  })
}

/** A list of names as numpy writes it: byte strings of one length; in pieces where it is too long for one attribute. */
function writeNames(group: Group, attribute: string, names: readonly string[]): void {
  if (names.length === 0) {
    // An empty list of numpy's is of float64.
    group.create_attribute(attribute, new Float64Array(0), [0])
    return
  }
  const size = Math.max(...names.map((name) => Buffer.byteLength(name)))
  const perPiece = Math.floor(LONGEST_ATTRIBUTE / size)
  const pieces = Array.from({ length: Math.ceil(names.length / perPiece) }, (_, i) =>
    names.slice(i * perPiece, (i + 1) * perPiece),
  )
  pieces.forEach((piece, i) => {
    group.create_attribute(pieces.length === 1 ? attribute : `${attribute}${i}`, piece, [piece.length], `A${size}`)
  })
}

/** The group at a path within another, made where it is missing. */
function ensureGroup(group: Group, path: string): Group {
  return path
    .split('/')
    .filter((part) => part !== '')
    .reduce((parent, part) => (parent.get(part) as Group | null) ?? parent.create_group(part), group)
}

/** The topology as Keras 2 has it: its own name for a network of named layers, and no null where it allows none. */
function toKeras2Topology({ class_name, config }: Record<string, unknown>): unknown {
  const named = { class_name: class_name === 'Model' ? 'Functional' : class_name, config }
  const text = JSON.stringify(named, (key, value: unknown) => {
    if (value === null && NOT_NULL.includes(key)) return undefined
    return key === 'target_shape' && Array.isArray(value) ? value.map((length: unknown) => length ?? -1) : value
  })
  return JSON.parse(text)
}

function readBytes({ FS }: Hdf5Library, path: string): Uint8Array {
  return FS.readFile(path)
}

function countNumbers({ shape }: Pick<KerasWeightSpec, 'shape'>): number {
  return shape.reduce((all, each) => all * each, 1)
}
