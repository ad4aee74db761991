import { expect, test } from 'vitest'
import type { Forecast } from '../../domain/forecast/forecast.ts'
import { formatHistoryCsv } from './history-csv.ts'
import {
  buildHistoryRows,
  createHistorySteps,
  historyGapMs,
  indexExpectedByStart,
  summarizeHistory,
} from './history-rows.ts'

const QUARTER = 900_000
const MINUTE = 60_000
const point = (at: number, mean: number, coverage = 1) => [at, mean, mean - 5, mean + 5, coverage] as const

function forecastFrom(windowEnd: number): Forecast {
  const steps = [0, 1, 2, 3].map((index) => {
    const start = windowEnd + index * QUARTER
    const p50 = 100 + index
    const loadKw = { p10: p50 - 1, p50, p90: p50 + 1 }
    return { start, end: start + QUARTER, loadKw, modelKw: loadKw, naiveKw: 0 }
  })
  return {
    horizon: 'nextHour',
    windowEnd,
    steps,
    method: 'model',
    reason: null,
    naive: 'yesterday',
    model: null,
    backend: null,
    latencyMs: 0,
    cached: false,
  }
}

test('a missing step breaks the line', () => {
  const history = { tag: 'load', resolutionMs: MINUTE, points: [point(0, 1), point(MINUTE, 2), point(5 * MINUTE, 3)] }
  const rows = buildHistoryRows(createHistorySteps(history, new Map()), historyGapMs(MINUTE, 1_000))
  expect(rows.map(({ mean }) => mean)).toEqual([1, 2, null, 3])
})

test('single samples break where a few of their periods are missing', () => {
  const history = { tag: 'load', resolutionMs: 0, points: [point(0, 1), point(2_000, 2), point(6_000, 3)] }
  const rows = buildHistoryRows(createHistorySteps(history, new Map()), historyGapMs(0, 1_000))
  expect(rows.map(({ mean }) => mean)).toEqual([1, 2, null, 3])
})

test('each quarter-hour has what was forecast for it, and the first forecast counts', () => {
  const at = (windowEnd: number, lead: number) => ({ steps: forecastFrom(windowEnd).steps.slice(lead - 1, lead) })
  const expected = indexExpectedByStart([at(0, 4), at(QUARTER, 4), at(QUARTER, 3)])
  expect([...expected.keys()]).toEqual([3 * QUARTER, 4 * QUARTER])
  expect(expected.get(3 * QUARTER)?.p50).toBe(103)
})

test('a step longer than a quarter-hour has the mean of its forecasts, or none where one is missing', () => {
  const expected = new Map([
    [0, { p10: 1, p50: 10, p90: 20 }],
    [QUARTER, { p10: 3, p50: 20, p90: 40 }],
  ])
  const history = { tag: 'load', resolutionMs: 2 * QUARTER, points: [point(0, 1), point(2 * QUARTER, 2)] }
  const steps = createHistorySteps(history, expected)
  expect(steps.map((step) => step.expected)).toEqual([{ p10: 2, p50: 15, p90: 30 }, null])
})

test('the summary weighs by coverage, and counts what is missing up to now', () => {
  const history = { tag: 'load', resolutionMs: MINUTE, points: [point(0, 10), point(MINUTE, 40, 0.5)] }
  const steps = createHistorySteps(history, new Map())
  const summary = summarizeHistory(steps, MINUTE, { start: 0, end: 60 * MINUTE }, 3 * MINUTE)
  expect(summary).toEqual({ mean: 20, low: 5, high: 45, highAt: MINUTE, coverage: 0.5 })
  expect(summarizeHistory([], MINUTE, { start: 0, end: 1 }, 1)).toBeNull()
})

test('a file has times in UTC and an empty place where no forecast was made', () => {
  const expected = new Map([[0, { p10: 1, p50: 2, p90: 3 }]])
  const history = { tag: 'load', resolutionMs: QUARTER, points: [point(0, 10), point(QUARTER, 20)] }
  expect(formatHistoryCsv(createHistorySteps(history, expected))).toBe(
    'time,mean,min,max,coverage,p10,p50,p90\n1970-01-01T00:00:00.000Z,10,5,15,1,1,2,3\n1970-01-01T00:15:00.000Z,20,15,25,1,,,\n',
  )
})
