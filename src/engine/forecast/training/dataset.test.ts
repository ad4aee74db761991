import { expect, test } from 'vitest'
import { HISTORY_STEPS } from '../../../domain/forecast.ts'
import { examples, type QuarterHourSeries } from './dataset.ts'
import { LEAST_DAYS, splitHistory } from './simulated-history.ts'

const length = HISTORY_STEPS + 200
const series: QuarterHourSeries = {
  start: Date.UTC(2026, 0, 1),
  zone: 'Europe/Berlin',
  loadKw: Array.from({ length }, (_, i) => 500 + 100 * Math.sin(i / 9)),
  temperatureC: Array.from({ length }, (_, i) => 10 + (i % 7)),
}

test('nothing from the first step ahead on is seen by a window', () => {
  const at = HISTORY_STEPS + 50
  const changed: QuarterHourSeries = {
    ...series,
    loadKw: series.loadKw.map((kw, i) => (i >= at ? 9_999 : kw)),
    temperatureC: (series.temperatureC ?? []).map((celsius, i) => (i >= at ? 99 : celsius)),
  }
  const [here] = examples(series, at, at + 4)
  const [there] = examples(changed, at, at + 4)
  expect(here?.at).toBe(at)
  expect(there?.input).toEqual(here?.input)
  expect(there?.actualKw).toEqual([9_999, 9_999, 9_999, 9_999])
  // And what stands right before it is seen.
  const before = { ...series, loadKw: series.loadKw.map((kw, i) => (i === at - 1 ? 9_999 : kw)) }
  expect(examples(before, at, at + 4)[0]?.input).not.toEqual(here?.input)
})

test('what a part foresees lies within it, from its first quarter-hour to its last', () => {
  const part = examples(series, HISTORY_STEPS + 20, HISTORY_STEPS + 40)
  expect(part.map(({ at }) => at)).toEqual(Array.from({ length: 17 }, (_, i) => HISTORY_STEPS + 20 + i))
  expect(part.at(-1)?.actualKw).toEqual(series.loadKw.slice(HISTORY_STEPS + 36, HISTORY_STEPS + 40))
  // The first windows need 8 days of past.
  expect(examples(series, 0, HISTORY_STEPS + 4)).toHaveLength(1)
})

test('the parts follow each other in time and leave 120 days to train on', () => {
  const { training, validation, holdout } = splitHistory(LEAST_DAYS * 96)
  expect(training.to).toBe(validation.from)
  expect(validation.to).toBe(holdout.from)
  expect(holdout.to).toBe(LEAST_DAYS * 96)
  expect((training.to - HISTORY_STEPS) / 96).toBe(120)
  expect((holdout.to - holdout.from) / 96).toBeGreaterThanOrEqual(30)
})
