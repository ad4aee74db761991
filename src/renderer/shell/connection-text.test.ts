import { expect, test } from 'vitest'
import type { Connection } from '../../domain/telemetry/connection.ts'
import { describeConnection } from './connection-text.ts'

const NOW = Date.parse('2026-11-24T13:07:32Z')
const textOf = (connection: Connection, now = NOW) =>
  describeConnection({ kind: 'open' }, connection, now, 'Europe/Berlin')

test('live shows how old the newest data is', () => {
  expect(textOf({ kind: 'live', since: 0, lastDataAt: NOW - 400 }).status).toBe('Live · 0.4 s')
})

test('waiting counts down in whole seconds and never below none', () => {
  const waiting: Connection = { kind: 'waiting', attempt: 3, retryAt: NOW + 6_300, reason: 'The plant is away' }
  expect(textOf(waiting).status).toBe('Next attempt in 7 s (attempt 3)')
  expect(textOf(waiting, NOW + 9_000).status).toBe('Next attempt in 0 s (attempt 3)')
  expect(textOf(waiting).advice).toBe('The plant is away.')
})

test('stale has since when on the site’s clock', () => {
  expect(textOf({ kind: 'stale', since: NOW, lastDataAt: NOW - 12_000 }).status).toBe('Stale since 14:07:20')
})

test('an engine that can’t be reached goes before whatever the plant’s connection was', () => {
  const link = { kind: 'waiting', attempt: 2, retryAt: NOW + 4_000 } as const
  const { status } = describeConnection(link, { kind: 'live', since: 0, lastDataAt: NOW }, NOW, 'UTC')
  expect(status).toBe('Engine unreachable, trying again in 4 s')
})

test('every state has a shape of its own, and what is announced holds no figure that runs', () => {
  const states: Connection[] = [
    { kind: 'idle' },
    { kind: 'connecting', attempt: 1, since: NOW },
    { kind: 'live', since: NOW, lastDataAt: NOW },
    { kind: 'stale', since: NOW, lastDataAt: NOW },
    { kind: 'waiting', attempt: 1, retryAt: NOW + 9_000, reason: 'away' },
    { kind: 'stopped', reason: 'refused' },
  ]
  expect(new Set(states.map((state) => textOf(state).shape)).size).toBe(states.length)
  for (const state of states) expect(textOf(state, NOW + 5_000).announcement).toBe(textOf(state).announcement)
})
