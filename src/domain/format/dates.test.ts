import { expect, test } from 'vitest'
import { formatMonth, formatTimestamp } from './dates.ts'

test('an instant reads as the clock of the zone shows it', () => {
  expect(formatTimestamp(Date.parse('2026-11-25T13:15Z'), 'Europe/Berlin')).toBe('2026-11-25 14:15')
  expect(formatTimestamp(Date.parse('2026-11-25T23:00Z'), 'Europe/Berlin')).toBe('2026-11-26 00:00')
})

test('a month is read by its name', () => {
  expect(formatMonth('2026-11')).toBe('November 2026')
})
