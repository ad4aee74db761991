import { expect, test } from 'vitest'
import { makeDemandCharge, makeQuarterHour, makeRateWindow, makeTariff } from '../../../tests/fixtures/make-tariff.ts'
import { findMonthPeaks } from '../billing/month-peaks.ts'
import { runAtOnce } from '../slices/sliced-work.ts'
import type { PowerForecastStep } from '../solar/pv-forecast.ts'
import { createRateClock } from '../tariff/rate-windows.ts'
import type { Tariff } from '../tariff/tariff.ts'
import { HOUR, QUARTER_HOUR } from '../time/time.ts'
import { computeDemandAhead, computeKwPerBilled, powerFactorOf } from './demand-ahead.ts'
import { findPeakEvents } from './peak-event.ts'
import { createHeightInWidths } from './peak-height.ts'
import { planPeakShedding } from './peak-plan.ts'
import { computeHeightSpread } from './recent-days.ts'
import { createMonthTerms, type MonthTerms } from './warning-levels.ts'

const zone = 'Europe/Berlin'
const begin = Date.parse('2026-11-25T18:00:00+01:00')

/** A month with one peak so far, under a target at it. */
const termsOf = (tariff: Tariff, month: string, peakKw: number): MonthTerms => {
  const peaks = findMonthPeaks(tariff, zone, month, [makeQuarterHour(`${month}-04T10:00:00+01:00`, peakKw)])
  const standing = { tariff, clock: createRateClock(zone, tariff.holidays), peaks, earlier: [] }
  return createMonthTerms(standing, peakKw, zone)
}
const demandAt = (hours: number, p50: number, half = 50): PowerForecastStep => {
  const start = begin + hours * HOUR
  return { start, end: start + QUARTER_HOUR, kw: { p10: p50 - half, p50, p90: p50 + half } }
}
const see = (tariff: Tariff, demand: readonly PowerForecastStep[], powerFactor: number | null = null) => {
  const months = [termsOf(tariff, '2026-11', 1000)]
  const ahead = computeDemandAhead({ madeAt: begin, windowEnd: begin, tariff, powerFactor, months, demand })
  const perBilled = computeKwPerBilled(tariff, powerFactor)
  const events = findPeakEvents({
    ahead,
    months,
    zone,
    kwPerBilled: perBilled,
    peakHeightOf: () => createHeightInWidths(computeHeightSpread([])),
  })
  return { ahead, events, months, kwPerBilled: perBilled }
}
const tariff = makeTariff({ demandCharges: [makeDemandCharge()] })

test('each interval has what raises the bill, the chance that it does, and the cost', () => {
  const [step] = see(tariff, [demandAt(16, 1000)]).ahead.steps
  expect(step).toMatchObject({ raisesAboveKw: 1000, costAtP50: 0, costAtP90: 500 })
  expect(step?.chance).toBeCloseTo(0.5)
})

test('an interval in which no charge holds raises nothing', () => {
  const day = makeTariff({ demandCharges: [makeDemandCharge({ windows: [makeRateWindow({ hours: [8, 20] })] })] })
  const { ahead, events } = see(day, [demandAt(8, 2000)])
  expect(ahead.steps[0]).toMatchObject({ raisesAboveKw: null, chance: 0, costAtP50: 0, costAtP90: 0 })
  expect(events).toEqual([])
})

test('a day is one event, from its first interval that may raise the bill to its last', () => {
  const { events } = see(tariff, [demandAt(1, 1020), demandAt(14, 1010), demandAt(15, 600), demandAt(16, 1080)])
  expect(events.map(({ day }) => day)).toEqual(['2026-11-25', '2026-11-26'])
  const [, tomorrow] = events
  expect(tomorrow?.span).toEqual({ start: begin + 14 * HOUR, end: begin + 16 * HOUR + QUARTER_HOUR })
  expect(tomorrow?.likeliest.start).toBe(begin + 16 * HOUR)
  expect(tomorrow?.chance).toBeGreaterThan(0.9)
})

test('at stake is the cost of the peak if it occurs: a day’s highest, somewhat above the P50s of its intervals', () => {
  const [sure] = see(tariff, [demandAt(16, 1200, 10)]).events
  expect(sure?.stake.thisMonth).toBeGreaterThan(2000)
  expect(sure?.stake.thisMonth).toBeLessThan(2100)
  const [unlikely] = see(tariff, [demandAt(16, 980)]).events
  expect(unlikely?.stake.thisMonth).toBeGreaterThan(0)
  expect(unlikely?.needs[0]?.needKw).toBeGreaterThan(0)
})

test('where kVA are billed, what to shed is in kW', () => {
  const kva = makeTariff({ demandCharges: [makeDemandCharge()], powerFactor: { kind: 'kva' } })
  const { ahead, events } = see(kva, [demandAt(16, 960, 1)], 0.8)
  expect(ahead).toMatchObject({ unit: 'kVA' })
  expect(ahead.steps[0]?.demandKw.p50).toBeCloseTo(1200)
  expect(Math.abs((events[0]?.needs[0]?.needKw ?? 0) - 160)).toBeLessThan(5)
})

test('the power factor to expect is that of the energy', () => {
  const rows = [
    makeQuarterHour('2026-11-25T10:00:00Z', 900, { meanKva: 1000 }),
    makeQuarterHour('2026-11-25T10:15:00Z', 100),
  ]
  expect(powerFactorOf(rows)).toBeCloseTo(0.9)
  expect(powerFactorOf(rows.slice(1))).toBeNull()
})

test('a plan saves what the peak costs beyond its level, less the loads', () => {
  const seen = see(tariff, [demandAt(16, 1060, 1)])
  const [event] = seen.events
  const load = { id: 'a', name: 'A', kw: 80, longestMinutes: 60, timesPerDay: 1, costPerUse: 30, noticeMinutes: 5 }
  if (event === undefined) throw new Error('There is no event')
  const { plan } = runAtOnce(
    planPeakShedding({ ...seen, event, loads: [{ load, usesLeft: 1 }], now: begin, highest: [] }),
  )
  expect(plan).toMatchObject({ enough: true, cost: 30 })
  expect(Math.abs(plan.saves - (600 - 30))).toBeLessThan(50)
})
