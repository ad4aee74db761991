import { createKernel } from '../kernels/kernel.ts'
import { readCard } from '../network/model-files.ts'
import type { Tensorflow } from '../tensorflow/tensorflow.ts'
import { openKerasPredictor } from './keras-predictor.ts'
import { openOwnPredictor, type Predictor } from './predictor.ts'

/**
 * Opens the model in `folder`, whoever made it. @param makeKernel Null leaves all to TensorFlow.js.
 * @throws Error where it can't be used.
 */
export async function openPredictor(
  tf: Tensorflow,
  backend: string,
  folder: string,
  makeKernel: typeof createKernel | null = createKernel,
): Promise<Predictor> {
  const { kind } = readCard(folder)
  switch (kind) {
    case 'lstm':
      return openOwnPredictor(tf, backend, folder, makeKernel)
    case 'keras':
      return openKerasPredictor(tf, backend, folder)
  }
}
