import { expect, test } from 'vitest'
import { formatAmount, formatEstimate } from './amounts.ts'

test('a bill is read to its currency’s smallest unit, what is expected in whole units', () => {
  expect(formatAmount(1234.5, 'EUR')).toBe('€1,234.50')
  expect(formatAmount(-12, 'USD')).toBe('−$12.00')
  expect(formatAmount(1234, 'JPY')).toBe('¥1,234')
  expect(formatEstimate(839.6, 'EUR')).toBe('€840')
  expect(formatEstimate(4.5, 'EUR')).toBe('€4.50')
  expect(formatEstimate(0, 'EUR')).toBe('€0')
})
