import { describe, expect, it } from 'vitest'
import type { DemandInterval } from '../demand/demand-interval.ts'
import { SAMPLE_TARIFF } from '../tariff/sample-tariff.ts'
import { DAY, QUARTER_HOUR } from '../time/time.ts'
import { joinMonthEnergy, joinMonthPeaks } from './join-days.ts'
import { sumEnergyByRate } from './month-energy.ts'
import { findMonthPeaks } from './month-peaks.ts'

const ZONE = 'Europe/Berlin'
const START = Date.UTC(2026, 5, 1)

/** Some are known too little to count, and many are equal. */
const intervals = Array.from({ length: 5 * 96 }, (_, i): DemandInterval => {
  const start = START + i * QUARTER_HOUR
  const coverage = i % 7 === 0 ? 0.25 : 1
  return { start, end: start + QUARTER_HOUR, meanKw: (i * 37) % 60, meanKva: null, coverage, origin: 'power' }
})
const flows = intervals.map(({ start, end, meanKw }, i) => ({
  start,
  end,
  importKwh: meanKw / 4,
  exportKwh: i % 5,
}))
const dayOf = <T extends { start: number }>(all: readonly T[], day: number) =>
  all.filter(({ start }) => start >= START + day * DAY && start < START + (day + 1) * DAY)
const days = [0, 1, 2, 3, 4]

describe('a month in parts', () => {
  it('has the peaks of the whole month', () => {
    const whole = findMonthPeaks(SAMPLE_TARIFF, ZONE, '2026-06', intervals)
    const parts = days.map((day) => findMonthPeaks(SAMPLE_TARIFF, ZONE, '2026-06', dayOf(intervals, day)))
    expect(joinMonthPeaks('2026-06', parts)).toEqual({ ...whole, coverage: expect.closeTo(whole.coverage, 9) })
    expect(whole.tooLittleKnown).toBeGreaterThan(0)
    const none = findMonthPeaks(SAMPLE_TARIFF, ZONE, '2026-06', [])
    expect(joinMonthPeaks('2026-06', [none])).toEqual(none)
  })

  it('has the energy of the whole month', () => {
    const whole = sumEnergyByRate(SAMPLE_TARIFF, ZONE, flows)
    const joined = joinMonthEnergy(days.map((day) => sumEnergyByRate(SAMPLE_TARIFF, ZONE, dayOf(flows, day))))
    for (const [id, kwh] of Object.entries(whole.importKwh)) expect(joined.importKwh[id]).toBeCloseTo(kwh, 4)
    for (const [id, kwh] of Object.entries(whole.exportKwh)) expect(joined.exportKwh[id]).toBeCloseTo(kwh, 4)
    expect(Object.keys(joined.importKwh)).toEqual(Object.keys(whole.importKwh))
    expect(joined.unpricedKwh).toBeCloseTo(whole.unpricedKwh, 4)
  })
})
