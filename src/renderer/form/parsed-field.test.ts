import { expect, test } from 'vitest'
import { formatClockHour, parseHour } from './parsed-field.tsx'

test('an hour is typed as on a clock, or as a number', () => {
  expect(parseHour('8:30')).toBe(8.5)
  expect(parseHour(' 08:15 ')).toBe(8.25)
  expect(parseHour('24')).toBe(24)
  expect(parseHour('21.5')).toBe(21.5)
  expect(parseHour('noon')).toBeNaN()
  expect(parseHour('')).toBeNaN()
})

test('an hour is shown as on a clock, up to the end of the day', () => {
  expect([0, 8.5, 21.25, 24].map(formatClockHour)).toEqual(['0:00', '8:30', '21:15', '24:00'])
})
