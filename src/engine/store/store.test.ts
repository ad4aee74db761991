import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Sample } from '../../domain/sample.ts'
import { ROLE_TAGS, type Tag } from '../../domain/tag.ts'
import { DAY, HOUR, QUARTER_HOUR } from '../../domain/time.ts'
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

test('tags are kept across a restart, in the order they came, and changed by registering again', () => {
  expect(store.tags('plant')).toEqual([])
  store.register('plant', [LOAD, SOLAR])
  store.register('plant', [{ ...LOAD, periodMs: 5_000, description: 'Main meter' }])
  const expected = [{ ...LOAD, periodMs: 5_000, description: 'Main meter' }, SOLAR]
  expect(store.tags('plant')).toEqual(expected)
  reopen()
  expect(store.tags('plant')).toEqual(expected)
  expect(store.tags('other')).toEqual([])
})

test('a tag without a period is refused, with all that came beside it', () => {
  expect(() => store.register('plant', [LOAD, { ...SOLAR, periodMs: 0 }])).toThrow('period')
  expect(store.tags('plant')).toEqual([])
})

test('samples come back as they were written', () => {
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

test('what samples have changed is told once, from the oldest quarter-hour on', () => {
  store.register('plant', [LOAD, SOLAR])
  expect(store.takeChanged('plant', 'load')).toBeNull()
  store.write('plant', [sample('load', NOW + HOUR), sample('load', NOW + HOUR + 1)])
  store.write('plant', [sample('load', NOW + 2 * QUARTER_HOUR + 7), sample('solar', NOW)])
  expect(store.takeChanged('plant', 'load')).toBe(NOW + 2 * QUARTER_HOUR)
  expect(store.takeChanged('plant', 'load')).toBeNull()
  // The same samples again change nothing.
  store.write('plant', [sample('load', NOW + HOUR)])
  expect(store.takeChanged('plant', 'load')).toBeNull()
  expect(store.takeChanged('nowhere', 'load')).toBeNull()
})
