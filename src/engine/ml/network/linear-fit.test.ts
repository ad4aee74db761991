import { describe, expect, test } from 'vitest'
import { AHEAD_FEATURES, LINEAR_AHEAD, RECENT_WIDTH } from '../features/features.ts'
import {
  LINEAR_FEATURES,
  LINEAR_WIDTH,
  type LinearPath,
  parseLinearPath,
  runLinearPath,
} from '../features/linear-path.ts'
import { LinearFit } from './linear-fit.ts'

const STEPS = 2
const AHEAD_WIDTH = AHEAD_FEATURES.length

interface Window {
  readonly ahead: Float32Array
  readonly recent: Float32Array
  readonly actual: readonly number[]
}

/** Numbers in [-1, 1), the same at every run. */
function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48271) % 2147483647
    return (2 * state) / 2147483647 - 1
  }
}

/** Windows of random features; the actual load is `actualOf` of each step's row, a row as the linear path reads it. */
function windows(
  count: number,
  actualOf: (row: readonly number[], step: number) => number,
  random = chance(7),
): Window[] {
  return Array.from({ length: count }, () => {
    const ahead = Float32Array.from({ length: STEPS * AHEAD_WIDTH }, random)
    const recent = Float32Array.from({ length: RECENT_WIDTH }, random)
    const actual = Array.from({ length: STEPS }, (_, step) => actualOf(rowOf({ ahead, recent }, step), step))
    return { ahead, recent, actual }
  })
}

function rowOf({ ahead, recent }: Pick<Window, 'ahead' | 'recent'>, step: number): number[] {
  const from = step * AHEAD_WIDTH
  return [...recent, ...ahead.subarray(from, from + LINEAR_AHEAD), 1]
}

function fitted(all: readonly Window[]): LinearPath {
  const fit = new LinearFit(STEPS)
  for (const { actual, ...input } of all) fit.add(input, AHEAD_WIDTH, actual)
  return fit.solve()
}

/** Ridge regression as a textbook has it: (XᵀX + λI) w = Xᵀy by Gauss' elimination with pivots. */
function slowRidge(rows: readonly (readonly number[])[], targets: readonly number[], lambda: number): number[] {
  const n = LINEAR_WIDTH
  const system = Array.from({ length: n }, (_, i) => [
    ...Array.from(
      { length: n },
      (_, j) => rows.reduce((sum, row) => sum + (row[i] ?? 0) * (row[j] ?? 0), 0) + (i === j ? lambda : 0),
    ),
    rows.reduce((sum, row, k) => sum + (row[i] ?? 0) * (targets[k] ?? 0), 0),
  ])
  for (let i = 0; i < n; i++) {
    const rest = system.slice(i).sort((a, b) => Math.abs(b[i] ?? 0) - Math.abs(a[i] ?? 0))
    system.splice(i, n - i, ...rest)
    const pivot = system[i] ?? []
    for (let k = 0; k < n; k++) {
      const row = system[k] ?? []
      const share = k === i ? 0 : (row[i] ?? 0) / (pivot[i] ?? Number.NaN)
      if (share !== 0) system[k] = row.map((value, j) => value - share * (pivot[j] ?? 0))
    }
  }
  return system.map((row, i) => (row[n] ?? 0) / (row[i] ?? Number.NaN))
}

describe('the linear path', () => {
  test('is the ridge regression that a slow, obvious computation finds, for each step by itself', () => {
    const random = chance(3)
    const all = windows(120, (row, step) => (row[step] ?? 0) - 0.3 * (row[40] ?? 0) + 0.2 * random())
    fitted(all).forEach((weights, step) => {
      const expected = slowRidge(
        all.map((window) => rowOf(window, step)),
        all.map(({ actual }) => actual[step] ?? Number.NaN),
        1e-4 * all.length,
      )
      expect(weights).toHaveLength(LINEAR_WIDTH)
      weights.forEach((weight, i) => {
        expect(weight).toBeCloseTo(expected[i] ?? Number.NaN, 9)
      })
    })
  })

  test('finds the weights that made a load', () => {
    const random = chance(5)
    const made = Array.from({ length: STEPS }, () => Array.from({ length: LINEAR_WIDTH }, random))
    const all = windows(2000, (row, step) => row.reduce((sum, value, i) => sum + value * (made[step]?.[i] ?? 0), 0))
    fitted(all).forEach((weights, step) => {
      weights.forEach((weight, i) => {
        expect(Math.abs(weight - (made[step]?.[i] ?? Number.NaN))).toBeLessThan(2e-3)
      })
    })
  })

  test('is finite and small where features are the same as others, or never anything but 0', () => {
    const all = windows(300, (row) => row[0] ?? 0).map(({ ahead, recent, actual }) => {
      const same = recent.map((value, i) => (i === 1 ? (recent[0] ?? 0) : i === 2 ? 0 : value))
      return { ahead, recent: same, actual }
    })
    const [first] = fitted(all)
    expect(first?.every((weight) => Math.abs(weight) < 2)).toBe(true)
    expect((first?.[0] ?? 0) + (first?.[1] ?? 0)).toBeCloseTo(1, 2)
    expect(first?.[2]).toBe(0)
  })

  test('leaves out steps that aren’t known, and answers 0 for one that is never known', () => {
    const all = windows(400, (row) => 2 * (row[0] ?? 0))
    const holed = all.map((window, i) => ({
      ...window,
      actual: [i % 2 === 0 ? Number.NaN : (window.actual[0] ?? 0), Number.NaN],
    }))
    const half = fitted(all.filter((_, i) => i % 2 === 1))
    const [first, second] = fitted(holed)
    expect(first).toEqual(half[0])
    expect(second?.every((weight) => weight === 0)).toBe(true)
    expect(fitted([]).every((weights) => weights.every((weight) => weight === 0))).toBe(true)
  })

  test('is run by the same features that it was fitted with, wherever its answer goes', () => {
    const all = windows(200, (row) => 0.5 + (row[3] ?? 0) - (row[RECENT_WIDTH + 4] ?? 0))
    const path = fitted(all)
    for (const window of all.slice(0, 5)) {
      const out = new Float32Array(8).fill(9)
      runLinearPath(path, window, AHEAD_WIDTH, out, 1, 3)
      expect(out[1]).toBeCloseTo(window.actual[0] ?? Number.NaN, 2)
      expect(out[4]).toBeCloseTo(window.actual[1] ?? Number.NaN, 2)
      expect([0, 2, 3, 5, 6, 7].map((i) => out[i])).toEqual(new Array(6).fill(9))
    }
  })

  test('has a name for each of its weights, and doesn’t read the lead', () => {
    expect(LINEAR_FEATURES).toHaveLength(LINEAR_WIDTH)
    expect(LINEAR_FEATURES).not.toContain('lead')
    expect(LINEAR_FEATURES.indexOf('load 1 day before')).toBe(RECENT_WIDTH)
    expect(LINEAR_FEATURES.at(-1)).toBe('constant')
  })
})

test('a path is read from rows of its shape alone', () => {
  const row = Array.from({ length: LINEAR_WIDTH }, (_, i) => i)
  expect(parseLinearPath([row, row], 2)).toEqual([Float64Array.from(row), Float64Array.from(row)])
  expect(() => parseLinearPath([row], 2)).toThrow(`[2, ${LINEAR_WIDTH}]`)
  expect(() => parseLinearPath([row, row.slice(1)], 2)).toThrow('its linear path is not of')
})
