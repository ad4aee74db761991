import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lowerBound, partitionPoint } from './partition-point.ts'

test('it is the first place for which it does not hold', () => {
  fc.assert(
    fc.property(fc.nat(50), fc.nat(50), fc.nat(100), (first, count, until) => {
      const end = first + count
      const found = partitionPoint((place) => place < until, first, end)
      expect(found).toBe(Math.max(first, Math.min(end, until)))
    }),
  )
})

test('the lower bound is where a number belongs, before those that are equal', () => {
  expect(lowerBound([1, 3, 3, 5], 3)).toBe(1)
  expect(lowerBound([1, 3, 3, 5], 4)).toBe(3)
  expect(lowerBound([1, 3, 3, 5], 6)).toBe(4)
  expect(lowerBound([], 6)).toBe(0)
})
