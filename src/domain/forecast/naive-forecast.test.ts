import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HORIZON_STEPS, HORIZONS, NAIVE_NAMES } from './forecast.ts'
import {
  applyNaiveRule,
  createLoadHistory,
  findBestNaiveForecast,
  makeNaiveForecast,
  naiveValueAt,
} from './naive-forecast.ts'
import { quantile } from './quantiles.ts'

/** Eight days of quarter-hours. */
const row = (value: (i: number) => number) => Array.from({ length: 768 }, (_, i) => value(i))
const daily = (i: number) => 500 + 300 * Math.sin((2 * Math.PI * (i % 96)) / 96)
/** A load that may be anything, with holes. */
const loads = fc.array(fc.option(fc.double({ min: -5000, max: 5000, noNaN: true }), { nil: null }), {
  minLength: 1,
  maxLength: 900,
  size: 'max',
})

describe('a rule', () => {
  test('reads the past that it is named after', () => {
    const counting = row((i) => i)
    expect(applyNaiveRule('persistence', counting, 'nextHour')).toEqual([767, 767, 767, 767])
    expect(applyNaiveRule('yesterday', counting, 'nextHour')).toEqual([672, 673, 674, 675])
    expect(applyNaiveRule('last week', counting, 'nextHour')).toEqual([96, 97, 98, 99])
    // Yesterday it rose by one each quarter-hour, so that it goes on rising.
    expect(applyNaiveRule('yesterday’s change', counting, 'nextHour')).toEqual([768, 769, 770, 771])
    const jumped = row((i) => (i < 768 - 96 ? 100 : 500) + (i % 96))
    expect(applyNaiveRule('yesterday’s change', jumped, 'nextHour')?.[0]).toBe(595 + 500 - 195)
  })

  test('reads the whole next day out of the last one, and its last step is now', () => {
    const counting = row((i) => i)
    expect(applyNaiveRule('yesterday', counting, 'nextDay')).toEqual(counting.slice(-96))
    expect(applyNaiveRule('last week', counting, 'nextDay')).toEqual(counting.slice(96, 192))
    expect(applyNaiveRule('persistence', counting, 'nextDay')).toEqual(new Array(96).fill(767))
    expect(applyNaiveRule('yesterday’s change', counting, 'nextDay')?.at(-1)).toBe(767 + 96)
  })

  test('has no value where its past is a hole or isn’t known; persistence uses the last known value', () => {
    const counting: (number | null)[] = row((i) => i)
    counting[767] = null
    counting[766] = null
    counting[674] = null
    expect(applyNaiveRule('persistence', counting, 'nextHour')).toEqual([765, 765, 765, 765])
    expect(applyNaiveRule('yesterday', counting, 'nextHour')).toBeNull()
    expect(applyNaiveRule('yesterday’s change', counting, 'nextHour')).toBeNull()
    expect(applyNaiveRule('last week', [1, 2, 3], 'nextHour')).toBeNull()
    expect(applyNaiveRule('persistence', [null, null], 'nextHour')).toBeNull()
    // The hole is among what the next day reads, and not among what the next hour does.
    const holed: (number | null)[] = row((i) => i)
    holed[700] = null
    expect(applyNaiveRule('yesterday', holed, 'nextHour')).not.toBeNull()
    expect(applyNaiveRule('yesterday', holed, 'nextDay')).toBeNull()
  })

  test('is the same for one quarter-hour as for all of them', () => {
    fc.assert(
      fc.property(loads, fc.constantFrom(...NAIVE_NAMES), fc.constantFrom(...HORIZONS), (loadKw, name, horizon) => {
        const past = createLoadHistory(loadKw)
        const single = Array.from({ length: HORIZON_STEPS[horizon] }, (_, i) =>
          naiveValueAt(name, past, loadKw.length + i, i + 1),
        )
        expect(applyNaiveRule(name, loadKw, horizon)).toEqual(single.some(Number.isNaN) ? null : single)
      }),
      { numRuns: 60 },
    )
  })

  test('reads nothing of the quarter-hours that it forecasts', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...NAIVE_NAMES),
        fc.integer({ min: 1, max: 96 }),
        fc.integer({ min: 672, max: 767 }),
        fc.double({ min: -5000, max: 5000, noNaN: true }),
        (name, lead, target, other) => {
          const changed = row((i) => (i > target - lead ? other + i : daily(i)))
          expect(naiveValueAt(name, createLoadHistory(changed), target, lead)).toBe(
            naiveValueAt(name, createLoadHistory(row(daily)), target, lead),
          )
        },
      ),
    )
  })
})

describe('the best', () => {
  test('is the rule that would have been right over the window', () => {
    // Every day alike: yesterday and last week are never wrong; the sooner of the two is taken.
    expect(findBestNaiveForecast(row(daily), 'nextHour')?.name).toBe('yesterday')
    expect(findBestNaiveForecast(row(daily), 'nextDay')?.name).toBe('yesterday')
    // Each day of the week has a level of its own.
    const weekly = (i: number) => daily(i) * (1 + 0.1 * (Math.floor(i / 96) % 7))
    expect(findBestNaiveForecast(row(weekly), 'nextDay')?.name).toBe('last week')
    // A level that is found within the day and holds for it: the last value with yesterday's change is nearest.
    const shifted = (i: number) => daily(i) + 400 * Math.sin(i / 300)
    expect(findBestNaiveForecast(row(shifted), 'nextHour')?.name).toBe('yesterday’s change')
    // A walk without days: the last value is nearest.
    let level = 1000
    const walk = row((i) => {
      level += Math.sin(i * i)
      return level
    })
    expect(findBestNaiveForecast(walk, 'nextHour')?.name).toBe('persistence')
  })

  test('may be another rule for the next day than for the next hour', () => {
    const slow = row((i) => daily(i) + 40 * Math.sin(i / 8))
    expect(findBestNaiveForecast(slow, 'nextHour')?.name).toBe('yesterday’s change')
    expect(findBestNaiveForecast(slow, 'nextDay')?.name).toBe('yesterday')
  })

  test('is the last value where the window is too short to measure', () => {
    const short = Array.from({ length: 101 }, (_, i) => daily(i))
    expect(applyNaiveRule('yesterday', short, 'nextHour')).not.toBeNull()
    expect(findBestNaiveForecast(short, 'nextHour')?.name).toBe('persistence')
    for (const horizon of HORIZONS) {
      expect(findBestNaiveForecast([400], horizon)).toEqual({
        name: 'persistence',
        steps: Array.from({ length: HORIZON_STEPS[horizon] }, () => ({ p10: 400, p50: 400, p90: 400 })),
      })
      expect(findBestNaiveForecast([], horizon)).toBeNull()
      expect(findBestNaiveForecast([null, null], horizon)).toBeNull()
    }
  })

  test('leaves a rule out that reaches too far back to be measured', () => {
    // Last week is known, but the days before the window's last one have been dark.
    const dark = row(daily).map((kw, i) => (i >= 96 + 4 && i < 672 - 96 ? null : kw))
    expect(applyNaiveRule('last week', dark, 'nextHour')).not.toBeNull()
    expect(findBestNaiveForecast(dark, 'nextHour')?.name).toBe('yesterday')
  })

  test('has quantiles that are ordered and finite, whatever holes there are', () => {
    fc.assert(
      fc.property(loads, fc.constantFrom(...HORIZONS), (loadKw, horizon) => {
        const naive = findBestNaiveForecast(loadKw, horizon)
        expect(naive === null).toBe(loadKw.every((value) => value === null))
        if (naive !== null) expect(naive.steps).toHaveLength(HORIZON_STEPS[horizon])
        for (const { p10, p50, p90 } of naive?.steps ?? []) {
          expect(p10).toBeLessThanOrEqual(p50)
          expect(p50).toBeLessThanOrEqual(p90)
          expect(Number.isFinite(p10 + p90)).toBe(true)
        }
      }),
      { numRuns: 60 },
    )
  })
})

describe('the band', () => {
  const counting = row((i) => i)

  test('is what the rule was wrong by over the window at the same lead', () => {
    // Up one each step: at the lead of four steps persistence is 4 short each time, and never too high.
    expect(makeNaiveForecast('persistence', counting, 'nextHour')?.steps[3]).toEqual({ p10: 767, p50: 767, p90: 771 })
  })

  test('of the next day is that of the next lead that is measured', () => {
    const steps = makeNaiveForecast('persistence', counting, 'nextDay')?.steps ?? []
    expect([0, 3, 4, 7, 8, 16, 95].map((i) => (steps[i]?.p90 ?? 0) - 767)).toEqual([4, 4, 8, 8, 16, 32, 96])
  })

  test('holds about 80 % of errors like those of the window', () => {
    const noise = row((i) => 500 + 100 * Math.sin(i * i))
    const [first] = makeNaiveForecast('yesterday', noise, 'nextHour')?.steps ?? []
    if (first === undefined) throw new Error('There is no first step')
    const errors = noise.slice(96).map((kw, i) => kw - (noise[i] ?? 0))
    const inside = errors.filter((error) => first.p10 - first.p50 <= error && error <= first.p90 - first.p50)
    expect(inside.length / errors.length).toBeCloseTo(0.8, 1)
  })

  test('is that of the time of day: narrow at night, where the rule was never wrong, and wide by day', () => {
    const restless = row((i) => (i % 96 < 48 ? 300 : 900 + 100 * Math.sin(i * i)))
    const steps = makeNaiveForecast('yesterday', restless, 'nextDay')?.steps ?? []
    const width = (i: number) => (steps[i]?.p90 ?? 0) - (steps[i]?.p10 ?? 0)
    expect(width(24)).toBe(0)
    expect(width(72)).toBeGreaterThan(100)
  })

  test('is null where the rule is', () => {
    expect(makeNaiveForecast('last week', [1, 2, 3], 'nextHour')).toBeNull()
  })
})

test('a quantile lies on the line between its neighbours', () => {
  expect(quantile([1, 2, 3, 4, 5], 0.5)).toBe(3)
  expect(quantile([0, 10], 0.9)).toBe(9)
  expect(quantile([7], 0.1)).toBe(7)
  expect(quantile([1, 2], 1)).toBe(2)
})
