import { PATIENCE, runInKerasThread } from './keras-thread.ts'
import type { KerasModel } from './parse-keras-file.ts'

/**
 * A network with its weights as an `.h5` file that Keras 2 reads with `load_model`: without an optimizer, to be run or
 * trained on after another `compile`.
 * @param model As TensorFlow.js saves it, or as `readKerasFile` answers it.
 * @throws Error where topology and weights don't belong together: a bug of whoever gives them.
 */
export async function writeKerasH5(model: KerasModel): Promise<Uint8Array> {
  const answer = await runInKerasThread({ kind: 'write', model }, PATIENCE)
  if (answer?.kind === 'written') return answer.bytes
  throw new Error('Writing the network as .h5 came to no end')
}
