import type { LayersModel } from '@tensorflow/tfjs-layers'
import { type Batch, QUANTILE_COUNT } from '../features/batch.ts'
import { RECENT_WIDTH, STEP_WIDTH, WINDOW_HOURS, windowWidth } from '../features/features.ts'
import type { ModelLayout } from '../features/layout.ts'
import { type Dense, packDense, runDense } from './dense-kernel.ts'
import { type Lstm, packLstm, runLstm } from './lstm-kernel.ts'

/** Runs the network on a batch; answers its outputs, shape [count, steps, 3], as `runNetwork` does. */
export type Kernel = (batch: Batch) => Float32Array

/** How far, in shares of the scale, a kernel may be from TensorFlow.js. */
const TOLERANCE = 1e-5

/** One of the networks whose answers are averaged. */
interface Member {
  readonly lstm: Lstm | null
  /** Of what is known of now: the LSTM's state and the recent loads. */
  readonly now: Dense
  /** Of what is known of a step, without a bias. */
  readonly step: Dense
  readonly bend: Dense
  readonly out: Dense
  /** Arrays: what is known of now, the layer of it, and of all steps the two hidden layers and the outputs. */
  readonly known: Float64Array
  readonly base: Float64Array
  readonly head: Float64Array
  readonly bent: Float64Array
  readonly outputs: Float64Array
}

/**
 * The network as plain loops. TensorFlow.js dispatches some fifteen operations for each step of the LSTM, which is most
 * of its time for a network this small; here nothing is dispatched, and nothing is allocated within a step.
 * @throws Error where the network is not one that EcoPulse builds.
 */
export function createKernel(network: LayersModel, layout: ModelLayout): Kernel {
  const { steps } = layout
  const members = packMembers(network, steps)
  const windowSize = WINDOW_HOURS * windowWidth(layout)
  const stepValues = new Float64Array(steps * STEP_WIDTH)
  return ({ count, window, ahead, recent }) => {
    const all = new Float32Array(count * steps * QUANTILE_COUNT)
    for (let nth = 0; nth < count; nth++) {
      stepValues.set(ahead.subarray(nth * stepValues.length, (nth + 1) * stepValues.length))
      for (const member of members) {
        runNow(member, window, nth * windowSize, recent.subarray(nth * RECENT_WIDTH, (nth + 1) * RECENT_WIDTH))
        runHead(member, stepValues, steps)
        for (let step = 0; step < steps; step++) {
          const to = (nth * steps + step) * QUANTILE_COUNT
          for (let i = 0; i < QUANTILE_COUNT; i++) {
            const output = member.outputs[step * member.out.units + i] as number
            all[to + i] = (all[to + i] as number) + output / members.length
          }
        }
      }
    }
    return all
  }
}

/** Whether two answers for the same inputs are the same to 1e-5 of the scale; what is no number is not. */
export function isClose(outputs: Float32Array, reference: Float32Array): boolean {
  if (outputs.length !== reference.length) return false
  return outputs.every((value, i) => Math.abs(value - (reference[i] ?? Number.NaN)) <= TOLERANCE)
}

/** What of a window is the same for every step: in `member.base`. */
function runNow(member: Member, windows: Float32Array, place: number, recent: Float32Array): void {
  const { lstm, now, known, base } = member
  if (lstm !== null) {
    runLstm(lstm, windows, place)
    known.set(lstm.outputs)
  }
  known.set(recent, lstm?.outputs.length ?? 0)
  runDense(now, now.bias, known, 1, base, Number.NEGATIVE_INFINITY)
}

/** What of a window is each step's own: in `member.outputs`. */
function runHead({ step, bend, out, base, head, bent, outputs }: Member, values: Float64Array, steps: number): void {
  runDense(step, base, values, steps, head, 0)
  runDense(bend, bend.bias, head, steps, bent, 0)
  runDense(out, out.bias, bent, steps, outputs, Number.NEGATIVE_INFINITY)
}

function packMembers(network: LayersModel, steps: number): Member[] {
  const names = new Set(network.layers.map(({ name }) => name))
  const members: Member[] = []
  for (let i = 0; names.has(`now_${i}`); i++) {
    const lstm = names.has(`lstm_${i}`) ? packLstm(copyWeights(network, `lstm_${i}`)) : null
    const now = packLayer(copyWeights(network, `now_${i}`))
    const step = packLayer(copyWeights(network, `step_${i}`))
    const bend = packLayer(copyWeights(network, `bend_${i}`), step.units)
    const out = packLayer(copyWeights(network, `out_${i}`), bend.units)
    members.push({
      ...{ lstm, now, step, bend, out },
      known: new Float64Array(now.inputs),
      base: new Float64Array(now.units),
      head: new Float64Array(steps * step.units),
      bent: new Float64Array(steps * bend.units),
      outputs: new Float64Array(steps * out.units),
    })
  }
  if (members.length === 0) throw new Error('The network has no members')
  return members
}

/** From Keras' kernel [n, m] and, where there is one, bias [m]. Only the layer of a step's features has none: n is theirs. */
function packLayer([kernel, bias]: readonly Float32Array[], inputs?: number): Dense {
  if (kernel === undefined) throw new Error('The network has no head')
  return packDense(kernel, bias ?? new Float32Array(kernel.length / STEP_WIDTH), inputs)
}

/** The weights of a layer as copies; its tensors stay the network's. */
function copyWeights(network: LayersModel, layer: string): Float32Array[] {
  return network
    .getLayer(layer)
    .getWeights()
    .map((tensor) => Float32Array.from(tensor.dataSync<'float32'>()))
}
