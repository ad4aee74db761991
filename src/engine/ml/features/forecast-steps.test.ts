import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { STEP_WIDTH } from './features.ts'
import { decodeQuantiles, sortQuantiles, toForecastSteps } from './forecast-steps.ts'

/** A batch's steps ahead of which only the linear path's forecast matters. */
function ahead(...linear: readonly number[]): { readonly ahead: Float32Array } {
  const room = new Float32Array(linear.length * STEP_WIDTH)
  linear.forEach((share, i) => {
    room[i * STEP_WIDTH + STEP_WIDTH - 1] = share
  })
  return { ahead: room }
}

/** 400 kW in all four steps. */
const level = ahead(1, 1, 1, 1)
const flat = new Array<number>(12).fill(0)

describe('what a network answered', () => {
  test('is shares of the scale above the linear path’s forecast, three quantiles a step', () => {
    const outputs = [-0.125, 0, 0.125, -0.25, 0.0625, 0.5, 0, 0, 0, 0, 0, 0]
    const steps = decodeQuantiles(outputs, ahead(5, 5, 4, -1), 0, 4, 80, null)
    expect(steps).toEqual([
      { p10: 390, p50: 400, p90: 410 },
      { p10: 380, p50: 405, p90: 440 },
      { p10: 320, p50: 320, p90: 320 },
      { p10: -80, p50: -80, p90: -80 },
    ])
  })

  test('is that of each window of a batch', () => {
    const outputs = [...flat, -0.5, 0, 0.5, ...flat.slice(3)]
    const batch = ahead(1, 1, 1, 1, 2, 3, 4, 5)
    expect(decodeQuantiles(outputs, batch, 0, 4, 100, null).map(({ p50 }) => p50)).toEqual([100, 100, 100, 100])
    expect(decodeQuantiles(outputs, batch, 1, 4, 100, null).map(({ p50 }) => p50)).toEqual([200, 300, 400, 500])
    expect(decodeQuantiles(outputs, batch, 1, 4, 100, null)[0]).toEqual({ p10: 150, p50: 200, p90: 250 })
  })

  test('has the band of its own lead as calibrated', () => {
    const outputs = new Array<readonly number[]>(4).fill([-0.1, 0, 0.1]).flat()
    const right = { low: 1, high: 1 }
    const calibration = { floorKw: 0, groups: [{ low: 2, high: 0.5 }, right, right, { low: 0, high: 3 }] }
    const [first, second, , last] = decodeQuantiles(outputs, level, 0, 4, 400, calibration)
    expect(first?.p10).toBeCloseTo(320, 6)
    expect(first?.p90).toBeCloseTo(420, 6)
    expect(second?.p10).toBeCloseTo(360, 6)
    expect([last?.p10, last?.p50]).toEqual([400, 400])
    expect(last?.p90).toBeCloseTo(520, 6)
  })

  test('is an error where it is no number', () => {
    for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const outputs = [...flat]
      outputs[5] = wrong
      expect(() => decodeQuantiles(outputs, level, 0, 4, 1, null)).toThrow('no number')
    }
    expect(() => decodeQuantiles(flat, ahead(1, 1, Number.NaN, 1), 0, 4, 1, null)).toThrow('no number')
    expect(() => decodeQuantiles(flat, level, 0, 4, Number.NaN, null)).toThrow('no number')
    expect(() => decodeQuantiles(flat.slice(1), level, 0, 4, 1, null)).toThrow('no number')
  })

  test('has quantiles in order, whatever it is', () => {
    const numbers = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 12, maxLength: 12 })
    fc.assert(
      fc.property(numbers, (outputs) => {
        for (const { p10, p50, p90 } of decodeQuantiles(outputs, level, 0, 4, 400, null)) {
          expect(p10).toBeLessThanOrEqual(p50)
          expect(p50).toBeLessThanOrEqual(p90)
        }
      }),
    )
  })
})

test('of three numbers in any order the middle one is the P50', () => {
  for (const [a, b, c] of [
    [1, 2, 3],
    [1, 3, 2],
    [2, 1, 3],
    [2, 3, 1],
    [3, 1, 2],
    [3, 2, 1],
  ] as const) {
    expect(sortQuantiles(a, b, c)).toEqual({ p10: 1, p50: 2, p90: 3 })
  }
  expect(sortQuantiles(2, 2, 1)).toEqual({ p10: 1, p50: 2, p90: 2 })
})

describe('the steps of a forecast', () => {
  const shown = [1, 2, 3, 4].map((p50) => ({ p10: 0, p50, p90: 9 }))
  const naive = { name: 'yesterday' as const, steps: [5, 6, 7, 8].map((p50) => ({ p10: 0, p50, p90: 9 })) }

  test('follow the end of the window without a gap, each beside the naive rule’s forecast', () => {
    const steps = toForecastSteps(900_000, shown, shown, naive)
    expect(steps.map(({ start, end, naiveKw }) => [start, end, naiveKw])).toEqual([
      [900_000, 1_800_000, 5],
      [1_800_000, 2_700_000, 6],
      [2_700_000, 3_600_000, 7],
      [3_600_000, 4_500_000, 8],
    ])
    expect(steps.map(({ loadKw, modelKw }) => [loadKw.p50, modelKw?.p50])).toEqual([1, 2, 3, 4].map((kw) => [kw, kw]))
  })

  test('have null where no model made a forecast', () => {
    expect(toForecastSteps(0, naive.steps, null, naive).map(({ modelKw }) => modelKw)).toEqual([null, null, null, null])
  })
})
