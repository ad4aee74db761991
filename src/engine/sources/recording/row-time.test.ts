import { expect, test } from 'vitest'
import { createRowTimeReader, detectTimeFormat } from './row-time.ts'

const utc = (text: string) => Date.parse(text)

test.each([
  [['2026-11-23T14:00:00Z', '2026-11-23 15:15:00+01:00'], 'iso'],
  [['2006-12-16 17:24:00', '2006-12-16T17:25'], 'local'],
  [['2026/1/5 7:05'], 'local'],
  [['23.11.2026 14:00', '24.11.2026 14:15:30'], 'day.month.year'],
  [['01/02/2026 14:00', '13/02/2026 14:00'], 'day/month/year'],
  [['01/12/2026 14:00', '01/13/2026 14:00'], 'month/day/year'],
  [['01/02/2026 14:00', '01/03/2026 14:00'], 'month/day/year'],
  [['01/02/2026 14:00', '02/02/2026 14:00'], 'day/month/year'],
  [['02/02/2026 14:00', '02/02/2026 15:00'], 'day/month/year'],
  [['1/13/2026 1:15 PM'], 'month/day/year'],
  [['1795442400', '1795442401.5'], 'seconds'],
  [['1795442400000'], 'milliseconds'],
  [['4.216', '5.36'], null],
  [['Monday'], null],
  [[], null],
] as const)('%j is recognised as %s', (cells, format) => {
  expect(detectTimeFormat(cells)).toBe(format)
})

test.each([
  ['iso', '2026-11-23 15:15:00+01:00', '2026-11-23T14:15:00Z'],
  ['iso', '2026-11-23 15:15:00', '2026-11-23T14:15:00Z'],
  ['local', '2026-07-01 12:00:00.250', '2026-07-01T10:00:00.250Z'],
  ['day.month.year', '1.7.2026 12:00', '2026-07-01T10:00:00Z'],
  ['month/day/year', '7/1/2026 12:00:01', '2026-07-01T10:00:01Z'],
  ['day/month/year', '7/1/2026', '2026-01-06T23:00:00Z'],
  ['month/day/year', '7/1/2026 12:30 am', '2026-06-30T22:30:00Z'],
  ['month/day/year', '7/1/2026 12:30PM', '2026-07-01T10:30:00Z'],
  ['local', '2026-07-01 24:00', '2026-07-01T22:00:00Z'],
  ['seconds', '1795442400.5', '2026-11-23T14:00:00.500Z'],
  ['milliseconds', '1795442400000', '2026-11-23T14:00:00Z'],
] as const)('%s: %s is %s in Berlin', (format, cell, at) => {
  expect(createRowTimeReader(format, 'Europe/Berlin')(cell, 0)).toBe(utc(at))
})

test.each([
  '',
  'noon',
  '2026-01-01 24:01',
  '2026-02-30 12:00:00',
  '2026-13-01 12:00:00',
  '2026-01-01 25:00:00',
  '0001-01-01 00:00:00',
])('“%s” is no time', (cell) => {
  expect(createRowTimeReader('local', 'Europe/Berlin')(cell, 0)).toBeNull()
})

test('in autumn the hour that exists twice is read twice', () => {
  const rowTime = createRowTimeReader('local', 'Europe/Berlin')
  const cells = ['01:30', '02:00', '02:30', '02:00', '02:30', '03:00'].map((time) => `2026-10-25 ${time}:00`)
  let previous = 0
  const read = cells.map((cell) => {
    previous = rowTime(cell, previous) ?? previous
    return new Date(previous).toISOString().slice(11, 16)
  })
  expect(read).toEqual(['23:30', '00:00', '00:30', '01:00', '01:30', '02:00'])
})

test('in spring the hour that does not exist is read as if the clock had not been put forward yet', () => {
  const rowTime = createRowTimeReader('local', 'Europe/Berlin')
  const read = (cell: string) => new Date(rowTime(cell, 0) ?? 0).toISOString()
  expect(read('2026-03-29 01:59:00')).toBe('2026-03-29T00:59:00.000Z')
  expect(read('2026-03-29 02:30:00')).toBe('2026-03-29T01:30:00.000Z')
  expect(read('2026-03-29 03:00:00')).toBe('2026-03-29T01:00:00.000Z')
})

test('west of Greenwich, and where a change is half an hour', () => {
  const at = (zone: string, cell: string) => new Date(createRowTimeReader('local', zone)(cell, 0) ?? 0).toISOString()
  expect(at('America/New_York', '2026-11-01 00:30:00')).toBe('2026-11-01T04:30:00.000Z')
  expect(at('America/New_York', '2026-11-01 02:30:00')).toBe('2026-11-01T07:30:00.000Z')
  expect(at('Australia/Lord_Howe', '2026-04-05 03:00:00')).toBe('2026-04-04T16:30:00.000Z')
})
