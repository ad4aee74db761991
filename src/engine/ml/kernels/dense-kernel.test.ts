import { expect, test } from 'vitest'
import { packDense, runDense } from './dense-kernel.ts'

/** Numbers that differ, of both signs. */
function numbers(length: number, seed: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => Math.sin(1.7 * i + seed))
}

/** Input [n], kernel [n, m] and bias [m], as textbooks have it. */
function byDefinition(kernel: Float32Array, bias: Float32Array, input: ArrayLike<number>): number[] {
  return Array.from(bias, (start, unit) => {
    let sum = start
    for (let i = 0; i < kernel.length / bias.length; i++) {
      sum += (input[i] ?? Number.NaN) * (kernel[i * bias.length + unit] ?? Number.NaN)
    }
    return sum
  })
}

test.each([
  [1, 5, 4],
  [2, 5, 8],
  [3, 1, 3],
  [7, 6, 1],
  [96, 27, 10],
])('%i rows of %i inputs go through a layer of %i units', (count, inputs, units) => {
  const kernel = numbers(inputs * units, 1)
  const bias = numbers(units, 2)
  const dense = packDense(kernel, bias)
  const from = Float64Array.from(numbers(count * inputs, 3))
  for (const least of [0, Number.NEGATIVE_INFINITY]) {
    const to = new Float64Array(count * dense.units).fill(Number.NaN)
    runDense(dense, dense.bias, from, count, to, least)
    for (let row = 0; row < count; row++) {
      const expected = byDefinition(kernel, bias, from.subarray(row * inputs, (row + 1) * inputs))
      const answer = [...to.subarray(row * dense.units, (row + 1) * dense.units)]
      expected.forEach((value, unit) => {
        expect(answer[unit]).toBeCloseTo(Math.max(least, value), 12)
      })
      // Units that fill up a four answer 0.
      expect(answer.slice(units)).toEqual(new Array(dense.units - units).fill(0))
    }
  }
})

test('a layer reads a room that is wider than its inputs, and adds what is the same for all rows', () => {
  const kernel = numbers(3 * 4, 1)
  const dense = packDense(kernel, new Float32Array(4), 8)
  const to = new Float64Array(4)
  runDense(dense, Float64Array.of(1, 2, 3, 4), Float64Array.of(0.5, -1, 2, 9, 9, 9, 9, 9), 1, to, -10)
  const expected = byDefinition(kernel, Float32Array.of(1, 2, 3, 4), [0.5, -1, 2])
  expected.forEach((value, unit) => {
    expect(to[unit]).toBeCloseTo(value, 12)
  })
})
