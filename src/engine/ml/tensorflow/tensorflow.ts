// Layers call operations as methods of tensors: these are registered here.
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js'
import * as core from '@tensorflow/tfjs-core'
import * as layers from '@tensorflow/tfjs-layers'

/** One instance of TensorFlow.js. tfjs-node brings its own, and tensors of two instances don't mix. */
export interface Tensorflow {
  readonly core: typeof core
  readonly layers: typeof layers
}

/** The bundled instance, for the wasm and cpu backends. */
export const bundledTensorflow: Tensorflow = { core, layers }
