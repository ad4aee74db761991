import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Site } from '../../../contract/settings.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../../domain/time/time.ts'
import { computeQuarterHourMeans, createPlantModel } from './plant-model.ts'

const site: Site = { name: 'Test works', zone: 'Europe/Berlin', latitude: 50.11, longitude: 8.68, pvPeakKw: 400 }
const from = Date.UTC(2026, 4, 4)

test('a moment evaluated alone equals what a run through the time before it gives', () => {
  const ran = createPlantModel(7, site)
  let last = ran(from)
  for (let at = from; at <= from + 2 * HOUR; at += SECOND) last = ran(at)
  expect(createPlantModel(7, site)(from + 2 * HOUR)).toEqual(last)
})

test('two seeds are two plants', () => {
  const other = createPlantModel(8, site)(from + 9 * HOUR).loadKw
  expect(createPlantModel(7, site)(from + 9 * HOUR).loadKw).not.toBe(other)
})

test('every value is finite and possible at any time, anywhere', () => {
  const anywhere = fc.record({
    seed: fc.nat(),
    at: fc.integer({ min: 0, max: Date.UTC(2100, 0) }),
    latitude: fc.double({ min: -90, max: 90, noNaN: true }),
    longitude: fc.double({ min: -180, max: 180, noNaN: true }),
    zone: fc.constantFrom('UTC', 'Asia/Kathmandu', 'America/St_Johns', 'Australia/Lord_Howe', 'Europe/Berlin'),
  })
  fc.assert(
    fc.property(anywhere, ({ seed, at, ...place }) => {
      const state = createPlantModel(seed, { ...site, ...place })(at)
      const sum = Object.values(state.feeders).reduce((total, kw) => total + kw, 0)
      expect(Math.abs(state.loadKw - sum)).toBeLessThanOrEqual(0.004 * sum)
      expect(state.loadKw).toBeGreaterThan(100)
      expect(state.loadKw).toBeLessThan(2_500)
      expect(state.solarKw).toBeGreaterThanOrEqual(0)
      expect(state.solarKw).toBeLessThanOrEqual(402)
      expect(Math.abs(state.loadKw - state.solarKw - state.gridImportKw)).toBeLessThan(20)
      expect(state.powerFactor).toBeGreaterThanOrEqual(0)
      expect(state.powerFactor).toBeLessThanOrEqual(1)
      expect(Math.min(Math.abs(state.frequencyHz - 50), Math.abs(state.frequencyHz - 60))).toBeLessThan(0.05)
      expect(Math.abs(state.temperatureC)).toBeLessThan(50)
    }),
    { numRuns: 300 },
  )
})

test('from one second to the next the load moves a little and never leaps', () => {
  const model = createPlantModel(7, site)
  const day = Date.UTC(2026, 5, 24, 6)
  const steps = Array.from({ length: 7_200 }, (_, i) =>
    Math.abs(model(day + (i + 1) * SECOND).loadKw - model(day + i * SECOND).loadKw),
  )
  expect(Math.max(...steps)).toBeLessThan(40)
  expect(steps.filter((step) => step > 0).length).toBe(steps.length)
})

test('a weekday has two shifts, a Saturday less, a Sunday and a holiday hardly anything', () => {
  const model = createPlantModel(7, site)
  const meanOf = (day: number, hour: number) => {
    const minutes = Array.from({ length: 60 }, (_, i) => model(day + hour * HOUR + i * MINUTE).loadKw)
    return minutes.reduce((sum, kw) => sum + kw, 0) / minutes.length
  }
  const wednesday = Date.UTC(2026, 4, 6)
  const night = meanOf(wednesday, 0)
  expect(meanOf(wednesday, 7)).toBeGreaterThan(2 * night)
  expect(meanOf(wednesday, 16)).toBeGreaterThan(2 * night)
  expect(meanOf(wednesday + 3 * DAY, 7)).toBeLessThan(0.85 * meanOf(wednesday, 7))
  expect(meanOf(wednesday + 4 * DAY, 16)).toBeLessThan(1.3 * night)
  expect(meanOf(Date.UTC(2026, 4, 1), 7)).toBeLessThan(0.6 * meanOf(wednesday, 7))
})

test('a shift begins at the same local time in summer and in winter', () => {
  const model = createPlantModel(7, { ...site, zone: 'Asia/Kolkata' })
  // 06:45 in Kolkata, and 03:45.
  expect(model(Date.UTC(2026, 4, 6, 1, 15)).feeders.linesKw).toBeGreaterThan(300)
  expect(model(Date.UTC(2026, 4, 5, 22, 15)).feeders.linesKw).toBeLessThan(100)
  const berlin = createPlantModel(7, site)
  expect(berlin(Date.UTC(2026, 6, 8, 4, 45)).feeders.linesKw).toBeGreaterThan(300)
  expect(berlin(Date.UTC(2026, 0, 14, 4, 15)).feeders.linesKw).toBeLessThan(100)
  expect(berlin(Date.UTC(2026, 0, 14, 5, 45)).feeders.linesKw).toBeGreaterThan(300)
})

test('half a year of quarter-hours can be learnt from: last week is a fair guess, the last value a poor one', () => {
  const { at, loadKw, temperatureC } = computeQuarterHourMeans(createPlantModel(7, site), from, from + 150 * DAY)
  expect(at.length).toBe(150 * 96)
  expect(at[1]).toBe(from + 15 * MINUTE)
  expect(temperatureC.length).toBe(at.length)
  const mape = (steps: number) => {
    const errors = loadKw.slice(steps).map((kw, i) => Math.abs((loadKw[i] ?? 0) - kw) / kw)
    return (100 * errors.reduce((sum, error) => sum + error, 0)) / errors.length
  }
  expect(mape(672)).toBeGreaterThan(5)
  expect(mape(672)).toBeLessThan(9)
  expect(mape(4)).toBeGreaterThan(mape(672))
  expect(mape(96)).toBeGreaterThan(mape(4))
})
