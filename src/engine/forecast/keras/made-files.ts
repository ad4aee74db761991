import { zipSync } from 'fflate'
import { loadHdf5, withScratchFile } from './hdf5-library.ts'

/** A dataset of a file that a test makes. */
export interface MadeArray {
  readonly shape: readonly number[]
  readonly data: Float32Array | Float64Array | Int32Array
}

/** What a made HDF5 file holds, by absolute paths. Groups on the way are made. */
export interface MadeHdf5 {
  /** Attributes of text, or of lists of texts, of groups: `{ '/': { keras_version: '2.11.0' } }`. */
  readonly attributes?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>
  readonly arrays?: Readonly<Record<string, MadeArray>>
}

/** Makes an HDF5 file for a test. */
export async function madeHdf5({ attributes = {}, arrays = {} }: MadeHdf5): Promise<Uint8Array> {
  const { h5wasm, library } = await loadHdf5()
  return withScratchFile(library, new Uint8Array(0), (path) => {
    const file = new h5wasm.File(path, 'w')
    const parents = Object.keys(arrays).map((each) => each.slice(0, each.lastIndexOf('/')))
    for (const group of [...Object.keys(attributes), ...parents]) {
      const parts = group.split('/').filter((part) => part !== '')
      parts.forEach((part, i) => {
        const parent = `/${parts.slice(0, i).join('/')}`
        if (file.get(`/${parts.slice(0, i + 1).join('/')}`) === null) {
          library.create_group(file.file_id, `${parent}/${part}`)
        }
      })
    }
    for (const [group, values] of Object.entries(attributes)) {
      for (const [name, value] of Object.entries(values)) {
        const list = typeof value === 'string' ? value : [...value]
        const target = group === '/' ? file : new h5wasm.Group(file.file_id, group)
        if (list.length === 0) target.create_attribute(name, new Float64Array(0), [0])
        else target.create_attribute(name, list)
      }
    }
    for (const [name, { shape, data }] of Object.entries(arrays)) file.create_dataset({ name, data, shape: [...shape] })
    file.close()
    return library.FS.readFile(path)
  })
}

/** Makes a `.keras` archive for a test: stored, as Keras does it. */
export function madeArchive(entries: Readonly<Record<string, string | Uint8Array>>): Uint8Array {
  const bytes = Object.entries(entries).map(([name, content]) => [
    name,
    typeof content === 'string' ? new TextEncoder().encode(content) : content,
  ])
  return zipSync(Object.fromEntries(bytes), { level: 0 })
}

/** Numbers that look like weights, the same each time. */
export function madeWeights(count: number, seed = 1): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => Math.sin(12.9898 * (i + 1) + 78.233 * seed) / 2)
}
