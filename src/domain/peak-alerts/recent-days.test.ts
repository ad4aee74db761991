import { expect, test } from 'vitest'
import { makeQuarterHour, makeTariff } from '../../../tests/fixtures/make-tariff.ts'
import { computeHeightSpread, measurePeakHeight, measureRestOfDay, summarizeRecentDays } from './recent-days.ts'

const tariff = makeTariff()
const rows = (kws: readonly number[]) =>
  kws.map((kw, i) => makeQuarterHour(new Date(Date.UTC(2026, 10, 25, 10, 15 * i)).toISOString(), kw))
const forecastOf = (kws: readonly number[]) =>
  rows(kws).map(({ start, meanKw }) => ({ start, demandKw: { p10: meanKw - 50, p50: meanKw, p90: meanKw + 50 } }))

test('an outcome is the height of the day’s highest demand over the interval that was the likeliest to reach it', () => {
  expect(measurePeakHeight(tariff, forecastOf([800, 1000]), rows([1000, 700]))).toBeCloseTo(0)
  expect(measurePeakHeight(tariff, forecastOf([800, 1000]), rows([1100, 700]))).toBeCloseTo(2)
})

test('a day of which little is known has no outcome', () => {
  expect(measurePeakHeight(tariff, forecastOf([800]), rows([800, 900, 1000]))).toBeNull()
  expect(measurePeakHeight(tariff, [], [])).toBeNull()
})

test('the spread follows the outcomes of the last days, and a little the assumed ones to begin with', () => {
  const begin = computeHeightSpread([])
  expect(begin.p50).toBeGreaterThan(0.2)
  expect(begin.p90).toBeLessThan(1.6)
  const smoothed = computeHeightSpread(Array.from({ length: 28 }, (_, i) => 2 + i / 28))
  expect(smoothed.p50).toBeGreaterThan(2)
  expect(smoothed.p90).toBeLessThan(3)
})

test('the outcome of the rest of a day is the highest demand of its later intervals', () => {
  const measured = rows([1200, 800, 900])
  const rest = { hour: 10.25, forecastKw: 850, reachedKw: 1200 }
  expect(measureRestOfDay(tariff, rest, measured, measured[1]?.start ?? 0)).toEqual({ ...rest, actualKw: 900 })
  expect(measureRestOfDay(tariff, rest, measured, (measured[2]?.end ?? 0) + 1)).toBeNull()
  const gaps = measured.map((each, i) => ({ ...each, coverage: i === 2 ? 1 : 0 }))
  expect(measureRestOfDay(tariff, rest, gaps, measured[0]?.start ?? 0)).toBeNull()
})

test('the last days have what is known of each', () => {
  const rest = { hour: 10, forecastKw: 850, reachedKw: 800, actualKw: 900 }
  const recent = summarizeRecentDays([
    { peakHeight: null, highest: 900, rests: [rest] },
    { peakHeight: 0.5, highest: null, rests: [] },
  ])
  expect(recent).toMatchObject({ highest: [900], rests: [rest] })
  expect(recent.spread).toEqual(computeHeightSpread([0.5]))
})
