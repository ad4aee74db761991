import { expect, test } from 'vitest'
import { createCadence } from './cadence.ts'

/** Notes times that lie `distance` apart and answers after how many of them there was news. */
function feed(cadence: ReturnType<typeof createCadence>, from: number, distance: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => (cadence.observe('load', from + i * distance) ? i : -1)).filter(
    (i) => i >= 0,
  )
}

test('the period is known after five samples, and reported once', () => {
  const cadence = createCadence()
  expect(cadence.periodMs('load')).toBeNull()
  expect(feed(cadence, 0, 60_000, 100)).toEqual([4])
  expect(cadence.periodMs('load')).toBe(60_000)
  expect(cadence.periodMs('solar')).toBeNull()
})

test('gaps, late samples and the same time again do not change it', () => {
  const cadence = createCadence()
  feed(cadence, 0, 1_000, 20)
  expect(cadence.observe('load', 3_000)).toBe(false)
  expect(cadence.observe('load', 19_000)).toBe(false)
  expect(cadence.observe('load', 9_000_000)).toBe(false)
  expect(feed(cadence, 9_001_000, 1_000, 100)).toEqual([])
  expect(cadence.periodMs('load')).toBe(1_000)
})

test('a period that becomes another is reported again', () => {
  const cadence = createCadence()
  feed(cadence, 0, 1_000, 60)
  expect(feed(cadence, 60_000, 10_000, 60)).toHaveLength(1)
  expect(cadence.periodMs('load')).toBe(10_000)
})

test('jitter of some percent is no news', () => {
  const cadence = createCadence()
  const news = Array.from({ length: 300 }, (_, i) => cadence.observe('load', i * 1_000 + ((i * 37) % 100)))
  expect(news.filter(Boolean)).toHaveLength(1)
})
