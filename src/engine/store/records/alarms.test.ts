import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Alarm, AlarmEntry } from '../../../domain/alarms/alarm.ts'
import { openStore } from '../open-store.ts'
import { loadSqlite } from '../sqlite.ts'
import type { Store } from '../store-port.ts'

let folder = ''
let file = ''
let store: Store

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ecopulse-alarm-'))
  file = join(folder, 'store.db')
  store = openStore({ file }).store
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

const alarm = (id: string, changes: Partial<Alarm> = {}): Alarm => ({
  id,
  kind: 'diskFull',
  tag: null,
  priority: 'medium',
  state: 'activeUnacknowledged',
  since: 5,
  activeSince: 5,
  message: 'The disk is full.',
  advice: 'Make room.',
  value: 2.5,
  limit: 5,
  unit: '%',
  shelf: null,
  ...changes,
})
const entry = (at: number, changes: Partial<AlarmEntry> = {}): AlarmEntry => ({
  at,
  alarm: 'diskFull',
  priority: 'medium',
  change: 'raised',
  state: 'activeUnacknowledged',
  by: 'EcoPulse',
  value: 2.5,
  message: 'The disk is full.',
  reason: null,
  ...changes,
})
const ALL = { start: 0, end: 1e15 }

describe('alarms in the store', () => {
  test('are kept by source and id, the newest of each, over a restart', () => {
    const shelved = alarm('b', { state: 'shelved', shelf: { until: 99, reason: 'maintenance' } })
    store.keepAlarms('plant', [alarm('a'), shelved], [entry(1)])
    store.keepAlarms('plant', [alarm('a', { state: 'activeAcknowledged' })], [])
    store.keepAlarms('other', [alarm('a')], [entry(2)])
    store.close()
    store = openStore({ file }).store
    expect(store.alarms('plant')).toEqual([alarm('a', { state: 'activeAcknowledged' }), shelved])
    expect(store.alarms('other')).toEqual([alarm('a')])
    expect(store.alarms('nobody')).toEqual([])
    expect(store.alarmEntries('plant', ALL, 10)).toEqual([entry(1)])
  })

  test('entries are given newest first, of a span, and no more than requested', () => {
    const entries = [entry(10), entry(20, { change: 'returned' }), entry(20, { change: 'acknowledged' }), entry(30)]
    store.keepAlarms('plant', [], entries)
    expect(store.alarmEntries('plant', ALL, 10)).toEqual(entries.toReversed())
    expect(store.alarmEntries('plant', { start: 20, end: 30 }, 10)).toEqual([entries[2], entries[1]])
    expect(store.alarmEntries('plant', ALL, 2)).toEqual([entries[3], entries[2]])
    expect(store.alarmEntries('nobody', ALL, 10)).toEqual([])
  })

  test('an alarm and its entries are kept together or not at all', () => {
    const broken = { ...entry(1), at: 'yesterday' as unknown as number, message: 1n as unknown as string }
    expect(() => store.keepAlarms('plant', [alarm('a')], [entry(1), broken])).toThrow()
    expect(store.alarms('plant')).toEqual([])
    expect(store.alarmEntries('plant', ALL, 10)).toEqual([])
  })

  test('the file itself refuses to change or to shorten the audit trail', () => {
    store.keepAlarms('plant', [], [entry(1), entry(2)])
    store.close()
    const db = new (loadSqlite())(file)
    expect(() => db.exec(`UPDATE alarm_entry SET body = '{}'`)).toThrow('only ever added to')
    expect(() => db.exec('DELETE FROM alarm_entry')).toThrow('only ever added to')
    expect(() => db.exec('REPLACE INTO alarm_entry SELECT seq, source, at, body FROM alarm_entry')).toThrow(
      'only ever added to',
    )
    db.close()
    store = openStore({ file }).store
    expect(store.alarmEntries('plant', ALL, 10)).toHaveLength(2)
  })
})
