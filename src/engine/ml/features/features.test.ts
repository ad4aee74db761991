import { describe, expect, test } from 'vitest'
import { HORIZONS } from '../../../domain/forecast/forecast.ts'
import { DAY, HOUR, MINUTE, QUARTER_HOUR } from '../../../domain/time/time.ts'
import { findLocalTime } from './calendar.ts'
import {
  AHEAD_FEATURES,
  createFeatureSource,
  encodeWindow,
  type ModelInput,
  RECENT_FEATURES,
  RECENT_WIDTH,
  WINDOW_HOURS,
  windowFeatures,
  windowWidth,
} from './features.ts'
import { createModelLayout, MODEL_RESOLUTIONS, type ModelLayout } from './layout.ts'

/** A Wednesday. */
const start = Date.UTC(2026, 0, 7)
const AHEAD_WIDTH = AHEAD_FEATURES.length

interface Made {
  readonly loadAt?: (step: number) => number
  readonly temperatureC?: (step: number) => number | null
  readonly at?: number
  readonly scaleKw?: number
}

/** The window before step `at` of a load; of a count of its steps by default. */
function encoded(
  layout: ModelLayout,
  { loadAt = (i) => i, temperatureC, at = layout.history, scaleKw = 1 }: Made = {},
) {
  const local = findLocalTime('UTC')
  if (local === null) throw new Error('UTC is a zone')
  const load = Float64Array.from({ length: at + layout.steps }, (_, i) => loadAt(i))
  const celsius = temperatureC === undefined ? null : Array.from(load, (_, i) => temperatureC(i))
  return encodeWindow(createFeatureSource(layout, start, local, load, celsius), at, scaleKw)
}

/** The features of an hour of the window, of a step ahead, and of now, by name. */
const hourOf = (layout: ModelLayout, { window }: ModelInput, hour: number) =>
  named(windowFeatures(layout), window.subarray(hour * windowWidth(layout)))
const stepOf = ({ ahead }: ModelInput, step: number) => named(AHEAD_FEATURES, ahead.subarray(step * AHEAD_WIDTH))
const nowOf = ({ recent }: ModelInput) => named(RECENT_FEATURES, recent)

function named(names: readonly string[], values: Float32Array): Record<string, number> {
  return Object.fromEntries(names.map((name, i) => [name, values[i] ?? Number.NaN]))
}

describe.each(HORIZONS)('the input of a model of the %s', (horizon) => {
  test.each(MODEL_RESOLUTIONS)(
    'has the shapes that the network expects at %i min, and every number is finite',
    (minutes) => {
      const layout = createModelLayout(horizon, minutes * MINUTE)
      const { window, ahead, recent } = encoded(layout, { temperatureC: () => 20 })
      expect(window).toHaveLength(WINDOW_HOURS * windowFeatures(layout).length)
      expect(windowFeatures(layout)).toHaveLength(windowWidth(layout))
      expect(ahead).toHaveLength(((horizon === 'nextHour' ? HOUR : DAY) / (minutes * MINUTE)) * AHEAD_WIDTH)
      expect(recent).toHaveLength(RECENT_WIDTH)
      for (const part of [window, ahead, recent]) expect(part.every(Number.isFinite)).toBe(true)
    },
  )
})

describe('an hour of the window', () => {
  test('holds its own quarter-hours, and those of the same hour yesterday and last week', () => {
    const layout = createModelLayout('nextHour')
    const input = encoded(layout)
    // The window begins a day before step 768.
    expect(hourOf(layout, input, 0)).toMatchObject({
      'load 1 of 4': 672,
      'load 4 of 4': 675,
      'load 1 of 4 yesterday': 672 - 96,
      'load 4 of 4 yesterday': 675 - 96,
      'load 1 of 4 last week': 0,
      'load 4 of 4 last week': 3,
    })
    expect(hourOf(layout, input, 23)).toMatchObject({ 'load 4 of 4': 767, 'load 4 of 4 last week': 95 })
  })

  test('holds one load where steps are hours', () => {
    const layout = createModelLayout('nextDay', HOUR)
    expect(hourOf(layout, encoded(layout), 23)).toMatchObject({
      'load 1 of 1': 191,
      'load 1 of 1 yesterday': 167,
      'load 1 of 1 last week': 23,
    })
  })

  test('has the time, and the mean of what is known of its temperature', () => {
    const layout = createModelLayout('nextHour')
    const temperatureC = (i: number) => (i === 672 ? null : i < 676 ? 25 : 15)
    const input = encoded(layout, { temperatureC })
    const first = hourOf(layout, input, 0)
    expect(first.temperature).toBe(1)
    expect(hourOf(layout, input, 1).temperature).toBe(0)
    // 7 days after a Wednesday's midnight.
    expect(first['time of day cos']).toBeCloseTo(Math.cos((2 * Math.PI * 0.125) / 24), 6)
    expect(first.weekend).toBe(0)
    expect(hourOf(layout, encoded(layout, { at: layout.history + 4 * 96 }), 0).weekend).toBe(1)
  })
})

describe('a step ahead', () => {
  test('has the loads at its own time of each day of the week before', () => {
    const layout = createModelLayout('nextHour')
    // The third step ahead is number 770.
    const third = stepOf(encoded(layout), 2)
    expect([1, 2, 3, 4, 5, 6, 7].map((days) => third[`load ${days} ${days === 1 ? 'day' : 'days'} before`])).toEqual(
      [1, 2, 3, 4, 5, 6, 7].map((days) => 770 - 96 * days),
    )
    expect(third).toMatchObject({ lead: 0.75, Wednesday: 0, Thursday: 1 })
  })

  test('has the hour around its own time yesterday, as far as it is known', () => {
    const layout = createModelLayout('nextDay')
    const input = encoded(layout, { loadAt: (i) => (i % 4 === 0 ? 400 : 0) })
    // Five quarter-hours around it: one or two of them are high.
    expect(stepOf(input, 0)['mean of the hour around yesterday']).toBe(80)
    expect(stepOf(input, 2)['mean of the hour around yesterday']).toBe(160)
    expect(stepOf(input, 2)['mean of the hour around last week']).toBe(160)
    // Around the last two quarter-hours of the next day lie loads that are not known yet: they have yesterday's own.
    expect(stepOf(input, 93)['mean of the hour around yesterday']).toBe(80)
    expect(stepOf(input, 92)['load 1 day before']).toBe(400)
    expect(stepOf(input, 94)['mean of the hour around yesterday']).toBe(0)
    expect(stepOf(input, 95)['mean of the hour around yesterday']).toBe(0)
  })

  test('has yesterday’s temperature at its time, in tens of degrees above 15', () => {
    const layout = createModelLayout('nextDay')
    const input = encoded(layout, { temperatureC: (i) => (i === 672 + 50 ? 35 : i === 672 + 51 ? null : 10) })
    expect([49, 50, 51].map((step) => stepOf(input, step)['temperature yesterday'])).toEqual([-0.5, 2, 0])
  })
})

describe('what is known of now', () => {
  test('is the newest loads, those of the same time on other days, and means of the past', () => {
    expect(nowOf(encoded(createModelLayout('nextHour')))).toMatchObject({
      'load now': 767,
      'load 1 steps ago': 766,
      'load 7 steps ago': 760,
      'load 3 h ago': 767 - 12,
      'load 18 h ago': 767 - 72,
      'load now, 1 day before': 767 - 96,
      'load now, 7 days before': 767 - 672,
      'mean of the last hour': 765.5,
      'mean of the last 4 hours': 759.5,
      'mean of the last day': 719.5,
      'mean of the last week': 431.5,
    })
  })

  test('is the temperature, and whether it is known', () => {
    const layout = createModelLayout('nextHour')
    const measured = nowOf(encoded(layout, { temperatureC: (i) => (i === 767 ? 30 : i === 671 ? 5 : null) }))
    expect(measured).toMatchObject({
      'temperature now': 1.5,
      'temperature yesterday': -1,
      'mean temperature of the last day': 1.5,
      'temperature known': 1,
    })
    const none = {
      'temperature now': 0,
      'temperature yesterday': 0,
      'mean temperature of the last day': 0,
      'temperature known': 0,
    }
    expect(nowOf(encoded(layout))).toMatchObject(none)
    expect(nowOf(encoded(layout, { temperatureC: () => null }))).toMatchObject(none)
    const silent = nowOf(encoded(layout, { temperatureC: (i) => (i === 767 ? null : 30) }))
    expect(silent).toMatchObject({
      'temperature now': 0,
      'temperature known': 0,
      'mean temperature of the last day': 1.5,
    })
  })
})

test('a plant ten times as large has the same features at ten times the scale', () => {
  const layout = createModelLayout('nextDay')
  const loadAt = (i: number) => 500 + 200 * Math.sin(i / 7)
  const small = encoded(layout, { loadAt, scaleKw: 500 })
  const large = encoded(layout, { loadAt: (i) => 10 * loadAt(i), scaleKw: 5000 })
  for (const part of ['window', 'ahead', 'recent'] as const) {
    large[part].forEach((value, i) => {
      expect(value).toBeCloseTo(small[part][i] ?? Number.NaN, 6)
    })
  }
})

test('steps that an hour can’t be divided into are no model’s', () => {
  expect(() => createModelLayout('nextHour', 7 * MINUTE)).toThrow(RangeError)
  expect(() => createModelLayout('nextHour', 120 * MINUTE)).toThrow('120 min')
  expect(createModelLayout('nextHour', HOUR)).toMatchObject({ hour: 1, day: 24, week: 168, steps: 1, history: 192 })
  expect(createModelLayout('nextDay', QUARTER_HOUR)).toMatchObject({ hour: 4, steps: 96, history: 768 })
})
