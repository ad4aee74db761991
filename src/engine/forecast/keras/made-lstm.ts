import { type MadeArray, madeHdf5, madeWeights } from './made-files.ts'

/** Parts of a file of one LSTM that a test replaces: attributes of the root, of groups; what the network and its layer say. */
export interface LstmParts {
  readonly root?: Record<string, string | string[]>
  readonly network?: Record<string, unknown>
  readonly layer?: Record<string, unknown>
  readonly attributes?: Record<string, Record<string, string[]>>
  readonly arrays?: Record<string, MadeArray>
}

/** The weights of the layer, as its attribute names them. */
export const NAMES = ['lstm/kernel:0', 'lstm/recurrent_kernel:0', 'lstm/bias:0']
/** Where its kernel lies. */
export const KERNEL = '/model_weights/lstm/lstm/kernel:0'
/** All of its weights. */
export const ARRAYS: Record<string, MadeArray> = {
  [KERNEL]: { shape: [2, 4], data: madeWeights(8) },
  '/model_weights/lstm/lstm/recurrent_kernel:0': { shape: [1, 4], data: madeWeights(4, 2) },
  '/model_weights/lstm/lstm/bias:0': { shape: [4], data: madeWeights(4, 3) },
}

/** [3, 2] → LSTM(1), as Keras 2 lays it out. */
export async function lstmH5(parts: LstmParts = {}): Promise<Uint8Array> {
  const { class_name = 'LSTM', module, registered_name, ...others } = parts.layer ?? {}
  const recurrent_initializer = { class_name: 'Orthogonal', config: { gain: 1, seed: null } }
  const config = { name: 'lstm', batch_input_shape: [null, 3, 2], units: 1, recurrent_initializer, ...others }
  const layer = { class_name, module, registered_name, config }
  const network = { class_name: 'Sequential', config: { name: 'sequential', layers: [layer] }, ...parts.network }
  const root = parts.root ?? { keras_version: '2.11.0', model_config: JSON.stringify(network) }
  const groups = parts.attributes ?? { '/model_weights/lstm': { weight_names: NAMES } }
  return madeHdf5({ attributes: { '/': root, ...groups }, arrays: parts.arrays ?? ARRAYS })
}
