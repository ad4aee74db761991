import { createStore } from 'zustand/vanilla'

/** Which view takes files, and of what kind: the Model view those of Keras, the Tariff view tariffs. */
export type Taker = 'model' | 'tariff'

/** Files that were dropped on the window, on whichever view, and that their view hasn't looked at yet. */
export const droppedFiles = createStore<Readonly<Record<Taker, readonly File[]>>>(() => ({ model: [], tariff: [] }))

/** Hands over what was dropped for a view, once. */
export function takeDroppedFiles(taker: Taker): readonly File[] {
  const files = droppedFiles.getState()[taker]
  if (files.length > 0) droppedFiles.setState({ [taker]: [] })
  return files
}

export type Destination = { readonly kind: Taker } | { readonly kind: 'refused'; readonly message: string }

const KERAS = /\.(h5|hdf5|keras)$/i
const TARIFF = /\.(json|csv)$/i

/** Where dropped files belong, by their names. A .json beside a Keras file is its sidecar. */
export function destinationOf(names: readonly string[]): Destination {
  if (names.some((name) => KERAS.test(name))) return { kind: 'model' }
  const [name, ...more] = names
  if (name === undefined) return refused('Nothing was dropped that can be read: drop files, not folders.')
  if (![name, ...more].every((each) => TARIFF.test(each)))
    return refused(`EcoPulse can’t read ${name}. It takes a tariff as .json or .csv, and Keras files (.h5, .keras).`)
  if (more.length > 0) return refused('Drop one tariff at a time.')
  return { kind: 'tariff' }
}

const refused = (message: string) => ({ kind: 'refused', message }) as const
