import { expect, test } from 'vitest'
import { ROLE_TAGS } from '../../domain/telemetry/tag.ts'
import { HOUR, type Interval, MINUTE, QUARTER_HOUR } from '../../domain/time/time.ts'
import type { RollupStep } from '../store/store-port.ts'
import { readCounter } from './counter-readings.ts'

const AT = Date.UTC(2026, 5, 1)
const SPAN = { start: AT, end: AT + HOUR }
const counter = (periodMs: number) => ({ ...ROLE_TAGS.energyImport, periodMs })
/** A step in which the counter goes from one value to another. */
const step = (at: number, from: number, to = from, coverage = 1): RollupStep => ({
  at,
  mean: (from + to) / 2,
  min: from,
  max: to,
  coverage,
})
const storeOf = (minutes: readonly RollupStep[], quarterHours: readonly RollupStep[] = []) => ({
  steps: async (_source: string, _tag: string, span: Interval, resolutionMs: number) =>
    (resolutionMs === MINUTE ? minutes : quarterHours).filter(({ at }) => at >= span.start && at < span.end),
})

test('a counter that is read each second shows at the end of a minute what it last showed in it', async () => {
  const minutes = [step(AT, 100, 109.9), step(AT + MINUTE, 109.9, 119.9), step(AT + 2 * MINUTE, 119.9, 129.9)]
  expect(await readCounter(storeOf(minutes), 'plant', counter(1000), SPAN)).toEqual([
    { at: AT + MINUTE, kwh: 109.9 },
    { at: AT + 2 * MINUTE, kwh: 119.9 },
    { at: AT + 3 * MINUTE, kwh: 129.9 },
  ])
})

test('one that is read on the quarter-hours shows there what it was read then, and nothing in between', async () => {
  const value = (i: number) => 500 + 25 * Math.floor(i / 15)
  const minutes = Array.from({ length: 60 }, (_, i) => step(AT + i * MINUTE, value(i)))
  expect(await readCounter(storeOf(minutes), 'plant', counter(QUARTER_HOUR), SPAN)).toEqual(
    [0, 1, 2, 3].map((i) => ({ at: AT + i * QUARTER_HOUR, kwh: 500 + 25 * i })),
  )
})

test('one that does not move is read nevertheless, and one that has been silent is not', async () => {
  const minutes = [step(AT, 100), step(AT + MINUTE, 100), step(AT + 10 * MINUTE, 100, 100, 0.5)]
  expect(await readCounter(storeOf(minutes), 'plant', counter(1000), SPAN)).toEqual([
    { at: AT, kwh: 100 },
    { at: AT + MINUTE, kwh: 100 },
    { at: AT + 11 * MINUTE, kwh: 100 },
  ])
})

test('what lies shortly around the span is read too, and quarter-hours where minutes are pruned', async () => {
  const quarterHours = [-1, 0, 1].map((i) => step(AT + i * QUARTER_HOUR, 100 + i, 101 + i))
  const minutes = [step(AT + 2 * QUARTER_HOUR, 102, 103), step(SPAN.end, 110, 111), step(SPAN.end + HOUR, 150, 151)]
  expect(await readCounter(storeOf(minutes, quarterHours), 'plant', counter(1000), SPAN)).toEqual([
    { at: AT, kwh: 100 },
    { at: AT + QUARTER_HOUR, kwh: 101 },
    { at: AT + 2 * QUARTER_HOUR, kwh: 102 },
    { at: AT + 2 * QUARTER_HOUR + MINUTE, kwh: 103 },
    { at: SPAN.end + MINUTE, kwh: 111 },
  ])
})
