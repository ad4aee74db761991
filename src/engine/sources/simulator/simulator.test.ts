import { afterEach, expect, test } from 'vitest'
import { createFakeClock } from '../../../../tests/fixtures/engine/fake-clock.ts'
import { createRecordingSink, type RecordingSink, waitUntil } from '../../../../tests/fixtures/plant/recording-sink.ts'
import type { Site } from '../../../contract/settings.ts'
import type { Sample } from '../../../domain/telemetry/sample.ts'
import { DAY, floorTo, HOUR, MINUTE, QUARTER_HOUR, SECOND } from '../../../domain/time/time.ts'
import type { Source } from '../source.ts'
import { createDropouts } from './dropouts.ts'
import { createPlantModel } from './plant-model.ts'
import { createSimulator } from './simulator.ts'

const site: Site = { name: 'Test works', zone: 'Europe/Berlin', latitude: 50.11, longitude: 8.68, pvPeakKw: 400 }
const start = Date.UTC(2026, 10, 23, 12)

const running: Source[] = []
afterEach(async () => {
  for (const source of running.splice(0)) await source.stop()
})

/** Every quarter-hour before `newestAt` is kept whole. */
function wholeUntil(newestAt: number | null, days = 36): ReadonlySet<number> {
  if (newestAt === null) return new Set()
  const last = floorTo(newestAt, QUARTER_HOUR)
  return new Set(Array.from({ length: days * 96 }, (_, i) => last - (i + 1) * QUARTER_HOUR))
}

function begin({ seed = 7, speed = 1, knownUntil = start as number | null, keptDays = 36, at = start } = {}) {
  const clock = createFakeClock(at)
  const sink = createRecordingSink()
  const source = createSimulator({ kind: 'simulator', seed, speed }, site, clock)
  running.push(source)
  source.start(sink, { newestAt: knownUntil, quarterHours: wholeUntil(knownUntil, keptDays) })
  return { clock, sink, source }
}

const timesOf = (samples: readonly Sample[], tag = 'load') =>
  samples.filter((sample) => sample.tag === tag).map(({ at }) => at)

/** Waits until all of the past was delivered. */
async function settled(sink: RecordingSink): Promise<void> {
  let before = -1
  while (before !== sink.all.past.length) {
    before = sink.all.past.length
    for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve))
  }
}

test('it sends a sample of every tag each second, by its model', async () => {
  const { clock, sink } = begin()
  expect(sink.state()).toBe('live')
  await clock.advance(60 * SECOND)
  expect(timesOf(sink.all.live)).toEqual(Array.from({ length: 60 }, (_, i) => start + (i + 1) * SECOND))
  expect(new Set(sink.all.live.map(({ tag }) => tag))).toEqual(new Set(sink.all.tags.map(({ id }) => id)))
  expect(sink.all.tags.every(({ periodMs }) => periodMs === SECOND)).toBe(true)
  const model = createPlantModel(7, site)
  expect(sink.values('load')[9]).toBeCloseTo(model(start + 10 * SECOND).loadKw, 1)
})

test('the same seed sends the same, whenever it was started', async () => {
  const first = begin()
  await first.clock.advance(30 * SECOND)
  const second = begin({ at: start + 20 * SECOND, knownUntil: start + 20 * SECOND })
  await second.clock.advance(10 * SECOND)
  expect(second.sink.all.live).toEqual(first.sink.all.live.filter(({ at }) => at > start + 20 * SECOND))
})

test('sixty times as fast it sends every second of the plant in ten batches a second', async () => {
  const { clock, sink } = begin({ speed: 60, seed: 3 })
  await clock.advance(60 * SECOND)
  const silentAt = createDropouts(3)
  const expected = Array.from({ length: 3_600 }, (_, i) => start + (i + 1) * SECOND).filter((at) => !silentAt(at))
  expect(timesOf(sink.all.live)).toEqual(expected)
  expect(sink.all.batches.length).toBeLessThanOrEqual(600)
})

test('at 3,600 times the step is widened, and so is the period of the tags', async () => {
  const { clock, sink } = begin({ speed: 3_600 })
  await clock.advance(10 * SECOND)
  const [first = 0, second = 0] = timesOf(sink.all.live)
  expect(second - first).toBe(sink.all.tags[0]?.periodMs)
  expect(timesOf(sink.all.live).length).toBeLessThanOrEqual(3_000)
  expect(Math.max(...timesOf(sink.all.live))).toBeGreaterThan(start + 9 * HOUR)
})

test('it goes on behind the newest sample that is kept, where a faster run got ahead of the clock', async () => {
  const { clock, sink } = begin({ knownUntil: start + 5 * HOUR })
  await clock.advance(3 * SECOND)
  expect(timesOf(sink.all.live)[0]).toBe(start + 5 * HOUR + SECOND)
  expect(sink.all.past).toEqual([])
})

test('it falls silent now and then: the connection goes stale, and the gap stays a gap', async () => {
  const silentAt = createDropouts(7)
  let dropout = start
  while (!silentAt(dropout)) dropout += SECOND
  let end = dropout
  while (silentAt(end)) end += SECOND
  const { clock, sink } = begin({ at: dropout - 5 * SECOND, knownUntil: dropout - 5 * SECOND })
  await clock.advance(end - dropout + 10 * SECOND)
  expect(sink.all.connections.map(({ kind }) => kind)).toContain('stale')
  expect(sink.state()).toBe('live')
  expect(timesOf(sink.all.live).some((at) => at >= dropout && at < end)).toBe(false)
  expect(timesOf(sink.all.live)).toContain(end)
})

test('a few silences a day, of seconds and rarely a minute', () => {
  const silentAt = createDropouts(11)
  const lengths: number[] = []
  for (let at = start, since: number | null = null; at < start + 20 * DAY; at += SECOND) {
    if (silentAt(at)) since ??= at
    else if (since !== null) {
      lengths.push((at - since) / SECOND)
      since = null
    }
  }
  expect(lengths.length / 20).toBeGreaterThan(3)
  expect(lengths.length / 20).toBeLessThan(9)
  expect(Math.max(...lengths)).toBeLessThanOrEqual(81)
  expect(lengths.filter((length) => length > 20).length).toBeGreaterThan(0)
  expect(lengths.filter((length) => length > 20).length).toBeLessThan(15)
})

test('disconnected it is silent until someone connects; what it did not send is not sent later', async () => {
  const { clock, sink, source } = begin()
  await clock.advance(5 * SECOND)
  source.disconnect()
  expect(sink.state()).toBe('idle')
  await clock.advance(60 * SECOND)
  expect(timesOf(sink.all.live)).toHaveLength(5)
  source.connect()
  expect(sink.state()).toBe('live')
  await clock.advance(SECOND)
  expect(timesOf(sink.all.live).at(-1)).toBe(start + 66 * SECOND)
})

test('it lays down 35 days of past at once, the last hour in seconds and the last nine days before the others', async () => {
  const { sink } = begin({ knownUntil: null })
  await settled(sink)
  const { past } = sink.all
  const times = timesOf(past)
  const seconds = past.filter(({ tag, periodMs }) => tag === 'load' && periodMs === undefined)
  expect(new Set(times).size).toBe(times.length)
  expect(Math.min(...times)).toBe(start - 35 * DAY + MINUTE)
  expect(Math.max(...times)).toBe(start)
  expect(Math.min(...seconds.map(({ at }) => at))).toBe(start - HOUR + MINUTE)
  const silentAt = createDropouts(7)
  const expected = Array.from({ length: 3_540 + 1 }, (_, i) => start - i * SECOND).filter((at) => !silentAt(at))
  expect(seconds).toHaveLength(expected.length)
  const minutes = past.filter(({ tag, periodMs }) => tag === 'load' && periodMs === MINUTE)
  expect(minutes.length).toBeGreaterThan(35 * 1_440 - 60 - 20)
  const older = times.findIndex((at) => at < start - 10 * DAY)
  expect(times.slice(older).every((at) => at < start - 8 * DAY)).toBe(true)
  expect(sink.all.batches.every((batch) => batch.length < 2_600)).toBe(true)
})

test('it says whether more of the past is to come', async () => {
  const { sink } = begin({ knownUntil: null })
  expect(sink.all.pastPending).toBe(true)
  await settled(sink)
  expect(sink.all.pastPending).toBe(false)
})

test('the past of a minute is the mean of it', async () => {
  const { sink } = begin({ knownUntil: start - 3 * HOUR })
  await settled(sink)
  const model = createPlantModel(7, site)
  const minute = sink.all.past.find(({ tag, periodMs }) => tag === 'load' && periodMs === MINUTE)
  if (minute === undefined) throw new Error('no minute')
  const seconds = Array.from({ length: 60 }, (_, i) => model(minute.at + i * SECOND).loadKw)
  const mean = seconds.reduce((sum, kw) => sum + kw, 0) / 60
  expect(Math.abs(minute.value - mean) / mean).toBeLessThan(0.03)
})

test('what is kept already is not laid down again, and no second is left out', async () => {
  const knownUntil = start - 3 * HOUR - 20 * SECOND
  const { sink } = begin({ knownUntil })
  await settled(sink)
  const times = timesOf(sink.all.past).sort((a, b) => a - b)
  expect(times[0]).toBe(knownUntil + SECOND)
  expect(times.slice(0, 20)).toEqual(Array.from({ length: 20 }, (_, i) => knownUntil + (i + 1) * SECOND))
  expect(Math.max(...times.slice(1).map((at, i) => at - (times[i] ?? at)))).toBeLessThanOrEqual(MINUTE + 10 * SECOND)
})

test('laying down the past leaves the event loop free in between', async () => {
  const { sink } = begin({ knownUntil: null })
  let turns = 0
  const count = setInterval(() => {
    turns += 1
  })
  await waitUntil(() => sink.all.past.length > 500_000)
  clearInterval(count)
  // Over two hundred chunks with a turn of the event loop between any two of them.
  expect(turns).toBeGreaterThan(20)
})

test('stopped, it leaves no timer, also in the middle of the past', async () => {
  const { clock, sink, source } = begin({ knownUntil: null })
  await clock.advance(SECOND)
  await source.stop()
  const before = sink.all.past.length
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve))
  expect(clock.pending).toBe(0)
  expect(sink.all.past.length).toBe(before)
  expect(before).toBeLessThan(100_000)
})

test('what an earlier start that was cut short left out is laid down after all', async () => {
  const { sink } = begin({ knownUntil: start - MINUTE, keptDays: 2 })
  await settled(sink)
  const times = timesOf(sink.all.past)
  expect(Math.min(...times)).toBe(start - 35 * DAY + MINUTE)
  expect(times.filter((at) => at > start - 2 * DAY && at < start - HOUR)).toEqual([])
  expect(new Set(times).size).toBe(times.length)
})
