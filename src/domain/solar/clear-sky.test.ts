import { expect, test } from 'vitest'
import type { ForecastStep } from '../forecast/forecast.ts'
import { DAY, HOUR, MINUTE, QUARTER_HOUR } from '../time/time.ts'
import { clearness, clearSkyIrradiance, clearSkyPvKw, meanClearSkyPvKw, sunPosition } from './clear-sky.ts'
import { computeGridDependency } from './grid-dependency.ts'

const frankfurt = { latitude: 50.11, longitude: 8.68, pvPeakKw: 400 }
const sydney = { latitude: -33.87, longitude: 151.21, pvPeakKw: 400 }
const tromso = { latitude: 69.65, longitude: 18.96, pvPeakKw: 400 }

function highest(day: number, place: { latitude: number; longitude: number }) {
  const minutes = Array.from({ length: DAY / MINUTE }, (_, i) => day + i * MINUTE)
  return minutes
    .map((at) => ({ at, ...sunPosition(at, place) }))
    .reduce((best, each) => (each.elevation > best.elevation ? each : best))
}

test('at the solstices the sun culminates at 90° less the latitude, plus or less 23.44°', () => {
  expect(highest(Date.UTC(2026, 5, 21), frankfurt).elevation).toBeCloseTo(90 - 50.11 + 23.44, 1)
  expect(highest(Date.UTC(2026, 11, 21), frankfurt).elevation).toBeCloseTo(90 - 50.11 - 23.44, 1)
  expect(highest(Date.UTC(2026, 11, 21), sydney).elevation).toBeCloseTo(90 - 33.87 + 23.44, 1)
})

test('solar noon follows the longitude and the equation of time', () => {
  // Greenwich, 3 November: the sun is 16.4 min early; 11 February: 14.2 min late (the almanac's extremes).
  const greenwich = { latitude: 51.48, longitude: 0 }
  const early = Date.UTC(2026, 10, 3, 12) - highest(Date.UTC(2026, 10, 3), greenwich).at
  const late = highest(Date.UTC(2026, 1, 11), greenwich).at - Date.UTC(2026, 1, 11, 12)
  expect(Math.abs(early / MINUTE - 16.4)).toBeLessThan(1)
  expect(Math.abs(late / MINUTE - 14.2)).toBeLessThan(1)
  const east = highest(Date.UTC(2026, 10, 3), { latitude: 51.48, longitude: 15 })
  expect(Math.abs((Date.UTC(2026, 10, 3, 12) - east.at) / MINUTE - 76.4)).toBeLessThan(1)
})

test('at an equinox the sun rises in the east at six by the sun, and sets in the west', () => {
  // 20 March 2026: solar noon in Greenwich is at 12:07.5.
  const greenwich = { latitude: 51.48, longitude: 0 }
  const rise = sunPosition(Date.UTC(2026, 2, 20, 6, 7), greenwich)
  const set = sunPosition(Date.UTC(2026, 2, 20, 18, 7), greenwich)
  expect(Math.abs(rise.elevation)).toBeLessThan(0.4)
  expect(Math.abs(rise.azimuth - 90)).toBeLessThan(0.5)
  expect(Math.abs(set.elevation)).toBeLessThan(0.4)
  expect(Math.abs(set.azimuth - 270)).toBeLessThan(0.5)
})

test('a day in Frankfurt is 16 h 22 min long in June and 8 h 5 min in December', () => {
  // With the 0.833° of refraction and the sun's disc that tables of sunrise count in.
  const lengthHours = (day: number) =>
    Array.from({ length: DAY / MINUTE }, (_, i) => sunPosition(day + i * MINUTE, frankfurt).elevation).filter(
      (elevation) => elevation > -0.833,
    ).length / 60
  expect(Math.abs(lengthHours(Date.UTC(2026, 5, 21)) - 16.37)).toBeLessThan(0.07)
  expect(Math.abs(lengthHours(Date.UTC(2026, 11, 21)) - 8.08)).toBeLessThan(0.07)
})

test('south of the equator the sun is in the north at noon', () => {
  expect(Math.abs(highest(Date.UTC(2026, 5, 21), frankfurt).azimuth - 180)).toBeLessThan(1)
  const north = highest(Date.UTC(2026, 5, 21), sydney).azimuth
  expect(Math.min(north, 360 - north)).toBeLessThan(1)
})

test('beyond the polar circle there is no power all through December, and some at midnight in June', () => {
  for (let i = 0; i < 96; i++) expect(clearSkyPvKw(Date.UTC(2026, 11, 21) + i * QUARTER_HOUR, tromso)).toBe(0)
  expect(clearSkyPvKw(Date.UTC(2026, 5, 21, 22, 44), tromso)).toBeGreaterThan(0)
})

test('a clear sky gives nothing at night and about 900 W/m² at noon in June', () => {
  expect(clearSkyIrradiance(Date.UTC(2026, 5, 21, 0), frankfurt)).toBe(0)
  const noon = clearSkyIrradiance(Date.UTC(2026, 5, 21, 11, 27), frankfurt)
  // sin 63.3° = 0.893: 1098 · 0.893 · exp(-0.057 / 0.893) = 920.
  expect(Math.abs(noon - 920)).toBeLessThan(2)
  expect(clearSkyPvKw(Date.UTC(2026, 5, 21, 11, 27), frankfurt)).toBeCloseTo(noon * 0.9 * 0.4, 6)
})

test('clearness is what the PV delivered over what a clear sky would have given', () => {
  const now = Date.UTC(2026, 5, 21, 11, 30)
  const clear = meanClearSkyPvKw({ start: now - QUARTER_HOUR, end: now }, frankfurt)
  expect(clearness(now, clear / 2, frankfurt)).toBeCloseTo(0.5, 10)
  expect(clearness(now, clear * 3, frankfurt)).toBe(1.2)
  expect(clearness(now, 0, frankfurt)).toBe(0)
  expect(clearness(now, null, frankfurt)).toBeNull()
  expect(clearness(Date.UTC(2026, 5, 21, 0), 0, frankfurt)).toBeNull()
  expect(clearness(now, 0, { ...frankfurt, pvPeakKw: 0 })).toBeNull()
})

function stepAt(start: number, p50: number): ForecastStep {
  return { start, end: start + QUARTER_HOUR, loadKw: { p10: p50 - 9, p50, p90: p50 + 9 }, modelKw: null, naiveKw: p50 }
}

test('the steps ahead keep the sky of the last quarter-hour, and the grid carries what the sun does not', () => {
  const now = Date.UTC(2026, 5, 21, 9)
  const recent = meanClearSkyPvKw({ start: now - QUARTER_HOUR, end: now }, frankfurt) * 0.8
  const {
    steps,
    clearness: sky,
    ...outlook
  } = computeGridDependency({
    now,
    loadKw: 800,
    solarKw: 200,
    solarRecentKw: recent,
    site: frankfurt,
    steps: [stepAt(now, 800), stepAt(now + QUARTER_HOUR, 100)],
  })
  expect(outlook.now).toEqual({
    start: now - MINUTE,
    end: now,
    loadKw: 800,
    solarKw: 200,
    availability: 0.5,
    gridShare: 0.75,
  })
  expect(sky).toBeCloseTo(0.8, 10)
  const expected = 0.8 * meanClearSkyPvKw({ start: now, end: now + QUARTER_HOUR }, frankfurt)
  expect(steps[0]?.solarKw).toBeCloseTo(expected, 8)
  expect(steps[0]?.gridShare).toBeCloseTo(1 - expected / 800, 10)
  expect(steps[0]?.availability).toBeCloseTo(expected / 400, 10)
  // More sun than load: the grid carries nothing.
  expect(steps[1]?.gridShare).toBe(0)
})

test('at night the grid carries all; before dawn a usual sky is expected of the sun to come', () => {
  const night = Date.UTC(2026, 5, 21, 0)
  const dark = { loadKw: 300, solarKw: 0, solarRecentKw: 0, site: frankfurt }
  const outlook = computeGridDependency({ ...dark, now: night, steps: [stepAt(night, 300)] })
  expect(outlook.now.gridShare).toBe(1)
  expect(outlook.steps[0]).toMatchObject({ solarKw: 0, availability: 0, gridShare: 1 })
  const dawn = Date.UTC(2026, 5, 21, 3, 30)
  const coming = computeGridDependency({ ...dark, now: dawn, steps: [stepAt(dawn + HOUR, 300)] })
  expect(coming.clearness).toBeNull()
  expect(coming.steps[0]?.solarKw).toBeGreaterThan(0)
})

test('a plant without measured PV depends on the grid alone, and one without load on nothing', () => {
  const now = Date.UTC(2026, 5, 21, 10)
  const outlook = computeGridDependency({
    now,
    loadKw: 0,
    solarKw: null,
    solarRecentKw: null,
    site: frankfurt,
    steps: [stepAt(now, 500)],
  })
  expect(outlook.now).toMatchObject({ solarKw: 0, gridShare: 0 })
  expect(outlook.steps[0]).toMatchObject({ solarKw: 0, availability: 0, gridShare: 1 })
})
