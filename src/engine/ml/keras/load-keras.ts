import type { LayersModel } from '@tensorflow/tfjs-layers'
import { shortReasonOf } from '../../runtime/engine-error.ts'
import type { Tensorflow } from '../tensorflow/tensorflow.ts'
import type { KerasFile } from './parse-keras-file.ts'
import { refuse } from './refusal.ts'

/**
 * Makes a network of TensorFlow.js from a Keras file, and runs it once on zeros: the network that is returned can be
 * run. The caller disposes it.
 * @throws EngineError `invalid`, field `file`, where it can't be made or its outputs have other shapes than its file
 * states.
 */
export async function loadKerasNetwork(tf: Tensorflow, file: KerasFile): Promise<LayersModel> {
  let network: LayersModel | null = null
  try {
    network = await tf.layers.loadLayersModel(tf.core.io.fromMemory({ modelTopology: file.modelTopology }))
    setWeights(tf, network, file)
    const inputs = network.inputs.map(({ shape }) => new Float32Array(countNumbers(shape)))
    const [answered, expected] = [
      runKerasNetwork(tf, network, inputs),
      file.outputs.map(({ shape }) => countNumbers(shape)),
    ]
    const fits = answered.length === expected.length && answered.every((values, i) => values.length === expected[i])
    if (!fits || !answered.every((values) => values.every(Number.isFinite))) throw new Error('it answers no numbers')
    return network
  } catch (error) {
    network?.dispose()
    return refuse(`TensorFlow.js can't run the network: ${shortReasonOf(error)}.`)
  }
}

/** Weights that are loaded along with the topology stay behind where they don't fit it. */
function setWeights({ core }: Tensorflow, network: LayersModel, { weightSpecs, weightData }: KerasFile): void {
  const weights = core.tidy(() => core.io.decodeWeights(weightData, weightSpecs))
  try {
    network.loadWeights(weights)
  } finally {
    core.dispose(weights)
  }
}

/**
 * Runs a network on one window. Leaves no tensor behind.
 * @param inputs The numbers of each input in order of rows; lengths that the network leaves open count as 1.
 * @returns The numbers of each output in order of rows.
 */
export function runKerasNetwork(
  { core }: Tensorflow,
  network: LayersModel,
  inputs: readonly Float32Array[],
): Float32Array[] {
  return core.tidy(() => {
    const tensors = network.inputs.map(({ shape }, i) =>
      core.tensor(
        inputs[i] ?? new Float32Array(0),
        shape.map((length) => length ?? 1),
      ),
    )
    const outputs = network.predictOnBatch(tensors)
    return [outputs].flat().map((tensor) => Float32Array.from(tensor.dataSync<'float32'>()))
  })
}

function countNumbers(shape: readonly (number | null)[]): number {
  return shape.reduce<number>((all, each) => all * (each ?? 1), 1)
}
