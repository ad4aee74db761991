import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bestNaive, naiveForecast, naiveRule, quantile } from './naive.ts'

/** Eight days of quarter-hours. */
const row = (value: (i: number) => number) => Array.from({ length: 768 }, (_, i) => value(i))

test('each rule reads what its name says', () => {
  const counting = row((i) => i)
  expect(naiveRule('persistence', counting, 'nextHour')).toEqual([767, 767, 767, 767])
  expect(naiveRule('yesterday', counting, 'nextHour')).toEqual([672, 673, 674, 675])
  expect(naiveRule('last week', counting, 'nextHour')).toEqual([96, 97, 98, 99])
})

test('a rule whose past is a hole or was never seen says nothing; persistence takes the last known value', () => {
  const counting: (number | null)[] = row((i) => i)
  counting[767] = null
  counting[766] = null
  counting[674] = null
  expect(naiveRule('persistence', counting, 'nextHour')).toEqual([765, 765, 765, 765])
  expect(naiveRule('yesterday', counting, 'nextHour')).toBeNull()
  expect(naiveRule('last week', [1, 2, 3], 'nextHour')).toBeNull()
  expect(naiveRule('persistence', [null, null], 'nextHour')).toBeNull()
})

test('the best is the rule that would have been right over the window', () => {
  const daily = (i: number) => 500 + 300 * Math.sin((2 * Math.PI * (i % 96)) / 96)
  // Every day alike: yesterday and last week are never wrong; the sooner of the two is taken.
  expect(bestNaive(row(daily))?.name).toBe('yesterday')
  // Each day of the week has a level of its own.
  const weekly = (i: number) => daily(i) * (1 + 0.1 * (Math.floor(i / 96) % 7))
  expect(bestNaive(row(weekly))?.name).toBe('last week')
  // A slow climb without days: the last value is nearest.
  expect(bestNaive(row((i) => 1000 + i))?.name).toBe('persistence')
})

test('where the window is too short to measure, the last value stands', () => {
  const daily = Array.from({ length: 100 }, (_, i) => 500 + 300 * Math.sin((2 * Math.PI * i) / 96))
  expect(naiveRule('yesterday', daily)).not.toBeNull()
  expect(bestNaive(daily)?.name).toBe('persistence')
  expect(bestNaive([400])).toEqual({
    name: 'persistence',
    steps: Array.from({ length: 4 }, () => ({ p10: 400, p50: 400, p90: 400 })),
  })
  expect(bestNaive([])).toBeNull()
  expect(bestNaive([null, null])).toBeNull()
})

test('the band is what the rule was wrong by over the window', () => {
  // Up one each step: at the lead of four steps persistence is 4 short each time, and never too high.
  const steps = naiveForecast(
    'persistence',
    row((i) => i),
  )?.steps
  expect(steps?.[3]).toEqual({ p10: 767, p50: 767, p90: 771 })
})

test('a quantile lies on the line between its neighbours', () => {
  expect(quantile([1, 2, 3, 4, 5], 0.5)).toBe(3)
  expect(quantile([0, 10], 0.9)).toBe(9)
  expect(quantile([7], 0.1)).toBe(7)
})

test('whatever holes there are, the quantiles are ordered and finite', () => {
  const hole = fc.option(fc.double({ min: 0, max: 5000, noNaN: true }), { nil: null })
  fc.assert(
    fc.property(fc.array(hole, { minLength: 1, maxLength: 400 }), (loadKw) => {
      const naive = bestNaive(loadKw)
      expect(naive === null).toBe(loadKw.every((value) => value === null))
      for (const { p10, p50, p90 } of naive?.steps ?? []) {
        expect(p10).toBeLessThanOrEqual(p50)
        expect(p50).toBeLessThanOrEqual(p90)
        expect(Number.isFinite(p10 + p90)).toBe(true)
      }
    }),
    { numRuns: 50 },
  )
})
