import { describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE, SECOND } from '../time/time.ts'
import { ALARM_PRIORITIES, type Alarm, type AlarmChange, type AlarmPriority, type AlarmState } from './alarm.ts'
import { computeAlarmMetrics, type MetricsEntry } from './alarm-metrics.ts'

const now = Date.UTC(2026, 10, 23, 12)
const entry = (
  agoMs: number,
  alarm = 'a',
  change: AlarmChange = 'raised',
  priority: AlarmPriority = 'low',
): MetricsEntry => {
  const state: AlarmState = change === 'returned' ? 'returnedUnacknowledged' : 'activeUnacknowledged'
  return { at: now - agoMs, alarm, priority, change, state }
}
const figures = (trail: readonly MetricsEntry[], alarms: Parameters<typeof computeAlarmMetrics>[1] = []) =>
  computeAlarmMetrics(trail, alarms, now)

describe('the operator’s figures', () => {
  test('are zero or empty where there were no alarms', () => {
    expect(figures([])).toEqual({
      lastTenMinutes: 0,
      perTenMinutes: 0,
      floodShare: 0,
      topTen: [],
      chattering: [],
      stale: [],
      priorities: { high: 0, medium: 0, low: 0 },
    })
  })

  test('count what was raised in the last 10 min, and in a mean of 10 min of the day', () => {
    const trail = [entry(0), entry(10 * MINUTE - 1), entry(10 * MINUTE), entry(DAY - 1), entry(DAY)]
    expect(figures(trail)).toMatchObject({ lastTenMinutes: 2, perTenMinutes: 4 / 144 })
  })

  test('an alarm that is unshelved while active counts as raised, one that is acknowledged does not', () => {
    const acknowledged: MetricsEntry = { ...entry(1, 'a', 'acknowledged'), state: 'activeAcknowledged' }
    const quiet: MetricsEntry = { ...entry(1, 'a', 'unshelved'), state: 'normal' }
    expect(figures([entry(1, 'a', 'unshelved'), acknowledged, quiet]).lastTenMinutes).toBe(1)
  })

  test('more than 10 in 10 min are a flood', () => {
    const burst = (count: number, ago: number) => Array.from({ length: count }, () => entry(ago))
    expect(figures([...burst(10, 0), ...burst(11, HOUR)]).floodShare).toBe(1 / 144)
    expect(figures([...burst(11, 0), ...burst(11, HOUR)]).floodShare).toBe(2 / 144)
  })

  test('name the ten of the week that were raised most often', () => {
    const trail = Array.from({ length: 12 }, (_, i) =>
      Array.from({ length: i + 1 }, () => entry(6 * DAY, `alarm ${i}`)),
    )
    const top = figures([...trail.flat(), entry(7 * DAY, 'alarm 0'), entry(7 * DAY, 'alarm 0')]).topTen
    expect(top).toHaveLength(10)
    expect(top[0]).toEqual({ alarm: 'alarm 11', count: 12 })
    expect(top.at(-1)).toEqual({ alarm: 'alarm 2', count: 3 })
  })

  test('three changes within a minute are chattering, wherever they lie in the day', () => {
    const around = (ms: number, alarm: string) => [
      entry(HOUR, alarm),
      entry(HOUR - ms / 2, alarm, 'returned'),
      entry(HOUR - ms, alarm),
    ]
    const trail = [...around(MINUTE - 1, 'chatters'), ...around(MINUTE, 'calm'), entry(0, 'once')]
    expect(figures(trail).chattering).toEqual(['chatters'])
    expect(figures([...trail].reverse()).chattering).toEqual(['chatters'])
  })

  test('what is active for over a day is stale, unless it is shelved', () => {
    const alarm = (id: string, state: AlarmState, forMs: number): Pick<Alarm, 'id' | 'state' | 'activeSince'> => ({
      id,
      state,
      activeSince: now - forMs,
    })
    const alarms = [
      alarm('old', 'activeAcknowledged', DAY + SECOND),
      alarm('unseen', 'activeUnacknowledged', 2 * DAY),
      alarm('young', 'activeAcknowledged', DAY),
      alarm('away', 'shelved', 2 * DAY),
      { id: 'none', state: 'normal', activeSince: null } as const,
    ]
    expect(figures([], alarms).stale).toEqual(['old', 'unseen'])
  })

  test('the shares of the priorities sum to one', () => {
    const trail = [entry(0), entry(0), entry(0, 'b', 'raised', 'medium'), entry(0, 'c', 'raised', 'high')]
    const { priorities } = figures(trail)
    expect(priorities).toEqual({ low: 0.5, medium: 0.25, high: 0.25 })
    expect(ALARM_PRIORITIES.reduce((sum, priority) => sum + priorities[priority], 0)).toBe(1)
  })
})
