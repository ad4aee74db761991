import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Sample } from '../../domain/telemetry/sample.ts'
import { ROLE_TAGS } from '../../domain/telemetry/tag.ts'
import { DAY, HOUR, MINUTE, QUARTER_HOUR } from '../../domain/time/time.ts'
import { openStore } from '../store/open-store.ts'
import type { StorePort } from '../store/store-port.ts'
import { daysOfLoad, readKeptHistory, requireTrainingDays } from './kept-history.ts'

const folder = mkdtempSync(join(tmpdir(), 'ecopulse-history-'))
const { store } = openStore({ file: join(folder, 'ecopulse.sqlite') })
afterAll(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})
const port: Pick<StorePort, 'quarterHours'> = { quarterHours: async (...args) => store.quarterHours(...args) }

const start = Date.UTC(2026, 0, 1)

/** Quarter-hours' means from `start` on, as a past is handed over. */
function keep(
  source: string,
  tag: 'load' | 'temperature',
  values: readonly (number | null)[],
  periodMs = QUARTER_HOUR,
) {
  store.register(source, [{ ...ROLE_TAGS[tag], periodMs }])
  const samples: Sample[] = []
  for (const [i, value] of values.entries()) {
    if (value !== null) samples.push({ tag, at: start + i * QUARTER_HOUR, value, quality: 'good', periodMs })
  }
  store.write(source, samples)
}

const history = (source: string, until: number) =>
  readKeptHistory({ store: port, source, zone: 'Europe/Berlin', until })

test('is the quarter-hours of load and temperature, without the running one; gaps are holes', async () => {
  keep('plant', 'load', [null, 1, 2, null, null, null, 6, 7, 8])
  keep('plant', 'temperature', [20, 21, null, null, 24])
  const series = await history('plant', start + 8 * QUARTER_HOUR + MINUTE)
  expect(series).toMatchObject({ start: start + QUARTER_HOUR, resolutionMs: QUARTER_HOUR, zone: 'Europe/Berlin' })
  // A sample holds for half a period longer than its own: the hole begins a step later.
  expect(series?.loadKw).toEqual([1, 2, 2, null, null, 6, 7])
  expect(series?.temperatureC?.slice(0, 2)).toEqual([21, 21])
  expect(series?.temperatureC?.[5]).toBeNull()
})

test('a quarter-hour that is hardly covered is a hole', async () => {
  keep('sparse', 'load', [1, 2, 3], 4 * MINUTE)
  expect((await history('sparse', start + HOUR))?.loadKw ?? null).toBeNull()
  keep('half', 'load', [1, 2, 3], 8 * MINUTE)
  expect((await history('half', start + HOUR))?.loadKw).toEqual([1, 2, 3])
})

test('there is none where no load is kept, and a temperature alone is none', async () => {
  keep('weather', 'temperature', [20, 21])
  expect(await history('weather', start + DAY)).toBeNull()
  expect(await history('nobody', start + DAY)).toBeNull()
})

test('a long past is read whole, over the edges of what is read at once', async () => {
  const values = Array.from({ length: 70 * 96 }, (_, i) => i)
  keep('long', 'load', values)
  const series = await history('long', start + 70 * DAY)
  expect(series?.loadKw).toEqual(values)
  expect(series?.temperatureC).toBeNull()
})

test('training is refused with how much it needs and how much there is', async () => {
  const series = (days: number) => ({
    start,
    resolutionMs: HOUR,
    zone: 'UTC',
    loadKw: Array.from({ length: days * 24 }, (_, i) => (i < 48 ? null : 5)),
    temperatureC: null,
  })
  expect(daysOfLoad(series(30))).toBe(28)
  expect(requireTrainingDays(series(30))).toEqual(series(30))
  expect(() => requireTrainingDays(series(29))).toThrow(
    /takes at least 28 days of load, and 27 are kept\. Train on a CSV/,
  )
  expect(() => requireTrainingDays(null)).toThrow(/and none is kept yet\./)
  expect(() => requireTrainingDays(null)).toThrow(expect.objectContaining({ code: 'unavailable' }))
})
