import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Sample } from '../../../domain/telemetry/sample.ts'
import { ROLE_TAGS, type Tag } from '../../../domain/telemetry/tag.ts'
import { DAY, HOUR, MINUTE, QUARTER_HOUR, SECOND } from '../../../domain/time/time.ts'
import { openStore } from '../open-store.ts'
import type { Store } from '../store-port.ts'

/** Two days of a ramp second by second, with a hole from 06:00 to 06:30; long ago, two days that are pruned. */
const START = 20_000 * DAY
const LONG_AGO = START - 100 * DAY
const HOLE = { start: START + 6 * HOUR, end: START + 6.5 * HOUR }
const LOAD: Tag = { ...ROLE_TAGS.load, periodMs: SECOND }

let folder = ''
let store: Store

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ecopulse-history-'))
  store = openStore({ file: join(folder, 'store.db') }).store
  store.register('plant', [LOAD])
  store.write('plant', ramp(10 * SECOND, LONG_AGO, LONG_AGO + 2 * DAY))
  const rows = ramp(SECOND, START, START + 2 * DAY)
  store.write(
    'plant',
    rows.filter(({ at }) => at < HOLE.start || at >= HOLE.end),
  )
  while (store.prune({ rawDays: 7, minuteDays: 101, quarterHourDays: null }, 1_000));
})

afterAll(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

/** The value is the number of the second since `from`. */
function ramp(step: number, from: number, until: number): Sample[] {
  return Array.from({ length: (until - from) / step }, (_, i) => {
    const at = from + i * step
    return { tag: 'load', at, value: (at - from) / SECOND, quality: 'good', periodMs: step }
  })
}

const history = (from: number, to: number, points: number) =>
  store.history('plant', 'load', { start: START + from, end: START + to }, points)

test('few samples are answered one by one', () => {
  const { resolutionMs, points } = history(10 * SECOND, 13 * SECOND, 600)
  expect(resolutionMs).toBe(0)
  expect(points).toEqual([10, 11, 12].map((i) => [START + i * SECOND, i, i, i, 1]))
})

test('an hour of seconds in 600 points is answered in steps of ten seconds, made from single samples', () => {
  const { resolutionMs, points } = history(0, HOUR, 600)
  expect(resolutionMs).toBe(10 * SECOND)
  expect(points).toHaveLength(360)
  expect(points[1]).toEqual([START + 10 * SECOND, 14.5, 10, 19, 1])
})

test.each([
  [DAY, 600, 3 * MINUTE],
  [DAY, 1_440, MINUTE],
  [7 * DAY, 600, 30 * MINUTE],
  [30 * DAY, 600, 2 * HOUR],
  [30 * DAY, 20_000, 3 * MINUTE],
  [3_000 * DAY, 200, 21 * DAY],
])('a span of %d ms in %d points has steps of %d ms', (span, points, resolution) => {
  expect(history(0, span, points).resolutionMs).toBe(resolution)
})

test('steps are counted from the epoch and whole, wherever the span begins', () => {
  const { points } = history(HOUR + 7 * MINUTE, HOUR + 50 * MINUTE, 4)
  expect(points.map(([at]) => (at - START) / MINUTE)).toEqual([60, 75, 90, 105])
  expect(points[0]?.slice(1)).toEqual([3_600 + 899 / 2, 3_600, 4_499, 1])
})

test('every level gives the same mean, min and max', () => {
  const finest = history(0, DAY, 2_880).points
  const coarser = history(0, DAY, 96).points
  expect(finest[0]?.[0]).toBe(coarser[0]?.[0])
  const first = finest.filter(([at]) => at < START + QUARTER_HOUR)
  const mean = first.reduce((sum, point) => sum + point[1], 0) / first.length
  expect(mean).toBeCloseTo(coarser[0]?.[1] ?? Number.NaN, 9)
})

test('a gap has no points, and a step that it cuts has its share of coverage', () => {
  const { points, resolutionMs } = history(5 * HOUR, 8 * HOUR, 12)
  expect(resolutionMs).toBe(QUARTER_HOUR)
  const hours = points.map(([at]) => (at - START) / HOUR)
  expect(hours).toEqual([5, 5.25, 5.5, 5.75, 6, 6.5, 6.75, 7, 7.25, 7.5, 7.75])
  expect(points[4]?.[4]).toBeCloseTo(500 / QUARTER_HOUR, 9)
  const coarse = history(6 * HOUR, 7 * HOUR, 1).points
  expect(coarse[0]?.[4]).toBeCloseTo((30 * MINUTE + 500) / HOUR, 9)
})

test('where single samples are pruned, minutes answer, and where those are, quarter-hours', () => {
  const old = (from: number, length: number) =>
    store.history('plant', 'load', { start: LONG_AGO + from, end: LONG_AGO + from + length }, 600).resolutionMs
  expect(old(DAY + 12 * HOUR, HOUR)).toBe(MINUTE)
  expect(old(0, HOUR)).toBe(QUARTER_HOUR)
})

test('a span without an end after its start, and a tag or source that is not known, have no history', () => {
  expect(history(HOUR, HOUR, 10).points).toEqual([])
  expect(store.history('plant', 'unknown', { start: 0, end: DAY }, 10)).toEqual({
    tag: 'unknown',
    resolutionMs: 0,
    points: [],
  })
  expect(store.history('unknown', 'load', { start: 0, end: DAY }, 10).points).toEqual([])
})

test('a span within one sample has its value', () => {
  const { points } = history(20 * SECOND + 100, 20 * SECOND + 900, 4)
  expect(points).toEqual([[START + 20 * SECOND, 20, 20, 20, 1]])
})

test('a bad sample is in no point', () => {
  const bad: Sample = { tag: 'load', at: HOLE.start + 10 * MINUTE, value: -9_999, quality: 'bad' }
  store.write('plant', [bad])
  expect(store.history('plant', 'load', HOLE, 600).points).toEqual([])
  expect(store.recent('plant', 200_000).load).toContainEqual(bad)
})

test('quarter-hours carry their coverage, and those without samples are absent', () => {
  const quarters = store.quarterHours('plant', 'load', {
    start: HOLE.start - QUARTER_HOUR,
    end: HOLE.end + QUARTER_HOUR,
  })
  expect(quarters.map(({ at }) => (at - HOLE.start) / QUARTER_HOUR)).toEqual([-1, 0, 2])
  expect(quarters[0]).toEqual({ at: HOLE.start - QUARTER_HOUR, mean: 20_700 + 899 / 2, coverage: 1 })
  expect(quarters[1]?.coverage).toBeCloseTo(500 / QUARTER_HOUR, 9)
})

test('the mean over a span weights samples by how long they hold in it', () => {
  const mean = (from: number, to: number) => store.mean('plant', 'load', { start: START + from, end: START + to })
  expect(mean(0, MINUTE)).toBeCloseTo(29.5, 9)
  expect(mean(500, 1_500)).toBeCloseTo(0.5, 9)
  expect(mean(6 * HOUR + 20 * MINUTE, 6 * HOUR + 25 * MINUTE)).toBeNull()
})

test('a distribution is of 1-min means, and there is none of less than an hour', () => {
  const of = (minutes: number) => store.distribution('plant', 'load', { start: START, end: START + minutes * MINUTE })
  expect(of(59)).toBeNull()
  const hundred = of(101)
  expect(hundred?.min).toBeCloseTo(29.5, 9)
  expect(hundred?.p5).toBeCloseTo(29.5 + 5 * 60, 9)
  expect(hundred?.p95).toBeCloseTo(29.5 + 95 * 60, 9)
  expect(hundred?.max).toBeCloseTo(29.5 + 100 * 60, 9)
})
