import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changeLoads, makeSeries, removeLoads } from '../../../../tests/fixtures/make-series.ts'
import { HORIZONS, NAIVE_NAMES, type Quantiles } from '../../../domain/forecast/forecast.ts'
import { applyNaiveRule, naiveValueAt } from '../../../domain/forecast/naive-forecast.ts'
import { HOUR } from '../../../domain/time/time.ts'
import { actualKwAt, type Dataset, findWindows, readDataset } from '../features/dataset.ts'
import { compareForecasts, pairWithActuals, walkForward } from './walk-forward.ts'

type Foreseen = readonly (readonly Quantiles[])[]

/** Numbers between -0.5 and 0.5, the same at every run. */
function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48271) % 2147483647
    return state / 2147483647 - 0.5
  }
}

/** A possible forecast of a model: wrong by `wrongBy` kW at the most, with a band of ± `half` kW. */
function forecastsOf(
  dataset: Dataset,
  windows: readonly number[],
  half: number,
  wrongBy: (step: number) => number,
): Foreseen {
  const random = chance(9)
  return windows.map((at) =>
    Array.from({ length: dataset.layout.steps }, (_, step) => {
      const p50 = (dataset.filled.loadKw[at + step] ?? Number.NaN) + 2 * random() * wrongBy(at + step)
      return { p10: p50 - half, p50, p90: p50 + half }
    }),
  )
}

const all = (dataset: Dataset) => findWindows(dataset, { from: 0, to: dataset.series.loadKw.length })
const hourly = makeSeries({ days: 35, resolutionMs: HOUR })

/** Share of the measured loads that lay in the bands of the windows from `from` on. */
function coverage(dataset: Dataset, windows: readonly number[], shown: Foreseen, from: number): number {
  const inside = windows.flatMap((at, nth) =>
    at < from
      ? []
      : (shown[nth] ?? []).map(({ p10, p90 }, step) => {
          const kw = actualKwAt(dataset, at + step)
          return p10 <= kw && kw <= p90 ? 1 : 0
        }),
  )
  return inside.reduce((sum: number, each) => sum + each, 0) / inside.length
}

describe.each(HORIZONS)('walking forward through forecasts of the %s', (horizon) => {
  const dataset = readDataset(hourly, horizon, 400)
  const windows = all(dataset)
  const length = hourly.loadKw.length

  test('uses nothing that was not known yet: other loads and forecasts later leave earlier bands as they are', () => {
    const forecasts = forecastsOf(dataset, windows, 10, () => 30)
    const shown = walkForward(dataset, windows, forecasts)
    const calibrations = fc.integer({ min: 3, max: 20 }).map((days) => (windows[0] ?? 0) + days * dataset.layout.day)
    const kw = fc.option(fc.integer({ min: -5000, max: 5000 }), { nil: null })
    fc.assert(
      fc.property(
        // At times at the very step before which bands are calibrated anew.
        fc.oneof(calibrations, fc.integer({ min: windows[0] ?? 0, max: length - 1 })),
        fc.array(kw, { minLength: 1, maxLength: 7 }),
        (now, loads) => {
          const later = changeLoads(hourly, (load, step) => (step < now ? load : (loads[step % loads.length] ?? null)))
          const other = readDataset(later, horizon, 400)
          const changed = forecasts.map((steps, nth) =>
            (windows[nth] ?? 0) <= now ? steps : steps.map(() => ({ p10: -1, p50: 0, p90: 1 })),
          )
          const again = walkForward(other, windows, changed)
          windows.forEach((at, nth) => {
            if (at <= now) expect(again[nth]).toEqual(shown[nth])
          })
        },
      ),
      { numRuns: 10 },
    )
  })

  test('leaves the bands of the first two days as they are, and every P50', () => {
    const forecasts = forecastsOf(dataset, windows, 10, () => 30)
    const shown = walkForward(dataset, windows, forecasts)
    const first = windows[0] ?? 0
    const nth = (at: number) => at - first
    expect(shown.slice(0, nth(first + 2 * dataset.layout.day))).toEqual(
      forecasts.slice(0, nth(first + 2 * dataset.layout.day)),
    )
    expect(shown[nth(first + 3 * dataset.layout.day)]).not.toEqual(forecasts[nth(first + 3 * dataset.layout.day)])
    shown.forEach((steps, i) => {
      expect(steps.map(({ p50 }) => p50)).toEqual(forecasts[i]?.map(({ p50 }) => p50))
    })
  })

  test('widens a band that is too narrow until it holds about 80 %', () => {
    const forecasts = forecastsOf(dataset, windows, 5, () => 40)
    const shown = walkForward(dataset, windows, forecasts)
    const from = (windows[0] ?? 0) + 5 * dataset.layout.day
    expect(coverage(dataset, windows, forecasts, from)).toBeLessThan(0.25)
    expect(Math.abs(coverage(dataset, windows, shown, from) - 0.8)).toBeLessThan(0.06)
  })

  test('follows a plant that drifts: two weeks after errors have grown the band holds 80 % again', () => {
    const grownAt = 16 * dataset.layout.day
    const forecasts = forecastsOf(dataset, windows, 32, (step) => (step < grownAt ? 40 : 120))
    const shown = walkForward(dataset, windows, forecasts)
    const day = dataset.layout.day
    const during = windows.filter((at) => at < grownAt + day)
    // On the first day nothing is known of it yet.
    expect(coverage(dataset, during, shown, grownAt)).toBeLessThan(0.6)
    const late = grownAt + 14 * day
    expect(coverage(dataset, windows, forecasts, late)).toBeLessThan(0.35)
    expect(Math.abs(coverage(dataset, windows, shown, late) - 0.8)).toBeLessThan(0.08)
  })
})

test('the measured load of a window’s steps is beside them; steps without one are left out', () => {
  const holed = readDataset(removeLoads(makeSeries({ days: 9 }), 801, 803), 'nextHour', 400)
  const forecasts = [800, 850].map((kw) => [1, 2, 3, 4].map((step) => ({ p10: kw - 9, p50: kw + step, p90: kw + 9 })))
  const pairs = pairWithActuals(holed, [800, 850], forecasts)
  expect(pairs.map(({ lead, forecast: { p50 } }) => [lead, p50])).toEqual([
    [1, 801],
    [4, 804],
    [1, 851],
    [2, 852],
    [3, 853],
    [4, 854],
  ])
  expect(pairs[1]?.actualKw).toBe(holed.series.loadKw[803])
})

describe.each(HORIZONS)('a comparison of forecasts of the %s', (horizon) => {
  const series = removeLoads(makeSeries({ days: 12 }), 880, 883)
  const dataset = readDataset(series, horizon, 400)
  const windows = all(dataset).slice(100, 130)
  const forecasts = forecastsOf(dataset, windows, 20, () => 30)

  test('is what a simple computation gives, on the steps that are known', () => {
    const comparison = compareForecasts(dataset, windows, forecasts)
    const errors: number[] = []
    const loads: number[] = []
    const lastWeek: number[] = []
    windows.forEach((at, nth) => {
      forecasts[nth]?.forEach(({ p50 }, step) => {
        const kw = series.loadKw[at + step] ?? null
        if (kw === null) return
        errors.push(Math.abs(kw - p50))
        loads.push(Math.abs(kw))
        lastWeek.push(Math.abs(kw - (series.loadKw[at + step - 672] ?? Number.NaN)))
      })
    })
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
    expect(comparison.windows).toBe(30)
    expect(comparison.model.steps).toBe(errors.length)
    expect(errors.length).toBeLessThan(30 * dataset.layout.steps)
    expect(comparison.model.maeKw).toBeCloseTo(sum(errors) / errors.length, 9)
    expect(comparison.model.wape).toBeCloseTo(sum(errors) / sum(loads), 9)
    expect(comparison.naive['last week'].maeKw).toBeCloseTo(sum(lastWeek) / lastWeek.length, 9)
    const least = Math.min(...NAIVE_NAMES.map((name) => comparison.naive[name].maeKw))
    expect(comparison.naive[comparison.bestNaive].maeKw).toBe(least)
    expect(comparison.skill).toBeCloseTo(1 - comparison.model.maeKw / least, 12)
    for (const name of NAIVE_NAMES) expect(comparison.naive[name].steps).toBe(errors.length)
  })

  test('has of each rule the forecast that the app would have drawn', () => {
    const whole = readDataset(makeSeries({ days: 12 }), horizon, 400)
    for (const at of [800, 901]) {
      for (const name of NAIVE_NAMES) {
        const drawn = applyNaiveRule(name, whole.series.loadKw.slice(at - 768, at), horizon)
        const past = { load: whole.filled.loadKw, lastKnown: whole.filled.loadKw }
        const steps = Array.from({ length: whole.layout.steps }, (_, step) =>
          naiveValueAt(name, past, at + step, step + 1, whole.layout),
        )
        steps.forEach((kw, step) => {
          expect(kw).toBeCloseTo(drawn?.[step] ?? Number.NaN, 9)
        })
      }
    }
  })

  test('of nothing is an error', () => {
    expect(() => compareForecasts(dataset, [], [])).toThrow('nothing to compare')
  })
})

test('a rule that was never wrong can’t be gained over', () => {
  const constant = readDataset(
    changeLoads(makeSeries({ days: 12 }), () => 250),
    'nextHour',
    250,
  )
  const windows = all(constant).slice(0, 20)
  const right = compareForecasts(
    constant,
    windows,
    forecastsOf(constant, windows, 5, () => 0),
  )
  expect(right).toMatchObject({ bestNaive: 'persistence', skill: 0, model: { mape: 0, coverage: 1 } })
  const wrong = compareForecasts(
    constant,
    windows,
    forecastsOf(constant, windows, 5, () => 20),
  )
  expect(wrong.skill).toBe(Number.NEGATIVE_INFINITY)
})
