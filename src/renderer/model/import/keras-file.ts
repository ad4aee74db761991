import { sidecarNameOf } from '../../../contract/sidecar-name.ts'

/** The largest file that the engine accepts, in bytes. */
const MAX_BYTES = 64 * 1024 * 1024

/** What was dropped or picked: a Keras file with its sidecar where there is one, or why not, in a sentence. */
export type PickedFiles<F> =
  | { readonly kind: 'picked'; readonly file: F; readonly sidecar: F | null }
  | { readonly kind: 'refused'; readonly message: string }

export function pickFiles<F extends Pick<File, 'name' | 'size'>>(files: readonly F[]): PickedFiles<F> {
  const keras = files.filter(({ name }) => /\.(h5|hdf5|keras)$/i.test(name))
  const [file] = keras
  if (file === undefined) return refuse('That is no Keras file: choose one that ends in .h5 or .keras.')
  if (keras.length > 1) return refuse('Choose one Keras file at a time.')
  if (file.size > MAX_BYTES) return refuse(`${file.name} is larger than 64 MB: EcoPulse takes no larger ones.`)
  const others = files.filter(({ name }) => /\.json$/i.test(name))
  const sidecar = others.find(({ name }) => name === sidecarNameOf(file.name)) ?? null
  const [stray] = others
  if (sidecar === null && stray !== undefined)
    return refuse(`${stray.name} does not belong to ${file.name}: its sidecar is called ${sidecarNameOf(file.name)}.`)
  return { kind: 'picked', file, sidecar }
}

const refuse = (message: string) => ({ kind: 'refused', message }) as const

/** A file's bytes as base64. Rejects where it can't be read. */
export async function readBase64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''))
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(file)
  })
}

/** The content of a sidecar; null where it is no JSON. */
export function readSidecarJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
