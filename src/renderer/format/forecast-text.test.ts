import { expect, test } from 'vitest'
import type { Forecast } from '../../domain/forecast/forecast.ts'
import { describeMissingHistory, describeNextDay, describeNextHour, findHighestStep } from './forecast-text.ts'

const QUARTER = 900_000
const END = Date.parse('2026-11-24T13:00:00Z')
const loads = [1_100, 1_050, 1_118, 990]
const forecast: Forecast = {
  horizon: 'nextHour',
  windowEnd: END,
  steps: loads.map((p50, index) => ({
    start: END + index * QUARTER,
    end: END + (index + 1) * QUARTER,
    loadKw: { p10: p50 - 58, p50, p90: p50 + 72 },
    modelKw: null,
    naiveKw: 1_004,
  })),
  method: 'model',
  reason: null,
  naive: 'last week',
  model: 'm',
  backend: 'wasm',
  latencyMs: 3,
  cached: false,
}

test('the highest quarter-hour that is not over is named', () => {
  expect(findHighestStep(forecast, END)?.loadKw.p50).toBe(1_118)
  expect(findHighestStep(forecast, END + 3 * QUARTER)?.loadKw.p50).toBe(990)
  expect(findHighestStep(forecast, END + 4 * QUARTER)).toBeNull()
})

test('the title gives figure, time, band, the naive forecast and the method', () => {
  const text = describeNextHour(forecast, END, 'Europe/Berlin')
  expect(`${text?.figure} ${text?.when} ${text?.beside}`).toBe(
    '1,118 kW at 14:30–14:45 (P10–P90 1,060–1,190) · same time last week 1,004 · model',
  )
})

test('a naive forecast is marked as one, with the reason', () => {
  const text = describeNextHour({ ...forecast, method: 'naive', reason: 'Holes.' }, END, 'UTC')
  expect(text?.beside).toContain('naive forecast: same time last week')
  expect(text?.reason).toBe('Holes.')
})

test('the next day has today or tomorrow by the site’s calendar, and the highest of the last 24 h', () => {
  const step = (at: string) => ({ ...forecast.steps[0], start: Date.parse(at), end: Date.parse(at) + QUARTER })
  const at = (time: string) => ({ ...forecast, horizon: 'nextDay', steps: [step(time)] }) as Forecast
  const text = describeNextDay(at('2026-11-24T22:45:00Z'), 1_180, END, 'Europe/Berlin')
  expect(text?.when).toBe('today 23:45–00:00')
  expect(text?.beside).toBe('(P10–P90 1,042–1,172) · last 24 h at most 1,180')
  expect(describeNextDay(at('2026-11-24T23:00:00Z'), null, END, 'Europe/Berlin')?.when).toBe('tomorrow 00:00–00:15')
  const naive = { ...at('2026-11-24T23:00:00Z'), method: 'naive' as const, reason: 'Too short.' }
  expect(describeNextDay(naive, null, END, 'UTC')).toMatchObject({
    beside: '(P10–P90 1,042–1,172) · naive: last week',
    reason: 'Too short.',
  })
})

test('without a forecast what is missing is shown', () => {
  expect(describeMissingHistory(3 * 3_600_000)).toMatch(/^A forecast needs 8 d of history; 3 h are kept\./)
  expect(describeMissingHistory(9 * 24 * 3_600_000)).toBe('The first forecast comes within a minute.')
})
