import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeAlert } from '../../../../tests/fixtures/make-alert.ts'
import { DAY, HOUR } from '../../../domain/time/time.ts'
import { openStore } from '../open-store.ts'
import type { Store } from '../store-port.ts'

const NOW = 20_000 * DAY

let folder = ''
let store: Store

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ecopulse-alerts-'))
  store = openStore({ file: join(folder, 'store.db') }).store
})

afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

test('an alert is read as it was kept, across a restart, and a later one with its id replaces it', () => {
  const alert = makeAlert({ id: 'peak-1', raisedAt: NOW })
  store.keepAlerts('plant', [alert])
  const closed = { ...alert, closedAt: NOW + HOUR, outcome: 'didNotCome' as const }
  store.keepAlerts('plant', [closed])
  store.close()
  store = openStore({ file: join(folder, 'store.db') }).store
  expect(store.alerts('plant', { start: NOW, end: NOW + 1 })).toEqual([closed])
})

test('alerts of a span are those raised in it, oldest first, and those that are still open', () => {
  const closedAt = (raisedAt: number) => ({ raisedAt, closedAt: raisedAt + HOUR, outcome: 'cameTrue' as const })
  store.keepAlerts('plant', [
    makeAlert({ id: 'c', ...closedAt(NOW + 2) }),
    makeAlert({ id: 'a', ...closedAt(NOW - DAY) }),
    makeAlert({ id: 'open', raisedAt: NOW - 9 * DAY }),
    makeAlert({ id: 'b', ...closedAt(NOW) }),
    makeAlert({ id: 'd', ...closedAt(NOW + DAY) }),
  ])
  expect(store.alerts('plant', { start: NOW, end: NOW + DAY }).map(({ id }) => id)).toEqual(['open', 'b', 'c'])
  expect(store.alerts('other', { start: 0, end: 2 * NOW })).toEqual([])
})
