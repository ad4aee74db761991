import { expect, test } from 'vitest'
import { QUARTER_HOUR } from '../../domain/time/time.ts'
import type { HoldoutExcerpt } from '../../engine/ml/training/evaluation.ts'
import { drawTextChart } from './text-chart.ts'

/** 96 quarter-hours: a column for each. */
function pictureOf(change: Partial<HoldoutExcerpt> = {}): HoldoutExcerpt {
  const loadKw = Array.from({ length: 96 }, (_, i) => 10 * i)
  const forecast = loadKw.map((kw) => ({ p10: kw - 150, p50: kw, p90: kw + 150 }))
  return { start: Date.UTC(2026, 2, 28, 23), resolutionMs: QUARTER_HOUR, loadKw, forecast, ...change }
}

const linesOf = (picture: HoldoutExcerpt, zone = 'UTC') => drawTextChart(picture, zone).split('\n')
/** The columns of a row, without its label. */
const cellsOf = (line = '') => line.slice(line.indexOf('│') + 1).padEnd(96)
const marksAt = (lines: readonly string[], column: number) => lines.slice(0, 14).map((line) => cellsOf(line)[column])

test('the load lies over the P50, and that over the band', () => {
  const lines = linesOf(pictureOf())
  // The highest is the last P90, 1100 kW; the lowest the first P10, -150.
  expect(lines[0]).toMatch(/^ {4}1,100 │/)
  expect(lines[13]).toMatch(/^ {5}−150 │/)
  const middle = marksAt(lines, 48)
  expect(middle.filter((mark) => mark === '@')).toHaveLength(1)
  expect(middle.indexOf('@')).toBe(Math.round(((1100 - 480) / 1250) * 13))
  expect(middle.filter((mark) => mark === '·').length).toBeGreaterThanOrEqual(2)
  expect(lines.at(-1)).toContain('# load   o P50   @ both   · P10–P90')
})

test('a load that differs from the forecast is apart from the P50', () => {
  const picture = pictureOf({ loadKw: Array.from({ length: 96 }, () => 1000) })
  const marks = marksAt(linesOf(picture), 10)
  expect(marks.indexOf('#')).toBeLessThan(marks.indexOf('o'))
  expect(marks).not.toContain('@')
})

test('holes and steps without a forecast are left out', () => {
  const { loadKw, forecast } = pictureOf()
  const lines = linesOf(
    pictureOf({
      loadKw: loadKw.map((kw, i) => (i < 10 ? null : kw)),
      forecast: forecast.map((quantiles, i) => (i >= 20 ? null : quantiles)),
    }),
  )
  const kindsAt = (column: number) => [...new Set(marksAt(lines, column))].sort().join('').trim()
  expect(kindsAt(5)).toBe('o·'.split('').sort().join(''))
  expect(kindsAt(15)).toBe('@·'.split('').sort().join(''))
  expect(kindsAt(50)).toBe('#')
})

test('the axis begins at 0 where nothing lies below it, and a load of 0 has one as well', () => {
  const high = pictureOf({ loadKw: new Array(96).fill(900), forecast: new Array(96).fill(null) })
  expect(linesOf(high)[13]).toMatch(/^ {8}0 │/)
  const zero = pictureOf({ loadKw: new Array(96).fill(0), forecast: new Array(96).fill(null) })
  expect(cellsOf(linesOf(zero)[13])).toBe('#'.repeat(96))
  expect(drawTextChart(pictureOf({ loadKw: [null], forecast: [null] }), 'UTC')).toBe('')
  expect(drawTextChart(pictureOf({ loadKw: [], forecast: [] }), 'UTC')).toBe('')
})

test('its ends are times of the zone, also over a change of clock', () => {
  expect(linesOf(pictureOf())[15]).toMatch(/^ {11}2026-03-28 23:00 +2026-03-29 23:00$/)
  expect(linesOf(pictureOf(), 'Europe/Berlin')[15]).toMatch(/^ {11}2026-03-29 00:00 +2026-03-30 01:00$/)
  for (const line of linesOf(pictureOf())) expect(line.length).toBeLessThanOrEqual(11 + 96)
})

test('a longer stretch is thinned out to the same columns', () => {
  const long = Array.from({ length: 288 }, (_, i) => i)
  const lines = linesOf(pictureOf({ loadKw: long, forecast: long.map(() => null) }))
  expect(marksAt(lines, 0)[13]).toBe('#')
  expect(marksAt(lines, 95)[0]).toBe('#')
  for (let column = 0; column < 96; column++) expect(marksAt(lines, column)).toContain('#')
})
