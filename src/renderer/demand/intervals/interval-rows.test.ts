import { expect, test } from 'vitest'
import { type DemandInterval, demandInUnit } from '../../../domain/demand/demand-interval.ts'
import { buildDayRows, buildIntervalRows, findHighestInterval } from './interval-rows.ts'

const QUARTER = 900_000
const MIDNIGHT = Date.parse('2026-11-23T23:00:00Z')
const interval = (start: number, meanKw: number, length = QUARTER): DemandInterval => {
  return { start, end: start + length, meanKw, meanKva: meanKw * 1.1, coverage: 1, origin: 'power' }
}

test('intervals that follow one another are steps; a missing one is a hole', () => {
  const rows = buildIntervalRows([interval(0, 5), interval(QUARTER, 6), interval(3 * QUARTER, 7)], 'kW')
  expect(rows).toEqual([
    { x: 0, demand: 5 },
    { x: QUARTER, demand: 6 },
    { x: 2 * QUARTER, demand: 6 },
    { x: 2 * QUARTER, demand: null },
    { x: 3 * QUARTER, demand: 7 },
    { x: 4 * QUARTER, demand: 7 },
    { x: 4 * QUARTER, demand: null },
  ])
})

test('sliding intervals are steps as long as they are apart', () => {
  const rows = buildIntervalRows([interval(0, 5), interval(60_000, 6)], 'kW')
  expect(rows.map(({ x }) => x)).toEqual([0, 60_000, 120_000, 120_000])
})

test('a day of the site is a bar as high as its highest interval', () => {
  const rows = buildDayRows(
    [interval(MIDNIGHT, 5), interval(MIDNIGHT + QUARTER, 9), interval(MIDNIGHT - QUARTER, 7)],
    'kW',
    'Europe/Berlin',
  )
  expect(rows.map(({ demand }) => demand)).toEqual([9, 9, null, 7, 7, null])
  expect(rows[0]?.x).toBe(MIDNIGHT + 2.4 * 3_600_000)
})

test('what is billed in kVA is shown in kVA, in kW where no power factor was measured', () => {
  const measured = interval(0, 100)
  const unmeasured = { ...interval(QUARTER, 105), meanKva: null }
  expect(demandInUnit(measured, 'kVA')).toBeCloseTo(110)
  expect(demandInUnit(unmeasured, 'kVA')).toBe(105)
  expect(findHighestInterval([measured, unmeasured], 'kVA')).toBe(measured)
  expect(findHighestInterval([measured, unmeasured], 'kW')).toBe(unmeasured)
  expect(findHighestInterval([], 'kW')).toBeNull()
})
