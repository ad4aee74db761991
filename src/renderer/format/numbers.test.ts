import { expect, test } from 'vitest'
import { decimalsOf, formatBytes, formatCount, formatDuration, formatKw, formatNumber } from './numbers.ts'

test('power has thousands separators and no decimals from 100 kW on', () => {
  expect(formatKw(1_042.4)).toBe('1,042')
  expect(formatKw(99.7)).toBe('100')
  expect(formatKw(42.35)).toBe('42.4')
  expect(formatKw(4.2)).toBe('4.20')
})

test('a minus is a minus, and zero has none', () => {
  expect(formatNumber(-5.25, 1)).toBe('−5.3')
  expect(formatNumber(-0.01, 1)).toBe('0.0')
})

test('decimals follow the unit and the reach, not the value', () => {
  expect(decimalsOf('kW', 1_400)).toBe(0)
  expect(decimalsOf('kW', 40)).toBe(1)
  expect(decimalsOf('Hz', 50.5)).toBe(2)
  expect(decimalsOf('', 1)).toBe(2)
})

test('durations read as a person says them', () => {
  expect(formatDuration(400)).toBe('0.4 s')
  expect(formatDuration(7_000, true)).toBe('7 s')
  expect(formatDuration(185_000)).toBe('3 min 5 s')
  expect(formatDuration(3_600_000)).toBe('1 h')
  expect(formatDuration(8 * 86_400_000 + 4 * 3_600_000)).toBe('8 d 4 h')
})

test('sizes and counts are short', () => {
  expect(formatBytes(412e6)).toBe('412 MB')
  expect(formatCount(11_200_000)).toBe('11.2 M')
  expect(formatCount(999)).toBe('999')
})
