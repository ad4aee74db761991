import { expect, test } from 'vitest'
import { agrees } from './kernel.ts'

test('outputs agree that are the same to 1e-5, and what is no number never does', () => {
  const reference = Float32Array.of(0.5, -0.25)
  expect(agrees(Float32Array.of(0.500005, -0.25), reference)).toBe(true)
  expect(agrees(Float32Array.of(0.50002, -0.25), reference)).toBe(false)
  expect(agrees(Float32Array.of(0.5), reference)).toBe(false)
  expect(agrees(Float32Array.of(Number.NaN, -0.25), reference)).toBe(false)
  expect(agrees(Float32Array.of(Number.NaN), Float32Array.of(Number.NaN))).toBe(false)
})
