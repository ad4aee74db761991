import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeForecast } from '../../../../tests/fixtures/make-forecast.ts'
import type { Horizon } from '../../../domain/forecast/forecast.ts'
import type { Sample } from '../../../domain/telemetry/sample.ts'
import { ROLE_TAGS, type Tag } from '../../../domain/telemetry/tag.ts'
import { DAY, HOUR, type Interval, MINUTE, QUARTER_HOUR } from '../../../domain/time/time.ts'
import { openStore } from '../open-store.ts'
import type { RetentionDays, Store } from '../store-port.ts'

const START = 20_000 * DAY
const LOAD: Tag = { ...ROLE_TAGS.load, periodMs: MINUTE }
const DAYS: RetentionDays = { rawDays: 2, minuteDays: 4, quarterHourDays: null }
const ALWAYS = 1e9

let folder = ''
let store: Store
/** Grows by one at each call, so that a budget is a number of calls. */
let calls = 0

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ecopulse-retention-'))
  calls = 0
  store = openStore({ file: join(folder, 'store.db'), elapsed: () => calls++ }).store
  store.register('plant', [LOAD])
})

afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

const every = (step: number, from: number, until: number): Sample[] =>
  Array.from({ length: Math.ceil((until - from) / step) }, (_, i) => {
    return { tag: 'load', at: from + i * step, value: i % 100, quality: 'good' }
  })

const minutesIn = (start: number, end: number) =>
  store.history('plant', 'load', { start, end }, (end - start) / MINUTE).points.length

const oldestOf = (source: string) => store.recent(source, 1_000_000).load?.[0]?.at

test('single samples, minutes and quarter-hours go each at its own age', () => {
  const end = START + 6 * DAY
  store.write('plant', every(MINUTE, START, end))
  expect(store.prune(DAYS, ALWAYS)).toBe(false)
  const newest = end - MINUTE - 60 * MINUTE
  expect(oldestOf('plant')).toBe(newest - 2 * DAY - MINUTE)
  expect(store.stats().samples).toBe(2 * 1_440 + 62)
  const firstMinute = Math.floor((newest - 4 * DAY) / QUARTER_HOUR) * QUARTER_HOUR
  expect(minutesIn(firstMinute, firstMinute + HOUR)).toBe(60)
  expect(store.history('plant', 'load', { start: firstMinute - HOUR, end: firstMinute }, 60).resolutionMs).toBe(
    QUARTER_HOUR,
  )
  expect(store.quarterHours('plant', 'load', { start: START, end })).toHaveLength(6 * 96)
})

test('pruning changes no rollup that is kept', () => {
  store.write('plant', every(11_000, START, START + 4 * DAY))
  const span = { start: START, end: START + 4 * DAY }
  const before = [store.history('plant', 'load', span, 4 * 1_440).points, store.quarterHours('plant', 'load', span)]
  expect(store.prune({ ...DAYS, minuteDays: 396 }, ALWAYS)).toBe(false)
  expect(store.stats().samples).toBeLessThan(17_000)
  const after = [store.history('plant', 'load', span, 4 * 1_440).points, store.quarterHours('plant', 'load', span)]
  expect(after).toEqual(before)
})

test('nothing younger than its retention is ever deleted, and nothing older is left but the sample that holds then', () => {
  let sources = 0
  const anyTimes = fc.uniqueArray(fc.integer({ min: 0, max: 30 * 24 }), { minLength: 62, maxLength: 200 })
  const property = fc.property(anyTimes, fc.integer({ min: 1, max: 12 }), (hours, rawDays) => {
    const source = `source ${sources++}`
    store.register(source, [LOAD])
    const times = hours.map((hour) => START + hour * HOUR).sort((a, b) => a - b)
    store.write(
      source,
      times.map((at) => ({ tag: 'load', at, value: 1, quality: 'good' })),
    )
    expect(store.prune({ ...DAYS, rawDays }, ALWAYS)).toBe(false)
    const cutoff = (times.at(-61) ?? 0) - rawDays * DAY
    const standing = times.filter((at) => at < cutoff).slice(-1)
    const kept = store.recent(source, 1_000).load?.map(({ at }) => at)
    expect(kept).toEqual([...standing, ...times.filter((at) => at >= cutoff)])
  })
  fc.assert(property, { numRuns: 25 })
})

test('each source is pruned by its own newest sample, so that a recorded year stays', () => {
  store.register('replay of 2018', [LOAD])
  store.write('replay of 2018', every(HOUR, START - 3_000 * DAY, START - 2_996 * DAY))
  store.write('plant', every(HOUR, START, START + 20 * DAY))
  store.prune(DAYS, ALWAYS)
  expect(oldestOf('replay of 2018')).toBe(START - 3_000 * DAY)
  expect(oldestOf('plant')).toBeGreaterThan(START + 9 * DAY)
})

test('a few samples with a time far ahead make nothing else old', () => {
  store.write('plant', every(MINUTE, START, START + 2 * DAY))
  store.write('plant', every(MINUTE, START + 30_000 * DAY, START + 30_000 * DAY + 30 * MINUTE))
  store.prune(DAYS, ALWAYS)
  expect(oldestOf('plant')).toBe(START)
})

test('pruning stops when its budget is used up, and goes on where it was', () => {
  store.write('plant', every(MINUTE, START, START + 12 * DAY))
  const all = store.stats().samples
  expect(store.prune(DAYS, 2)).toBe(true)
  const once = store.stats().samples
  expect(all - once).toBe(4_000)
  let rounds = 1
  while (store.prune(DAYS, 2)) rounds++
  expect(rounds).toBeGreaterThan(3)
  expect(store.stats().samples).toBe(2 * 1_440 + 62)
})

test('the file shrinks when much is deleted', () => {
  store.write('plant', every(1_000, START, START + 2 * DAY))
  store.write('plant', every(MINUTE, START + 30 * DAY, START + 31 * DAY))
  const reopen = () => {
    store.close()
    store = openStore({ file: join(folder, 'store.db') }).store
    return store.stats().bytes
  }
  const before = reopen()
  while (store.prune({ ...DAYS, rawDays: 1 }, ALWAYS));
  expect(reopen()).toBeLessThan(before / 2)
})

test('quarter-hours are kept for good, or as long as is set, and forecasts no longer than they', () => {
  store.write('plant', every(QUARTER_HOUR, START, START + 20 * DAY))
  for (const day of [0, 19]) store.keepForecasts('plant', 0, [forecastOf('nextHour', START + day * DAY)], false)
  const whole = { start: START, end: START + 20 * DAY }
  store.prune(DAYS, ALWAYS)
  expect(store.quarterHours('plant', 'load', whole)[0]?.at).toBe(START)
  expect(windowsOf('nextHour', whole)).toHaveLength(2)
  store.prune({ ...DAYS, quarterHourDays: 10 }, ALWAYS)
  expect(store.quarterHours('plant', 'load', whole)[0]?.at).toBe(START + 10 * DAY - 61 * QUARTER_HOUR)
  expect(windowsOf('nextHour', whole)).toEqual([START + 19 * DAY])
})

test('forecasts of the next hour are kept for 13 months, those of the next day and all scores for a quarter of a year', () => {
  const newest = START + 400 * DAY
  const hours = every(HOUR, newest - 100 * DAY, newest + 60 * HOUR)
  store.write(
    'plant',
    hours.map((sample) => ({ ...sample, periodMs: HOUR })),
  )
  const ages = [397, 395, 93, 91]
  for (const horizon of ['nextHour', 'nextDay'] as const) {
    for (const age of ages) store.keepForecasts('plant', 0, [forecastOf(horizon, newest - age * DAY)], false)
    store.scoreTargets({ ...SCORED, horizon }, { start: newest - 100 * DAY, end: newest })
  }
  const whole = { start: START, end: newest }
  const scored = () => store.skillSums({ ...SCORED, horizon: 'nextHour' }, whole).shown.steps
  expect(scored()).toBe(8)
  expect(store.prune({ ...DAYS, rawDays: 400, minuteDays: 400 }, ALWAYS)).toBe(false)
  expect(windowsOf('nextHour', whole)).toEqual([395, 93, 91].map((age) => newest - age * DAY))
  expect(windowsOf('nextDay', whole)).toEqual([newest - 91 * DAY])
  expect(scored()).toBe(4)
})

const SCORED = { source: 'plant', loadTag: 'load', model: 'a' }

const windowsOf = (horizon: Horizon, span: Interval) =>
  store.forecasts('plant', horizon, span).map(({ windowEnd }) => windowEnd)

const forecastOf = (horizon: Horizon, windowEnd: number) => makeForecast(horizon, windowEnd, () => null)
