import { expect, test } from 'vitest'
import { formatEntered, formatKw, formatPower } from './power.ts'

test('a power has no decimals from 100 on, one from 10 on, two below', () => {
  expect(formatKw(1_234.5)).toBe('1,235')
  expect(formatKw(100)).toBe('100')
  expect(formatKw(99.7)).toBe('99.7')
  expect(formatKw(42.35)).toBe('42.4')
  expect(formatKw(10)).toBe('10.0')
  expect(formatKw(4.2)).toBe('4.20')
  expect(formatKw(0)).toBe('0.00')
})

test('the value decides how many after it is rounded', () => {
  expect(formatKw(99.94)).toBe('99.9')
  expect(formatKw(99.95)).toBe('100')
  expect(formatKw(99.97)).toBe('100')
  expect(formatKw(999.6)).toBe('1,000')
  expect(formatKw(9.99)).toBe('9.99')
  expect(formatKw(9.994)).toBe('9.99')
  expect(formatKw(9.996)).toBe('10.0')
})

test('a power that flows back has a minus, and one of nearly nothing has none', () => {
  expect(formatKw(-99.97)).toBe('−100')
  expect(formatKw(-1_234.5)).toBe('−1,235')
  expect(formatKw(-0.04)).toBe('−0.04')
  expect(formatKw(-0.004)).toBe('0.00')
})

test('the unit follows a space', () => {
  expect(formatPower(99.7)).toBe('99.7 kW')
  expect(formatPower(1_234.5, 'kVA')).toBe('1,235 kVA')
})

test('a power that is no number is a dash without a unit', () => {
  expect(formatKw(Number.NaN)).toBe('–')
  expect(formatPower(Number.NaN)).toBe('–')
})

test('a number that was entered has the decimals that it was entered with', () => {
  expect([45, 45.5, 1_234.567].map(formatEntered)).toEqual(['45', '45.5', '1,234.57'])
})
