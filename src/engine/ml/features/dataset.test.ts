import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changeLoads, makeSeries, removeLoads } from '../../../../tests/fixtures/make-series.ts'
import { HORIZONS, type Horizon } from '../../../domain/forecast/forecast.ts'
import { HOUR, QUARTER_HOUR } from '../../../domain/time/time.ts'
import type { LoadSeries } from '../../load-csv/load-series.ts'
import { type Batch, createBatch } from './batch.ts'
import { actualKwAt, fillBatch, findWindows, readDataset, sampleEvenly, scaleKwAt } from './dataset.ts'
import {
  AHEAD_FEATURES,
  encodeWindow,
  RECENT_FEATURES,
  RECENT_WIDTH,
  STEP_WIDTH,
  WINDOW_HOURS,
  windowWidth,
} from './features.ts'
import { LINEAR_WIDTH } from './linear-path.ts'

const KINDS = HORIZONS.flatMap((horizon) => [
  { horizon, resolutionMs: QUARTER_HOUR, minutes: 15 },
  { horizon, resolutionMs: HOUR, minutes: 60 },
])
const COLUMNS = { temperature: AHEAD_FEATURES.indexOf('temperature yesterday') }

/** What a model would be given of one window; null where it is not given it. */
function inputAt(series: LoadSeries, horizon: Horizon, at: number, scaleKw: number | null): Batch | null {
  const dataset = readDataset(series, horizon, scaleKw)
  if (!findWindows(dataset, { from: at, to: at + dataset.layout.steps }).includes(at)) return null
  const batch = createBatch(dataset.layout, 1)
  fillBatch(dataset, null, [at], batch)
  return batch
}

describe.each(KINDS)('a window of the $horizon at $minutes min', ({ horizon, resolutionMs }) => {
  const days = horizon === 'nextDay' ? 11 : 9
  const series = makeSeries({ days, resolutionMs })
  const { layout } = readDataset(series, horizon, 1)
  const length = series.loadKw.length
  const places = fc.integer({ min: layout.history, max: length - layout.steps })
  const changed = fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constant(null))

  test('reads nothing from its first step ahead on, neither load nor temperature, whatever holes there are', () => {
    const change = fc.record({ place: fc.nat(), kw: changed, celsius: changed })
    fc.assert(
      fc.property(
        places,
        fc.constantFrom(400, null),
        fc.array(fc.record({ from: fc.nat(length), count: fc.integer({ min: 1, max: layout.day / 4 }) }), {
          maxLength: 2,
        }),
        fc.array(change, { minLength: 1, maxLength: 20 }),
        (at, scaleKw, holes, changes) => {
          const before = holes.reduce(
            (some, { from, count }) => removeLoads(some, from, Math.min(at, from + count)),
            series,
          )
          const loadKw = [...before.loadKw]
          const temperatureC = [...(before.temperatureC ?? [])]
          for (const { place, kw, celsius } of changes) {
            loadKw[at + (place % (length - at))] = kw
            temperatureC[at + (place % (length - at))] = celsius
          }
          // At least one step must be known, or there is nothing to check.
          loadKw[at] = 1234
          const after = { ...before, loadKw, temperatureC }
          expect(inputAt(after, horizon, at, scaleKw)).toEqual(inputAt(before, horizon, at, scaleKw))
        },
      ),
      { numRuns: 40 },
    )
  })

  test('reads the load and the temperature right before it', () => {
    fc.assert(
      fc.property(places, (at) => {
        const whole = inputAt(series, horizon, at, 400)
        const load = inputAt(
          changeLoads(series, (kw, i) => (i === at - 1 ? (kw ?? 0) + 1 : kw)),
          horizon,
          at,
          400,
        )
        expect(load?.recent).not.toEqual(whole?.recent)
        expect(load?.window).not.toEqual(whole?.window)
        const temperatureC =
          series.temperatureC?.map((celsius, i) => (i === at - 1 ? (celsius ?? 0) + 1 : celsius)) ?? null
        const temperature = inputAt({ ...series, temperatureC }, horizon, at, 400)
        expect(temperature?.recent).not.toEqual(whole?.recent)
      }),
      { numRuns: 10 },
    )
  })

  test('lies within its part, whatever the part', () => {
    const dataset = readDataset(series, horizon, 1)
    fc.assert(
      fc.property(fc.nat(length), fc.nat(length + 50), (from, to) => {
        const windows = findWindows(dataset, { from, to })
        for (const at of windows) {
          expect(at).toBeGreaterThanOrEqual(Math.max(from, layout.history))
          expect(at + layout.steps).toBeLessThanOrEqual(Math.min(to, length))
        }
        const first = Math.max(from, layout.history)
        const last = Math.min(to, length) - layout.steps
        expect(windows).toHaveLength(Math.max(0, last - first + 1))
      }),
    )
  })
})

describe('the windows of a part', () => {
  const series = makeSeries({ days: 20 })
  const whole = { from: 0, to: series.loadKw.length }

  test('leave out those whose past can’t be read, and those of which no step is known', () => {
    // A day is missing: no window may read it, as it is more than a sixteenth of what they read.
    const holed = readDataset(removeLoads(series, 1000, 1096), 'nextHour', 1)
    const windows = findWindows(holed, whole)
    expect(windows.filter((at) => at < 1000)).toHaveLength(1000 - 768)
    // Until the hole's first half has left the window again.
    expect(windows.find((at) => at >= 1000)).toBe(1000 + 48 + 768)
    // Of a window whose steps all lie in a hole nothing can be scored; of one that reaches into it, some.
    const short = readDataset(removeLoads(series, 1000, 1008), 'nextHour', 1)
    const some = findWindows(short, whole)
    expect(some).toContain(997)
    expect(some).toContain(1000 - 3)
    expect(some).not.toContain(1000)
    expect(some).not.toContain(1008)
    expect(some).toContain(1009)
  })

  test('leave out a week of zeros where it would be the scale, and not where the model has one of its own', () => {
    const dark = changeLoads(series, (kw, i) => (i >= 900 && i < 900 + 672 ? 0 : kw))
    expect(findWindows(readDataset(dark, 'nextHour', null), whole)).not.toContain(1572)
    expect(findWindows(readDataset(dark, 'nextHour', 500), whole)).toContain(1572)
  })

  test('can be thinned out evenly', () => {
    const all = Array.from({ length: 1000 }, (_, i) => i)
    expect(sampleEvenly(all, 4)).toEqual([0, 250, 500, 750])
    expect(sampleEvenly(all, 1000)).toBe(all)
    expect(sampleEvenly([5], 4)).toEqual([5])
    expect(new Set(sampleEvenly(all, 777)).size).toBe(777)
  })
})

describe('a batch', () => {
  const series = makeSeries({ days: 10 })
  const dataset = readDataset(series, 'nextHour', 400)
  const { layout } = dataset
  const windows = [768, 800, 900]

  /** The rooms of the nth window, the step's without the linear path. */
  function roomsOf(batch: Batch, nth: number) {
    const size = WINDOW_HOURS * windowWidth(layout)
    const steps = Array.from({ length: layout.steps }, (_, step) => {
      const from = (nth * layout.steps + step) * STEP_WIDTH
      return [...batch.ahead.subarray(from, from + STEP_WIDTH)]
    })
    return {
      window: batch.window.subarray(nth * size, (nth + 1) * size),
      ahead: steps.map((step) => step.slice(0, -1)),
      linear: steps.map((step) => step.at(-1)),
      recent: batch.recent.subarray(nth * RECENT_WIDTH, (nth + 1) * RECENT_WIDTH),
    }
  }

  test('holds each window as it is encoded alone, and the linear path’s forecast of each step', () => {
    const path = Array.from({ length: layout.steps }, (_, step) => {
      const weights = new Float64Array(LINEAR_WIDTH)
      weights[0] = 1
      weights[LINEAR_WIDTH - 1] = step
      return weights
    })
    const batch = createBatch(layout, windows.length)
    fillBatch(dataset, path, windows, batch)
    windows.forEach((at, nth) => {
      const alone = encodeWindow(dataset.features, at, 400)
      const { window, ahead, recent, linear } = roomsOf(batch, nth)
      expect(window).toEqual(alone.window)
      expect(recent).toEqual(alone.recent)
      expect(ahead.flat()).toEqual([...alone.ahead])
      expect(linear).toEqual([0, 1, 2, 3].map((step) => Math.fround((alone.recent[0] ?? 0) + step)))
    })
  })

  test('hides the temperature of the windows that are to be blind, and of no other', () => {
    const [seen, hidden, none] = [createBatch(layout, 3), createBatch(layout, 3), createBatch(layout, 3)]
    fillBatch(dataset, null, windows, seen)
    fillBatch(dataset, null, windows, hidden, (nth) => nth === 1)
    fillBatch(readDataset({ ...series, temperatureC: null }, 'nextHour', 400), null, windows, none)
    expect(roomsOf(hidden, 0)).toEqual(roomsOf(seen, 0))
    expect(roomsOf(hidden, 2)).toEqual(roomsOf(seen, 2))
    expect(roomsOf(hidden, 1)).not.toEqual(roomsOf(seen, 1))
    // To the model a plant whose temperature is hidden is one that measures none.
    expect(roomsOf(hidden, 1)).toEqual(roomsOf(none, 1))
    expect(roomsOf(seen, 1).ahead[0]?.[COLUMNS.temperature]).not.toBe(0)
    expect(roomsOf(seen, 1).recent[RECENT_FEATURES.indexOf('temperature known')]).toBe(1)
  })
})

test('the scale is the model’s own, or each window’s last week', () => {
  const series = changeLoads(makeSeries({ days: 20 }), (_, i) => (i < 1000 ? 100 : 200))
  expect(scaleKwAt(readDataset(series, 'nextDay', 321), 800)).toBe(321)
  const free = readDataset(series, 'nextDay', null)
  expect([800, 1000, 1000 + 336, 1000 + 672].map((at) => scaleKwAt(free, at))).toEqual([100, 100, 150, 200])
})

test('the actual load is the one that was measured, and no filled hole', () => {
  const dataset = readDataset(removeLoads(makeSeries({ days: 9 }), 100, 102), 'nextHour', 1)
  expect(dataset.filled.loadKw[100]).toBeGreaterThan(0)
  expect(actualKwAt(dataset, 100)).toBeNaN()
  expect(actualKwAt(dataset, 99)).toBe(dataset.series.loadKw[99])
  expect(actualKwAt(dataset, 1e6)).toBeNaN()
})

test('a zone that isn’t one is answered with its name', () => {
  expect(() => readDataset(makeSeries({ days: 1, zone: 'Mars/Olympus' }), 'nextHour', 1)).toThrow(
    expect.objectContaining({ name: 'EngineError', field: 'zone', message: expect.stringContaining('Mars/Olympus') }),
  )
})
