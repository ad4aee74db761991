import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { makeDemandCharge, makeQuarterHour, makeRateWindow, makeTariff } from '../../../tests/fixtures/make-tariff.ts'
import type { DemandInterval } from '../demand/demand-interval.ts'
import { createRateClock } from '../tariff/rate-windows.ts'
import type { DemandBasis, DemandCharge, Tariff } from '../tariff/tariff.ts'
import { monthSpan, shiftMonth } from '../time/calendar.ts'
import { QUARTER_HOUR } from '../time/time.ts'
import { makeBill } from './make-bill.ts'
import { computeChargeStates, computeMarginalCost, findRaiseThreshold, type MonthStanding } from './marginal-cost.ts'
import { computeBilledQuantity, findMonthPeaks, type MonthPeaks } from './month-peaks.ts'
import { roundMoney } from './round-money.ts'

const zone = 'Europe/Berlin'
const month = '2026-06'
const noEnergy = { importKwh: {}, exportKwh: {}, unpricedKwh: 0 }

function parts(tariff: Tariff, peaks: MonthPeaks, earlier: readonly MonthPeaks[] = []): MonthStanding {
  return { tariff, clock: createRateClock(zone, tariff.holidays), peaks, earlier }
}
function totalOf(tariff: Tariff, peaks: MonthPeaks, earlier: readonly MonthPeaks[]): number {
  const { end } = monthSpan(peaks.month, zone)
  return makeBill({ tariff, zone, month: peaks.month, until: end, coverage: 1, peaks, earlier, energy: noEnergy }).total
}
function peaksOf(tariff: Tariff, of: string, intervals: readonly DemandInterval[]): MonthPeaks {
  return findMonthPeaks(tariff, zone, of, intervals)
}

const window = fc.record({
  months: fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 })),
  weekdays: fc.subarray([0, 1, 2, 3, 4, 5, 6], { minLength: 1 }),
  hours: fc
    .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 41, max: 96 }))
    .map(([from, to]) => [from / 4, to / 4] as const),
  holidays: fc.constantFrom('byWeekday', 'excluded', 'only'),
})
const basis: fc.Arbitrary<DemandBasis> = fc.oneof(
  fc.constant({ kind: 'maximum' as const }),
  fc.record({
    kind: fc.constant('ratchet' as const),
    share: fc.constantFrom(0.5, 0.8, 1),
    months: fc.integer({ min: 1, max: 12 }),
  }),
  fc.record({ kind: fc.constant('meanOfHighest' as const), count: fc.integer({ min: 1, max: 20 }) }),
  fc.record({
    kind: fc.constant('meanOfMonths' as const),
    months: fc.integer({ min: 2, max: 12 }),
    floorKw: fc.constantFrom(0, 300),
  }),
)
const charges: fc.Arbitrary<DemandCharge[]> = fc
  .array(
    fc.record({
      windows: fc.array(window, { minLength: 1, maxLength: 3 }),
      basis,
      price: fc.integer({ min: 1, max: 3000 }),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((all) =>
    all.map(({ price, ...rest }, i) => makeDemandCharge({ ...rest, id: `charge-${i}`, pricePerKw: price / 100 })),
  )
const tariffs = fc
  .record({
    demandCharges: charges,
    currency: fc.constantFrom('EUR', 'JPY', 'KWD'),
    powerFactor: fc.constantFrom(
      { kind: 'none' as const },
      { kind: 'kva' as const },
      { kind: 'correction' as const, target: 0.95 },
    ),
  })
  .map((parts) => makeTariff({ ...parts, holidays: ['2026-06-04', '06-15'] }))
const demand = fc.record({
  quarter: fc.integer({ min: 0, max: 30 * 96 - 1 }),
  kw: fc.integer({ min: 0, max: 10_000 }).map((tenths) => tenths / 10),
  factor: fc.option(fc.integer({ min: 50, max: 100 })),
})
type Drawn = typeof demand extends fc.Arbitrary<infer T> ? T : never
function intervalOf(of: string, { quarter, kw, factor }: Drawn): DemandInterval {
  const start = monthSpan(of, 'Europe/Berlin').start + quarter * QUARTER_HOUR
  const meanKva = factor === null ? null : (kw * 100) / factor
  return { start, end: start + QUARTER_HOUR, meanKw: kw, meanKva, coverage: 1, origin: 'power' }
}
const drawn = fc.record({
  tariff: tariffs,
  now: fc.array(demand, { maxLength: 30 }),
  // Months before, newest first; null isn't known.
  before: fc.array(fc.option(fc.array(demand, { minLength: 1, maxLength: 3 })), { maxLength: 13 }),
  more: demand,
})
type Case = typeof drawn extends fc.Arbitrary<infer T> ? T : never
function standing({ tariff, now, before }: Case) {
  const intervals = now.map((each) => intervalOf(month, each))
  const earlier = before.flatMap((demands, i) => {
    const of = shiftMonth(month, -1 - i)
    return demands === null
      ? []
      : [
          peaksOf(
            tariff,
            of,
            demands.map((each) => intervalOf(of, each)),
          ),
        ]
  })
  return { intervals, earlier, peaks: peaksOf(tariff, month, intervals) }
}

describe('what one more interval costs', () => {
  test('is the difference of the month’s bills with it and without it, and never less than nothing', () => {
    fc.assert(
      fc.property(drawn, (made) => {
        const { tariff, more } = made
        const { intervals, earlier, peaks } = standing(made)
        const interval = intervalOf(month, more)
        const { thisMonth, ratchet } = computeMarginalCost(
          parts(tariff, peaks, earlier),
          interval.start,
          computeBilledQuantity(tariff, interval),
        )
        const raised = peaksOf(tariff, month, [...intervals, interval])
        const difference = totalOf(tariff, raised, earlier) - totalOf(tariff, peaks, earlier)
        expect(thisMonth).toBe(roundMoney(difference, tariff.currency))
        expect(thisMonth).toBeGreaterThanOrEqual(0)
        expect(ratchet).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 500 },
    )
  })

  test('of a ratchet it carries the difference of the bills of months without any demand of their own', () => {
    const ratchets = drawn.map((made) => ({
      ...made,
      tariff: {
        ...made.tariff,
        demandCharges: made.tariff.demandCharges.map((charge, i) => ({
          ...charge,
          basis: { kind: 'ratchet' as const, share: 0.8, months: 3 * i + 2 },
        })),
      },
    }))
    fc.assert(
      fc.property(ratchets, (made) => {
        const { tariff, more } = made
        const { intervals, earlier, peaks } = standing(made)
        const interval = intervalOf(month, more)
        const raised = peaksOf(tariff, month, [...intervals, interval])
        let carried = 0
        for (let after = 1; after <= 24; after++) {
          const empty = peaksOf(tariff, shiftMonth(month, after), [])
          carried += totalOf(tariff, empty, [raised, ...earlier]) - totalOf(tariff, empty, [peaks, ...earlier])
        }
        const cost = computeMarginalCost(
          parts(tariff, peaks, earlier),
          interval.start,
          computeBilledQuantity(tariff, interval),
        )
        expect(cost.ratchet).toBe(roundMoney(carried, tariff.currency))
      }),
      { numRuns: 300 },
    )
  })

  test('begins just above the demand that raises the bill', () => {
    fc.assert(
      fc.property(drawn, (made) => {
        const { tariff, more } = made
        const { earlier, peaks } = standing(made)
        const of = parts(tariff, peaks, earlier)
        const at = intervalOf(month, more).start
        const above = findRaiseThreshold(of, at)
        if (above === null) {
          expect(computeMarginalCost(of, at, 1e6)).toEqual({ thisMonth: 0, ratchet: 0, charge: null })
          return
        }
        expect(computeMarginalCost(of, at, above).thisMonth).toBe(0)
        // 5,000 kW: the price of a kW may be a cent, shared by 20 intervals, and the smallest unit a yen.
        expect(computeMarginalCost(of, at, above + 5_000).thisMonth).toBeGreaterThan(0)
      }),
      { numRuns: 500 },
    )
  })

  test('names the charge that costs the most, this month and after', () => {
    const day = makeRateWindow({ weekdays: [0, 1, 2, 3, 4], hours: [8, 20] })
    const tariff = makeTariff({
      demandCharges: [
        makeDemandCharge({ id: 'any', pricePerKw: 12 }),
        makeDemandCharge({
          id: 'peak',
          pricePerKw: 4,
          windows: [day],
          basis: { kind: 'ratchet', share: 0.8, months: 11 },
        }),
      ],
    })
    const peaks = peaksOf(tariff, month, [makeQuarterHour('2026-06-01T10:00+02:00', 500)])
    const of = parts(tariff, peaks)
    const at = (time: string, kw: number) => computeMarginalCost(of, Date.parse(time), kw)
    // 100 kW × 12, and 100 kW × 4 now and 80 kW × 4 in each of 11 months.
    expect(at('2026-06-02T10:00+02:00', 600)).toEqual({ thisMonth: 1600, ratchet: 3520, charge: 'peak' })
    expect(at('2026-06-02T20:00+02:00', 600)).toEqual({ thisMonth: 1200, ratchet: 0, charge: 'any' })
    expect(at('2026-06-02T10:00+02:00', 500)).toEqual({ thisMonth: 0, ratchet: 0, charge: null })
  })

  test('a ratchet counts only what it isn’t carrying already', () => {
    const tariff = makeTariff({
      demandCharges: [makeDemandCharge({ basis: { kind: 'ratchet', share: 0.5, months: 3 } })],
    })
    const earlier = [peaksOf(tariff, '2026-05', [makeQuarterHour('2026-05-04T10:00+02:00', 1000)])]
    const peaks = peaksOf(tariff, month, [makeQuarterHour('2026-06-01T10:00+02:00', 300)])
    const at = Date.parse('2026-06-02T10:00+02:00')
    // Billed are 500 of May; May's 500 are carried into July and August, June's 150 into September.
    expect(findRaiseThreshold(parts(tariff, peaks, earlier), at)).toBe(500)
    // 480 kW raise nothing in June, and September from 150 to 240.
    expect(computeMarginalCost(parts(tariff, peaks, earlier), at, 480)).toEqual({
      thisMonth: 0,
      ratchet: 900,
      charge: 'any',
    })
    // 1,200 kW raise June by 700, July and August by 100, September by 450.
    expect(computeMarginalCost(parts(tariff, peaks, earlier), at, 1200)).toEqual({
      thisMonth: 7000,
      ratchet: 6500,
      charge: 'any',
    })
  })

  test('of a mean of months it carries its part of each month’s mean', () => {
    const tariff = makeTariff({
      demandCharges: [makeDemandCharge({ basis: { kind: 'meanOfMonths', months: 3, floorKw: 0 } })],
    })
    const earlier = ['2026-05', '2026-04'].map((of) =>
      peaksOf(tariff, of, [makeQuarterHour(`${of}-04T10:00+02:00`, 300)]),
    )
    const peaks = peaksOf(tariff, month, [makeQuarterHour('2026-06-01T10:00+02:00', 300)])
    const cost = computeMarginalCost(parts(tariff, peaks, earlier), Date.parse('2026-06-02T10:00+02:00'), 390)
    // 90 kW over three months: 30 kW now and in each of the two months after.
    expect(cost).toEqual({ thisMonth: 300, ratchet: 600, charge: 'any' })
  })
})

test('each charge is listed with its peak, when it was, what is billed and what it costs', () => {
  const tariff = makeTariff({
    demandCharges: [
      makeDemandCharge({ id: 'max', pricePerKw: 1.005 }),
      makeDemandCharge({ id: 'winter', windows: [makeRateWindow({ months: [11, 2] })] }),
      makeDemandCharge({ id: 'mean', basis: { kind: 'meanOfHighest', count: 2 } }),
      makeDemandCharge({ id: 'floor', basis: { kind: 'meanOfMonths', months: 2, floorKw: 400 } }),
    ],
  })
  const peaks = peaksOf(tariff, month, [
    makeQuarterHour('2026-06-01T10:00+02:00', 99),
    makeQuarterHour('2026-06-01T10:15+02:00', 101),
    makeQuarterHour('2026-06-03T10:15+02:00', 101),
  ])
  const peakAt = Date.parse('2026-06-01T10:15+02:00')
  const rows = computeChargeStates(tariff, peaks, []).map(({ charge, name: _, ...rest }) => [
    charge,
    ...Object.values(rest),
  ])
  // peakKw, peakAt, billedKw, raisesAboveKw, amount
  expect(rows).toEqual([
    ['max', 101, peakAt, 101, 101, 101.51],
    ['winter', null, null, 0, 0, 0],
    ['mean', 101, peakAt, 101, 101, 1010],
    ['floor', 101, peakAt, 400, 400, 4000],
  ])
})
