import { describe, expect, test } from 'vitest'
import type { EngineEvent, Snapshot } from '../contract/api.ts'
import type { Alarm } from '../domain/alarms/alarm.ts'
import type { Alert } from '../domain/peak-alerts/peak-alert.ts'
import { createNotificationFinder } from './notification-finder.ts'

const alarm = (id: string, changes: Partial<Alarm> = {}): Alarm => ({
  id,
  kind: 'diskFull',
  tag: null,
  priority: 'high',
  state: 'activeUnacknowledged',
  since: 5,
  activeSince: 5,
  message: `${id} is wrong.`,
  advice: 'Mend it.',
  value: 1,
  limit: 2,
  unit: '%',
  shelf: null,
  ...changes,
})
const start = Date.UTC(2026, 10, 24, 13, 15)
const alert = (id: string) =>
  ({
    id,
    interval: { start, end: start + 900_000 },
    demandKw: { p10: 1150, p50: 1240, p90: 1330 },
    unit: 'kW',
    billedPeakKw: 1180,
    chance: 0.714,
  }) as Alert
/** Of a snapshot what is read. */
const snapshot = (alarms: readonly Alarm[] = [], open: readonly Alert[] = []) =>
  ({
    kind: 'snapshot',
    settings: { site: { zone: 'Europe/Berlin' } },
    alarms,
    alerts: { open, closed: [] },
  }) as unknown as Snapshot
const alarms = (...all: Alarm[]): EngineEvent => ({ kind: 'alarms', alarms: all })
const alerts = (...open: Alert[]): EngineEvent => ({
  kind: 'alerts',
  alerts: { open, closed: [], record: { closed: 0, cameTrue: 0, missed: 0 } },
})

describe('what someone is notified of who isn’t watching', () => {
  test('is an alarm of high or medium priority when it is raised, once', () => {
    const finder = createNotificationFinder()
    expect(finder.findIn(snapshot())).toBeNull()
    expect(finder.findIn(alarms(alarm('a')))).toEqual({ title: 'High alarm', body: 'a is wrong. Mend it.' })
    expect(finder.findIn(alarms(alarm('a')))).toBeNull()
    expect(finder.findIn(alarms(alarm('a'), alarm('b', { priority: 'medium' })))?.title).toBe('Medium alarm')
    expect(finder.findIn(alarms(alarm('c', { priority: 'low' })))).toBeNull()
    expect(finder.findIn(alarms(alarm('c', { state: 'activeAcknowledged' })))).toBeNull()
  })

  test('is not what was there before the app was started, nor what a second snapshot repeats', () => {
    const finder = createNotificationFinder()
    expect(finder.findIn(snapshot([alarm('a')], [alert('1')]))).toBeNull()
    expect(finder.findIn(snapshot([alarm('a')], [alert('1')]))).toBeNull()
    expect(finder.findIn(snapshot([alarm('a'), alarm('b')], [alert('1')]))?.body).toContain('b is wrong')
  })

  test('is an alarm that was raised again, or that was taken off the shelf', () => {
    const finder = createNotificationFinder()
    finder.findIn(snapshot([alarm('a')]))
    expect(finder.findIn(alarms(alarm('a', { since: 9, activeSince: 9 })))?.title).toBe('High alarm')
    finder.findIn(alarms(alarm('a', { state: 'shelved', since: 10, activeSince: 9 })))
    expect(finder.findIn(alarms(alarm('a', { since: 20, activeSince: 9 })))?.title).toBe('High alarm')
  })

  test('is a new alert about tomorrow, with when, how much and how likely, in the site’s time', () => {
    const finder = createNotificationFinder()
    finder.findIn(snapshot())
    expect(finder.findIn(alerts(alert('1')))).toEqual({
      title: 'A new peak is expected',
      body: 'Tuesday 14:15–14:30 (site time): 1,240 kW expected, billed peak so far 1,180 kW. Chance of a new peak 71 %.',
    })
    expect(finder.findIn(alerts(alert('1')))).toBeNull()
  })

  test('is one notification for a storm', () => {
    const finder = createNotificationFinder()
    finder.findIn(snapshot())
    const many = Array.from({ length: 40 }, (_, i) => alarm(`${i}`))
    const news = finder.findIn(alarms(...many))
    expect(news?.title).toBe('40 new alarms and alerts')
    expect(news?.body.split('\n')).toHaveLength(4)
    expect(news?.body).toContain('And 37 more.')
  })

  test('is nothing of any other event', () => {
    const finder = createNotificationFinder()
    finder.findIn(snapshot())
    expect(finder.findIn({ kind: 'outlook', outlook: null })).toBeNull()
  })
})
