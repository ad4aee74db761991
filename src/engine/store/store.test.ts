import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Sample } from '../../domain/telemetry/sample.ts'
import { ROLE_TAGS, type Tag } from '../../domain/telemetry/tag.ts'
import { DAY, HOUR, QUARTER_HOUR } from '../../domain/time/time.ts'
import { openStore } from './open-store.ts'
import type { Store } from './store-port.ts'

const NOW = 20_000 * DAY
const LOAD: Tag = { ...ROLE_TAGS.load, periodMs: 1_000 }
const SOLAR: Tag = { ...ROLE_TAGS.solar, periodMs: 1_000 }

let folder = ''
let file = ''
let store: Store

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ecopulse-store-'))
  file = join(folder, 'store.db')
  store = openStore({ file }).store
})

afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

function reopen(): void {
  store.close()
  store = openStore({ file }).store
}

const sample = (tag: string, at: number): Sample => ({ tag, at, value: at % 97, quality: 'uncertain' })

test('tags are kept across a restart, in their order, and changed by registering again', () => {
  expect(store.tags('plant')).toEqual([])
  store.register('plant', [LOAD, SOLAR])
  store.register('plant', [{ ...LOAD, periodMs: 5_000, description: 'Main meter' }])
  const expected = [{ ...LOAD, periodMs: 5_000, description: 'Main meter' }, SOLAR]
  expect(store.tags('plant')).toEqual(expected)
  reopen()
  expect(store.tags('plant')).toEqual(expected)
  expect(store.tags('other')).toEqual([])
})

test('a tag without a period is refused, with all that was registered with it', () => {
  expect(() => store.register('plant', [LOAD, { ...SOLAR, periodMs: 0 }])).toThrow('period')
  expect(store.tags('plant')).toEqual([])
})

test('samples are read as they were written', () => {
  store.register('plant', [LOAD, SOLAR])
  const written: Sample[] = [
    { tag: 'load', at: NOW, value: 0.1, quality: 'good' },
    { tag: 'load', at: NOW + 1, value: -3e-9, quality: 'bad' },
    { tag: 'load', at: NOW + 2, value: 12_345, quality: 'uncertain', periodMs: 60_000 },
  ]
  store.write('plant', written)
  reopen()
  expect(store.recent('plant', 10)).toEqual({ load: written, solar: [] })
  expect(store.recent('plant', 1)).toEqual({ load: written.slice(2), solar: [] })
  expect(store.recent('other', 1)).toEqual({})
})

test('counts and times of the newest are right after late samples and a restart', () => {
  store.register('plant', [LOAD, SOLAR])
  store.write('plant', [sample('load', NOW), sample('solar', NOW + 5)])
  store.write('plant', [sample('load', NOW - HOUR), sample('load', NOW)])
  for (let i = 0; i < 2; i++) {
    expect(store.newestAt('plant')).toBe(NOW + 5)
    expect(store.stats()).toMatchObject({ file, samples: 3, oldestAt: NOW - HOUR, newestAt: NOW + 5 })
    reopen()
  }
  expect(store.newestAt('other')).toBeNull()
})

test('an empty store has nothing old or new', () => {
  expect(store.stats()).toMatchObject({ samples: 0, oldestAt: null, newestAt: null })
  store.register('plant', [LOAD])
  expect(store.newestAt('plant')).toBeNull()
})

test('its size counts the log, which is gone after closing', () => {
  store.register('plant', [LOAD])
  expect(store.stats().bytes).toBe(statSync(file).size + statSync(`${file}-wal`).size)
  store.close()
  expect(statSync(`${file}-wal`, { throwIfNoEntry: false })).toBeUndefined()
  store = openStore({ file }).store
})

test('each reader gets what samples have changed once, from the oldest quarter-hour on', () => {
  const changed = (reader: string) => store.takeChanged('plant', 'load', reader)
  store.register('plant', [LOAD, SOLAR])
  expect(changed('one')).toBeNull()
  store.write('plant', [sample('load', NOW + HOUR), sample('load', NOW + HOUR + 1)])
  store.write('plant', [sample('load', NOW + 2 * QUARTER_HOUR + 7), sample('solar', NOW)])
  expect(changed('one')).toBe(NOW + 2 * QUARTER_HOUR)
  expect(changed('one')).toBeNull()
  // The same samples again change nothing.
  store.write('plant', [sample('load', NOW + HOUR)])
  expect(changed('one')).toBeNull()
  store.write('plant', [sample('load', NOW + DAY)])
  expect(changed('one')).toBe(NOW + DAY)
  // Another reader has missed nothing, though it reads for the first time.
  expect(changed('another')).toBe(NOW + 2 * QUARTER_HOUR)
  expect(changed('another')).toBeNull()
  expect(store.takeChanged('nowhere', 'load', 'one')).toBeNull()
})

test('steps are those of the requested rollup, with their extremes and what is known of them', () => {
  store.register('plant', [LOAD])
  const values = [100, -20, 40]
  store.write(
    'plant',
    values.map((value, i) => ({ tag: 'load', at: NOW + i * 1_000, value, quality: 'good' })),
  )
  const span = { start: NOW, end: NOW + HOUR }
  // Each holds for a second, the last for one and a half.
  const mean = (100 - 20 + 40 * 1.5) / 3.5
  const step = { at: NOW, mean, min: -20, max: 100 }
  expect(store.steps('plant', 'load', span, 60_000)).toEqual([{ ...step, coverage: 3_500 / 60_000 }])
  expect(store.steps('plant', 'load', span, QUARTER_HOUR)).toEqual([{ ...step, coverage: 3_500 / QUARTER_HOUR }])
  expect(store.steps('plant', 'load', { start: NOW + 1, end: NOW + HOUR }, 60_000)).toEqual([])
  expect(store.steps('plant', 'solar', span, 60_000)).toEqual([])
  expect(() => store.steps('plant', 'load', span, HOUR)).toThrow(RangeError)
})

test('it answers the oldest quarter-hour that is kept of a tag', () => {
  store.register('plant', [LOAD])
  expect(store.oldestAt('plant', 'load')).toBeNull()
  store.write('plant', [sample('load', NOW + DAY + 5), sample('load', NOW + HOUR + 5)])
  expect(store.oldestAt('plant', 'load')).toBe(NOW + HOUR)
  expect(store.oldestAt('plant', 'solar')).toBeNull()
})
