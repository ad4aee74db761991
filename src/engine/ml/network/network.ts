import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers'
import { type Batch, QUANTILE_COUNT } from '../features/batch.ts'
import { RECENT_WIDTH, STEP_WIDTH, WINDOW_HOURS, windowWidth } from '../features/features.ts'
import type { ModelLayout } from '../features/layout.ts'
import type { Tensorflow } from '../tensorflow/tensorflow.ts'

/** Sizes of a member's layers. */
export interface NetworkSize {
  readonly lstmUnits: number
  readonly headUnits: number
  readonly bendUnits: number
}

/** How a network is built. */
export interface NetworkPlan extends NetworkSize {
  /** Networks of the same size from different beginnings, whose answers are averaged. */
  readonly members: number
  /** Share of the LSTM's last state that is left out at random while training. */
  readonly dropout: number
  /** Whether there is an LSTM at all: without one the head alone is left, for the ablation. */
  readonly lstm: boolean
}

/**
 * Each member: [24, window] through an LSTM; its last state and the [recent] through a dense layer, which is added to
 * one of each step's [steps, ahead and linear path]; two hidden layers, the same for each step. Output [steps, 3]: P10,
 * P50 and P90 of each step as shares of the scale above the linear path's forecast. Several members are averaged.
 */
export function buildNetwork(
  { layers }: Tensorflow,
  layout: ModelLayout,
  plan: NetworkPlan,
  seed: number,
): LayersModel {
  const window = layers.input({ shape: [WINDOW_HOURS, windowWidth(layout)], name: 'window' })
  const ahead = layers.input({ shape: [layout.steps, STEP_WIDTH], name: 'ahead' })
  const recent = layers.input({ shape: [RECENT_WIDTH], name: 'recent' })
  const members = Array.from({ length: plan.members }, (_, i) =>
    buildMember({ layers }, { window, ahead, recent }, layout, plan, i, seed + 10 * i),
  )
  const [first] = members
  if (first === undefined) throw new Error('A network has at least one member')
  const outputs = members.length === 1 ? first : apply(layers.layers.average({ name: 'mean' }), members)
  return layers.model({ inputs: [window, ahead, recent], outputs, name: layout.horizon })
}

interface Inputs {
  readonly window: SymbolicTensor
  readonly ahead: SymbolicTensor
  readonly recent: SymbolicTensor
}

function buildMember(
  { layers }: Pick<Tensorflow, 'layers'>,
  { window, ahead, recent }: Inputs,
  { steps }: ModelLayout,
  plan: NetworkPlan,
  member: number,
  seed: number,
): SymbolicTensor {
  const make = layers.layers
  const weights = (n: number) => layers.initializers.glorotUniform({ seed: seed + n })
  // Half of what Glorot's rule gives: a head that begins smooth learns less by heart.
  const smooth = (n: number, inputs: number) => {
    const maxval = 1 / Math.sqrt(inputs)
    return layers.initializers.randomUniform({ minval: -maxval, maxval, seed: seed + n })
  }
  const seen = (plan.lstm ? plan.lstmUnits : 0) + RECENT_WIDTH + STEP_WIDTH
  const layerName = (layer: string) => `${layer}_${member}`
  let known = recent
  if (plan.lstm) {
    const lstm = make.lstm({
      units: plan.lstmUnits,
      recurrentActivation: 'sigmoid',
      kernelInitializer: weights(1),
      recurrentInitializer: weights(2),
      name: layerName('lstm'),
    })
    const state = apply(
      make.dropout({ rate: plan.dropout, seed: seed + 3, name: layerName('state') }),
      apply(lstm, window),
    )
    known = apply(make.concatenate({ name: layerName('known') }), [state, recent])
  }
  const now = make.dense({ units: plan.headUnits, kernelInitializer: smooth(4, seen), name: layerName('now') })
  const step = make.dense({
    units: plan.headUnits,
    kernelInitializer: smooth(5, seen),
    useBias: false,
    name: layerName('step'),
  })
  const repeated = apply(make.repeatVector({ n: steps, name: layerName('every') }), apply(now, known))
  const sum = apply(make.add({ name: layerName('sum') }), [repeated, apply(step, ahead)])
  const head = apply(make.activation({ activation: 'relu', name: layerName('head') }), sum)
  const bend = make.dense({
    units: plan.bendUnits,
    activation: 'relu',
    kernelInitializer: smooth(6, plan.headUnits),
    name: layerName('bend'),
  })
  const out = make.dense({ units: QUANTILE_COUNT, kernelInitializer: 'zeros', name: layerName('out') })
  return apply(out, apply(bend, head))
}

type Applicable = { apply(inputs: SymbolicTensor | SymbolicTensor[]): unknown }

function apply(layer: Applicable, inputs: SymbolicTensor | SymbolicTensor[]): SymbolicTensor {
  // A layer of one output that is applied to symbolic tensors answers one symbolic tensor.
  return layer.apply(inputs) as SymbolicTensor
}

/** Runs the network on a batch; answers its outputs, shape [count, steps, 3]. Leaves no tensor behind. */
export function runNetwork(
  { core }: Tensorflow,
  network: LayersModel,
  layout: ModelLayout,
  batch: Batch,
): Float32Array {
  return core.tidy(() => {
    const output = network.predictOnBatch(createInputTensors(core, layout, batch))
    const tensor = Array.isArray(output) ? output[0] : output
    if (tensor === undefined) throw new Error('The network answered no tensor')
    return tensor.dataSync<'float32'>()
  })
}

/** The three input tensors of a batch. The caller disposes them. */
export function createInputTensors(
  core: Tensorflow['core'],
  layout: ModelLayout,
  { count, window, ahead, recent }: Batch,
) {
  return [
    core.tensor3d(window, [count, WINDOW_HOURS, windowWidth(layout)]),
    core.tensor3d(ahead, [count, layout.steps, STEP_WIDTH]),
    core.tensor2d(recent, [count, RECENT_WIDTH]),
  ]
}
