import { expect, test } from 'vitest'
import { createLocalTime } from './time-zone.ts'

test('local time follows the zone, its summer time, and offsets of quarter-hours', () => {
  const shown = (zone: string, utc: string) => new Date(createLocalTime(zone)(Date.parse(utc))).toISOString()
  expect(shown('Europe/Berlin', '2026-07-01T10:00:01.500Z')).toBe('2026-07-01T12:00:01.500Z')
  expect(shown('Europe/Berlin', '2026-03-29T00:59:59.000Z')).toBe('2026-03-29T01:59:59.000Z')
  expect(shown('Europe/Berlin', '2026-03-29T01:00:00.000Z')).toBe('2026-03-29T03:00:00.000Z')
  expect(shown('Asia/Kathmandu', '2026-01-01T00:00:00.000Z')).toBe('2026-01-01T05:45:00.000Z')
  expect(shown('Australia/Lord_Howe', '2026-04-04T14:59:00.000Z')).toBe('2026-04-05T01:59:00.000Z')
  expect(shown('Australia/Lord_Howe', '2026-04-04T15:00:00.000Z')).toBe('2026-04-05T01:30:00.000Z')
})
