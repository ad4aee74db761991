import { expect, test } from 'vitest'
import { decimalsOf, formatBytes, formatCount } from './numbers.ts'

test('decimals follow the unit and the reach, not the value', () => {
  expect(decimalsOf('kW', 1_400)).toBe(0)
  expect(decimalsOf('kW', 40)).toBe(1)
  expect(decimalsOf('Hz', 50.5)).toBe(2)
  expect(decimalsOf('', 1)).toBe(2)
})

test('sizes and counts are short', () => {
  expect(formatBytes(412e6)).toBe('412 MB')
  expect(formatCount(11_200_000)).toBe('11.2 M')
  expect(formatCount(999)).toBe('999')
})
