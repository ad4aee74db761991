import { expect, test } from 'vitest'
import type { Tariff } from '../../../domain/tariff/tariff.ts'
import { findComingHolidays } from '../holidays/coming-holidays.ts'
import { ALWAYS_WINDOW, createNewTariff } from '../tariff-defaults.ts'
import { formatSeason } from './season-text.ts'
import { createWeekCharts } from './week-blocks.ts'

const weekChart = (of: Tariff, month: number, kind: 'demand' | 'energy') => createWeekCharts(of, month, [month])[kind]
const weekdays = { ...ALWAYS_WINDOW, weekdays: [0, 1, 2, 3, 4] }
const tariff: Tariff = {
  ...createNewTariff(0),
  holidays: ['12-25', '2026-12-31'],
  demandCharges: [
    { id: 'any', name: 'Any time', windows: [ALWAYS_WINDOW], basis: { kind: 'maximum' }, pricePerKw: 10 },
    {
      id: 'peak',
      name: 'Peak',
      windows: [{ ...weekdays, months: [5, 12], hours: [12, 18], holidays: 'excluded' }],
      basis: { kind: 'maximum' },
      pricePerKw: 20,
    },
  ],
  energyRates: [{ id: 'day', name: 'Day', windows: [{ ...ALWAYS_WINDOW, hours: [6, 22] }], pricePerKwh: 0.0189944 }],
}

test('quarter-hours that hold the same become rectangles over days and hours', () => {
  const { blocks, bands } = weekChart({ ...tariff, holidays: [] }, 7, 'demand')
  const week = blocks.filter(({ rows }) => rows[0] < 7)
  expect(week.map(({ rows, hours, band }) => [rows, hours, band.label])).toEqual([
    [[0, 5], [0, 12], 'A'],
    [[0, 5], [12, 18], 'A B'],
    [[0, 5], [18, 24], 'A'],
    [[5, 7], [0, 24], 'A'],
  ])
  expect(bands.map(({ label, price, shade, names }) => [label, price, shade, names])).toEqual([
    ['A', 10, 1, ['Any time']],
    ['A B', 30, 3, ['Any time', 'Peak']],
  ])
})

test('holidays are a row of their own where they differ', () => {
  expect(weekChart(tariff, 7, 'demand').rows.at(-1)).toEqual({ short: 'Hol', name: 'Holidays' })
  expect(weekChart(tariff, 7, 'energy').rows).toHaveLength(7)
  expect(weekChart(tariff, 1, 'demand').rows).toHaveLength(7)
})

test('hours without a price are a band of their own', () => {
  const { blocks, bands } = weekChart(tariff, 7, 'energy')
  expect(blocks.map(({ rows, hours, band }) => [rows, hours, band.label, band.shade])).toEqual([
    [[0, 7], [0, 6], '–', 0],
    [[0, 7], [6, 22], '0.01899', 2],
    [[0, 7], [22, 24], '–', 0],
  ])
  expect(bands.map(({ names }) => names)).toEqual([[], ['Day']])
})

test('a price has the same shade in every season', () => {
  const shades = (month: number) =>
    createWeekCharts(tariff, month, [1, 7]).demand.bands.map(({ label, shade }) => [label, shade])
  expect(shades(7)).toEqual([
    ['A', 1],
    ['A B', 3],
  ])
  expect(shades(1)).toEqual([['A', 1]])
})

test('a price that is not entered yet is drawn all the same', () => {
  const { bands } = weekChart(createNewTariff(0), 7, 'demand')
  expect(bands.map(({ label, shade }) => [label, shade])).toEqual([['A', 2]])
})

test('seasons are named over the new year', () => {
  expect(formatSeason([1, 2, 3, 4, 11, 12])).toBe('Nov–Apr')
  expect(formatSeason([5, 6, 7])).toBe('May–Jul')
  expect(formatSeason([1, 3, 4])).toBe('Jan, Mar–Apr')
  expect(formatSeason([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])).toBe('All year')
})

test('the next holidays have what holds otherwise on them', () => {
  expect(findComingHolidays(tariff, '2026-12-20', 28)).toEqual([
    { day: '2026-12-25', inDays: 5, without: ['Peak'], instead: [] },
    { day: '2026-12-31', inDays: 11, without: ['Peak'], instead: [] },
  ])
  expect(findComingHolidays(tariff, '2026-12-25', 0)).toHaveLength(1)
  expect(findComingHolidays(tariff, '2027-12-31', 7)).toEqual([])
})
