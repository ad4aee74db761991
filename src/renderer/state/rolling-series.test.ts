import { expect, test } from 'vitest'
import { createRollingSeries, MAX_SERIES_POINTS } from './rolling-series.ts'

const HOUR = 3_600_000

test('an hour of seconds is thinned to 12-s means', () => {
  const trail = createRollingSeries(HOUR, 1_000)
  for (let at = 0; at < HOUR; at += 1_000) trail.add(at, (at / 1_000) % 12)
  const points = trail.points()
  expect(points).toHaveLength(MAX_SERIES_POINTS)
  expect(points[0]).toEqual([0, 5.5])
})

test('however long it is fed it holds no more than its span', () => {
  const trail = createRollingSeries(HOUR, 1_000)
  for (let at = 0; at < 10 * HOUR; at += 1_000) trail.add(at, 1)
  const points = trail.points()
  expect(points.length).toBeLessThanOrEqual(MAX_SERIES_POINTS + 1)
  expect(points.at(-1)?.[0]).toBe(10 * HOUR - 12_000)
})

test('a past that is fetched after live values were received is put before them', () => {
  const trail = createRollingSeries(300_000, 1_000)
  trail.add(10_000, 1)
  trail.add(8_000, 3)
  trail.add(9_000, 2)
  expect(trail.points()).toEqual([
    [8_000, 3],
    [9_000, 2],
    [10_000, 1],
  ])
})
