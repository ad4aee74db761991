import { refuse } from '../refusal.ts'
import { type Hdf5Library, loadHdf5Library, withScratchFile } from './hdf5-library.ts'

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]

/** A dataset of an HDF5 file. Its numbers are read when they are needed. */
export interface StoredArray {
  readonly shape: readonly number[]
  /** Bits of the floating-point numbers that it holds; null where it holds something else. */
  readonly floatBits: number | null
  /** Its numbers, in order of rows, rounded to 32 bits. Only 32 and 64 bits can be read. */
  readonly values: () => Float32Array
}

/** An HDF5 file that is open for reading. Paths are absolute. Whatever can't be read is refused as damaged. */
export interface Hdf5File {
  /** Whether a group or a dataset lies at the path. */
  readonly has: (path: string) => boolean
  /** Text of an attribute; null where there is none, or it is no text. */
  readonly text: (path: string, attribute: string) => string | null
  /** Texts of an attribute that holds a list; null where there is none. An empty list may be of any type. */
  readonly texts: (path: string, attribute: string) => readonly string[] | null
  /** The dataset at the path; null where there is none. */
  readonly array: (path: string) => StoredArray | null
}

/** Whether the bytes begin as an HDF5 file does. */
export function isHdf5(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, i) => bytes[i] === byte)
}

/**
 * Opens `bytes` as an HDF5 file for as long as `read` runs.
 * @param damaged The sentence for a file that can't be read.
 * @throws EngineError `invalid`, field `file`, for a truncated or damaged file; and what `read` throws.
 */
export async function withHdf5<T>(bytes: Uint8Array, damaged: string, read: (file: Hdf5File) => T): Promise<T> {
  if (!isHdf5(bytes)) refuse(damaged)
  const { library } = await loadHdf5Library()
  return withScratchFile(library, bytes, (path) => {
    // A file that can't be opened is answered with a negative id, not with an error.
    const id = library.open(path, library.H5F_ACC_RDONLY, false, -1, -1)
    if (id < 0n) refuse(damaged)
    try {
      return read(createReader({ library, id, size: bytes.length, damaged }))
    } finally {
      library.close_file(id)
    }
  })
}

interface OpenedFile {
  readonly library: Hdf5Library
  readonly id: bigint
  /** Of the file, in bytes. */
  readonly size: number
  readonly damaged: string
}

function createReader(opened: OpenedFile): Hdf5File {
  const { library, id } = opened
  const has = (path: string) => {
    const type = callLibrary(opened, () => library.get_type(id, path))
    return type === library.H5G_GROUP || type === library.H5G_DATASET
  }
  const texts = (path: string, attribute: string) =>
    has(path) && callLibrary(opened, () => library.get_attribute_names(id, path)).includes(attribute)
      ? readTexts(opened, path, attribute)
      : null
  return {
    has,
    texts,
    text: (path, attribute) => texts(path, attribute)?.[0] ?? null,
    array: (path) =>
      callLibrary(opened, () => library.get_type(id, path)) === library.H5G_DATASET ? openArray(opened, path) : null,
  }
}

/** The library reports a damaged file in many ways: errors, traps, and results below 0. */
function callLibrary<T>({ damaged }: OpenedFile, call: () => T): T {
  try {
    return call()
  } catch {
    return refuse(damaged)
  }
}

function readTexts(opened: OpenedFile, path: string, attribute: string): readonly string[] | null {
  const { library, id } = opened
  const { type, vlen, size, total_size } = callLibrary(opened, () =>
    library.get_attribute_metadata(id, path, attribute),
  )
  if (total_size === 0) return []
  if (type !== library.H5T_class_t.H5T_STRING.value) return null
  if (size * total_size > opened.size) refuse(opened.damaged)
  const read = (at: number) => library.get_attribute_data(id, path, attribute, BigInt(at))
  return withMemory(opened, size * total_size, read, (bytes, at) => {
    if (!vlen)
      return Array.from({ length: total_size }, (_, i) => decodeFixedText(bytes.subarray(i * size, (i + 1) * size)))
    const places = new Uint32Array(bytes.buffer)
    const found = Array.from(places, (place) => library.UTF8ToString(place))
    library.reclaim_vlen_memory(id, path, attribute, BigInt(at))
    return found
  })
}

function openArray(opened: OpenedFile, path: string): StoredArray {
  const { library, id } = opened
  const { type, size, shape, total_size } = callLibrary(opened, () => library.get_dataset_metadata(id, path))
  const floatBits = type === library.H5T_class_t.H5T_FLOAT.value ? size * 8 : null
  const read = (at: number) => library.get_dataset_data(id, path, null, null, null, BigInt(at))
  const values = () =>
    withMemory(opened, size * total_size, read, ({ buffer }) =>
      floatBits === 64 ? Float32Array.from(new Float64Array(buffer)) : new Float32Array(buffer),
    )
  return { shape: shape ?? [], floatBits, values }
}

/** Lets the library `read` into memory of its own, and hands a copy of it on with its address. */
function withMemory<T>(
  opened: OpenedFile,
  length: number,
  read: (at: number) => number,
  use: (bytes: Uint8Array<ArrayBuffer>, at: number) => T,
): T {
  const { library } = opened
  return callLibrary(opened, () => {
    const at = library._malloc(length)
    try {
      // The library's own reader hands on whatever the memory held before where this fails.
      if (at === 0 || read(at) < 0) throw new Error('not read')
      return use(library.HEAPU8.slice(at, at + length), at)
    } finally {
      library._free(at)
    }
  })
}

/** Text that is padded with zeros or, in Fortran's way, with spaces. */
function decodeFixedText(bytes: Uint8Array): string {
  const end = bytes.indexOf(0)
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end)).trimEnd()
}
