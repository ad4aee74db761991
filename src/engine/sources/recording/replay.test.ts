import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { createFakeClock, type FakeClock } from '../../../../tests/fixtures/engine/fake-clock.ts'
import { createRecordingSink, NOTHING_STORED, waitUntil } from '../../../../tests/fixtures/plant/recording-sink.ts'
import type { ReplaySettings, Site } from '../../../contract/settings.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../../domain/time/time.ts'
import type { Source } from '../source.ts'
import { openReplay } from './replay.ts'

const site: Site = { name: 'Test works', zone: 'Europe/Berlin', latitude: 50.11, longitude: 8.68, pvPeakKw: 400 }
const first = Date.UTC(2026, 4, 4)
const folder = mkdtempSync(join(tmpdir(), 'ecopulse-replay-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const running: Source[] = []
afterEach(async () => {
  for (const source of running.splice(0)) await source.stop()
})

let files = 0
function fileOf(content: string | Buffer): string {
  files += 1
  const file = join(folder, `plant-${files}.csv`)
  writeFileSync(file, content)
  return file
}

/** A recording with a row a minute, whose load counts the minutes. */
function minutes(count: number, from = first): string {
  const rows = Array.from({ length: count }, (_, i) => `${new Date(from + i * MINUTE).toISOString()},${i},${i / 10}`)
  return ['time,load_kw,oven_kw', ...rows, ''].join('\n')
}

async function begin(file: string, more: Partial<ReplaySettings> = {}, knownUntil: number | null = null) {
  const clock = createFakeClock()
  const sink = createRecordingSink()
  const source = await openReplay({ kind: 'replay', file, speed: 60, mapping: [], ...more }, site, clock)
  running.push(source)
  source.start(sink, { newestAt: knownUntil, quarterHours: new Set() })
  return { clock, sink, source }
}

/** Moves the clock in small steps, with time for the file to be read, until `holds`. */
async function play(clock: FakeClock, holds: () => boolean, step = 100) {
  while (!holds()) {
    await clock.advance(step)
    await new Promise((resolve) => setTimeout(resolve, 0))
  }
}

test('the first half is delivered as past, and the rest plays at the requested speed', async () => {
  const { clock, sink } = await begin(fileOf(minutes(100)))
  expect(sink.all.tags).toMatchObject([
    { id: 'load', periodMs: MINUTE },
    { id: 'oven_kw', unit: 'kW', periodMs: MINUTE },
  ])
  await waitUntil(() => sink.all.past.length === 100 && clock.pending > 0)
  expect(sink.state()).toBe('live')
  expect(sink.all.past.at(-1)).toEqual({ tag: 'oven_kw', at: first + 49 * MINUTE, value: 4.9, quality: 'good' })
  const startedAt = clock.now()
  await play(clock, () => sink.values('load').length === 11)
  const played = clock.now() - startedAt
  expect(played).toBeGreaterThanOrEqual(10 * SECOND)
  expect(played).toBeLessThan(11 * SECOND)
  expect(sink.values('load')).toEqual(Array.from({ length: 11 }, (_, i) => 50 + i))
})

test('it plays from the requested time, behind a past of any length', async () => {
  const playFrom = new Date(first + 80 * MINUTE).toISOString()
  const { clock, sink } = await begin(fileOf(minutes(100)), { playFrom })
  await play(clock, () => sink.values('load').length >= 3)
  expect(sink.all.past).toHaveLength(2 * 80)
  expect(sink.values('load').slice(0, 3)).toEqual([80, 81, 82])
})

test('at its end it stops with a sentence, and stays so when someone connects', async () => {
  const { clock, sink, source } = await begin(fileOf(minutes(20)), { speed: 1_000 })
  await play(clock, () => sink.state() === 'stopped')
  expect(sink.all.past.length / 2 + sink.values('load').length).toBe(20)
  expect(sink.all.connections.at(-1)).toEqual({
    kind: 'stopped',
    reason: expect.stringMatching(/^The recording .* has ended\.$/),
  })
  source.connect()
  expect(sink.state()).toBe('stopped')
  expect(clock.pending).toBe(0)
})

test('after a restart it goes on behind what is kept', async () => {
  const file = fileOf(minutes(100))
  const { clock, sink } = await begin(file, {}, first + 70 * MINUTE)
  await play(clock, () => sink.values('load').length >= 3)
  expect(sink.values('load').slice(0, 3)).toEqual([71, 72, 73])
  expect(sink.all.past).toEqual([])
  const over = await begin(file, {}, first + 99 * MINUTE)
  await waitUntil(() => over.sink.state() === 'stopped')
  expect(over.sink.all.live).toEqual([])
})

test('disconnected it pauses, and connected it goes on where it was', async () => {
  const { clock, sink, source } = await begin(fileOf(minutes(100)))
  await play(clock, () => sink.values('load').length === 3)
  source.disconnect()
  await clock.advance(HOUR)
  expect(sink.state()).toBe('idle')
  expect(sink.values('load')).toEqual([50, 51, 52])
  source.connect()
  await play(clock, () => sink.values('load').length === 6)
  expect(sink.values('load')).toEqual([50, 51, 52, 53, 54, 55])
})

test('very fast it is still sent in at most ten batches a second, without losing a row', async () => {
  const { clock, sink } = await begin(fileOf(minutes(3_000)), { speed: 10_000 })
  const startedAt = clock.now()
  await play(clock, () => sink.state() === 'stopped')
  const lasted = (clock.now() - startedAt) / SECOND
  expect(sink.all.batches.length).toBeLessThanOrEqual(10 * lasted + 4)
  expect(sink.all.past.length / 2 + sink.values('load').length).toBe(3_000)
})

test('no more than 14 days are laid down at once', async () => {
  const { clock, sink } = await begin(fileOf(minutes(40 * 1_440)))
  await play(clock, () => sink.all.live.length > 0)
  expect(sink.all.past.length).toBe(2 * 14 * 1_440)
  expect(sink.all.live[0]?.at).toBe(first + 14 * DAY)
})

test('a gzipped file with semicolons and decimal commas, in local time, is understood', async () => {
  const rows = [
    'Zeit;load_kw;Bemerkung',
    '25.10.2026 02:45;1.234,5;a',
    '25.10.2026 02:00;2,5;b',
    '25.10.2026 02:15;3;c',
  ]
  const { clock, sink } = await begin(fileOf(gzipSync(`\uFEFF${rows.join('\r\n')}`)), { speed: 1_000 })
  await play(clock, () => sink.state() === 'stopped')
  const all = [...sink.all.past, ...sink.all.live]
  expect(all.map(({ at, value }) => [new Date(at).toISOString().slice(11, 16), value])).toEqual([
    ['00:45', 1_234.5],
    ['01:00', 2.5],
    ['01:15', 3],
  ])
  expect(sink.all.tags.map(({ id }) => id)).toEqual(['load'])
})

test('rows that can not be read are reported, empty cells are no trouble, and late rows are samples', async () => {
  const time = (minute: number) => new Date(first + minute * MINUTE).toISOString()
  const good = Array.from({ length: 12 }, (_, i) => `${time(i)},${i},`)
  const odd = ['noon,1,2', `${time(12)},much,3`, `${time(5.5)},5.5,`, `${time(13)}`, '""', `${time(14)},14,7`]
  const { clock, sink } = await begin(
    fileOf(['time,load,oven', ...good.map((row, i) => `${row}${i}`), ...odd].join('\n')),
  )
  await play(clock, () => sink.state() === 'stopped')
  expect(sink.all.unreadable.map(({ reason }) => reason)).toEqual([
    'The row has no time that can be read.',
    'Not a number: load.',
    'The row has no time that can be read.',
  ])
  const loads = [...sink.all.past, ...sink.all.live].filter(({ tag }) => tag === 'load').map(({ value }) => value)
  expect(loads).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 5.5, 14])
})

test('a stray quote far into the file spoils its own row alone', async () => {
  const file = fileOf(
    `${minutes(8_000)}"\n${new Date(first + DAY).toISOString()},7\n${minutes(3, first + 20 * DAY).slice(21)}`,
  )
  const { clock, sink } = await begin(file, { speed: 100_000 })
  await play(clock, () => sink.state() === 'stopped')
  expect(sink.all.unreadable).toHaveLength(1)
  expect(sink.all.past.at(-1)?.value).toBe(7)
  expect(sink.values('load')).toEqual([0, 1, 2])
})

test('a column for the time can be named, and an interval is taken by its start', async () => {
  const rows = Array.from({ length: 4 }, (_, i) => {
    const [start, end, other] = [i, i + 1, i + 10].map((n) => new Date(first + n * MINUTE).toISOString())
    return `${end},${start},${other},${i}`
  })
  const file = fileOf(['interval_end,interval_start,logged,load', ...rows].join('\n'))
  const starts = await begin(file)
  await play(starts.clock, () => starts.sink.state() === 'stopped')
  expect(starts.sink.all.past[0]?.at).toBe(first)
  const logged = await begin(file, { timeColumn: 'logged' })
  await play(logged.clock, () => logged.sink.state() === 'stopped')
  expect(logged.sink.all.past[0]?.at).toBe(first + 10 * MINUTE)
  expect(logged.source.id).not.toBe(starts.source.id)
})

test.each([
  ['', 'no header'],
  ['time,load\n', 'no header'],
  ['a,b\n1,2\n3,4\n5,6\n', 'no column with times'],
  ['time,name\n2026-01-01 00:00:00,a\n2026-01-01 00:01:00,b\n', 'no column with numbers'],
  ['time,load\n2026-01-01 00:00:00,1\n2026-01-01 00:00:00,2\n', 'order of time'],
])('a file that holds %j can not be played, and one line has the reason', async (content, why) => {
  const opening = openReplay({ kind: 'replay', file: fileOf(content), speed: 1, mapping: [] }, site, createFakeClock())
  await expect(opening).rejects.toThrow(why)
  await opening.catch((error: unknown) => expect(String(error)).not.toContain('\n'))
})

test('a column that is not there, a folder, and damaged gzip are refused', async () => {
  const refusal = (file: string, timeColumn?: string) =>
    expect(
      openReplay(
        { kind: 'replay', file, speed: 1, mapping: [], ...(timeColumn && { timeColumn }) },
        site,
        createFakeClock(),
      ),
    )
  await refusal(fileOf(minutes(9)), 'when').rejects.toThrow(/no column “when”/)
  await refusal(fileOf(minutes(9)), 'load_kw').rejects.toThrow(/“load_kw” does not read as a time/)
  await refusal(folder).rejects.toThrow(/it is a folder$/)
  await refusal(fileOf(gzipSync(minutes(5_000)).subarray(0, 9_000))).rejects.toThrow(/damaged$/)
})

test('a file that breaks off while it plays stops with a reason', async () => {
  const file = fileOf(gzipSync(minutes(50_000)))
  const { clock, sink, source } = await begin(file, { speed: 100_000 })
  await source.stop()
  const again = await openReplay({ kind: 'replay', file, speed: 100_000, mapping: [] }, site, clock)
  running.push(again)
  writeFileSync(file, gzipSync(minutes(50_000)).subarray(0, 60_000))
  again.start(sink, NOTHING_STORED)
  await play(clock, () => sink.state() === 'stopped')
  expect(sink.all.connections.at(-1)).toMatchObject({ reason: expect.stringContaining("can't be read on") })
})

test('stopped in the middle it leaves no timer', async () => {
  const { clock, sink, source } = await begin(fileOf(minutes(5_000)))
  await play(clock, () => sink.values('load').length === 2)
  await source.stop()
  expect(clock.pending).toBe(0)
  const before = sink.all.live.length
  await clock.advance(HOUR)
  expect(sink.all.live.length).toBe(before)
})

const household = '../shared/data/household/household_26days_1min_clean.csv.gz'
describe.skipIf(!existsSync(household))('a household’s recording (skipped where ../shared/data is absent)', () => {
  test('is played whole: thirteen days of past, and the rest live', async () => {
    const { clock, sink } = await begin(household, { speed: 100_000, zone: 'Europe/Paris' })
    expect(sink.all.tags.map(({ id, role, unit }) => `${id} ${role} ${unit}`)).toEqual([
      'load load kW',
      'global_reactive_power_kvar feeder kvar',
      'voltage_v feeder V',
      'global_intensity_a feeder A',
      'sub_metering_1_wh feeder Wh',
      'sub_metering_2_wh feeder Wh',
      'sub_metering_3_wh feeder Wh',
    ])
    await play(clock, () => sink.state() === 'stopped')
    expect(sink.all.unreadable).toEqual([])
    expect((sink.all.past.length + sink.all.live.length) / 7).toBe(37_283)
    expect(sink.all.past[0]).toEqual({ tag: 'load', at: Date.UTC(2006, 11, 16, 16, 24), value: 4.216, quality: 'good' })
    const days = ((sink.all.past.at(-1)?.at ?? 0) - (sink.all.past[0]?.at ?? 0)) / DAY
    expect(days).toBeGreaterThan(12.9)
    expect(days).toBeLessThan(13)
  })
})
