import { expect, test } from 'vitest'
import { createHeightInShares, createHeightInWidths, heightOf, levelAtHeight } from './peak-height.ts'

const band = { p10: 900, p50: 1000, p90: 1200 }
const spread = { p10: -1, p50: 0, p90: 1 }

test('a height in widths is 0 at the P50 and 1 at the P90, and leads back to its level', () => {
  expect([1000, 1200, 1500, 900].map((level) => heightOf(band, level))).toEqual([0, 1, 2.5, -0.5])
  expect(levelAtHeight(band, 2.5)).toBe(1500)
  expect(createHeightInWidths(spread).heightOf(band, 1100)).toBe(0.5)
})

test('a height as a share is 0 at the P50 and leads back to its level', () => {
  const shares = createHeightInShares(spread)
  expect(shares.heightOf(band, 1000)).toBe(0)
  expect(shares.heightOf(band, 1020)).toBeCloseTo(0.02)
  expect(shares.levelOf(band, 0.02)).toBe(1020)
})
