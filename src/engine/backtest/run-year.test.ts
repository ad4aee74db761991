import { describe, expect, it } from 'vitest'
import { makeDemandCharge, makeQuarterHour, makeTariff } from '../../../tests/fixtures/make-tariff.ts'
import { judgePeakDays } from '../../domain/peak-alerts/peak-days.ts'
import type { SheddableLoad } from '../../domain/shedding/sheddable-load.ts'
import { createRateClock } from '../../domain/tariff/rate-windows.ts'
import { QUARTER_HOUR } from '../../domain/time/time.ts'
import { scoreAlerts } from './alert-score.ts'
import { backtest, sumSavings } from './backtest.ts'
import { toPlantHistory } from './plant-history.ts'
import { runYear, sumDemandCharges } from './run-year.ts'

const START = Date.UTC(2026, 0, 1)
const DAYS = 90
const NOON = 48
/** 500 kW, 950 at noon; once in January and February 1000, and on two days of March more. */
const highest = new Map([
  [10, 1000],
  [40, 1000],
  [65, 1100],
  [80, 1250],
])
const loadKw = Array.from({ length: DAYS * 96 }, (_, i) => {
  return i % 96 === NOON ? (highest.get(Math.floor(i / 96)) ?? 950) : 500
})
const past = toPlantHistory({ start: START, resolutionMs: QUARTER_HOUR, zone: 'UTC', loadKw, temperatureC: null })
const tariff = makeTariff({ demandCharges: [makeDemandCharge()] })
const loads: SheddableLoad[] = [
  { id: 'chiller', name: 'Chiller', kw: 300, longestMinutes: 60, timesPerDay: 2, costPerUse: 8, noticeMinutes: 5 },
]
/** The actual load, but for 10 kW. */
const forecastActual = (at: number) =>
  Array.from({ length: 96 }, (_, i) => {
    const p50 = loadKw[at + i] ?? 500
    return { p10: p50 - 10, p50, p90: p50 + 10 }
  })
const steps = { from: 59 * 96, to: (DAYS - 1) * 96, every: 1 }
const inMarch = (day: string) => day.startsWith('2026-03')
const parts = { past, tariff, loads, targetKw: null }

describe('a replay', () => {
  it('raises an alert for each day with a peak, a day ahead, and for no other', () => {
    const { raised, alerts, days } = runYear({ ...parts, ...steps, forecastAt: forecastActual, follow: false })
    expect(days.filter(({ day, peak }) => inMarch(day) && peak !== null).map(({ day }) => day)).toEqual([
      '2026-03-07',
      '2026-03-22',
    ])
    expect(raised.map(({ id }) => id)).toEqual(['peak-2026-03-07', 'peak-2026-03-22'])
    expect(alerts.map(({ outcome }) => outcome)).toEqual(['cameTrue', 'cameTrue'])
  })

  it('uses nothing of later times: a forecast of yesterday misses what is new', () => {
    const asBefore = (at: number) => forecastActual(at - 96)
    const { raised } = runYear({ ...parts, ...steps, forecastAt: asBefore, follow: false })
    expect(raised.every(({ id }) => id !== 'peak-2026-03-07')).toBe(true)
  })
})

it('a backtest scores the alerts, and what following their plans saves', () => {
  const result = backtest({ ...parts, steps, counts: inMarch }, forecastActual, () => {})
  const { saving } = result
  const score = scoreAlerts([result])
  expect(score).toMatchObject({
    peaks: 2,
    foreseen: 2,
    falseAlerts: 0,
    recall: 1,
    largeRecall: 1,
    twelveHours: 1,
    cameTrue: 1,
  })
  expect(score.chanceSaid).toBeGreaterThan(0.5)
  expect(score.leadHours).toBeGreaterThan(20)
  expect(score.errorMinutes).toBe(0)
  // At 10 a kW: the month's 1250 against the 1000 at the most that both days are brought down to.
  expect(saving).toMatchObject({ uses: 2, usesCost: 16 })
  expect(saving.net).toBeGreaterThanOrEqual(2500 - 16)
  // Two such plants together: twice as many peaks, the same share of them with an alert, in twice as many months.
  expect(scoreAlerts([result, result])).toEqual({ ...score, days: 62, peaks: 4, foreseen: 4 })
  expect(sumSavings([saving, saving])).toMatchObject({ uses: 4, usesCost: 32, net: 2 * saving.net })
})

it('demand charges are those of whole months, a ratchet’s floor among them', () => {
  const ratchet = makeTariff({
    demandCharges: [makeDemandCharge({ basis: { kind: 'ratchet', share: 0.8, months: 11 } })],
  })
  const clock = createRateClock('UTC', [])
  const costWith = (januaryKw: number) => {
    const measured = [makeQuarterHour('2026-01-10T12:00:00Z', januaryKw), makeQuarterHour('2026-02-10T12:00:00Z', 500)]
    return sumDemandCharges(
      judgePeakDays({ tariff: ratchet, clock, zone: 'UTC', targetKw: null, earlier: [] }, measured),
    )
  }
  // 1000 kW at 10, and 800 of it in February; with 900 kW in January 720.
  expect(costWith(1000)).toBeCloseTo(18_000)
  expect(costWith(900)).toBeCloseTo(16_200)
})
