import type { PlannedLayer } from '../network-plan.ts'
import { refuse } from '../refusal.ts'
import type { Hdf5File, StoredArray } from './hdf5-file.ts'

/** The weights of each layer as a file has them, in the layer's order; null where the file has none for the layer. */
export type StoredWeights = (layer: PlannedLayer) => readonly StoredArray[] | null

/** The layout of `.h5`: a group for each layer, whose attribute `weight_names` lists what lies in it. */
export function createH5Weights(file: Hdf5File): StoredWeights {
  return ({ label }) => {
    const group = `/model_weights/${label}`
    const names = readList(file, group, 'weight_names')
    return names?.map((name) => requireArray(file, `${group}/${name}`)) ?? null
  }
}

/** A list in an attribute, which Keras cuts in pieces, `weight_names0` and on, where it is long; null where there is none. */
function readList(file: Hdf5File, path: string, attribute: string): readonly string[] | null {
  const whole = file.texts(path, attribute)
  if (whole !== null) return whole
  const pieces: string[] = []
  for (let i = 0; ; i++) {
    const piece = file.texts(path, `${attribute}${i}`)
    if (piece === null) return i === 0 ? null : pieces
    pieces.push(...piece)
  }
}

/** The layout of `.keras`: groups named by class and order (`lstm`, `lstm_1`), with the weights numbered in `vars`. */
export function createKerasWeights(file: Hdf5File, layers: readonly PlannedLayer[]): StoredWeights {
  const groups = nameGroups(layers)
  // So called by Keras 2.12.
  const root = file.has('/layers') ? '/layers' : '/_layer_checkpoint_dependencies'
  return ({ name, label, built }) => {
    const group = `${root}/${groups.get(name)}`
    if (!file.has(group)) return null
    const stored = file.text(`${group}/vars`, 'name')
    if (stored !== null && stored !== label) {
      refuse(`The file has weights of “${stored}” where those of the layer “${label}” should be: it is damaged.`)
    }
    const parts = new Map<string, number>()
    const arrays = built.weights.map(({ part }) => {
      const nth = parts.get(part) ?? 0
      parts.set(part, nth + 1)
      return requireArray(file, `${group}/${part}${part === '' ? '' : '/'}vars/${nth}`)
    })
    for (const [part, count] of parts)
      requireNoMoreWeights(file, `${group}/${part}${part === '' ? '' : '/'}vars/${count}`, label)
    return arrays
  }
}

function nameGroups(layers: readonly PlannedLayer[]): Map<string, string> {
  const counts = new Map<string, number>()
  return new Map(
    layers.map(({ name, className }) => {
      const group = snakeCase(className)
      const count = counts.get(group) ?? 0
      counts.set(group, count + 1)
      return [name, count === 0 ? group : `${group}_${count}`]
    }),
  )
}

/** As Keras does it: LSTM → lstm, TimeDistributed → time_distributed, Conv1D → conv1d. */
function snakeCase(className: string): string {
  return className
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
}

function requireArray(file: Hdf5File, path: string): StoredArray {
  return file.array(path) ?? refuse(`The file has no weights at ${path}: it is damaged, or was not saved whole.`)
}

function requireNoMoreWeights(file: Hdf5File, path: string, label: string): void {
  if (file.has(path)) refuse(`The file has more weights for the layer “${label}” than the layer takes: it is damaged.`)
}
