import { expect, test } from 'vitest'
import { formatCoverage, formatGain, formatPercent } from './percent.ts'

test('a share is rounded to whole percents, or to the requested decimals', () => {
  expect(formatPercent(0.433)).toBe('43 %')
  expect(formatPercent(0.0241, 1)).toBe('2.4 %')
  expect(formatPercent(0.997)).toBe('100 %')
  expect(formatPercent(12.345)).toBe('1,235 %')
  expect(formatPercent(-0.053, 1)).toBe('−5.3 %')
  expect(formatPercent(-0.0004)).toBe('0 %')
})

test('a share that isn’t known is a dash', () => {
  expect([null, Number.NaN, Number.POSITIVE_INFINITY].map((share) => formatPercent(share))).toEqual(['–', '–', '–'])
  expect(formatCoverage(Number.NaN)).toBe('–')
  expect(formatGain(Number.NaN)).toBe('–')
})

test('what is known of a time is rounded down, so that nearly all of it isn’t all', () => {
  expect(formatCoverage(1)).toBe('100 %')
  expect(formatCoverage(0.9996)).toBe('99.9 %')
  expect(formatCoverage(0.9949)).toBe('99.4 %')
  expect(formatCoverage(0.98)).toBe('98 %')
  expect(formatCoverage(0.289)).toBe('28.9 %')
  expect(formatCoverage(0)).toBe('0 %')
})

test('a gain has decimals where it is small', () => {
  expect([1.25, 0.433, 0.0996, 0.0321, 0.03].map(formatGain)).toEqual(['125 %', '43 %', '10 %', '3.2 %', '3 %'])
  expect([0.00321, -0.053, 0].map(formatGain)).toEqual(['0.32 %', '−5.3 %', '0 %'])
})
