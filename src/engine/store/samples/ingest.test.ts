import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Sample } from '../../../domain/telemetry/sample.ts'
import { ROLE_TAGS, type Tag } from '../../../domain/telemetry/tag.ts'
import { DAY, HOUR, MINUTE } from '../../../domain/time/time.ts'
import { openStore } from '../open-store.ts'
import type { Store } from '../store-port.ts'

const NOW = 20_000 * DAY
const LOAD: Tag = { ...ROLE_TAGS.load, periodMs: 1_000 }
const SOLAR: Tag = { ...ROLE_TAGS.solar, periodMs: 1_000 }

let folder = ''
let store: Store

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ecopulse-ingest-'))
  store = openStore({ file: join(folder, 'store.db') }).store
  store.register('plant', [LOAD, SOLAR])
})

afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

const sample = (at: number, value = 1, tag = 'load'): Sample => ({ tag, at, value, quality: 'good' })
const seconds = (from: number, count: number, value = 1) =>
  Array.from({ length: count }, (_, i) => sample(from + i * 1_000, value))

test('stored, doubled and late samples are counted', () => {
  expect(store.write('plant', [sample(NOW), sample(NOW + 2_000)])).toEqual({ stored: 2, doubled: 0, late: 0 })
  expect(store.write('plant', [sample(NOW + 1_000), sample(NOW, 9), sample(NOW + 3_000)])).toEqual({
    stored: 2,
    doubled: 1,
    late: 1,
  })
  expect(store.recent('plant', 10).load?.map(({ at, value }) => [at - NOW, value])).toEqual([
    [0, 1],
    [1_000, 1],
    [2_000, 1],
    [3_000, 1],
  ])
})

test('the same time in two tags, or of two sources, is no duplicate', () => {
  store.register('other', [LOAD])
  expect(store.write('plant', [sample(NOW), sample(NOW, 2, 'solar')]).stored).toBe(2)
  expect(store.write('other', [sample(NOW)]).stored).toBe(1)
})

test('nothing written is nothing stored', () => {
  expect(store.write('plant', [])).toEqual({ stored: 0, doubled: 0, late: 0 })
})

test('a batch with a tag that is not registered, or a value that is no number, is refused as a whole', () => {
  expect(() => store.write('plant', [sample(NOW), sample(NOW, 1, 'unknown')])).toThrow('unknown is not registered')
  expect(() => store.write('plant', [sample(NOW), sample(NOW + 1_000, Number.NaN)])).toThrow('finite value')
  expect(() => store.write('plant', [sample(NOW + 0.5)])).toThrow('whole millisecond')
  expect(store.stats().samples).toBe(0)
  expect(store.newestAt('plant')).toBeNull()
})

test('a sample keeps its own period, and one that it had from its tag when it was received', () => {
  store.write('plant', [{ ...sample(NOW), periodMs: MINUTE }, sample(NOW + HOUR)])
  store.register('plant', [{ ...LOAD, periodMs: 5_000 }])
  store.write('plant', [sample(NOW + 2 * HOUR)])
  expect(store.recent('plant', 3).load?.map(({ periodMs }) => periodMs)).toEqual([MINUTE, 1_000, undefined])
  const means = store.history('plant', 'load', { start: NOW, end: NOW + 3 * HOUR }, 2)
  expect(means.points[0]?.[4]).toBeCloseTo((1.5 * MINUTE + 1_500) / (2 * HOUR), 9)
})

test('a longest period keeps one sample from filling years', () => {
  store.write('plant', [{ ...sample(NOW), periodMs: 400 * DAY }])
  const { points } = store.history('plant', 'load', { start: NOW + DAY, end: NOW + 10 * DAY }, 100_000)
  expect(points.at(-1)?.[0]).toBeLessThan(NOW + 1.5 * DAY)
})

test('a late sample does not count twice where the samples around it are pruned', () => {
  store.write('plant', seconds(NOW, 120, 10))
  store.write('plant', seconds(NOW + 10 * DAY, 120, 20))
  store.prune({ rawDays: 7, minuteDays: 396, quarterHourDays: null }, 1_000)
  const before = store.quarterHours('plant', 'load', { start: NOW, end: NOW + HOUR })
  expect(store.write('plant', seconds(NOW, 60, 99))).toEqual({ stored: 0, doubled: 60, late: 0 })
  expect(store.write('plant', seconds(NOW + 500, 60, 99))).toEqual({ stored: 0, doubled: 60, late: 0 })
  expect(store.quarterHours('plant', 'load', { start: NOW, end: NOW + HOUR })).toEqual(before)
})

test('a late sample fills a hole of long ago, in as many batches as are needed, and is pruned later', () => {
  store.write('plant', seconds(NOW, 120, 10))
  store.write('plant', seconds(NOW + 10 * DAY, 120, 20))
  const days = { rawDays: 7, minuteDays: 396, quarterHourDays: null }
  store.prune(days, 1_000)
  const hole = NOW + 10 * MINUTE
  for (const part of [0, 20, 40]) {
    expect(store.write('plant', seconds(hole + part * 1_000, 20, part)).stored).toBe(20)
  }
  const minute = () => store.history('plant', 'load', { start: hole, end: hole + MINUTE }, 1).points
  expect(minute()).toEqual([[hole, 20, 0, 40, 1]])
  store.prune(days, 1_000)
  expect(minute()).toEqual([[hole, 20, 0, 40, 1]])
  expect(store.write('plant', seconds(hole, 60, 99)).doubled).toBe(60)
})

test('a hold does not reach over what is pruned', () => {
  store.write('plant', seconds(NOW + 5 * MINUTE, 60, 10))
  store.write('plant', seconds(NOW + 10 * DAY, 120, 20))
  store.prune({ rawDays: 7, minuteDays: 396, quarterHourDays: null }, 1_000)
  store.write('plant', [{ ...sample(NOW, 99), periodMs: 10 * MINUTE }])
  const { points } = store.history('plant', 'load', { start: NOW, end: NOW + 15 * MINUTE }, 15)
  expect(points.map(([at, mean]) => [(at - NOW) / MINUTE, mean])).toEqual([
    [0, 99],
    [1, 99],
    [2, 99],
    [3, 99],
    [4, 99],
    [5, 10],
    [6, 10],
  ])
})
