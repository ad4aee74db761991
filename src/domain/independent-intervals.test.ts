import { expect, test } from 'vitest'
import { madeTariff, quarterHour } from '../../tests/fixtures/made-tariff.ts'
import { independentIntervals, outcomeOf } from './independent-intervals.ts'

const tariff = madeTariff()
const rows = (kws: readonly number[]) =>
  kws.map((kw, i) => quarterHour(new Date(Date.UTC(2026, 10, 25, 10, 15 * i)).toISOString(), kw))
const foreseen = (kws: readonly number[]) =>
  rows(kws).map(({ start, meanKw }) => ({ start, demandKw: { p10: meanKw - 50, p50: meanKw, p90: meanKw + 50 } }))

test('an outcome is how likely the likeliest interval was to pass what came to be the highest', () => {
  expect(outcomeOf(tariff, foreseen([800, 1000]), rows([1000, 700]))).toBeCloseTo(0.5)
  expect(outcomeOf(tariff, foreseen([800, 1000]), rows([1050, 700]))).toBeCloseTo(0.1)
})

test('a day of which little is known has no outcome', () => {
  expect(outcomeOf(tariff, foreseen([800]), rows([800, 900, 1000]))).toBeNull()
  expect(outcomeOf(tariff, [], [])).toBeNull()
})

test('without outcomes it is what the simulator showed; outcomes of intervals that are wrong together lead to 1', () => {
  expect(independentIntervals([])).toBeCloseTo(1.6)
  const even = Array.from({ length: 200 }, (_, i) => (i + 0.5) / 200)
  expect(independentIntervals(even)).toBeGreaterThan(0.98)
  expect(independentIntervals(even)).toBeLessThan(1.1)
})

test('the number of independent intervals is found back from outcomes', () => {
  const ten = Array.from({ length: 200 }, (_, i) => 1 - ((i + 0.5) / 200) ** (1 / 10))
  expect(independentIntervals(ten)).toBeGreaterThan(7)
  expect(independentIntervals(ten)).toBeLessThan(11)
})
