import { createStore } from 'zustand/vanilla'

/** Which view reads files, and of what kind: the Model view those of Keras, the Tariff view tariffs. */
export type DropView = 'model' | 'tariff'

/** Files that were dropped on the window, on whichever view, and that their view hasn't read yet. */
export const droppedFiles = createStore<Readonly<Record<DropView, readonly File[]>>>(() => ({ model: [], tariff: [] }))

/** Hands over what was dropped for a view, once. */
export function consumeDroppedFiles(view: DropView): readonly File[] {
  const files = droppedFiles.getState()[view]
  if (files.length > 0) droppedFiles.setState({ [view]: [] })
  return files
}

export type DropDestination = { readonly kind: DropView } | { readonly kind: 'refused'; readonly message: string }

const KERAS_FILE = /\.(h5|hdf5|keras)$/i
const TARIFF_FILE = /\.(json|csv)$/i

/** Where dropped files belong, by their names. A .json beside a Keras file is its sidecar. */
export function findDestination(names: readonly string[]): DropDestination {
  if (names.some((name) => KERAS_FILE.test(name))) return { kind: 'model' }
  const [name, ...more] = names
  if (name === undefined) return refuse('Nothing was dropped that can be read: drop files, not folders.')
  if (![name, ...more].every((each) => TARIFF_FILE.test(each)))
    return refuse(`EcoPulse can’t read ${name}. It takes a tariff as .json or .csv, and Keras files (.h5, .keras).`)
  if (more.length > 0) return refuse('Drop one tariff at a time.')
  return { kind: 'tariff' }
}

const refuse = (message: string) => ({ kind: 'refused', message }) as const
