import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decode, stepsFrom } from './steps.ts'

const none = { low: [0, 0, 0, 0], high: [0, 0, 0, 0] }

test('outputs are shares of the scale above the base, three quantiles a step', () => {
  const outputs = [-0.1, 0, 0.1, -0.2, 0.05, 0.3, 0, 0, 0, 0, 0, 0]
  const [first, second] = decode(outputs, { baseKw: 500, scaleKw: 100 }, none)
  expect(first).toEqual({ p10: 490, p50: 500, p90: 510 })
  expect(second).toEqual({ p10: 480, p50: 505, p90: 530 })
})

test('the calibration widens the band of its own step, or narrows it', () => {
  const outputs = [-0.1, 0, 0.1, -0.1, 0, 0.1, 0, 0, 0, 0, 0, 0]
  const calibration = { low: [0.05, -0.05, 0, 0], high: [0.1, 0, 0, 0] }
  const [first, second] = decode(outputs, { baseKw: 500, scaleKw: 100 }, calibration)
  expect(first).toEqual({ p10: 485, p50: 500, p90: 520 })
  expect(second).toEqual({ p10: 495, p50: 500, p90: 510 })
})

test('quantiles are in order whatever the network answers', () => {
  const numbers = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 12, maxLength: 12 })
  fc.assert(
    fc.property(numbers, (outputs) => {
      for (const { p10, p50, p90 } of decode(outputs, { baseKw: 500, scaleKw: 400 }, none)) {
        expect(p10).toBeLessThanOrEqual(p50)
        expect(p50).toBeLessThanOrEqual(p90)
      }
    }),
  )
})

test('an output that is no number is an error', () => {
  const outputs = new Array<number>(12).fill(0)
  outputs[5] = Number.NaN
  expect(() => decode(outputs, { baseKw: 1, scaleKw: 1 }, none)).toThrow('no number')
})

test('steps follow the end of the window without a gap, each beside the naive forecast', () => {
  const quantiles = [1, 2, 3, 4].map((p50) => ({ p10: 0, p50, p90: 9 }))
  const naive = { name: 'yesterday' as const, steps: [5, 6, 7, 8].map((p50) => ({ p10: 0, p50, p90: 9 })) }
  const steps = stepsFrom(900_000, quantiles, naive)
  expect(steps.map(({ start, end, naiveKw }) => [start, end, naiveKw])).toEqual([
    [900_000, 1_800_000, 5],
    [1_800_000, 2_700_000, 6],
    [2_700_000, 3_600_000, 7],
    [3_600_000, 4_500_000, 8],
  ])
})
