import { expect, test } from 'vitest'
import { HOUR, MINUTE, QUARTER_HOUR } from '../../../domain/time/time.ts'
import { CALENDAR_FEATURES, CALENDAR_WIDTH, findLocalTime, isWeekend, writeCalendar } from './calendar.ts'

/** The calendar of the step that begins at a time (ISO, UTC) by name, and its hour of the day. */
function calendarAt(zone: string, start: string, resolutionMs = QUARTER_HOUR) {
  const local = findLocalTime(zone)
  if (local === null) throw new Error(`“${zone}” is no zone`)
  const row = new Float32Array(2 + CALENDAR_WIDTH)
  writeCalendar(local, Date.parse(start), resolutionMs, row, 2)
  expect([...row.subarray(0, 2)]).toEqual([0, 0])
  const named = Object.fromEntries(CALENDAR_FEATURES.map((name, i) => [name, row[2 + i] ?? Number.NaN]))
  const angle = Math.atan2(named['time of day sin'] ?? 0, named['time of day cos'] ?? 0)
  const hour = (((angle / (2 * Math.PI)) * 24 + 24) % 24) - resolutionMs / 2 / HOUR
  const weekday = CALENDAR_FEATURES.slice(6).filter((name) => named[name] === 1)
  return { named, hour, weekday, weekend: isWeekend(row, 2) }
}

test('the time of day is that of the step’s middle, with its half and its third of a day', () => {
  const { named } = calendarAt('UTC', '2026-07-01T05:45:00Z')
  const angle = (2 * Math.PI * (5.75 + 0.125)) / 24
  expect(named['time of day sin']).toBeCloseTo(Math.sin(angle), 6)
  expect(named['half-day cos']).toBeCloseTo(Math.cos(2 * angle), 6)
  expect(named['third of a day sin']).toBeCloseTo(Math.sin(3 * angle), 6)
})

test('it is the site’s own, in zones of whole, half and quarter hours', () => {
  expect(calendarAt('Europe/Berlin', '2026-07-01T12:00:00Z').hour).toBeCloseTo(14, 4)
  expect(calendarAt('Asia/Kolkata', '2026-07-01T12:00:00Z').hour).toBeCloseTo(17.5, 4)
  expect(calendarAt('Asia/Kathmandu', '2026-07-01T12:00:00Z').hour).toBeCloseTo(17.75, 4)
  expect(calendarAt('America/St_Johns', '2026-07-01T12:00:00Z').hour).toBeCloseTo(9.5, 4)
})

test('it follows both changes of clock, also one of half an hour', () => {
  const hours = (zone: string, first: string, count: number, length: number) =>
    Array.from({ length: count }, (_, i) => {
      const at = new Date(Date.parse(first) + i * length).toISOString()
      return Number(calendarAt(zone, at, length).hour.toFixed(3))
    })
  expect(hours('Europe/Berlin', '2026-03-29T00:00:00Z', 3, HOUR)).toEqual([1, 3, 4])
  expect(hours('Europe/Berlin', '2026-10-25T00:00:00Z', 3, HOUR)).toEqual([2, 2, 3])
  expect(hours('Australia/Lord_Howe', '2026-04-04T14:30:00Z', 4, 15 * MINUTE)).toEqual([1.5, 1.75, 1.5, 1.75])
})

test('one day of the week is 1, the local one, also before 1970', () => {
  expect(calendarAt('UTC', '2026-11-23T23:45:00Z')).toMatchObject({ weekday: ['Monday'], weekend: false })
  expect(calendarAt('Europe/Berlin', '2026-11-23T23:45:00Z')).toMatchObject({ weekday: ['Tuesday'] })
  expect(calendarAt('America/New_York', '2026-11-23T03:00:00Z')).toMatchObject({ weekday: ['Sunday'], weekend: true })
  expect(calendarAt('UTC', '1969-12-27T12:00:00Z')).toMatchObject({ weekday: ['Saturday'], weekend: true })
})

test('there is no local time of a zone that isn’t one, and any number of zones can be used', () => {
  expect(findLocalTime('Mars/Olympus')).toBeNull()
  const zones = Intl.supportedValuesOf('timeZone').slice(0, 20)
  expect(zones).toHaveLength(20)
  for (const zone of [...zones, ...zones]) expect(findLocalTime(zone)).not.toBeNull()
})
