import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Alarm, AlarmPriority } from '../../domain/alarms/alarm.ts'
import { createAlarmSound, MIN_TONE_INTERVAL_MS, TONE_INTERVAL_MS } from './alarm-sound.ts'

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }))
afterEach(() => void vi.useRealTimers())

const alarm = (id: string, priority: AlarmPriority = 'medium', activeSince: number | null = 0): Alarm => ({
  ...{ id, kind: 'silentMeter', tag: null, priority, state: 'activeUnacknowledged', since: 0, activeSince },
  ...{ message: '', advice: '', value: null, limit: null, unit: '', shelf: null },
})

function openSound(muted = false) {
  const played: AlarmPriority[] = []
  const sound = createAlarmSound({ play: (priority) => played.push(priority), now: Date.now, muted })
  return { sound, played }
}

test('a new alarm sounds at once, and at its pace until it is acknowledged', () => {
  const { sound, played } = openSound()
  sound.onUnacknowledgedAlarms([alarm('a')])
  vi.advanceTimersByTime(0)
  expect(played).toEqual(['medium'])
  vi.advanceTimersByTime(TONE_INTERVAL_MS.medium - 1)
  expect(played).toHaveLength(1)
  vi.advanceTimersByTime(1)
  expect(played).toHaveLength(2)
  sound.onUnacknowledgedAlarms([])
  vi.advanceTimersByTime(600_000)
  expect(played).toHaveLength(2)
})

test('the most urgent one gives the tone and the pace', () => {
  const { sound, played } = openSound()
  sound.onUnacknowledgedAlarms([alarm('low', 'low')])
  vi.advanceTimersByTime(5_000)
  sound.onUnacknowledgedAlarms([alarm('high', 'high'), alarm('low', 'low')])
  vi.advanceTimersByTime(TONE_INTERVAL_MS.high)
  expect(played).toEqual(['low', 'high', 'high'])
})

test('silence ends what sounds now; an alarm that is raised, or raised again, sounds', () => {
  const { sound, played } = openSound()
  sound.onUnacknowledgedAlarms([alarm('a')])
  vi.advanceTimersByTime(0)
  sound.silence()
  expect(sound.state.getState().sounding).toBeNull()
  vi.advanceTimersByTime(600_000)
  expect(played).toHaveLength(1)
  sound.onUnacknowledgedAlarms([alarm('b', 'high'), alarm('a')])
  vi.advanceTimersByTime(0)
  expect(played).toEqual(['medium', 'high'])
  sound.silence()
  sound.onUnacknowledgedAlarms([alarm('b', 'high'), alarm('a', 'medium', 99)])
  vi.advanceTimersByTime(MIN_TONE_INTERVAL_MS)
  expect(played).toEqual(['medium', 'high', 'medium'])
})

test('an alarm that is over and not acknowledged goes on, and is not new for that', () => {
  const { sound, played } = openSound()
  sound.onUnacknowledgedAlarms([alarm('a', 'medium', 5)])
  vi.advanceTimersByTime(0)
  sound.silence()
  sound.onUnacknowledgedAlarms([alarm('a', 'medium', null)])
  vi.advanceTimersByTime(600_000)
  expect(played).toHaveLength(1)
})

test('a muted one makes no sound, and goes on where it is needed when it is no longer', () => {
  const { sound, played } = openSound(true)
  sound.onUnacknowledgedAlarms([alarm('a', 'high')])
  vi.advanceTimersByTime(600_000)
  expect(played).toEqual([])
  sound.setMuted(false)
  vi.advanceTimersByTime(TONE_INTERVAL_MS.high)
  expect(played[0]).toBe('high')
  sound.setMuted(true)
  const before = played.length
  vi.advanceTimersByTime(600_000)
  expect(played).toHaveLength(before)
})

test('ten thousand new alarms in a minute make a tone every few seconds and no more', () => {
  const { sound, played } = openSound()
  for (let index = 0; index < 10_000; index += 1) {
    sound.onUnacknowledgedAlarms([alarm(`a${index}`)])
    vi.advanceTimersByTime(6)
  }
  expect(played.length).toBeGreaterThan(5)
  expect(played.length).toBeLessThanOrEqual(60_000 / MIN_TONE_INTERVAL_MS + 1)
})
