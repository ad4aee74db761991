import { expect, test } from 'vitest'
import {
  createTimeTicks,
  formatCountdown,
  formatLocalField,
  formatLongSpan,
  formatMoment,
  formatTick,
  formatZoneName,
  parseLocalField,
  zoneOffsetMs,
} from './times.ts'

const at = (text: string) => Date.parse(text)

test('times read on the site’s clock', () => {
  expect(formatMoment(at('2026-11-24T13:07:32Z'), 'Europe/Berlin', true)).toBe('Tue 24 Nov 14:07:32')
  expect(formatZoneName(at('2026-11-24T13:07:32Z'), 'Europe/Berlin')).toBe('CET')
})

test('zones at three quarters of an hour have their offset', () => {
  expect(zoneOffsetMs(at('2026-11-24T00:00:00.250Z'), 'Asia/Kathmandu')).toBe(5.75 * 3_600_000)
})

test('a local field is read in the site’s zone, also beside a change of clocks', () => {
  for (const text of ['2026-10-25T01:30', '2026-10-25T03:30', '2026-03-29T03:30', '2026-07-01T12:00']) {
    const instant = parseLocalField(text, 'Europe/Berlin')
    expect(formatLocalField(instant ?? 0, 'Europe/Berlin')).toBe(text)
  }
  expect(parseLocalField('', 'Europe/Berlin')).toBeNull()
})

test('a local field that the clock skips is read as a recording’s is: as much later', () => {
  const instant = parseLocalField('2026-03-29T02:30', 'Europe/Berlin')
  expect(formatLocalField(instant ?? 0, 'Europe/Berlin')).toBe('2026-03-29T03:30')
})

test('a day whose midnight the clock skips has its tick at its own begin', () => {
  const zone = 'America/Sao_Paulo'
  const { at: ticks, step } = createTimeTicks(at('2018-11-03T00:00Z'), at('2018-11-06T12:00Z'), zone, 4)
  expect(ticks.map((tick) => formatTick(tick, zone, step))).toEqual(['3 Nov', '4 Nov', '5 Nov', '6 Nov'])
})

test('ticks are round on the site’s clock', () => {
  const { at: ticks, step } = createTimeTicks(at('2026-11-24T00:00Z'), at('2026-11-24T12:00Z'), 'Asia/Kathmandu', 6)
  expect(step).toBe(2 * 3_600_000)
  expect(ticks.map((tick) => formatTick(tick, 'Asia/Kathmandu', step))).toEqual([
    '06:00',
    '08:00',
    '10:00',
    '12:00',
    '14:00',
    '16:00',
  ])
})

test('days begin at local midnight on both sides of a change of clocks', () => {
  const { at: ticks } = createTimeTicks(at('2026-10-24T00:00Z'), at('2026-10-27T00:00Z'), 'Europe/Berlin', 4)
  expect(ticks.map((tick) => new Date(tick).toISOString())).toEqual([
    '2026-10-24T22:00:00.000Z',
    '2026-10-25T23:00:00.000Z',
    '2026-10-26T23:00:00.000Z',
  ])
})

test('what is left is counted in hours, minutes and seconds, never below nothing', () => {
  expect(formatCountdown(200_000)).toBe('3:20')
  expect(formatCountdown(199_001)).toBe('3:20')
  expect(formatCountdown(64_040_000)).toBe('17:47:20')
  expect(formatCountdown(27 * 3_600_000)).toBe('1 d 3 h')
  expect(formatCountdown(-1)).toBe('0:00')
})

test('a span has both its days', () => {
  const span = { start: at('2026-11-24T13:07Z'), end: at('2026-11-25T13:07Z') }
  expect(formatLongSpan(span, 'Europe/Berlin')).toBe('Tue 24 Nov 14:07 – Wed 25 Nov 14:07')
})
