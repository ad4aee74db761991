import { expect, test } from 'vitest'
import { pinball, score } from './score.ts'

test('the figures are those worked out by hand', () => {
  const scored = score([
    { foreseen: { p10: 80, p50: 90, p90: 120 }, actualKw: 100 },
    { foreseen: { p10: 180, p50: 220, p90: 230 }, actualKw: 200 },
    { foreseen: { p10: 10, p50: 20, p90: 30 }, actualKw: 50 },
    { foreseen: { p10: 10, p50: 40, p90: 90 }, actualKw: 50 },
  ])
  // |errors| 10, 20, 30, 10 of 100, 200, 50, 50.
  expect(scored.mape).toBeCloseTo((10 + 10 + 60 + 20) / 4, 10)
  expect(scored.wape).toBeCloseTo((100 * 70) / 400, 10)
  expect(scored.maeKw).toBeCloseTo(17.5, 10)
  expect(scored.coverage).toBe(75)
  // P10: 0.1·20, 0.1·20, 0.1·40, 0.1·40; P50: half of each error; P90: 0.1·20, 0.1·30, 0.9·20, 0.1·40.
  expect(scored.pinballKw).toBeCloseTo((12 + 35 + 27) / 12, 10)
})

test('a load of 0 counts in the WAPE and not in the MAPE', () => {
  const foreseen = { p10: 0, p50: 10, p90: 20 }
  const scored = score([
    { foreseen, actualKw: 0 },
    { foreseen, actualKw: 20 },
  ])
  expect(scored.mape).toBe(50)
  expect(scored.wape).toBe(100)
})

test('the edges of the band belong to it', () => {
  const foreseen = { p10: 1, p50: 2, p90: 3 }
  expect(score([1, 3].map((actualKw) => ({ foreseen, actualKw }))).coverage).toBe(100)
})

test('a P90 that is too low costs nine times what one too high does', () => {
  expect(pinball(0.9, 100, 110)).toBeCloseTo(9, 10)
  expect(pinball(0.9, 110, 100)).toBeCloseTo(1, 10)
  expect(pinball(0.5, 7, 7)).toBe(0)
})
