import type { DataId, KernelFunc, TensorInfo } from '@tensorflow/tfjs-core'
import type { Tensorflow } from '../tensorflow/tensorflow.ts'

/** What the kernel needs of the wasm backend. */
interface DisposingBackend {
  disposeData(id: DataId): boolean
}

/** The instances of TensorFlow.js that have it: around itself it would only be slower. */
const registered = new WeakSet<Tensorflow['core']>()

/**
 * The wasm backend multiplies transposed operands slowly, and gradients are made of those. Registered anew, BatchMatMul
 * transposes first and multiplies then: training needs half the time, with equal results. Once is enough.
 */
export function registerFastMatMul({ core }: Tensorflow): void {
  if (registered.has(core)) return
  const backendName = 'wasm'
  const multiply = core.getKernel('BatchMatMul', backendName)
  const transpose = core.getKernel('Transpose', backendName)
  if (!multiply || !transpose) throw new Error('The wasm backend has no kernels to multiply with')
  core.unregisterKernel('BatchMatMul', backendName)
  core.registerKernel({ ...multiply, kernelFunc: transposeFirst(multiply.kernelFunc, transpose.kernelFunc) })
  registered.add(core)
}

function transposeFirst(multiply: KernelFunc, transpose: KernelFunc): KernelFunc {
  return ({ inputs, attrs, backend }) => {
    const made: TensorInfo[] = []
    const transposeIfNeeded = (x: TensorInfo | undefined, isTransposed: unknown): TensorInfo => {
      if (x === undefined) throw new Error('BatchMatMul takes two operands')
      if (isTransposed !== true) return x
      const axes = x.shape.map((_, i) => i)
      const perm = [...axes.slice(0, -2), ...axes.slice(-2).reverse()]
      const result = requireOne(transpose({ inputs: { x }, attrs: { perm }, backend }))
      made.push(result)
      return result
    }
    const a = transposeIfNeeded(inputs.a, attrs?.transposeA)
    const b = transposeIfNeeded(inputs.b, attrs?.transposeB)
    const product = multiply({ inputs: { a, b }, attrs: { transposeA: false, transposeB: false }, backend })
    for (const each of made) (backend as DisposingBackend).disposeData(each.dataId)
    return product
  }
}

function requireOne(result: TensorInfo | TensorInfo[]): TensorInfo {
  const first = Array.isArray(result) ? result[0] : result
  if (first === undefined) throw new Error('A kernel answered nothing')
  return first
}
