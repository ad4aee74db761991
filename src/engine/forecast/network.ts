import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers'
import { NEXT_HOUR_STEPS, WINDOW_STEPS } from '../../domain/forecast.ts'
import { AHEAD_FEATURES, type ModelInput, RECENT_FEATURES, WINDOW_FEATURES } from './features.ts'
import type { Tensorflow } from './tensorflow.ts'

/** The quantiles that the network answers, in the order of its outputs. */
export const QUANTILE_LEVELS = [0.1, 0.5, 0.9] as const
/** Outputs of one window: for each step ahead its quantiles, as shares of the scale above the base. */
export const OUTPUTS = NEXT_HOUR_STEPS * QUANTILE_LEVELS.length

/** Sizes of the network's layers. */
export interface NetworkSize {
  readonly lstmUnits: number
  readonly headUnits: number
}

/**
 * [96, 9] through an LSTM; its last state, the [4, 10] of the steps ahead and the [9] of recent loads through a head
 * of one hidden layer; beside it a straight linear path from the steps ahead and the recent loads, which is what a
 * smooth load wants. Output [12]: P10, P50, P90 of each of the four steps.
 */
export function buildNetwork({ layers }: Tensorflow, size: NetworkSize, seed: number): LayersModel {
  const make = layers.layers
  const weights = (n: number) => layers.initializers.glorotUniform({ seed: seed + n })
  const window = layers.input({ shape: [WINDOW_STEPS, WINDOW_FEATURES.length], name: 'window' })
  const ahead = layers.input({ shape: [NEXT_HOUR_STEPS, AHEAD_FEATURES.length], name: 'ahead' })
  const recent = layers.input({ shape: [RECENT_FEATURES], name: 'recent' })
  const state = apply(
    make.lstm({
      units: size.lstmUnits,
      recurrentActivation: 'sigmoid',
      kernelInitializer: weights(1),
      recurrentInitializer: weights(2),
      name: 'lstm',
    }),
    window,
  )
  const known = apply(make.concatenate({ name: 'known' }), [apply(make.flatten({ name: 'flat' }), ahead), recent])
  const seen = apply(make.concatenate({ name: 'seen' }), [state, known])
  const hidden = apply(
    make.dense({ units: size.headUnits, activation: 'relu', kernelInitializer: weights(3), name: 'head' }),
    seen,
  )
  const bent = apply(make.dense({ units: OUTPUTS, kernelInitializer: 'zeros', name: 'bent' }), hidden)
  const straight = apply(
    make.dense({ units: OUTPUTS, kernelInitializer: 'zeros', useBias: false, name: 'straight' }),
    known,
  )
  const output = apply(make.add({ name: 'residuals' }), [bent, straight])
  return layers.model({ inputs: [window, ahead, recent], outputs: output, name: 'next-hour' })
}

type Applicable = { apply(inputs: SymbolicTensor | SymbolicTensor[]): unknown }

function apply(layer: Applicable, inputs: SymbolicTensor | SymbolicTensor[]): SymbolicTensor {
  // A layer of one output that is applied to symbolic tensors answers one symbolic tensor.
  return layer.apply(inputs) as SymbolicTensor
}

/** Runs the network on windows; answers their outputs in a row, shape [windows, 12]. Leaves no tensor behind. */
export function runNetwork({ core }: Tensorflow, network: LayersModel, inputs: readonly ModelInput[]): Float32Array {
  return core.tidy(() => {
    const output = network.predictOnBatch(inputTensors(core, inputs))
    const tensor = Array.isArray(output) ? output[0] : output
    if (tensor === undefined) throw new Error('The network answered no tensor')
    return tensor.dataSync<'float32'>()
  })
}

/** The three input tensors of a batch: [n, 96, 9], [n, 4, 10], [n, 9]. The caller disposes them. */
export function inputTensors(core: Tensorflow['core'], inputs: readonly ModelInput[]) {
  const n = inputs.length
  return [
    core.tensor3d(joined(inputs, 'window'), [n, WINDOW_STEPS, WINDOW_FEATURES.length]),
    core.tensor3d(joined(inputs, 'ahead'), [n, NEXT_HOUR_STEPS, AHEAD_FEATURES.length]),
    core.tensor2d(joined(inputs, 'recent'), [n, RECENT_FEATURES]),
  ]
}

function joined(inputs: readonly ModelInput[], part: 'window' | 'ahead' | 'recent'): Float32Array {
  const length = inputs[0]?.[part].length ?? 0
  const all = new Float32Array(inputs.length * length)
  inputs.forEach((input, i) => {
    all.set(input[part], i * length)
  })
  return all
}
