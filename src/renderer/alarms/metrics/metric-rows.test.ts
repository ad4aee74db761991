import { expect, test } from 'vitest'
import type { AlarmMetrics } from '../../../domain/alarms/alarm.ts'
import { buildMetricRows } from './metric-rows.ts'

const CALM: AlarmMetrics = {
  ...{ lastTenMinutes: 1, perTenMinutes: 0.2, floodShare: 0, topTen: [], chattering: [], stale: [] },
  priorities: { low: 0.8, medium: 0.15, high: 0.05 },
}
const judged = (figures: AlarmMetrics) => buildMetricRows(figures).map(({ judgement }) => judgement)

test('a calm day is acceptable in all of its figures', () => {
  expect(judged(CALM)).toEqual(Array.from({ length: 6 }, () => 'acceptable'))
})

test('two alarms in 10 min are the most, and eleven are more than acceptable', () => {
  expect(judged({ ...CALM, lastTenMinutes: 2, perTenMinutes: 1.4 }).slice(0, 2)).toEqual(['most', 'most'])
  expect(judged({ ...CALM, lastTenMinutes: 11, perTenMinutes: 3 }).slice(0, 2)).toEqual(['above', 'above'])
})

test('1 % of the time in a flood, one alarm that chatters and five stale ones are more than acceptable', () => {
  const restless = { ...CALM, floodShare: 0.01, chattering: ['diskFull'], stale: ['a', 'b', 'c', 'd', 'e'] }
  expect(judged(restless).slice(2, 5)).toEqual(['above', 'above', 'above'])
})

test('where much is of high or medium priority that is too much, and where nothing was raised nothing is judged', () => {
  const share = (low: number, medium: number, high: number) => judged({ ...CALM, priorities: { low, medium, high } })[5]
  expect([share(0.7, 0.2, 0.1), share(0.7, 0.1, 0.2), share(0.6, 0.35, 0.05)]).toEqual(['acceptable', 'above', 'above'])
  expect(share(0, 0, 0)).toBe('none')
})
