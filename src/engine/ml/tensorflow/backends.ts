import util from 'node:util'
import { codeOf, shortReasonOf } from '../../runtime/engine-error.ts'
import '@tensorflow/tfjs-backend-cpu'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import { BACKENDS, type Backend } from '../../../domain/forecast/forecast.ts'
import { bundledTensorflow, type Tensorflow } from './tensorflow.ts'

/** What computes, and why nothing faster does. */
export interface OpenBackend {
  readonly tf: Tensorflow
  readonly backend: Backend
  /** A sentence for each backend that was tried before; empty where the first choice loads. */
  readonly note: string
}

/**
 * Opens the first of the backends that loads: the native library, WebAssembly, plain JavaScript.
 * @param wasmDir Folder with the `.wasm` files of TensorFlow.js, outside of any archive.
 * @throws Error where none loads: plain JavaScript needs nothing, so that would be a bug.
 */
export async function openBackend(wasmDir: string, choice: readonly Backend[] = BACKENDS): Promise<OpenBackend> {
  const notes: string[] = []
  for (const backend of choice) {
    try {
      const tf = await OPENERS[backend](wasmDir)
      tf.core.enableProdMode()
      return { tf, backend, note: notes.join(' ') }
    } catch (error) {
      notes.push(`${backend} is not in use: ${shortReasonOf(error)}.`)
    }
  }
  throw new Error(`No backend of TensorFlow.js loads. ${notes.join(' ')}`)
}

const OPENERS: Record<Backend, (wasmDir: string) => Promise<Tensorflow>> = {
  'tfjs-node': openNative,
  wasm: async (wasmDir) => {
    const { core } = bundledTensorflow
    core.enableProdMode()
    // The paths can be set only before the backend starts, and it starts once.
    if (core.getBackend() !== 'wasm') {
      setWasmPaths(wasmDir.endsWith('/') ? wasmDir : `${wasmDir}/`)
      if (!(await core.setBackend('wasm'))) throw new Error(`no WebAssembly could be loaded from ${wasmDir}`)
    }
    return requireBackend(bundledTensorflow, 'wasm')
  },
  cpu: async () => {
    const { core } = bundledTensorflow
    core.enableProdMode()
    await core.setBackend('cpu')
    return requireBackend(bundledTensorflow, 'cpu')
  },
}

/** The package is optional, and where its binary could not be had it throws in many ways: all of them mean no. */
async function openNative(): Promise<Tensorflow> {
  // It calls what newer versions of Node no longer have.
  if (!('isNullOrUndefined' in util)) {
    Object.assign(util, { isNullOrUndefined: (value: unknown) => value === null || value === undefined })
  }
  const name = '@tensorflow/tfjs-node'
  const loaded: { default?: unknown } = await import(/* @vite-ignore */ name).catch((error: unknown) => {
    throw isMissing(error) ? new Error('the package is not installed') : error
  })
  const all = (loaded.default ?? loaded) as Tensorflow['core'] & Tensorflow['layers']
  return requireBackend({ core: all, layers: all }, 'tensorflow')
}

/** A backend that fails falls back to another in silence. */
function requireBackend(tf: Tensorflow, required: string): Tensorflow {
  const found = tf.core.getBackend()
  if (found !== required) throw new Error(`TensorFlow.js runs on ${found} instead of ${required}`)
  return tf
}

function isMissing(error: unknown): boolean {
  return /MODULE_NOT_FOUND$/.test(codeOf(error) ?? '')
}
