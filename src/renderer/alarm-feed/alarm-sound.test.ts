import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Alarm, Priority } from '../../domain/alarms/alarm.ts'
import { createAlarmSound, SHORTEST_PAUSE, TONE_PAUSE } from './alarm-sound.ts'

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }))
afterEach(() => void vi.useRealTimers())

const alarm = (id: string, priority: Priority = 'medium', activeSince: number | null = 0): Alarm => ({
  ...{ id, kind: 'silentMeter', tag: null, priority, state: 'activeUnacknowledged', since: 0, activeSince },
  ...{ message: '', advice: '', value: null, limit: null, unit: '', shelf: null },
})

function soundOf(muted = false) {
  const played: Priority[] = []
  const sound = createAlarmSound({ play: (priority) => played.push(priority), now: Date.now, muted })
  return { sound, played }
}

test('a new alarm sounds at once, and at its pace until it is acknowledged', () => {
  const { sound, played } = soundOf()
  sound.take([alarm('a')])
  vi.advanceTimersByTime(0)
  expect(played).toEqual(['medium'])
  vi.advanceTimersByTime(TONE_PAUSE.medium - 1)
  expect(played).toHaveLength(1)
  vi.advanceTimersByTime(1)
  expect(played).toHaveLength(2)
  sound.take([])
  vi.advanceTimersByTime(600_000)
  expect(played).toHaveLength(2)
})

test('the most urgent one gives the tone and the pace', () => {
  const { sound, played } = soundOf()
  sound.take([alarm('low', 'low')])
  vi.advanceTimersByTime(5_000)
  sound.take([alarm('high', 'high'), alarm('low', 'low')])
  vi.advanceTimersByTime(TONE_PAUSE.high)
  expect(played).toEqual(['low', 'high', 'high'])
})

test('silence ends what sounds now; one that comes, or comes again, sounds', () => {
  const { sound, played } = soundOf()
  sound.take([alarm('a')])
  vi.advanceTimersByTime(0)
  sound.silence()
  expect(sound.state.getState().sounding).toBeNull()
  vi.advanceTimersByTime(600_000)
  expect(played).toHaveLength(1)
  sound.take([alarm('b', 'high'), alarm('a')])
  vi.advanceTimersByTime(0)
  expect(played).toEqual(['medium', 'high'])
  sound.silence()
  sound.take([alarm('b', 'high'), alarm('a', 'medium', 99)])
  vi.advanceTimersByTime(SHORTEST_PAUSE)
  expect(played).toEqual(['medium', 'high', 'medium'])
})

test('an alarm that is over and not acknowledged goes on, and is not new for that', () => {
  const { sound, played } = soundOf()
  sound.take([alarm('a', 'medium', 5)])
  vi.advanceTimersByTime(0)
  sound.silence()
  sound.take([alarm('a', 'medium', null)])
  vi.advanceTimersByTime(600_000)
  expect(played).toHaveLength(1)
})

test('a muted one makes no sound, and goes on where it is needed when it is no longer', () => {
  const { sound, played } = soundOf(true)
  sound.take([alarm('a', 'high')])
  vi.advanceTimersByTime(600_000)
  expect(played).toEqual([])
  sound.mute(false)
  vi.advanceTimersByTime(TONE_PAUSE.high)
  expect(played[0]).toBe('high')
  sound.mute(true)
  const before = played.length
  vi.advanceTimersByTime(600_000)
  expect(played).toHaveLength(before)
})

test('ten thousand new alarms in a minute make a tone every few seconds and no more', () => {
  const { sound, played } = soundOf()
  for (let index = 0; index < 10_000; index += 1) {
    sound.take([alarm(`a${index}`)])
    vi.advanceTimersByTime(6)
  }
  expect(played.length).toBeGreaterThan(5)
  expect(played.length).toBeLessThanOrEqual(60_000 / SHORTEST_PAUSE + 1)
})
