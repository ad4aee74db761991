import { expect, test } from 'vitest'
import { madeTariff, quarterHour } from '../../tests/fixtures/made-tariff.ts'
import { heightOf, levelOfHeight, outcomeOf, spreadOf } from './day-outcomes.ts'

const tariff = madeTariff()
const rows = (kws: readonly number[]) =>
  kws.map((kw, i) => quarterHour(new Date(Date.UTC(2026, 10, 25, 10, 15 * i)).toISOString(), kw))
const foreseen = (kws: readonly number[]) =>
  rows(kws).map(({ start, meanKw }) => ({ start, demandKw: { p10: meanKw - 50, p50: meanKw, p90: meanKw + 50 } }))

test('a height is 0 at the P50 and 1 at the P90, and leads back to its level', () => {
  const band = { p10: 900, p50: 1000, p90: 1200 }
  expect([1000, 1200, 1500, 900].map((level) => heightOf(band, level))).toEqual([0, 1, 2.5, -0.5])
  expect(levelOfHeight(band, 2.5)).toBe(1500)
})

test('an outcome is the height of the day’s highest demand over the interval that was the likeliest to reach it', () => {
  expect(outcomeOf(tariff, foreseen([800, 1000]), rows([1000, 700]))).toBeCloseTo(0)
  expect(outcomeOf(tariff, foreseen([800, 1000]), rows([1100, 700]))).toBeCloseTo(2)
})

test('a day of which little is known has no outcome', () => {
  expect(outcomeOf(tariff, foreseen([800]), rows([800, 900, 1000]))).toBeNull()
  expect(outcomeOf(tariff, [], [])).toBeNull()
})

test('the spread goes by what came of the last days, and a little by what is taken to begin with', () => {
  const begin = spreadOf([])
  expect(begin.p50).toBeGreaterThan(0.2)
  expect(begin.p90).toBeLessThan(1.6)
  const smoothed = spreadOf(Array.from({ length: 28 }, (_, i) => 2 + i / 28))
  expect(smoothed.p50).toBeGreaterThan(2)
  expect(smoothed.p90).toBeLessThan(3)
})
