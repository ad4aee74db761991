import { expect, test } from 'vitest'
import { DAY, HOUR, MINUTE } from '../time/time.ts'
import { formatDuration } from './durations.ts'

test('a length of time has its two largest units', () => {
  expect(formatDuration(400)).toBe('0.4 s')
  expect(formatDuration(7_000, true)).toBe('7 s')
  expect(formatDuration(59_999)).toBe('59 s')
  expect(formatDuration(MINUTE)).toBe('1 min')
  expect(formatDuration(185_000)).toBe('3 min 5 s')
  expect(formatDuration(HOUR)).toBe('1 h')
  expect(formatDuration(2 * HOUR + 5 * MINUTE)).toBe('2 h 5 min')
  expect(formatDuration(DAY + 59 * MINUTE)).toBe('1 d')
  expect(formatDuration(8 * DAY + 4 * HOUR)).toBe('8 d 4 h')
  expect(formatDuration(3 * 366 * DAY)).toBe('3 years')
})

test('nothing is zero seconds', () => {
  expect(formatDuration(0)).toBe('0.0 s')
  expect(formatDuration(0, true)).toBe('0 s')
})
