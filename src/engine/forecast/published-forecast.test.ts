import { expect, test } from 'vitest'
import { makeBand, makeForecast } from '../../../tests/fixtures/make-forecast.ts'
import type { ForecastWindow } from '../../domain/forecast/forecast.ts'
import { findBestNaiveForecast } from '../../domain/forecast/naive-forecast.ts'
import { DAY } from '../../domain/time/time.ts'
import { toPublishedForecast } from './published-forecast.ts'

const END = 20_000 * DAY
const window: ForecastWindow = {
  end: END,
  zone: 'UTC',
  loadKw: Array.from({ length: 768 }, (_, i) => 500 + 100 * Math.sin(i / 5)),
  temperatureC: null,
}
const made = { ...makeForecast('nextHour', END, () => makeBand(520, 10)), naive: 'yesterday’s change' as const }
const NO_ADJUSTMENT = { fallback: null, calibration: null }
const twice = { floorKw: 0, groups: [1, 2, 3, 4].map((high) => ({ low: 2, high })) }

test('a forecast of which nothing is known is shown as it was made', () => {
  expect(toPublishedForecast(made, window, NO_ADJUSTMENT)).toBe(made)
})

test('a band is stretched about the model’s forecast, each lead by its own factor', () => {
  const shown = toPublishedForecast(made, window, { ...NO_ADJUSTMENT, calibration: twice })
  expect(shown.method).toBe('model')
  expect(shown.steps.map(({ loadKw }) => loadKw)).toEqual(
    [530, 540, 550, 560].map((p90) => ({ p10: 500, p50: 520, p90 })),
  )
  expect(shown.steps.map(({ modelKw }) => modelKw)).toEqual(made.steps.map(({ modelKw }) => modelKw))
})

test('a plant that never exported is not expected to, one that does is', () => {
  const low = makeForecast('nextHour', END, () => makeBand(5, 4))
  const lowest = (of: ForecastWindow) =>
    toPublishedForecast(low, of, { ...NO_ADJUSTMENT, calibration: twice }).steps[0]?.loadKw.p10
  expect(lowest(window)).toBe(0)
  expect(lowest({ ...window, loadKw: [...window.loadKw, -2] })).toBe(-2)
})

test('a naive forecast in the model’s place has its own band and the reason, and what the model forecast stays beside it', () => {
  const standIn = { since: END, reason: 'It was worse.', rule: null }
  const shown = toPublishedForecast(made, window, { fallback: standIn, calibration: twice })
  expect(shown).toMatchObject({ method: 'naive', reason: 'It was worse.', model: 'a', naive: 'yesterday’s change' })
  const naive = findBestNaiveForecast(window.loadKw, 'nextHour')
  expect(naive?.name).toBe('yesterday’s change')
  expect(shown.steps.map(({ loadKw }) => loadKw)).toEqual(naive?.steps)
  expect(shown.steps[0]?.modelKw).toEqual(makeBand(520, 10))
})

test('what no model took part in stays as it is', () => {
  const naive = makeForecast('nextHour', END, () => null, { naiveKw: 400 })
  expect(
    toPublishedForecast(naive, window, { fallback: { since: 0, reason: 'x', rule: null }, calibration: twice }),
  ).toBe(naive)
})
