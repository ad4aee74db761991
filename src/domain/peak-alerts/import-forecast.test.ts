import { expect, test } from 'vitest'
import { meanClearSkyPvKw } from '../solar/clear-sky.ts'
import { createPvForecaster } from '../solar/pv-forecast.ts'
import { DAY, HOUR, MINUTE, QUARTER_HOUR } from '../time/time.ts'
import { forecastDemand, forecastImport, sumPlannedKw } from './import-forecast.ts'

const site = { latitude: 50.11, longitude: 8.68, pvPeakKw: 400 }
const noon = Date.UTC(2026, 5, 16, 11)
const step = (i: number, p10: number, p50: number, p90: number) => {
  const start = noon + i * QUARTER_HOUR
  return { start, end: start + QUARTER_HOUR, loadKw: { p10, p50, p90 } }
}

test('the import is the load less the sun, with the bands of both added by their squares', () => {
  const sun = [{ start: noon, end: noon + QUARTER_HOUR, kw: { p10: 100, p50: 200, p90: 240 } }]
  const [only] = forecastImport([step(0, 970, 1000, 1040)], sun, [])
  expect(only?.kw.p50).toBe(800)
  expect(only?.kw.p10).toBeCloseTo(800 - Math.hypot(30, 40))
  expect(only?.kw.p90).toBeCloseTo(800 + Math.hypot(40, 100))
})

test('what the sun gives beyond the load is no negative import', () => {
  const sun = [{ start: noon, end: noon + QUARTER_HOUR, kw: { p10: 300, p50: 350, p90: 400 } }]
  const [only] = forecastImport([step(0, 90, 100, 110)], sun, [])
  expect(only?.kw).toEqual({ p10: 0, p50: 0, p90: 0 })
})

test('a planned change counts by the share of the quarter-hour that it holds for', () => {
  const planned = [{ id: 'f', name: 'Furnace', kw: 300, from: noon + 10 * MINUTE, to: noon + 2 * HOUR }]
  expect(sumPlannedKw({ start: noon, end: noon + QUARTER_HOUR }, planned)).toBeCloseTo(100)
  const [first, second] = forecastImport([step(0, 900, 1000, 1100), step(1, 900, 1000, 1100)], null, planned)
  expect(first?.kw.p50).toBeCloseTo(1100)
  expect(second?.kw).toEqual({ p10: 1200, p50: 1300, p90: 1400 })
})

test('the sun ahead has the quantiles of what the skies of the last 14 days let through at the same hour', () => {
  const pastKw = (at: number) => {
    if (at >= noon || at < noon - 14 * DAY) return null
    const clear = meanClearSkyPvKw({ start: at, end: at + QUARTER_HOUR }, site)
    // Every other day is clear, the others are half covered.
    return clear * (Math.ceil((noon - at) / DAY - 0.5) % 2 === 0 ? 1 : 0.5)
  }
  const span = { start: noon, end: noon + QUARTER_HOUR }
  const clear = meanClearSkyPvKw(span, site)
  const [ahead] = createPvForecaster(site).forecastPower([span], pastKw)
  expect(ahead?.kw.p10).toBeCloseTo(0.5 * clear, 0)
  expect(ahead?.kw.p90).toBeCloseTo(clear, 0)
  const [unknown] = createPvForecaster(site).forecastPower([span], () => null)
  expect(unknown?.kw.p50).toBeCloseTo(0.65 * clear)
})

test('there is no sun at night', () => {
  const midnight = noon + 11 * HOUR
  const [ahead] = createPvForecaster(site).forecastPower(
    [{ start: midnight, end: midnight + QUARTER_HOUR }],
    () => null,
  )
  expect(ahead?.kw).toEqual({ p10: 0, p50: 0, p90: 0 })
})

test('demand of longer intervals is the mean of their quarter-hours, and of none that the forecast covers in part', () => {
  const powers = forecastImport(
    [1, 2, 3, 4, 5].map((i) => step(i, 100 * i, 200 * i, 300 * i)),
    null,
    [],
  )
  const half = (i: number) => ({ start: noon + i * QUARTER_HOUR, end: noon + (i + 2) * QUARTER_HOUR })
  const demand = forecastDemand([half(0), half(1), half(4), half(5)], powers)
  expect(demand.map(({ kw }) => kw.p50)).toEqual([300, 900])
  expect(demand[0]?.kw).toEqual({ p10: 150, p50: 300, p90: 450 })
})

test('a sliding window has its share of the quarter-hours that it lies in', () => {
  const powers = forecastImport([step(0, 0, 300, 300), step(1, 0, 600, 600)], null, [])
  const start = noon + 5 * MINUTE
  const [only] = forecastDemand([{ start, end: start + QUARTER_HOUR }], powers)
  expect(only?.kw.p50).toBeCloseTo((300 * 10 + 600 * 5) / 15)
})
