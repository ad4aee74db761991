import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chanceAbove, interpolateQuantile } from './quantiles.ts'

const band = { p10: 900, p50: 1000, p90: 1200 }

test('the distribution is right at all three quantiles', () => {
  expect(chanceAbove(band, 900)).toBeCloseTo(0.9, 5)
  expect(chanceAbove(band, 1000)).toBeCloseTo(0.5, 5)
  expect(chanceAbove(band, 1200)).toBeCloseTo(0.1, 5)
})

test('the chance falls as the level rises, and never leaves 0 to 1', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 3000, noNaN: true }),
      fc.double({ min: 0, max: 500, noNaN: true }),
      (level, more) => {
        const [low, high] = [chanceAbove(band, level), chanceAbove(band, level + more)]
        expect(high).toBeLessThanOrEqual(low + 1e-12)
        expect(low).toBeLessThanOrEqual(1)
        expect(high).toBeGreaterThanOrEqual(0)
      },
    ),
  )
})

test('a level is found back from its chance', () => {
  for (const share of [0.02, 0.1, 0.4, 0.5, 0.77, 0.99])
    expect(1 - chanceAbove(band, interpolateQuantile(band, share))).toBeCloseTo(share, 5)
})

test('a band without width is a certainty', () => {
  const sure = { p10: 500, p50: 500, p90: 500 }
  expect(chanceAbove(sure, 499)).toBe(1)
  expect(chanceAbove(sure, 500)).toBe(0)
})
