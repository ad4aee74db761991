import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dayAt, daySpan, monthAt, monthSpan, shiftMonth } from './calendar.ts'
import { HOUR, MINUTE, QUARTER_HOUR } from './time.ts'

const utc = (text: string) => Date.parse(text)
const shown = (at: number) => new Date(at).toISOString().replace(':00.000Z', 'Z')

/** Of every kind there is: half and quarter hours, half-hour changes, midnights that are skipped or occur twice. */
const ZONES = [
  'UTC',
  'Europe/Berlin',
  'Asia/Kathmandu',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'America/Sao_Paulo',
  'America/Havana',
  'Asia/Beirut',
  'Africa/Cairo',
  'America/Santiago',
  'Africa/Casablanca',
  'Antarctica/Troll',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'America/Los_Angeles',
]
const zone = fc.constantFrom(...ZONES)
/** Times of 2012 to 2030 to the minute. */
const at = fc
  .integer({ min: utc('2012-06-01T00:00Z') / 60_000, max: utc('2030-01-01T00:00Z') / 60_000 })
  .map((m) => m * 60_000)

/** As the platform writes it, with nothing shared. */
const slowDayAt = (time: number, timeZone: string) =>
  new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(time)

describe('a day', () => {
  test('is the one that the platform names, in every zone and at every time', () => {
    fc.assert(
      fc.property(at, zone, (time, name) => {
        expect(dayAt(time, name)).toBe(slowDayAt(time, name))
        expect(monthAt(time, name)).toBe(slowDayAt(time, name).slice(0, 7))
      }),
      { numRuns: 300 },
    )
  })

  test('has the requested time, and neither the quarter-hour before it nor the one after', () => {
    fc.assert(
      fc.property(at, zone, (time, name) => {
        const day = dayAt(time, name)
        const { start, end } = daySpan(day, name)
        expect(start <= time && time < end).toBe(true)
        expect([slowDayAt(start, name), slowDayAt(end - 1, name)]).toEqual([day, day])
        expect(slowDayAt(start - 1, name) < day).toBe(true)
        expect(slowDayAt(end, name) > day).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  test.each([
    ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00Z', 23],
    ['Europe/Berlin', '2026-10-25', '2026-10-24T22:00Z', 25],
    ['Asia/Kathmandu', '2026-06-01', '2026-05-31T18:15Z', 24],
    ['Australia/Lord_Howe', '2026-04-05', '2026-04-04T13:00Z', 24.5],
    ['Australia/Lord_Howe', '2026-10-04', '2026-10-03T13:30Z', 23.5],
    // The clock is put forward from midnight to one, and back from midnight to eleven in the evening.
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00Z', 23],
    ['America/Sao_Paulo', '2018-02-17', '2018-02-17T02:00Z', 25],
    ['Asia/Beirut', '2026-03-29', '2026-03-28T22:00Z', 23],
    ['America/Havana', '2026-03-08', '2026-03-08T05:00Z', 23],
    ['America/Havana', '2026-11-01', '2026-11-01T04:00Z', 25],
    ['Pacific/Apia', '2011-12-30', '2011-12-30T10:00Z', 0],
  ])('of %s, %s, begins at %s and has %d hours', (name, day, start, hours) => {
    const span = daySpan(day, name)
    expect([shown(span.start), (span.end - span.start) / HOUR]).toEqual([start, hours])
  })
})

describe('a month', () => {
  test('has all of its days, and begins where the one before ends', () => {
    fc.assert(
      fc.property(at, zone, (time, name) => {
        const month = monthAt(time, name)
        const { start, end } = monthSpan(month, name)
        expect(start <= time && time < end).toBe(true)
        expect(start).toBe(daySpan(`${month}-01`, name).start)
        expect(monthSpan(shiftMonth(month, -1), name).end).toBe(start)
        expect(monthSpan(shiftMonth(month, 1), name).start).toBe(end)
        expect([start % QUARTER_HOUR, end % QUARTER_HOUR]).toEqual([0, 0])
      }),
      { numRuns: 200 },
    )
  })

  test.each([
    ['Europe/Berlin', '2026-03', '2026-02-28T23:00Z', 31 * 24 - 1],
    ['Europe/Berlin', '2026-10', '2026-09-30T22:00Z', 31 * 24 + 1],
    ['Asia/Kolkata', '2028-02', '2028-01-31T18:30Z', 29 * 24],
    ['America/Los_Angeles', '2026-12', '2026-12-01T08:00Z', 31 * 24],
  ])('of %s, %s, begins at %s and has %d hours', (name, month, start, hours) => {
    const span = monthSpan(month, name)
    expect([shown(span.start), (span.end - span.start) / HOUR]).toEqual([start, hours])
  })

  test('of the first hundred years of the calendar is found, too: a call may name any', () => {
    for (const month of ['0000-01', '0001-01', '0049-12', '0099-12', '0100-01']) {
      const { start, end } = monthSpan(month, 'Asia/Kolkata')
      const [year = Number.NaN, number = Number.NaN] = month.split('-').map(Number)
      const midnight = new Date(0).setUTCFullYear(year, number - 1, 1)
      // Calcutta was 5 h 53 min ahead of UTC, before there were zones.
      expect(midnight - start).toBe(5 * HOUR + 53 * MINUTE)
      expect((end - start) / HOUR).toBe(31 * 24)
      expect(dayAt(start, 'Asia/Kolkata').slice(0, 'YYYY-MM'.length)).toBe(month)
    }
  })

  test('is shifted over years', () => {
    expect([shiftMonth('2026-01', -1), shiftMonth('2026-12', 1), shiftMonth('2026-11', -24)]).toEqual([
      '2025-12',
      '2027-01',
      '2024-11',
    ])
    fc.assert(
      fc.property(fc.integer({ min: -600, max: 600 }), (by) => {
        const shifted = shiftMonth('2026-07', by)
        const [year, month] = shifted.split('-').map(Number)
        expect((year ?? 0) * 12 + (month ?? 0)).toBe(2026 * 12 + 7 + by)
        expect(shiftMonth(shifted, -by)).toBe('2026-07')
      }),
    )
  })
})

test('a zone that does not exist is refused', () => {
  expect(() => monthAt(0, 'Mars/Base')).toThrow(RangeError)
})
