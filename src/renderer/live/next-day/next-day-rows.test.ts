import { expect, test } from 'vitest'
import type { Forecast } from '../../../domain/forecast/forecast.ts'
import { buildNextDayRows, findHighestMean } from './next-day-rows.ts'

const QUARTER = 900_000
const DAY = 96 * QUARTER
const END = Date.parse('2026-11-24T13:00:00Z')
const forecast: Pick<Forecast, 'steps'> = {
  steps: Array.from({ length: 96 }, (_, index) => ({
    start: END + index * QUARTER,
    end: END + (index + 1) * QUARTER,
    loadKw: { p10: 900, p50: 1_000, p90: 1_100 },
    modelKw: null,
    naiveKw: 0,
  })),
}
const point = (index: number, mean: number) => [END - DAY + index * QUARTER, mean, mean, mean, 1] as const

test('each coming quarter-hour is above the one 24 h before it, and a hole stays one', () => {
  const rows = buildNextDayRows(forecast, { resolutionMs: QUARTER, points: [point(0, 800), point(2, 820)] })
  expect(rows).toHaveLength(97)
  expect(rows.slice(0, 4).map(({ before }) => before)).toEqual([800, null, 820, null])
  expect(rows[96]).toMatchObject({ x: END + DAY, p50: 1_000, before: null })
})

test('steps longer than a quarter-hour count for each that they cover', () => {
  const rows = buildNextDayRows(forecast, { resolutionMs: 4 * QUARTER, points: [point(0, 800), point(4, 820)] })
  expect(rows.slice(0, 9).map(({ before }) => before)).toEqual([800, 800, 800, 800, 820, 820, 820, 820, null])
})

test('the highest of nothing is not known', () => {
  expect(findHighestMean({ points: [point(0, 800), point(1, 820)] })).toBe(820)
  expect(findHighestMean({ points: [] })).toBeNull()
})
