import { expect, test } from 'vitest'
import { createRoundScale, keepOrCreateScale } from './scale.ts'

test('a scale has round ends and holds its values', () => {
  expect(createRoundScale(0, 1_128, 5)).toEqual({ min: 0, max: 1_250, ticks: [0, 250, 500, 750, 1_000, 1_250] })
  expect(createRoundScale(49.97, 50.03, 4).min).toBeLessThanOrEqual(49.97)
})

test('a scale stays where it is while the values move within it', () => {
  const first = keepOrCreateScale(null, 1_000, 1_100, 4)
  expect(keepOrCreateScale(first, 1_010, 1_090, 4)).toBe(first)
  const higher = keepOrCreateScale(first, 1_010, first.max + 1, 4)
  expect(higher).not.toBe(first)
  expect(higher.max).toBeGreaterThan(first.max)
})

test('a scale closes in when the values fill little of it', () => {
  const wide = keepOrCreateScale(null, 200, 1_200, 4)
  const close = keepOrCreateScale(wide, 1_000, 1_010, 4)
  expect(close.max - close.min).toBeLessThan(300)
})

test('noise is not drawn as news', () => {
  const scale = keepOrCreateScale(null, 999, 1_001, 4)
  expect(scale.max - scale.min).toBeGreaterThanOrEqual(100)
})
