import { expect, test } from 'vitest'
import { currencySign, formatAmount, formatEstimate, formatPrice, formatUnitPrice } from './money.ts'

test('a bill is read to its currency’s smallest unit, what is expected in whole units', () => {
  expect(formatAmount(1234.5, 'EUR')).toBe('€1,234.50')
  expect(formatAmount(-12, 'USD')).toBe('−$12.00')
  expect(formatAmount(1234, 'JPY')).toBe('¥1,234')
  expect(formatEstimate(839.6, 'EUR')).toBe('€840')
  expect(formatEstimate(4.5, 'EUR')).toBe('€4.50')
  expect(formatEstimate(9.999, 'EUR')).toBe('€10')
  expect(formatEstimate(0, 'EUR')).toBe('€0')
})

test('what is rounded to nothing has no minus', () => {
  expect(formatAmount(-0.004, 'EUR')).toBe('€0.00')
  expect(formatAmount(-0, 'EUR')).toBe('€0.00')
})

test('a price has all its digits', () => {
  expect(formatPrice(14)).toBe('14.00')
  expect(formatPrice(0.00345678)).toBe('0.00345678')
  expect(formatPrice(14, 0)).toBe('14')
  expect(formatPrice(1_234.5)).toBe('1,234.50')
  expect(formatPrice(Number.NaN)).toBe('–')
  expect(formatUnitPrice(0.08123, 'EUR')).toBe('€0.08123')
  expect(formatUnitPrice(-0.1, 'EUR')).toBe('−€0.10')
})

test('a currency has its sign, and what is none stays', () => {
  expect(currencySign('EUR')).toBe('€')
  expect(currencySign('eu')).toBe('eu')
})
