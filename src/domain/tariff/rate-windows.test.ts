import { describe, expect, test } from 'vitest'
import { QUARTER_HOUR } from '../time/time.ts'
import { createRateClock } from './rate-windows.ts'
import type { RateWindow } from './tariff.ts'

const always: RateWindow = { months: [1, 12], weekdays: [0, 1, 2, 3, 4, 5, 6], hours: [0, 24], holidays: 'byWeekday' }
const weekdays = [0, 1, 2, 3, 4]

function holds(window: Partial<RateWindow>, time: string, { zone = 'UTC', holidays = [] as string[] } = {}): boolean {
  return createRateClock(zone, holidays).holdsAt([{ ...always, ...window }], Date.parse(time))
}

describe('hours and weekdays', () => {
  test('hours are counted on the site’s clock, the end left out', () => {
    const window = { hours: [8.5, 20] as const }
    const zone = 'Asia/Kolkata'
    expect(holds(window, '2026-06-01T08:29:59+05:30', { zone })).toBe(false)
    expect(holds(window, '2026-06-01T08:30:00+05:30', { zone })).toBe(true)
    expect(holds(window, '2026-06-01T19:59:59+05:30', { zone })).toBe(true)
    expect(holds(window, '2026-06-01T20:00:00+05:30', { zone })).toBe(false)
  })

  test('0 is Monday, and the day is the site’s', () => {
    // 1 June 2026 is a Monday.
    expect(holds({ weekdays: [0] }, '2026-06-01T00:00:00Z')).toBe(true)
    expect(holds({ weekdays: [6] }, '2026-05-31T23:59:59Z')).toBe(true)
    expect(holds({ weekdays: [0] }, '2026-05-31T23:00:00Z', { zone: 'Europe/Berlin' })).toBe(true)
    expect(holds({ weekdays: [3] }, '1969-12-25T12:00:00Z')).toBe(true)
  })

  test('several windows hold one after the other', () => {
    const windows = [
      { ...always, weekdays, hours: [0, 8] as const },
      { ...always, weekdays: [5, 6] },
    ]
    const clock = createRateClock('UTC', [])
    const at = (time: string) => clock.holdsAt(windows, Date.parse(time))
    expect([at('2026-06-01T07:00Z'), at('2026-06-01T08:00Z'), at('2026-06-06T12:00Z')]).toEqual([true, false, true])
    expect(clock.holdsAt([], Date.parse('2026-06-06T12:00Z'))).toBe(false)
  })
})

describe('seasons', () => {
  test('a season may run over the new year', () => {
    const at = (month: string) => holds({ months: [11, 2] }, `2026-${month}-15T12:00:00Z`)
    expect(['10', '11', '12', '01', '02', '03'].map(at)).toEqual([false, true, true, true, true, false])
  })

  test('the first and the last month are included to the hour', () => {
    const zone = 'Europe/Berlin'
    const window = { months: [5, 10] as const }
    expect(holds(window, '2026-04-30T23:59:59+02:00', { zone })).toBe(false)
    expect(holds(window, '2026-05-01T00:00:00+02:00', { zone })).toBe(true)
    expect(holds(window, '2026-10-31T23:59:59+01:00', { zone })).toBe(true)
    expect(holds(window, '2026-11-01T00:00:00+01:00', { zone })).toBe(false)
  })
})

describe('holidays', () => {
  // A Friday.
  const christmas = '2026-12-25T12:00:00Z'
  const holidays = ['12-25', '2026-05-14']

  test('count by their weekday, not at all, or alone', () => {
    const at = (window: Partial<RateWindow>) => holds(window, christmas, { holidays })
    expect(at({ weekdays })).toBe(true)
    expect(at({ weekdays, holidays: 'excluded' })).toBe(false)
    expect(at({ weekdays: [0], holidays: 'only' })).toBe(true)
    expect(at({ holidays: 'only', hours: [13, 14] })).toBe(false)
    expect(holds({ holidays: 'only' }, '2026-12-24T12:00:00Z', { holidays })).toBe(false)
    expect(holds({ weekdays, holidays: 'excluded' }, '2026-12-24T12:00:00Z', { holidays })).toBe(true)
  })

  test('a day with a year is one of that year, one without of each', () => {
    const only = { holidays: 'only' as const }
    const at = (day: string) => holds(only, `${day}T12:00:00Z`, { holidays })
    expect(['2026-05-14', '2027-05-14', '2025-12-25'].map(at)).toEqual([true, false, true])
  })

  test('begin and end at the site’s midnight', () => {
    const only = { holidays: 'only' as const }
    const at = (time: string) => holds(only, time, { zone: 'America/Denver', holidays })
    expect(at('2026-12-25T06:59:00Z')).toBe(false)
    expect(at('2026-12-25T07:00:00Z')).toBe(true)
    expect(at('2026-12-26T06:59:00Z')).toBe(true)
    expect(at('2026-12-26T07:00:00Z')).toBe(false)
  })
})

test('on the days on which the clock changes, the hours are those that it shows', () => {
  const clock = createRateClock('Europe/Berlin', [])
  const quarters = (day: string, hours: readonly [number, number]) => {
    const from = Date.parse(`${day}T00:00:00Z`) - 6 * 4 * QUARTER_HOUR
    const all = Array.from({ length: 36 * 4 }, (_, i) => from + i * QUARTER_HOUR)
    // 29 March and 25 October 2026 are Sundays; no other day of these is.
    return all.filter((at) => clock.holdsAt([{ ...always, weekdays: [6], hours }], at)).length
  }
  expect([quarters('2026-03-29', [0, 24]), quarters('2026-03-29', [2, 3])]).toEqual([92, 0])
  expect([quarters('2026-10-25', [0, 24]), quarters('2026-10-25', [2, 3])]).toEqual([100, 8])
})
