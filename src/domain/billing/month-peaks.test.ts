import { describe, expect, test } from 'vitest'
import { makeDemandCharge, makeQuarterHour, makeRateWindow, makeTariff } from '../../../tests/fixtures/make-tariff.ts'
import { createRateClock } from '../tariff/rate-windows.ts'
import { MINUTE, QUARTER_HOUR } from '../time/time.ts'
import { addPeak, computeBilledQuantity, findMonthPeaks, type MonthPeaks } from './month-peaks.ts'

const zone = 'Europe/Berlin'
const kws = ({ charges }: MonthPeaks, id = 'any') => charges[id]?.map(({ kw }) => kw)

describe('what is billed of an interval', () => {
  const interval = makeQuarterHour('2026-06-01T10:00+02:00', 400, { meanKva: 500 })

  test('kW, kVA, or kW times target over power factor, where that is below the target', () => {
    expect(computeBilledQuantity(makeTariff(), interval)).toBe(400)
    expect(computeBilledQuantity(makeTariff({ powerFactor: { kind: 'kva' } }), interval)).toBe(500)
    // The power factor is 0.8: 400 × 0.9 / 0.8.
    expect(computeBilledQuantity(makeTariff({ powerFactor: { kind: 'correction', target: 0.9 } }), interval)).toBe(450)
    expect(computeBilledQuantity(makeTariff({ powerFactor: { kind: 'correction', target: 0.75 } }), interval)).toBe(400)
  })

  test('kW where the power factor isn’t known, and the month counts them', () => {
    const unknown = { ...interval, meanKva: null }
    const tariff = makeTariff({ powerFactor: { kind: 'kva' }, demandCharges: [makeDemandCharge()] })
    expect(computeBilledQuantity(tariff, unknown)).toBe(400)
    const peaks = findMonthPeaks(tariff, zone, '2026-06', [interval, { ...unknown, start: interval.end }])
    expect(peaks.withoutPowerFactor).toBe(1)
    expect(findMonthPeaks(makeTariff(), zone, '2026-06', [unknown]).withoutPowerFactor).toBe(0)
  })
})

describe('the peaks of a month', () => {
  const tariff = makeTariff({
    demandCharges: [
      makeDemandCharge(),
      makeDemandCharge({ id: 'peak', windows: [makeRateWindow({ weekdays: [0, 1, 2, 3, 4], hours: [8, 20] })] }),
      makeDemandCharge({ id: 'summer', windows: [makeRateWindow({ months: [7, 8] })] }),
    ],
  })

  test('each charge has its own, highest first, of equal ones the earliest', () => {
    const peaks = findMonthPeaks(tariff, zone, '2026-06', [
      makeQuarterHour('2026-06-02T10:00+02:00', 300),
      makeQuarterHour('2026-06-01T10:00+02:00', 300),
      makeQuarterHour('2026-06-06T10:00+02:00', 400),
      makeQuarterHour('2026-06-01T07:45+02:00', 350),
    ])
    expect(kws(peaks)).toEqual([400, 350, 300, 300])
    expect(peaks.charges.peak?.map(({ at }) => at)).toEqual(
      ['2026-06-01T10:00+02:00', '2026-06-02T10:00+02:00'].map((time) => Date.parse(time)),
    )
    expect(peaks.charges).not.toHaveProperty('summer')
  })

  test('an interval belongs to the month and the window in which it starts, on the site’s clock', () => {
    const hour = (time: string, meanKw: number) => {
      const start = Date.parse(time)
      return { ...makeQuarterHour(time, meanKw), end: start + 60 * MINUTE }
    }
    const intervals = [
      hour('2026-05-31T23:30+02:00', 900),
      hour('2026-06-01T07:30+02:00', 800),
      hour('2026-06-30T19:30+02:00', 500),
      hour('2026-06-30T23:30+02:00', 600),
      hour('2026-07-01T00:00+02:00', 1000),
    ]
    const peaks = findMonthPeaks(tariff, zone, '2026-06', intervals)
    expect(kws(peaks)).toEqual([800, 600, 500])
    expect(kws(peaks, 'peak')).toEqual([500])
    expect(kws(findMonthPeaks(tariff, zone, '2026-05', intervals))).toEqual([900])
    expect(kws(findMonthPeaks(tariff, zone, '2026-07', intervals), 'summer')).toEqual([1000])
  })

  test('an interval that less than half is known of sets none, and is counted', () => {
    const peaks = findMonthPeaks(tariff, zone, '2026-06', [
      makeQuarterHour('2026-06-01T10:00+02:00', 900, { coverage: 0.49 }),
      makeQuarterHour('2026-06-01T10:15+02:00', 300, { coverage: 0.5 }),
      makeQuarterHour('2026-06-01T10:30+02:00', 0, { coverage: 0 }),
    ])
    expect(kws(peaks)).toEqual([300])
    expect(peaks).toMatchObject({ known: true, tooLittleKnown: 1 })
    expect(peaks.coverage).toBeCloseTo(0.99 / (30 * 96), 10)
    expect(findMonthPeaks(tariff, zone, '2026-06', [])).toMatchObject({ known: false, coverage: 0, charges: {} })
  })

  test('a month that is known in full is so with sliding intervals, which overlap, and on days of 23 and 25 hours', () => {
    const sliding = makeTariff({ demandRule: { kind: 'sliding', minutes: 30, stepMinutes: 15 } })
    for (const [month, first, quarters] of [
      ['2026-03', '2026-03-01T00:00+01:00', 31 * 96 - 4],
      ['2026-10', '2026-10-01T00:00+02:00', 31 * 96 + 4],
    ] as const) {
      const intervals = Array.from({ length: quarters }, (_, i) => {
        const start = Date.parse(first) + i * QUARTER_HOUR
        return { ...makeQuarterHour(first, i), start, end: start + 2 * QUARTER_HOUR }
      })
      expect(findMonthPeaks(sliding, zone, month, intervals).coverage).toBe(1)
    }
  })

  test('of many the 20 highest are kept, and one more finds its place among them', () => {
    const many = Array.from({ length: 50 }, (_, i) => {
      return makeQuarterHour(new Date(Date.parse('2026-06-01T00:00Z') + i * QUARTER_HOUR).toISOString(), i)
    })
    const peaks = findMonthPeaks(tariff, zone, '2026-06', many)
    expect(kws(peaks)).toEqual(Array.from({ length: 20 }, (_, i) => 49 - i))
    const clock = createRateClock(zone, [])
    const more = addPeak(tariff, clock, peaks, { at: Date.parse('2026-06-06T10:00+02:00'), kw: 45.5 })
    expect(kws(more)?.slice(0, 6)).toEqual([49, 48, 47, 46, 45.5, 45])
    expect(kws(more)).toHaveLength(20)
    expect(kws(more, 'peak')).toEqual(kws(peaks, 'peak'))
  })
})
