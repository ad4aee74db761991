import { expect, test } from 'vitest'
import { createLehmer, shuffle } from './shuffle.ts'

test('numbers are spread evenly over 0 to 1, the same for a seed and others for another', () => {
  for (const seed of [0, 1, 7, -3, 2 ** 31, 1e15]) {
    const random = createLehmer(seed)
    const numbers = Array.from({ length: 5000 }, random)
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...numbers)).toBeLessThan(1)
    expect(numbers.reduce((sum, each) => sum + each, 0) / numbers.length).toBeCloseTo(0.5, 1)
    expect(numbers.slice(0, 3)).toEqual(Array.from({ length: 3 }, createLehmer(seed)))
  }
  expect(createLehmer(1)()).not.toBe(createLehmer(2)())
})

test('shuffling keeps everything, and leaves what is shuffled as it was', () => {
  const all = Array.from({ length: 200 }, (_, i) => i)
  const order = shuffle(all, createLehmer(3))
  expect(order).not.toEqual(all)
  expect([...order].sort((a, b) => a - b)).toEqual(all)
  expect(all[0]).toBe(0)
  expect(shuffle(all, createLehmer(3))).toEqual(order)
  expect(shuffle([], createLehmer(3))).toEqual([])
})
