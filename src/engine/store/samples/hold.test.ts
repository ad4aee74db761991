import { expect, test } from 'vitest'
import { MINUTE, QUARTER_HOUR } from '../../../domain/time/time.ts'
import { combineSteps, rollUp, type SampleRow, type StepRow } from './hold.ts'

const good = (at: number, value: number, periodMs = 1_000): SampleRow => [at, value, 0, periodMs]
const bad = (at: number, value: number): SampleRow => [at, value, 2, 1_000]

test('a sample holds until the next one', () => {
  const steps = rollUp([good(0, 10, MINUTE), good(15_000, 20, MINUTE)], MINUTE, { start: 0, end: MINUTE })
  expect(steps).toEqual([[0, 17.5, 10, 20, MINUTE]])
})

test('a sample that none follows holds for one and a half of its periods', () => {
  expect(rollUp([good(0, 10)], MINUTE, { start: 0, end: MINUTE })).toEqual([[0, 10, 10, 10, 1_500]])
})

test('a 15-min sample fills the minutes up to the next one', () => {
  const rows = [good(0, 10, QUARTER_HOUR), good(QUARTER_HOUR, 30, QUARTER_HOUR)]
  const steps = rollUp(rows, MINUTE, { start: 0, end: 2 * QUARTER_HOUR })
  expect(steps).toHaveLength(30)
  expect(steps[14]).toEqual([14 * MINUTE, 10, 10, 10, MINUTE])
  expect(steps[15]).toEqual([15 * MINUTE, 30, 30, 30, MINUTE])
})

test('a sample from before the span counts for as long as it reaches into it', () => {
  const steps = rollUp([good(-500, 10), good(1_000, 50)], MINUTE, { start: 0, end: MINUTE })
  expect(steps).toEqual([[0, (10 * 1_000 + 50 * 1_500) / 2_500, 10, 50, 2_500]])
})

test('a bad sample ends the one before it and counts in nothing', () => {
  const steps = rollUp([good(0, 10, MINUTE), bad(6_000, 9_999)], MINUTE, { start: 0, end: MINUTE })
  expect(steps).toEqual([[0, 10, 10, 10, 6_000]])
})

test('a step of which nothing is known is absent', () => {
  const steps = rollUp([good(0, 1), good(2 * MINUTE, 2)], MINUTE, { start: 0, end: 3 * MINUTE })
  expect(steps.map(([at]) => at)).toEqual([0, 2 * MINUTE])
})

test('values beyond all measure keep a mean between min and max', () => {
  const rows = [good(0, 1e308, MINUTE), good(20_000, -1e308, MINUTE)]
  const [step] = rollUp(rows, MINUTE, { start: 0, end: MINUTE })
  expect(step?.[1]).toBeGreaterThanOrEqual(-1e308)
  expect(step?.[1]).toBeLessThanOrEqual(1e308)
})

test('a quarter-hour weighs its minutes by what is known of them', () => {
  const minutes: StepRow[] = [
    [0, 10, 5, 15, MINUTE],
    [MINUTE, 40, 30, 50, MINUTE / 2],
    [QUARTER_HOUR, 7, 7, 7, MINUTE],
  ]
  expect(combineSteps(minutes, QUARTER_HOUR)).toEqual([
    [0, 20, 5, 50, 1.5 * MINUTE],
    [QUARTER_HOUR, 7, 7, 7, MINUTE],
  ])
})
