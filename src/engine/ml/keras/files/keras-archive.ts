import { crc32 } from 'node:zlib'
import { type UnzipFileFilter, unzipSync } from 'fflate'
import { refuse } from '../refusal.ts'

const CONFIG = 'config.json'
const METADATA = 'metadata.json'
const WEIGHTS = 'model.weights.h5'
const END_OF_DIRECTORY = 0x06054b50
const DIRECTORY_ENTRY = 0x02014b50

/** What a `.keras` file holds: a zip of the network's description and its weights. */
export interface KerasArchive {
  /** The text of `config.json`. */
  readonly config: string
  /** The text of `metadata.json`; null where it is missing. */
  readonly metadata: string | null
  /** The bytes of `model.weights.h5`. */
  readonly weights: Uint8Array
}

/** Whether the bytes begin as a zip does. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4
}

/**
 * Opens a `.keras` file.
 * @param largest How many bytes it may hold unpacked.
 * @throws EngineError `invalid`, field `file`, for a damaged archive, one that is none of Keras', and one too large.
 */
export function openKerasArchive(bytes: Uint8Array, fileName: string, largest: number): KerasArchive {
  const damaged = `“${fileName}” is damaged: it can't be unpacked. Save or copy it again.`
  let tooLarge = false
  const entries = unzip(bytes, damaged, ({ name, originalSize }) => {
    if (![CONFIG, METADATA, WEIGHTS].includes(name)) return false
    tooLarge ||= originalSize > largest
    return !tooLarge
  })
  if (tooLarge) refuse(`“${fileName}” is too large: it unpacks to more than ${largest / 2 ** 20} MB.`)
  const checksums = readChecksums(bytes)
  for (const [name, content] of Object.entries(entries)) if (checksums.get(name) !== crc32(content)) refuse(damaged)
  const { [CONFIG]: config, [METADATA]: metadata, [WEIGHTS]: weights } = entries
  if (config === undefined || weights === undefined) {
    refuse(
      `“${fileName}” is a zip without ${config ? WEIGHTS : CONFIG}: not a Keras archive. Save the model as one file, with model.save("….keras").`,
    )
  }
  const text = (content: Uint8Array) => new TextDecoder().decode(content)
  return { config: text(config), metadata: metadata === undefined ? null : text(metadata), weights }
}

function unzip(bytes: Uint8Array, damaged: string, filter: UnzipFileFilter): Record<string, Uint8Array> {
  try {
    return unzipSync(bytes, { filter })
  } catch {
    // Whatever the error, the archive isn't whole.
    return refuse(damaged)
  }
}

/** The checksum of each entry in the zip's directory. The library that unpacks it doesn't compare them. */
function readChecksums(bytes: Uint8Array): Map<string, number> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const checksums = new Map<string, number>()
  let end = bytes.length - 22
  while (end > 0 && view.getUint32(end, true) !== END_OF_DIRECTORY) end -= 1
  let at = end > 0 ? view.getUint32(end + 16, true) : bytes.length
  while (at + 46 <= bytes.length && view.getUint32(at, true) === DIRECTORY_ENTRY) {
    const length = view.getUint16(at + 28, true)
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + length))
    checksums.set(name, view.getUint32(at + 16, true))
    at += 46 + length + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  return checksums
}
