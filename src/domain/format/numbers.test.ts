import { expect, test } from 'vitest'
import { formatNumber, formatSignificant, formatUpTo } from './numbers.ts'

test('thousands have a comma', () => {
  expect(formatNumber(1_234.5, 1)).toBe('1,234.5')
  expect(formatNumber(1_234.5, 0)).toBe('1,235')
  expect(formatNumber(12_345_678, 0)).toBe('12,345,678')
})

test('a minus is a minus, and zero has none', () => {
  expect(formatNumber(-5.25, 1)).toBe('−5.3')
  expect(formatNumber(-0.04, 1)).toBe('0.0')
  expect(formatNumber(-0.05, 1)).toBe('−0.1')
  expect(formatNumber(-0, 0)).toBe('0')
})

test('decimals are as many as are requested, or at most so many', () => {
  expect(formatNumber(3, 2)).toBe('3.00')
  expect(formatUpTo(3, 2)).toBe('3')
  expect(formatUpTo(2.7249, 2)).toBe('2.72')
  expect(formatUpTo(-0.001, 2)).toBe('0')
})

test('digits that count are the same for large and small figures', () => {
  expect([43.21, 3.21, 0.321, 1_234].map((value) => formatSignificant(value, 2))).toEqual([
    '43',
    '3.2',
    '0.32',
    '1,200',
  ])
})

test('what is no number is a dash', () => {
  expect(formatNumber(Number.NaN, 0)).toBe('–')
  expect(formatUpTo(Number.POSITIVE_INFINITY, 1)).toBe('–')
  expect(formatSignificant(Number.NEGATIVE_INFINITY, 2)).toBe('–')
})
