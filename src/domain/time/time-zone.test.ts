import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE, QUARTER_HOUR } from './time.ts'
import { createLocalTime, findInstantShowing, localTimeIn, type WallTimeRules } from './time-zone.ts'

test('local time follows the zone, its summer time, and offsets of quarter-hours', () => {
  const shown = (zone: string, utc: string) => new Date(createLocalTime(zone)(Date.parse(utc))).toISOString()
  expect(shown('Europe/Berlin', '2026-07-01T10:00:01.500Z')).toBe('2026-07-01T12:00:01.500Z')
  expect(shown('Europe/Berlin', '2026-03-29T00:59:59.000Z')).toBe('2026-03-29T01:59:59.000Z')
  expect(shown('Europe/Berlin', '2026-03-29T01:00:00.000Z')).toBe('2026-03-29T03:00:00.000Z')
  expect(shown('Asia/Kathmandu', '2026-01-01T00:00:00.000Z')).toBe('2026-01-01T05:45:00.000Z')
  expect(shown('Australia/Lord_Howe', '2026-04-04T14:59:00.000Z')).toBe('2026-04-05T01:59:00.000Z')
  expect(shown('Australia/Lord_Howe', '2026-04-04T15:00:00.000Z')).toBe('2026-04-05T01:30:00.000Z')
})

describe('the instant of a wall-clock time', () => {
  const instant = (zone: string, wall: string, rules?: WallTimeRules) =>
    new Date(findInstantShowing(localTimeIn(zone), Date.parse(`${wall}Z`), rules)).toISOString()

  test.each([
    ['Europe/Berlin', '2026-07-01T12:00:01.250', '2026-07-01T10:00:01.250Z'],
    ['Europe/Berlin', '2026-03-29T01:59', '2026-03-29T00:59:00.000Z'],
    ['Europe/Berlin', '2026-03-29T03:00', '2026-03-29T01:00:00.000Z'],
    ['Asia/Kolkata', '2026-07-01T12:00', '2026-07-01T06:30:00.000Z'],
    ['Asia/Kathmandu', '2026-01-01T05:45', '2026-01-01T00:00:00.000Z'],
    ['Pacific/Chatham', '2026-01-01T13:45', '2026-01-01T00:00:00.000Z'],
    ['America/New_York', '2026-11-01T02:30', '2026-11-01T07:30:00.000Z'],
  ])('in %s at %s is %s', (zone, wall, at) => {
    expect(instant(zone, wall)).toBe(at)
  })

  test.each([
    ['Europe/Berlin', '2026-03-29T02:30', '2026-03-29T01:30:00.000Z', '2026-03-29T01:00:00.000Z'],
    ['Europe/Berlin', '2026-03-29T02:00', '2026-03-29T01:00:00.000Z', '2026-03-29T01:00:00.000Z'],
    ['America/New_York', '2026-03-08T02:07', '2026-03-08T07:07:00.000Z', '2026-03-08T07:00:00.000Z'],
    ['Australia/Lord_Howe', '2026-10-04T02:15', '2026-10-03T15:45:00.000Z', '2026-10-03T15:30:00.000Z'],
    ['Pacific/Chatham', '2026-09-27T03:00', '2026-09-26T14:15:00.000Z', '2026-09-26T14:00:00.000Z'],
    ['America/Sao_Paulo', '2018-11-04T00:00', '2018-11-04T03:00:00.000Z', '2018-11-04T03:00:00.000Z'],
    ['Pacific/Apia', '2011-12-30T12:00', '2011-12-30T22:00:00.000Z', '2011-12-30T10:00:00.000Z'],
  ])(
    'in %s at %s, which the clock skips, is as much later, or the moment of the change',
    (zone, wall, later, change) => {
      expect(instant(zone, wall)).toBe(later)
      expect(instant(zone, wall, { skipped: 'change' })).toBe(change)
    },
  )

  test.each([
    ['Europe/Berlin', '2026-10-25T02:30', '2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z'],
    ['Australia/Lord_Howe', '2026-04-05T01:45', '2026-04-04T14:45:00.000Z', '2026-04-04T15:15:00.000Z'],
    ['Pacific/Chatham', '2026-04-05T03:00', '2026-04-04T13:15:00.000Z', '2026-04-04T14:15:00.000Z'],
    ['America/New_York', '2026-11-01T01:00', '2026-11-01T05:00:00.000Z', '2026-11-01T06:00:00.000Z'],
  ])(
    'in %s at %s, which is shown twice, is the first, unless the time before it lies there',
    (zone, wall, first, second) => {
      expect(instant(zone, wall)).toBe(first)
      expect(instant(zone, wall, { after: Date.parse(first) - 1 })).toBe(first)
      expect(instant(zone, wall, { after: Date.parse(first) })).toBe(second)
      // Where neither lies after it, rows are in no order, and the first is as good.
      expect(instant(zone, wall, { after: Date.parse(second) })).toBe(first)
    },
  )

  const ZONES = ['Europe/Berlin', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Chatham', 'America/Havana', 'UTC']
  const minute = fc.integer({ min: Date.UTC(2020, 0) / MINUTE, max: Date.UTC(2030, 0) / MINUTE })

  test('shows that time, and no instant before it does; or the clock skips it', () => {
    fc.assert(
      fc.property(minute, fc.constantFrom(...ZONES), (minutes, zone) => {
        const local = localTimeIn(zone)
        const wall = minutes * MINUTE
        const at = findInstantShowing(local, wall)
        const shows = (when: number) => local(when) === wall
        const around = Array.from({ length: (2 * DAY) / QUARTER_HOUR }, (_, i) => at - DAY + i * QUARTER_HOUR)
        expect(around.find(shows)).toBe(shows(at) ? at : undefined)
      }),
    )
  })

  test('of an hour that the clock skips lies as many minutes after the change as the time has', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 59 }), (minutes) => {
        const local = localTimeIn('Europe/Berlin')
        const wall = Date.UTC(2027, 2, 28, 2, minutes)
        const change = findInstantShowing(local, wall, { skipped: 'change' })
        expect(findInstantShowing(local, wall)).toBe(change + minutes * MINUTE)
        expect(local(change) - local(change - 1)).toBe(HOUR + 1)
      }),
    )
  })
})
