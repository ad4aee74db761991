import { WINDOW_HOURS } from '../features/features.ts'

/** The LSTM of H units over F features: its weights, and the room that it works in. */
export interface Lstm {
  readonly features: number
  /** [H / 2][F + H][2][4]: of each pair of units, for each feature and each unit's last output, what goes to their gates i, f, c, o. */
  readonly weights: Float32Array
  /** [H][4] */
  readonly bias: Float32Array
  /** [F + H]: an hour's features and the last outputs. */
  readonly seen: Float64Array
  /** [H] each: the cells, and the outputs of the step under way. */
  readonly cells: Float64Array
  readonly outputs: Float64Array
}

/** From Keras' kernel [F, 4H], recurrent kernel [H, 4H] and bias [4H], whose columns are all i, all f, all c, all o. */
export function packLstm([kernel, recurrent, columns]: readonly Float32Array[]): Lstm {
  if (kernel === undefined || recurrent === undefined || columns === undefined) throw new Error('The LSTM has no bias')
  const units = columns.length / 4
  if (units % 2 !== 0) throw new Error('The kernel runs units in pairs')
  const features = kernel.length / (4 * units)
  const width = features + units
  const weights = new Float32Array(units * width * 4)
  const bias = new Float32Array(units * 4)
  for (let column = 0; column < 4 * units; column++) {
    const unit = column % units
    const gate = Math.floor(column / units)
    bias[unit * 4 + gate] = columns[column] ?? 0
    for (let k = 0; k < width; k++) {
      const weight = k < features ? kernel[k * 4 * units + column] : recurrent[(k - features) * 4 * units + column]
      weights[((unit >> 1) * width + k) * 8 + (unit & 1) * 4 + gate] = weight ?? Number.NaN
    }
  }
  const seen = new Float64Array(width)
  return { features, weights, bias, seen, cells: new Float64Array(units), outputs: new Float64Array(units) }
}

/** Runs the window [24, F] that begins at `place` through the LSTM; its last outputs are in `lstm.outputs`. */
export function runLstm(lstm: Lstm, windows: Float32Array, place: number): void {
  const { features, seen, cells, outputs } = lstm
  seen.fill(0)
  cells.fill(0)
  for (let step = 0; step < WINDOW_HOURS; step++) {
    const from = place + step * features
    for (let i = 0; i < features; i++) seen[i] = windows[from + i] as number
    for (let unit = 0; unit < outputs.length; unit += 2) runPair(lstm, unit)
    seen.set(outputs, features)
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

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x))
}

/** Quicker than `Math.tanh`, and exact to far more digits than are needed. */
function tanh(x: number): number {
  return 2 / (1 + Math.exp(-2 * x)) - 1
}
