import { expect, test } from 'vitest'
import { currencyDigits, roundMoney, sumMoney } from './round-money.ts'

test('each currency has its own decimals', () => {
  expect(['EUR', 'USD', 'JPY', 'KWD', 'XYZ'].map(currencyDigits)).toEqual([2, 2, 0, 3, 2])
})

test('halves are rounded away from zero, whatever binary fractions make of them', () => {
  expect([1.005, -1.005, 0.125, -0.125, 2.675, 1e6 + 0.005].map((amount) => roundMoney(amount, 'EUR'))).toEqual([
    1.01,
    -1.01,
    0.13,
    -0.13,
    2.68,
    1e6 + 0.01,
  ])
  expect([1.0049999, 0.004, -0.004].map((amount) => roundMoney(amount, 'EUR'))).toEqual([1, 0, 0])
  expect([2.5, -2.5, 2.4].map((amount) => roundMoney(amount, 'JPY'))).toEqual([3, -3, 2])
  expect(roundMoney(1.0005, 'KWD')).toBe(1.001)
})

test('a sum is exact', () => {
  expect(sumMoney([0.1, 0.2, -0.05], 'EUR')).toBe(0.25)
  expect(sumMoney(new Array(1000).fill(0.01), 'EUR')).toBe(10)
})
