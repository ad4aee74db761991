import { expect, test } from 'vitest'
import { clockText, hourOf } from './parsed-field.tsx'

test('an hour is typed as on a clock, or as a number', () => {
  expect(hourOf('8:30')).toBe(8.5)
  expect(hourOf(' 08:15 ')).toBe(8.25)
  expect(hourOf('24')).toBe(24)
  expect(hourOf('21.5')).toBe(21.5)
  expect(hourOf('noon')).toBeNaN()
  expect(hourOf('')).toBeNaN()
})

test('an hour is shown as on a clock, up to the end of the day', () => {
  expect([0, 8.5, 21.25, 24].map(clockText)).toEqual(['0:00', '8:30', '21:15', '24:00'])
})
