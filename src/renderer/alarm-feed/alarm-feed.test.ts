import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createStore } from 'zustand/vanilla'
import type { Alarm } from '../../domain/alarms/alarm.ts'
import type { EngineState, EngineStore } from '../state/engine-store.ts'
import { createAlarmFeed, FEED_INTERVAL_MS } from './alarm-feed.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const alarm = (id: string, changes: Partial<Alarm> = {}): Alarm => ({
  ...{
    id,
    kind: 'silentMeter',
    tag: null,
    priority: 'medium',
    state: 'activeUnacknowledged',
    since: 0,
    activeSince: 0,
  },
  ...{ message: '', advice: '', value: null, limit: null, unit: '', shelf: null },
  ...changes,
})

function openFeed() {
  const store = createStore<Pick<EngineState, 'alarms'>>(() => ({ alarms: [] }))
  const { feed, stop } = createAlarmFeed(store as unknown as EngineStore)
  let changes = 0
  feed.subscribe(() => {
    changes += 1
  })
  return { feed, stop, send: (alarms: readonly Alarm[]) => store.setState({ alarms }), changes: () => changes }
}

test('the first change is shown at once, those that follow it with a pause between', () => {
  const { feed, send, changes } = openFeed()
  send([alarm('a')])
  expect(feed.getState().alarms).toHaveLength(1)
  for (let value = 0; value < 1_000; value += 1) send([alarm('a', { value })])
  expect(changes()).toBe(1)
  vi.advanceTimersByTime(FEED_INTERVAL_MS)
  expect(changes()).toBe(2)
  expect(feed.getState().alarms[0]?.value).toBe(999)
})

test('an alarm that stays as it is stays the same object, and nothing new is no change', () => {
  const { feed, send, changes } = openFeed()
  send([alarm('a'), alarm('b')])
  const [a] = feed.getState().alarms
  vi.advanceTimersByTime(FEED_INTERVAL_MS)
  send([alarm('a'), alarm('b', { value: 1 })])
  expect(feed.getState().alarms[0]).toBe(a)
  expect(changes()).toBe(2)
  vi.advanceTimersByTime(FEED_INTERVAL_MS)
  send([alarm('a'), alarm('b', { value: 1 })])
  expect(changes()).toBe(2)
})

test('the unacknowledged are a list of their own, and stay the same list while none of them changes', () => {
  const { feed, send } = openFeed()
  send([alarm('a'), alarm('b', { state: 'activeAcknowledged' }), alarm('c', { state: 'returnedUnacknowledged' })])
  const { unacknowledged } = feed.getState()
  expect(unacknowledged.map(({ id }) => id)).toEqual(['a', 'c'])
  vi.advanceTimersByTime(FEED_INTERVAL_MS)
  send([
    alarm('a'),
    alarm('b', { state: 'activeAcknowledged', value: 2 }),
    alarm('c', { state: 'returnedUnacknowledged' }),
  ])
  expect(feed.getState().unacknowledged).toBe(unacknowledged)
})

test('a feed that is stopped shows nothing more', () => {
  const { stop, send, changes } = openFeed()
  send([alarm('a')])
  send([alarm('b')])
  stop()
  vi.advanceTimersByTime(FEED_INTERVAL_MS)
  expect(changes()).toBe(1)
})
