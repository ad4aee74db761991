import { expect, test } from 'vitest'
import type { StoredForecast } from '../../../domain/forecast/forecast.ts'
import { createHistorySteps, indexExpectedByStart } from '../../history/history-rows.ts'
import { buildCurveRows, findNaiveStarts, summarizeCurve } from './curve-rows.ts'

const QUARTER = 900_000
const kept = (windowEnd: number, method: 'model' | 'naive'): StoredForecast => ({
  horizon: 'nextHour',
  windowEnd,
  steps: [
    {
      start: windowEnd + QUARTER,
      end: windowEnd + 2 * QUARTER,
      loadKw: { p10: 90, p50: 100, p90: 110 },
      modelKw: null,
      naiveKw: 0,
    },
  ],
  method,
  reason: null,
  naive: 'yesterday',
  model: null,
  backend: null,
  latencyMs: 0,
  cached: false,
  madeAt: windowEnd,
  hindsight: false,
})
const forecasts = [kept(0, 'model'), kept(QUARTER, 'naive')]
const history = {
  tag: 'load',
  resolutionMs: QUARTER,
  points: [0, 1, 2].map((index) => [index * QUARTER, [100, 95, 130][index] ?? 0, 0, 0, 1] as const),
}
const steps = createHistorySteps(history, indexExpectedByStart(forecasts))

test('a naive forecast in the model’s place is a line of its own', () => {
  const rows = buildCurveRows(steps, findNaiveStarts(forecasts), 1.5 * QUARTER)
  expect(rows.map(({ p50, naive }) => [p50, naive])).toEqual([
    [null, null],
    [100, null],
    [null, 100],
  ])
})

test('of two forecasts for the same quarter-hour the first one counts', () => {
  expect([...findNaiveStarts([kept(0, 'naive'), kept(0, 'model')])]).toEqual([QUARTER])
  expect(findNaiveStarts([kept(0, 'model'), kept(0, 'naive')]).size).toBe(0)
})

test('the summary has how much lay in the band, and what was furthest off and by how much', () => {
  expect(summarizeCurve(steps)).toEqual({ steps: 2, inside: 0.5, furthest: { start: 2 * QUARTER, offKw: 30 } })
  expect(summarizeCurve(createHistorySteps(history, new Map()))).toBeNull()
})
