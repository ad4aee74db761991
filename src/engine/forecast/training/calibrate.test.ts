import { expect, test } from 'vitest'
import { decode } from '../steps.ts'
import { calibrate } from './calibrate.ts'
import type { Example } from './dataset.ts'

/** Examples whose loads lie evenly in 0 to 1000 kW, whatever the step. */
const examples = Array.from({ length: 1000 }, (_, i): Example => {
  const nothing = new Float32Array(0)
  const input = { window: nothing, ahead: nothing, recent: nothing, scaleKw: 1000, baseKw: 0 }
  return { input, at: i, actualKw: [i, i, i, i] }
})

/** The share of the examples inside the band of each step, when every window is answered the same. */
function coverage(outputs: readonly number[], step: number) {
  const calibration = calibrate(
    examples,
    examples.flatMap(() => outputs),
  )
  const inside = examples.filter(({ input, actualKw }) => {
    const band = decode(outputs, input, calibration)[step]
    const actual = actualKw[step] ?? Number.NaN
    return band !== undefined && band.p10 <= actual && actual <= band.p90
  })
  return inside.length / examples.length
}

test('a band that is too narrow, too wide or askew covers 80 % when calibrated', () => {
  const outputs = [0.4, 0.5, 0.6, 0.01, 0.5, 0.99, 0.3, 0.35, 0.4, 0.05, 0.5, 0.6]
  for (let step = 0; step < 4; step++) expect(Math.abs(coverage(outputs, step) - 0.8)).toBeLessThan(0.005)
})

test('what must be moved is told for each side in shares of the scale', () => {
  const outputs = [0.4, 0.5, 0.6, 0.01, 0.5, 0.99, 0.3, 0.35, 0.4, 0.05, 0.5, 0.6]
  const { low, high } = calibrate(
    examples,
    examples.flatMap(() => outputs),
  )
  expect(low[0]).toBeCloseTo(0.3, 2)
  expect(high[0]).toBeCloseTo(0.3, 2)
  expect(low[1]).toBeCloseTo(-0.09, 2)
  expect(high[1]).toBeCloseTo(-0.09, 2)
})
