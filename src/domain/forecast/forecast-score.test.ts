import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Quantiles } from './forecast.ts'
import {
  addErrorSums,
  computeErrorSums,
  computePinballLoss,
  scoreOf,
  skillOf,
  ZERO_ERROR_SUMS,
} from './forecast-score.ts'

interface Outcome {
  readonly foreseen: Quantiles
  readonly actualKw: number
}

const kw = fc.integer({ min: -20_000, max: 20_000 }).map((tenths) => tenths / 10)
/** A forecast, its quantiles in order, and the measured load: at times null. */
const outcome: fc.Arbitrary<Outcome> = fc
  .tuple(fc.array(kw, { minLength: 3, maxLength: 3 }), fc.oneof(kw, fc.constant(0)))
  .map(([values, actualKw]) => {
    const [p10 = 0, p50 = 0, p90 = 0] = values.sort((a, b) => a - b)
    return { foreseen: { p10, p50, p90 }, actualKw }
  })
const outcomes = fc.array(outcome, { minLength: 1, maxLength: 60 })

const sumsOf = (all: readonly Outcome[]) =>
  all
    .map(({ foreseen: forecast, actualKw }) => computeErrorSums(forecast, actualKw))
    .reduce(addErrorSums, ZERO_ERROR_SUMS)
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

/** As a textbook has it: no code is shared with what is tested. */
function obviousScore(all: readonly Outcome[]) {
  const errors = all.map(({ foreseen: forecast, actualKw }) => Math.abs(actualKw - forecast.p50))
  const loads = all.map(({ actualKw }) => Math.abs(actualKw))
  const losses = all.flatMap(({ foreseen: forecast, actualKw }) =>
    (
      [
        [0.1, forecast.p10],
        [0.5, forecast.p50],
        [0.9, forecast.p90],
      ] as const
    ).map(([level, forecast]) =>
      actualKw >= forecast ? level * (actualKw - forecast) : (1 - level) * (forecast - actualKw),
    ),
  )
  const shares = errors.flatMap((error, i) => (loads[i] === 0 ? [] : [error / (loads[i] ?? 0)]))
  return {
    steps: all.length,
    mape: mean(shares),
    wape: mean(errors) / mean(loads),
    maeKw: mean(errors),
    pinballKw: mean(losses),
    coverage: mean(all.map(({ foreseen: { p10, p90 }, actualKw }) => (p10 <= actualKw && actualKw <= p90 ? 1 : 0))),
  }
}

/** Equal to the last few digits of what is added up. */
function expectNear(value: number | undefined, expected: number) {
  if (!Number.isFinite(expected)) expect(value).toEqual(expected)
  else expect(Math.abs((value ?? Number.NaN) - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)))
}

describe('a score', () => {
  test('is what an obvious computation gives', () => {
    fc.assert(
      fc.property(outcomes, (all) => {
        const score = scoreOf(sumsOf(all))
        const expected = obviousScore(all)
        for (const [name, value] of Object.entries(expected)) {
          if (name === 'mape' && all.every(({ actualKw }) => actualKw === 0)) continue
          if (name === 'wape' && all.every(({ actualKw }) => actualKw === 0)) continue
          expectNear(score?.[name as keyof typeof expected], value)
        }
      }),
    )
  })

  test('of two parts together is that of the sum of their sums', () => {
    fc.assert(
      fc.property(outcomes, outcomes, (one, other) => {
        const together = sumsOf([...one, ...other])
        const added = addErrorSums(sumsOf(one), sumsOf(other))
        for (const [name, value] of Object.entries(together)) expectNear(added[name as keyof typeof added], value)
      }),
    )
  })

  test('is a fraction, with loads and errors in kW', () => {
    const sums = sumsOf([
      { foreseen: { p10: 90, p50: 110, p90: 120 }, actualKw: 100 },
      { foreseen: { p10: 290, p50: 300, p90: 310 }, actualKw: 320 },
    ])
    expect(scoreOf(sums)).toEqual({
      steps: 2,
      mape: (10 / 100 + 20 / 320) / 2,
      wape: 30 / 420,
      maeKw: 15,
      pinballKw: ((0.1 * 10 + 0.5 * 10 + 0.1 * 20) / 3 + (0.1 * 30 + 0.5 * 20 + 0.9 * 10) / 3) / 2,
      coverage: 0.5,
    })
  })

  test('of no step is none', () => {
    expect(scoreOf(ZERO_ERROR_SUMS)).toBeNull()
  })

  test('has no shares of a load that is 0 throughout, and leaves a single 0 out of the mean', () => {
    const nothing = scoreOf(sumsOf([{ foreseen: { p10: -1, p50: 1, p90: 2 }, actualKw: 0 }]))
    expect(nothing).toMatchObject({ mape: Number.NaN, wape: Number.NaN, maeKw: 1, coverage: 1 })
    const some = scoreOf(
      sumsOf([
        { foreseen: { p10: 0, p50: 50, p90: 60 }, actualKw: 0 },
        { foreseen: { p10: 0, p50: 50, p90: 60 }, actualKw: 100 },
      ]),
    )
    expect(some).toMatchObject({ mape: 0.5, wape: 1 })
  })

  test('counts an export as a negative load', () => {
    const score = scoreOf(sumsOf([{ foreseen: { p10: -120, p50: -90, p90: -80 }, actualKw: -100 }]))
    expect(score).toMatchObject({ mape: 0.1, wape: 0.1, maeKw: 10, coverage: 1 })
  })

  test('holds what lies on the edge of the band', () => {
    const band = { p10: 10, p50: 15, p90: 20 }
    expect([9.99, 10, 20, 20.01].map((actualKw) => computeErrorSums(band, actualKw).inside)).toEqual([0, 1, 1, 0])
  })
})

test('the pinball loss is smallest at the quantile of the actual values', () => {
  const actuals = Array.from({ length: 1000 }, (_, i) => i)
  const loss = (level: number, forecast: number) =>
    mean(actuals.map((actual) => computePinballLoss(level, forecast, actual)))
  for (const level of [0.1, 0.5, 0.9]) {
    const at = 1000 * level
    expect(loss(level, at)).toBeLessThan(loss(level, at - 20))
    expect(loss(level, at)).toBeLessThan(loss(level, at + 20))
  }
})

test('skill is what is gained over another, and below 0 where it is worse', () => {
  expect(skillOf({ maeKw: 8 }, { maeKw: 10 })).toBeCloseTo(0.2, 12)
  expect(skillOf({ maeKw: 15 }, { maeKw: 10 })).toBeCloseTo(-0.5, 12)
  expect(skillOf({ maeKw: 0 }, { maeKw: 0 })).toBe(0)
  expect(skillOf({ maeKw: 1 }, { maeKw: 0 })).toBe(Number.NEGATIVE_INFINITY)
})
