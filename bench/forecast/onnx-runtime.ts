import { type Batch, QUANTILE_COUNT } from '../../src/engine/ml/features/batch.ts'
import { RECENT_WIDTH, STEP_WIDTH, WINDOW_HOURS, windowWidth } from '../../src/engine/ml/features/features.ts'
import type { ModelLayout } from '../../src/engine/ml/features/layout.ts'

/** What is used of onnxruntime-node, which is no dependency of the project. */
interface OnnxRuntime {
  readonly InferenceSession: {
    create(model: Uint8Array, options: Record<string, unknown>): Promise<OnnxSession>
  }
  readonly Tensor: new (type: 'float32', values: Float32Array, dims: readonly number[]) => OnnxTensor
}
interface OnnxTensor {
  readonly data: Float32Array
}
interface OnnxSession {
  run(inputs: Readonly<Record<string, OnnxTensor>>): Promise<Readonly<Record<string, OnnxTensor>>>
  release(): Promise<void>
}

/** A network in onnxruntime-node. */
export interface OnnxNetwork {
  /** Outputs of a batch, [count, steps, 3], as `runNetwork` answers them. */
  run(batch: Batch): Promise<Float32Array>
  close(): Promise<void>
}

/** Where onnxruntime-node is installed, opens an ONNX model in it, on one thread as all the others have; else null. */
export async function openOnnx(model: Uint8Array, layout: ModelLayout): Promise<OnnxNetwork | null> {
  const name = 'onnxruntime-node'
  const loaded: { default?: OnnxRuntime } | null = await import(/* @vite-ignore */ name).catch(() => null)
  if (!loaded?.default) return null
  const { InferenceSession, Tensor } = loaded.default
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1, interOpNumThreads: 1 })
  return {
    async run({ count, window, ahead, recent }) {
      const { quantiles } = await session.run({
        window: new Tensor('float32', window, [count, WINDOW_HOURS, windowWidth(layout)]),
        ahead: new Tensor('float32', ahead, [count, layout.steps, STEP_WIDTH]),
        recent: new Tensor('float32', recent, [count, RECENT_WIDTH]),
      })
      if (quantiles?.data.length !== count * layout.steps * QUANTILE_COUNT)
        throw new Error('ONNX answered another shape')
      return quantiles.data
    },
    close: () => session.release(),
  }
}
