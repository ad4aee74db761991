import { expect, test } from 'vitest'
import type { Forecast } from '../../../domain/forecast/forecast.ts'
import { buildNextHourRows, positionOnAxis } from './next-hour-rows.ts'

const QUARTER = 900_000
const END = Date.parse('2026-11-24T13:00:00Z')
const forecast: Pick<Forecast, 'steps'> = {
  steps: [1_100, 1_050, 1_118, 990].map((p50, index) => ({
    start: END + index * QUARTER,
    end: END + (index + 1) * QUARTER,
    loadKw: { p10: p50 - 58, p50, p90: p50 + 72 },
    modelKw: null,
    naiveKw: 1_004,
  })),
}
const scales = { from: END - 24 * 3_600_000, windowEnd: END, split: 0.75 }
const row = (at: number, mean: number) => [at, mean, mean, mean, 1] as const

test('the past and the hour ahead have scales of their own that join at the window’s end', () => {
  expect(positionOnAxis(scales, scales.from)).toBe(0)
  expect(positionOnAxis(scales, END)).toBe(0.75)
  expect(positionOnAxis(scales, END + 4 * QUARTER)).toBe(1)
})

test('what was measured since the window’s end does not break the forecast’s steps', () => {
  const past = { resolutionMs: QUARTER, points: [row(END - QUARTER, 1_000)] }
  const since = { resolutionMs: 60_000, points: [row(END, 1_010), row(END + 60_000, 1_020)] }
  const rows = buildNextHourRows(scales, past, since, forecast)
  const ahead = rows.filter(({ x }) => x >= 0.75)
  expect(ahead.every(({ p50 }) => typeof p50 === 'number')).toBe(true)
  expect(rows.filter(({ load }) => typeof load === 'number').map(({ load }) => load)).toEqual([1_000, 1_010, 1_020])
  expect(rows.map(({ x }) => x)).toEqual(rows.map(({ x }) => x).sort((a, b) => a - b))
})

test('what was measured at the step’s start is not joined to the next by a hole', () => {
  const since = { resolutionMs: 60_000, points: [row(END, 1_010), row(END + 60_000, 1_020)] }
  const rows = buildNextHourRows(scales, { resolutionMs: 0, points: [] }, since, forecast)
  const first = rows.findIndex(({ load }) => load === 1_010)
  expect(rows[first + 1]?.load).toBe(1_020)
})
