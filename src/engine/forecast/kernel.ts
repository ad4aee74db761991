import type { LayersModel } from '@tensorflow/tfjs-layers'
import { RECENT_WIDTH, STEP_WIDTH, WINDOW_HOURS, windowWidth } from './features.ts'
import type { Layout } from './layout.ts'
import { type Lstm, lstmOf, runLstm } from './lstm-kernel.ts'
import { type Batch, QUANTILES } from './network.ts'

/** Runs the network on a batch; answers its outputs, shape [count, steps, 3], as `runNetwork` does. */
export type Kernel = (batch: Batch) => Float32Array

/** How far, in shares of the scale, a kernel may be from TensorFlow.js. */
const TOLERANCE = 1e-5

/** A layer [n] → [m]: weights [m][n], bias [m]. */
interface Dense {
  readonly weights: Float32Array
  readonly bias: Float32Array
}

/** One of the networks whose answers are averaged. */
interface Member {
  readonly lstm: Lstm | null
  /** Of what is known of now: the LSTM's state and the recent loads. */
  readonly now: Dense
  /** Of what is known of a step, without a bias. */
  readonly step: Dense
  readonly bend: Dense
  readonly out: Dense
  /** Rooms: what is known of now, what comes of it, and the two hidden layers of a step. */
  readonly known: Float64Array
  readonly base: Float64Array
  readonly head: Float64Array
  readonly bent: Float64Array
}

/**
 * The network as plain loops. TensorFlow.js hands out some fifteen operations for each step of the LSTM, which takes most
 * of its time for a network this small; here nothing is handed out, and nothing is made within a step.
 * @throws Error where the network is not one that EcoPulse builds.
 */
export function createKernel(network: LayersModel, layout: Layout): Kernel {
  const members = membersOf(network)
  const windowSize = WINDOW_HOURS * windowWidth(layout)
  const stepValues = new Float64Array(STEP_WIDTH)
  return ({ count, window, ahead, recent }) => {
    const all = new Float32Array(count * layout.steps * QUANTILES)
    for (let nth = 0; nth < count; nth++) {
      for (const member of members) {
        readNow(member, window, nth * windowSize, recent.subarray(nth * RECENT_WIDTH, (nth + 1) * RECENT_WIDTH))
        for (let step = 0; step < layout.steps; step++) {
          const from = (nth * layout.steps + step) * STEP_WIDTH
          for (let i = 0; i < STEP_WIDTH; i++) stepValues[i] = ahead[from + i] as number
          runHead(member, stepValues)
          const to = (nth * layout.steps + step) * QUANTILES
          for (let i = 0; i < QUANTILES; i++) {
            all[to + i] = (all[to + i] as number) + dot(member.out, i, member.bent) / members.length
          }
        }
      }
    }
    return all
  }
}

/** Whether two answers for the same inputs are the same to 1e-5 of the scale; what is no number is not. */
export function agrees(outputs: Float32Array, reference: Float32Array): boolean {
  if (outputs.length !== reference.length) return false
  return outputs.every((value, i) => Math.abs(value - (reference[i] ?? Number.NaN)) <= TOLERANCE)
}

/** What of a window is the same for every step: in `member.base`. */
function readNow(member: Member, windows: Float32Array, place: number, recent: Float32Array): void {
  const { lstm, now, known, base } = member
  if (lstm !== null) {
    runLstm(lstm, windows, place)
    known.set(lstm.outputs)
  }
  known.set(recent, lstm?.outputs.length ?? 0)
  for (let i = 0; i < base.length; i++) base[i] = dot(now, i, known)
}

/** The two hidden layers of one step: in `member.bent`. */
function runHead({ step, bend, base, head, bent }: Member, values: Float64Array): void {
  for (let i = 0; i < head.length; i++) head[i] = Math.max(0, (base[i] as number) + dot(step, i, values))
  for (let i = 0; i < bent.length; i++) bent[i] = Math.max(0, dot(bend, i, head))
}

function dot({ weights, bias }: Dense, row: number, values: Float64Array): number {
  let sum = bias[row] as number
  const start = row * values.length
  for (let i = 0; i < values.length; i++) sum += (weights[start + i] as number) * (values[i] as number)
  return sum
}

function membersOf(network: LayersModel): Member[] {
  const names = new Set(network.layers.map(({ name }) => name))
  const members: Member[] = []
  for (let i = 0; names.has(`now_${i}`); i++) {
    const lstm = names.has(`lstm_${i}`) ? lstmOf(weightsOf(network, `lstm_${i}`)) : null
    const [now, step, bend, out] = ['now', 'step', 'bend', 'out'].map((name) =>
      dense(weightsOf(network, `${name}_${i}`)),
    )
    if (!now || !step || !bend || !out) throw new Error('The network has no head')
    const units = now.bias.length
    members.push({
      ...{ lstm, now, step, bend, out },
      known: new Float64Array(now.weights.length / units),
      base: new Float64Array(units),
      head: new Float64Array(units),
      bent: new Float64Array(bend.bias.length),
    })
  }
  if (members.length === 0) throw new Error('The network has no members')
  return members
}

/** From Keras' kernel [n, m] and, where there is one, bias [m]. Only the layer of a step's features has none: n is theirs. */
function dense([
  kernel = new Float32Array(0),
  bias = new Float32Array(kernel.length / STEP_WIDTH),
]: readonly Float32Array[]): Dense {
  const outputs = bias.length
  const inputs = kernel.length / outputs
  return { weights: kernel.map((_, at) => kernel[(at % inputs) * outputs + Math.floor(at / inputs)] ?? 0), bias }
}

/** The weights of a layer as copies; its tensors stay the network's. */
function weightsOf(network: LayersModel, layer: string): Float32Array[] {
  return network
    .getLayer(layer)
    .getWeights()
    .map((tensor) => Float32Array.from(tensor.dataSync<'float32'>()))
}
