import { expect, test } from 'vitest'
import type { EngineEvent } from '../../contract/api.ts'
import type { EngineLink, Transport } from '../transport/transport.ts'
import { createEngineStore } from './engine-store.ts'

function openStoreWith(now: () => number) {
  let send: (event: EngineEvent) => void = () => {}
  let subscribed = 0
  let become: (link: EngineLink) => void = () => {}
  const transport: Transport = {
    call: () => Promise.reject(new Error('not called')),
    subscribe(listener) {
      send = listener
      subscribed += 1
      return () => {
        subscribed -= 1
      }
    },
    onLink(listener: (link: EngineLink) => void) {
      become = listener
      listener({ kind: 'open' })
      subscribed += 1
      return () => {
        subscribed -= 1
      }
    },
    retryNow() {},
  }
  const { store, stop } = createEngineStore(transport, now)
  return {
    store,
    stop,
    send: (event: EngineEvent) => send(event),
    become: (link: EngineLink) => become(link),
    subscribed: () => subscribed,
  }
}

const sample = (at: number, value: number) => ({ tag: 'load', at, value, quality: 'good' as const })
const samples = (receivedAt: number, ...list: ReturnType<typeof sample>[]): EngineEvent => ({
  kind: 'samples',
  receivedAt,
  plantTime: receivedAt,
  samples: list,
})

test('samples become the newest value and the recent points of their tag', () => {
  const { store, send } = openStoreWith(() => 0)
  send(samples(2_000, sample(1_000, 5), sample(2_000, 6)))
  expect(store.getState().latest.load).toEqual({ at: 2_000, value: 6, quality: 'good', receivedAt: 2_000 })
  expect(store.getState().recent.load).toEqual([
    [1_000, 5],
    [2_000, 6],
  ])
})

test('a late sample does not pass for the newest value', () => {
  const { store, send } = openStoreWith(() => 0)
  send(samples(2_000, sample(2_000, 6)))
  send(samples(3_000, sample(1_000, 5)))
  expect(store.getState().latest.load?.value).toBe(6)
})

test('ages are counted by the engine’s clock: events are late, never early', () => {
  let now = 0
  const { store, send } = openStoreWith(() => now)
  send(samples(10_000, sample(10_000, 1)))
  expect(store.getState().clockSkewMs).toBe(10_000)
  now = 1_500
  send(samples(11_000, sample(11_000, 1)))
  expect(store.getState().clockSkewMs).toBe(10_000)
})

test('the time of a plant that is far from the engine’s does not move between two samples', () => {
  const { store, send } = openStoreWith(() => 0)
  send({ kind: 'samples', receivedAt: 1e12, plantTime: 5e11, samples: [sample(5e11, 1)] })
  expect(store.getState().plantTimeRuns).toBe(false)
})

test('an hour of samples leaves no more than sixty points, and stopping ends every subscription', () => {
  const { store, send, stop, subscribed } = openStoreWith(() => 0)
  for (let second = 1; second <= 3_600; second += 1) send(samples(second * 1_000, sample(second * 1_000, second)))
  expect(store.getState().recent.load).toHaveLength(60)
  expect(store.getState().batch).toHaveLength(1)
  stop()
  expect(subscribed()).toBe(0)
})

test('a forecast replaces the one of its own horizon alone', () => {
  const { store, send } = openStoreWith(() => 0)
  const forecast = { steps: [], windowEnd: 0, reason: null, naive: 'yesterday', model: null, backend: null } as const
  const made = { ...forecast, method: 'naive', latencyMs: 0, cached: false } as const
  send({ kind: 'forecast', forecast: { ...made, horizon: 'nextDay' } })
  send({ kind: 'forecast', forecast: { ...made, horizon: 'nextHour' } })
  const { nextHour, nextDay } = store.getState().forecasts
  expect([nextHour?.horizon, nextDay?.horizon]).toEqual(['nextHour', 'nextDay'])
})

test('when the engine is tried again is known by its own clock', () => {
  const { store, send, become } = openStoreWith(() => 0)
  send(samples(3_600_000, sample(3_600_000, 1)))
  become({ kind: 'waiting', attempt: 2, retryAt: 2_000 })
  expect(store.getState().link).toEqual({ kind: 'waiting', attempt: 2, retryAt: 3_602_000 })
})
