import { expect, test } from 'vitest'
import { appendRecent, type Point, RECENT_POINTS } from './recent-points.ts'

const points = (...at: number[]): Point[] => at.map((each) => [each, each * 10])

test('only the newest 60 points are kept', () => {
  let known: readonly Point[] = []
  for (let at = 1; at <= 3_600; at += 1) known = appendRecent(known, points(at))
  expect(known).toHaveLength(RECENT_POINTS)
  expect(known[0]?.[0]).toBe(3_541)
  expect(known.at(-1)?.[0]).toBe(3_600)
})

test('a late point is put in its place, and the same time twice is one point', () => {
  const known = appendRecent(points(1, 2, 4), [
    [3, 30],
    [4, 99],
  ])
  expect(known).toEqual([
    [1, 10],
    [2, 20],
    [3, 30],
    [4, 99],
  ])
})
