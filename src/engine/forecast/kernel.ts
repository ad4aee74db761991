import type { LayersModel } from '@tensorflow/tfjs-layers'
import { NEXT_HOUR_STEPS, WINDOW_STEPS } from '../../domain/forecast.ts'
import { AHEAD_FEATURES, type ModelInput, RECENT_FEATURES, WINDOW_FEATURES } from './features.ts'
import { OUTPUTS } from './network.ts'

/** Runs the network on windows; answers their outputs in a row, shape [windows, 12], as `runNetwork` does. */
export type Kernel = (inputs: readonly ModelInput[]) => Float32Array

/** How far, in shares of the scale, a kernel may be from TensorFlow.js. */
const TOLERANCE = 1e-5
const FEATURES = WINDOW_FEATURES.length
const AHEAD = NEXT_HOUR_STEPS * AHEAD_FEATURES.length
const KNOWN = AHEAD + RECENT_FEATURES

/** The LSTM of H units: its weights, and the room that it works in. */
interface Lstm {
  /** [H / 2][F + H][2][4]: of each pair of units, for each feature and each unit's last output, what goes to their gates i, f, c, o. */
  readonly weights: Float32Array
  /** [H][4] */
  readonly bias: Float32Array
  /** [F + H]: a quarter-hour's features and the last outputs. */
  readonly seen: Float64Array
  /** [H] each: the cells, and the outputs of the step under way. */
  readonly cells: Float64Array
  readonly outputs: Float64Array
}

/** A layer [n] → [m]: weights [m][n], bias [m]. */
interface Dense {
  readonly weights: Float32Array
  readonly bias: Float32Array
}

/**
 * The network as plain loops. TensorFlow.js hands out some fifteen operations for each of the 96 steps of the LSTM, which
 * takes most of its time for a network this small; here nothing is handed out, and nothing is made within a step.
 */
export function createKernel(network: LayersModel): Kernel {
  const lstm = lstmOf(weightsOf(network, 'lstm'))
  const [head, bent, straight] = ['head', 'bent', 'straight'].map((name) => dense(weightsOf(network, name)))
  if (head === undefined || bent === undefined || straight === undefined) throw new Error('The network has no head')
  const units = lstm.outputs.length
  const seen = new Float64Array(units + KNOWN)
  const hidden = new Float64Array(head.bias.length)
  return (inputs) => {
    const all = new Float32Array(inputs.length * OUTPUTS)
    inputs.forEach(({ window, ahead, recent }, nth) => {
      runLstm(lstm, window)
      seen.set(lstm.outputs)
      seen.set(ahead, units)
      seen.set(recent, units + AHEAD)
      for (let i = 0; i < hidden.length; i++) hidden[i] = Math.max(0, dot(head, i, seen))
      const known = seen.subarray(units)
      for (let i = 0; i < OUTPUTS; i++) all[nth * OUTPUTS + i] = dot(bent, i, hidden) + dot(straight, i, known)
    })
    return all
  }
}

/** Whether two answers for the same inputs are the same to 1e-5 of the scale; what is no number is not. */
export function agrees(outputs: Float32Array, reference: Float32Array): boolean {
  if (outputs.length !== reference.length) return false
  return outputs.every((value, i) => Math.abs(value - (reference[i] ?? Number.NaN)) <= TOLERANCE)
}

/** Runs a window [96, 9] through the LSTM; its last outputs are in `lstm.outputs`. */
function runLstm(lstm: Lstm, window: Float32Array): void {
  lstm.seen.fill(0)
  lstm.cells.fill(0)
  for (let step = 0; step < WINDOW_STEPS; step++) {
    for (let i = 0; i < FEATURES; i++) lstm.seen[i] = window[step * FEATURES + i] as number
    for (let unit = 0; unit < lstm.outputs.length; unit += 2) runPair(lstm, unit)
    lstm.seen.set(lstm.outputs, FEATURES)
  }
}

/** All gates of two units in a pass: eight sums that don't wait for each other keep the processor busy. */
function runPair({ weights, bias, seen, cells, outputs }: Lstm, unit: number): void {
  let at = unit * seen.length * 4
  let i0 = bias[4 * unit] as number
  let f0 = bias[4 * unit + 1] as number
  let c0 = bias[4 * unit + 2] as number
  let o0 = bias[4 * unit + 3] as number
  let i1 = bias[4 * unit + 4] as number
  let f1 = bias[4 * unit + 5] as number
  let c1 = bias[4 * unit + 6] as number
  let o1 = bias[4 * unit + 7] as number
  for (let k = 0; k < seen.length; k++) {
    const value = seen[k] as number
    i0 += value * (weights[at] as number)
    f0 += value * (weights[at + 1] as number)
    c0 += value * (weights[at + 2] as number)
    o0 += value * (weights[at + 3] as number)
    i1 += value * (weights[at + 4] as number)
    f1 += value * (weights[at + 5] as number)
    c1 += value * (weights[at + 6] as number)
    o1 += value * (weights[at + 7] as number)
    at += 8
  }
  const cell0 = sigmoid(f0) * (cells[unit] as number) + sigmoid(i0) * tanh(c0)
  const cell1 = sigmoid(f1) * (cells[unit + 1] as number) + sigmoid(i1) * tanh(c1)
  cells[unit] = cell0
  cells[unit + 1] = cell1
  outputs[unit] = sigmoid(o0) * tanh(cell0)
  outputs[unit + 1] = sigmoid(o1) * tanh(cell1)
}

/** From Keras' kernel [F, 4H], recurrent kernel [H, 4H] and bias [4H], whose columns are all i, all f, all c, all o. */
function lstmOf([kernel, recurrent, columns]: readonly Float32Array[]): Lstm {
  if (kernel === undefined || recurrent === undefined || columns === undefined) throw new Error('The LSTM has no bias')
  const units = columns.length / 4
  if (units % 2 !== 0) throw new Error('The kernel runs units in pairs')
  const width = FEATURES + units
  const weights = new Float32Array(units * width * 4)
  const bias = new Float32Array(units * 4)
  for (let column = 0; column < 4 * units; column++) {
    const unit = column % units
    const gate = Math.floor(column / units)
    bias[unit * 4 + gate] = columns[column] ?? 0
    for (let k = 0; k < width; k++) {
      const weight = k < FEATURES ? kernel[k * 4 * units + column] : recurrent[(k - FEATURES) * 4 * units + column]
      weights[((unit >> 1) * width + k) * 8 + (unit & 1) * 4 + gate] = weight ?? Number.NaN
    }
  }
  const seen = new Float64Array(width)
  return { weights, bias, seen, cells: new Float64Array(units), outputs: new Float64Array(units) }
}

/** From Keras' kernel [n, m] and, where there is one, bias [m]. Only the straight path, of 12 outputs, has none. */
function dense([kernel = new Float32Array(0), bias = new Float32Array(OUTPUTS)]: readonly Float32Array[]): Dense {
  const inputs = kernel.length / bias.length
  return { weights: kernel.map((_, at) => kernel[(at % inputs) * bias.length + Math.floor(at / inputs)] ?? 0), bias }
}

function dot({ weights, bias }: Dense, row: number, values: Float64Array): number {
  let sum = bias[row] as number
  const start = row * values.length
  for (let i = 0; i < values.length; i++) sum += (weights[start + i] as number) * (values[i] as number)
  return sum
}

/** The weights of a layer as copies; its tensors stay the network's. */
function weightsOf(network: LayersModel, layer: string): Float32Array[] {
  return network
    .getLayer(layer)
    .getWeights()
    .map((tensor) => Float32Array.from(tensor.dataSync<'float32'>()))
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x))
}

/** Quicker than `Math.tanh`, and right to far more digits than are asked. */
function tanh(x: number): number {
  return 2 / (1 + Math.exp(-2 * x)) - 1
}
