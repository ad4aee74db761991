import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers'
import { openBackend } from '../backends.ts'
import type { Tensorflow } from '../tensorflow.ts'
import { runKeras } from './load-keras.ts'
import { madeWeights } from './made-files.ts'
import type { KerasModel } from './open-keras.ts'

/** TensorFlow.js on WebAssembly, for a test. */
export async function testTensorflow(): Promise<Tensorflow> {
  const wasmDir = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))
  return (await openBackend(wasmDir, ['wasm'])).tf
}

type Applicable = { apply(inputs: SymbolicTensor | SymbolicTensor[]): unknown }

/** What a layer of one output answers. */
export function applied(layer: Applicable, inputs: SymbolicTensor | SymbolicTensor[]): SymbolicTensor {
  return layer.apply(inputs) as SymbolicTensor
}

/** Gives a network weights that no initializer gives. Variances stay positive. */
export function withMadeWeights({ core }: Tensorflow, network: LayersModel): LayersModel {
  const weights = network.getWeights().map((weight, i) => {
    const values = madeWeights(weight.size, i + 1)
    return core.tensor(
      network.weights[i]?.originalName.endsWith('variance') ? values.map(Math.abs) : values,
      weight.shape,
    )
  })
  network.setWeights(weights)
  core.dispose(weights)
  return network
}

/** A network as TensorFlow.js saves it. */
export async function savedModel({ core }: Tensorflow, network: LayersModel): Promise<KerasModel> {
  let saved: KerasModel | null = null
  const handler = core.io.withSaveHandler(async ({ modelTopology, weightSpecs = [], weightData }) => {
    saved = {
      modelTopology: modelTopology as Record<string, unknown>,
      weightSpecs: weightSpecs.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })),
      weightData: new core.io.CompositeArrayBuffer(weightData ?? new ArrayBuffer(0)).slice(),
    }
    return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } }
  })
  await network.save(handler)
  if (saved === null) throw new Error('The network was not saved')
  return saved
}

/** What a network answers to numbers that are the same each time. */
export function answers(tf: Tensorflow, network: LayersModel): number[][] {
  const inputs = network.inputs.map(({ shape }, i) =>
    madeWeights(
      shape.reduce<number>((all, length) => all * (length ?? 1), 1),
      100 + i,
    ),
  )
  return runKeras(tf, network, inputs).map((output) => [...output])
}
