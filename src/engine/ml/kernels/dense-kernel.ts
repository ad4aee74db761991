/** A layer [n] → [m] whose units are filled up to a whole number of fours: those answer 0. */
export interface Dense {
  readonly inputs: number
  readonly units: number
  /** [units / 4][inputs][4] */
  readonly weights: Float32Array
  /** [units] */
  readonly bias: Float64Array
}

/**
 * From Keras' kernel [n, m] and bias [m]; a layer without a bias has one of zeros here.
 * @param inputs As many as the room has that the layer reads: those beyond n count for nothing.
 */
export function packDense(kernel: Float32Array, bias: Float32Array, inputs = kernel.length / bias.length): Dense {
  const columns = bias.length
  const units = 4 * Math.ceil(columns / 4)
  const weights = new Float32Array(units * inputs)
  for (let row = 0; row < kernel.length / columns; row++) {
    for (let unit = 0; unit < columns; unit++) {
      weights[((unit >> 2) * inputs + row) * 4 + (unit & 3)] = kernel[row * columns + unit] ?? Number.NaN
    }
  }
  const filled = new Float64Array(units)
  filled.set(bias)
  return { inputs, units, weights, bias: filled }
}

/**
 * Runs `count` rows [count][inputs] through a layer, into `to` [count][units]. Four units of two rows in a pass: eight
 * sums that don't wait for each other keep the processor busy, and a weight is read once for both rows.
 * @param bias [units]: the layer's own, or what else is the same for all rows.
 * @param least What is below is raised to it: 0 makes a ReLU, -Infinity leaves all as it is.
 */
export function runDense(
  { inputs, units, weights }: Dense,
  bias: Float64Array,
  from: Float64Array,
  count: number,
  to: Float64Array,
  least: number,
): void {
  for (let row = 0; row < count; row += 2) {
    // The last of an odd count is its own neighbour.
    const other = row + 1 < count ? row + 1 : row
    const here = row * inputs
    const there = other * inputs
    let at = 0
    for (let unit = 0; unit < units; unit += 4) {
      let a0 = bias[unit] as number
      let a1 = bias[unit + 1] as number
      let a2 = bias[unit + 2] as number
      let a3 = bias[unit + 3] as number
      let b0 = a0
      let b1 = a1
      let b2 = a2
      let b3 = a3
      for (let i = 0; i < inputs; i++) {
        const a = from[here + i] as number
        const b = from[there + i] as number
        const w0 = weights[at] as number
        const w1 = weights[at + 1] as number
        const w2 = weights[at + 2] as number
        const w3 = weights[at + 3] as number
        a0 += a * w0
        b0 += b * w0
        a1 += a * w1
        b1 += b * w1
        a2 += a * w2
        b2 += b * w2
        a3 += a * w3
        b3 += b * w3
        at += 4
      }
      write(to, row * units + unit, a0, a1, a2, a3, least)
      write(to, other * units + unit, b0, b1, b2, b3, least)
    }
  }
}

function write(to: Float64Array, place: number, s0: number, s1: number, s2: number, s3: number, least: number): void {
  to[place] = Math.max(least, s0)
  to[place + 1] = Math.max(least, s1)
  to[place + 2] = Math.max(least, s2)
  to[place + 3] = Math.max(least, s3)
}
