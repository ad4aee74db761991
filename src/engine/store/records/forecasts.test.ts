import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeBand, makeForecast } from '../../../../tests/fixtures/make-forecast.ts'
import type { Forecast } from '../../../domain/forecast/forecast.ts'
import { DAY, HOUR, QUARTER_HOUR } from '../../../domain/time/time.ts'
import { openStore } from '../open-store.ts'
import type { Store } from '../store-port.ts'

const NOW = 20_000 * DAY
const SPAN = { start: NOW, end: NOW + HOUR }

let folder = ''
let store: Store

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ecopulse-forecasts-'))
  store = openStore({ file: join(folder, 'store.db') }).store
})

afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Loads that a 32-bit float holds as they are. */
const hour = (windowEnd: number, p50: number, model = 'a') =>
  makeForecast('nextHour', windowEnd, (lead) => makeBand(p50 + lead, 8), { model, naiveKw: p50 - 0.5 })
const day = (windowEnd: number, p50: number) => makeForecast('nextDay', windowEnd, (lead) => makeBand(p50 + lead, 8))
const naive = (windowEnd: number) => makeForecast('nextHour', windowEnd, () => null, { naiveKw: 7 })
const stoodIn = (windowEnd: number): Forecast => ({ ...hour(windowEnd, 5), method: 'naive', reason: 'It was worse.' })

test('a forecast is read as it was made, of the model or without one', () => {
  store.keepForecasts('plant', NOW + 5, [hour(NOW, 100), naive(NOW + QUARTER_HOUR)], false)
  store.close()
  store = openStore({ file: join(folder, 'store.db') }).store
  expect(store.forecasts('plant', 'nextHour', SPAN)).toEqual([
    { ...hour(NOW, 100), madeAt: NOW + 5, hindsight: false },
    { ...naive(NOW + QUARTER_HOUR), madeAt: NOW + 5, hindsight: false },
  ])
})

test('a later forecast of a window replaces the earlier one, and horizons and sources have their own', () => {
  store.keepForecasts('plant', NOW, [hour(NOW, 100)], false)
  store.keepForecasts('plant', NOW + 1, [hour(NOW, 200)], false)
  store.keepForecasts('plant', NOW, [day(NOW, 300)], false)
  store.keepForecasts('other', NOW, [hour(NOW, 400)], false)
  expect(store.forecasts('plant', 'nextHour', SPAN)).toEqual([{ ...hour(NOW, 200), madeAt: NOW + 1, hindsight: false }])
  expect(store.forecasts('plant', 'nextDay', SPAN)).toEqual([{ ...day(NOW, 300), madeAt: NOW, hindsight: false }])
  expect(store.forecasts('nowhere', 'nextHour', SPAN)).toEqual([])
})

test('hindcasts are kept beside the forecasts of their time, and are shown where there is none', () => {
  store.keepForecasts('plant', NOW, [hour(NOW, 100)], false)
  const late = [hour(NOW, 500, 'b'), hour(NOW + QUARTER_HOUR, 600, 'b')]
  store.keepForecasts('plant', NOW + DAY, late, true)
  const kept = store.forecasts('plant', 'nextHour', SPAN)
  expect(kept.map(({ model, hindsight }) => [model, hindsight])).toEqual([
    ['a', false],
    ['b', true],
  ])
  expect(store.forecastWindows('plant', 'nextHour', 'a', SPAN)).toEqual([NOW])
  expect(store.forecastWindows('plant', 'nextHour', 'b', SPAN)).toEqual([NOW, NOW + QUARTER_HOUR])
  expect(store.forecastWindows('plant', 'nextDay', 'b', SPAN)).toEqual([])
})

test('one lead of each forecast is its step so far ahead', () => {
  store.keepForecasts('plant', NOW, [day(NOW, 100), day(NOW + HOUR - 1, 200)], false)
  const kept = store.forecasts('plant', 'nextDay', SPAN, 96)
  const whole = store.forecasts('plant', 'nextDay', SPAN)
  expect(kept.map(({ steps }) => steps)).toEqual(whole.map(({ steps }) => steps.slice(-1)))
  expect(kept[0]?.steps[0]).toMatchObject({ start: NOW + DAY - QUARTER_HOUR, loadKw: makeBand(196, 8) })
})

test('the start of a naive fallback is that of the unbroken row up to the newest', () => {
  expect(store.fallbackSince('plant', 'nextHour')).toBeNull()
  store.keepForecasts('plant', NOW, [stoodIn(NOW), hour(NOW + QUARTER_HOUR, 1)], false)
  expect(store.fallbackSince('plant', 'nextHour')).toBeNull()
  store.keepForecasts('plant', NOW, [stoodIn(NOW + HOUR), stoodIn(NOW + HOUR + QUARTER_HOUR)], false)
  store.keepForecasts('plant', NOW, [hour(NOW + 2 * HOUR, 1)], true)
  expect(store.fallbackSince('plant', 'nextHour')).toBe(NOW + HOUR)
  // Without a model that could have forecast, a naive forecast is no fallback.
  store.keepForecasts('plant', NOW, [naive(NOW + 2 * HOUR)], false)
  expect(store.fallbackSince('plant', 'nextHour')).toBeNull()
})

test('a forecast of the next day has less than 4 kB', () => {
  const before = store.stats().bytes
  const windows = Array.from({ length: 200 }, (_, i) => day(NOW + i * QUARTER_HOUR, i))
  store.keepForecasts('plant', NOW, windows, false)
  store.close()
  expect((statSync(join(folder, 'store.db')).size - before) / 200).toBeLessThan(4_200)
  store = openStore({ file: join(folder, 'store.db') }).store
})

test('a load has the digits that it was made with', () => {
  store.keepForecasts('plant', NOW, [hour(NOW, 812.4), hour(NOW + QUARTER_HOUR, 0.0312)], false)
  const kept = store.forecasts('plant', 'nextHour', SPAN)
  expect(kept.map(({ steps }) => steps[0]?.loadKw.p50)).toEqual([813.4, 1.0312])
})

test('a load beyond what 32 bits hold is kept as a number', () => {
  store.keepForecasts('plant', NOW, [hour(NOW, 1e300)], false)
  const [kept] = store.forecasts('plant', 'nextHour', SPAN)
  expect(kept?.steps[0]?.loadKw.p50).toBeGreaterThan(1e38)
  expect(Number.isFinite(kept?.steps[0]?.loadKw.p50)).toBe(true)
})
