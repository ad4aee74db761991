import { fileURLToPath } from 'node:url'

/** The folder of the shipped models. A build lies two folders below the project's root, in one folder. */
export const MODELS_DIR = fileURLToPath(new URL('../../models', import.meta.url))
/** The build lays TensorFlow.js's `.wasm` files beside this module. */
export const WASM_DIR = fileURLToPath(new URL('./wasm/', import.meta.url))
