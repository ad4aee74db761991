import { expect, test } from 'vitest'
import { formatHistoryAddress, panSpan, parseHistoryAddress, shownSpan, zoomSpan } from './history-address.ts'

test('an address is read as it was written', () => {
  const address = {
    tag: 'furnace 2',
    range: '7d' as const,
    own: null,
    zoom: { start: 1_000, end: 2_000 },
    horizon: 'nextDay' as const,
    ahead: 48,
    table: true,
  }
  const [, search] = formatHistoryAddress(address).split('?')
  expect(parseHistoryAddress(search ?? '')).toEqual(address)
})

test('what makes no sense in an address falls back to the load of 24 h', () => {
  expect(parseHistoryAddress('range=99y&zoom=9-1&ahead=7')).toEqual({
    tag: 'load',
    range: '24h',
    own: null,
    zoom: null,
    horizon: 'nextHour',
    ahead: null,
    table: false,
  })
})

test('a range ends at the plant’s time, by the minute', () => {
  const span = shownSpan(parseHistoryAddress('range=1h'), 3_661_000)
  expect(span).toEqual({ start: 120_000, end: 3_720_000 })
})

test('zooming keeps what is under the cursor, and nothing is shown beyond the plant’s time', () => {
  const hour = { start: 0, end: 3_600_000 }
  expect(zoomSpan(hour, 900_000, 0.5, 1e12)).toEqual({ start: 450_000, end: 2_250_000 })
  expect(zoomSpan(hour, 1_800_000, 2, 3_600_000).end).toBe(3_600_000)
  expect(panSpan(hour, 0.25, 1e12)).toEqual({ start: 900_000, end: 4_500_000 })
  expect(panSpan(hour, 0.25, 3_600_000)).toEqual(hour)
})
