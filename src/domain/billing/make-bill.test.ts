import { describe, expect, test } from 'vitest'
import {
  makeDemandCharge,
  makeEnergyRate,
  makeQuarterHour,
  makeRateWindow,
  makeTariff,
} from '../../../tests/fixtures/make-tariff.ts'
import type { DemandInterval } from '../demand/demand-interval.ts'
import type { Tariff } from '../tariff/tariff.ts'
import { monthSpan } from '../time/calendar.ts'
import { HOUR, QUARTER_HOUR } from '../time/time.ts'
import type { Bill } from './bill.ts'
import { makeBill } from './make-bill.ts'
import { sumEnergyByRate } from './month-energy.ts'
import { findMonthPeaks } from './month-peaks.ts'

const zone = 'Europe/Berlin'

interface Past {
  /** Demands by month: one interval each on the 10th at noon; null isn't known. */
  readonly [month: string]: number | null
}

/** The bill of a month in Berlin from its intervals; energy is that of the intervals. */
function bill(tariff: Tariff, month: string, intervals: readonly DemandInterval[], past: Past = {}, parts = {}): Bill {
  const earlier = Object.entries(past)
    .sort(([a], [b]) => b.localeCompare(a))
    .flatMap(([of, kw]) => {
      return kw === null
        ? []
        : { ...findMonthPeaks(tariff, zone, of, [makeQuarterHour(`${of}-10T12:00+01:00`, kw)]), coverage: 1 }
    })
  const steps = intervals.map(({ start, end, meanKw }) => {
    return { start, end, importKwh: (meanKw * (end - start)) / HOUR, exportKwh: 0 }
  })
  return makeBill({
    tariff,
    zone,
    month,
    until: monthSpan(month, zone).end,
    coverage: 1,
    peaks: findMonthPeaks(tariff, zone, month, intervals),
    earlier,
    energy: sumEnergyByRate(tariff, zone, steps),
    ...parts,
  })
}
/** [charge, quantity, amount] of each line. */
const rows = ({ lines }: Bill) => lines.map(({ charge, quantity, amount }) => [charge, quantity, amount])

describe('lines and totals', () => {
  test('each line is quantity × price, the total is the sum of the lines', () => {
    const tariff = makeTariff({
      fixedCharges: [{ name: 'Meter', pricePerMonth: 12.345 }],
      demandCharges: [makeDemandCharge({ pricePerKw: 7.615 })],
      energyRates: [makeEnergyRate({ pricePerKwh: 0.1234 })],
      exportRates: [makeEnergyRate({ id: 'feed-in', pricePerKwh: 0.05 })],
    })
    const at = Date.parse('2026-06-01T12:00+02:00')
    const energy = sumEnergyByRate(tariff, zone, [
      { start: at, end: at + QUARTER_HOUR, importKwh: 25.25, exportKwh: 0 },
      { start: at + QUARTER_HOUR, end: at + 2 * QUARTER_HOUR, importKwh: 0, exportKwh: 10.1 },
    ])
    const made = bill(tariff, '2026-06', [makeQuarterHour('2026-06-01T12:00+02:00', 101)], {}, { energy })
    // 12.345; 101 × 7.615 = 769.115; 25.25 × 0.1234 = 3.11585; 10.1 × 0.05 = 0.505 to the plant.
    expect(rows(made)).toEqual([
      ['Meter', 1, 12.35],
      ['any', 101, 769.12],
      ['all', 25.25, 3.12],
      ['feed-in', 10.1, -0.51],
    ])
    expect(made.total).toBe(784.08)
    expect(made.lines.map(({ kind, unit }) => `${kind} ${unit}`)).toEqual([
      'fixed month',
      'demand kW',
      'energy kWh',
      'export kWh',
    ])
    expect(made.lines[1]?.setAt).toBe(at)
    expect(made).toMatchObject({
      start: Date.parse('2026-06-01T00:00+02:00'),
      end: Date.parse('2026-07-01T00:00+02:00'),
    })
    expect(made.notes).toEqual([])
  })

  test.each([
    ['JPY', 101, 769, 769],
    ['EUR', 101, 769.12, 769.12],
    ['KWD', 101, 769.115, 769.115],
  ])('amounts in %s are in its smallest unit', (currency, kw, amount, total) => {
    const tariff = makeTariff({ currency, demandCharges: [makeDemandCharge({ pricePerKw: 7.615 })] })
    const made = bill(tariff, '2026-06', [makeQuarterHour('2026-06-01T12:00+02:00', kw)])
    expect([made.lines[0]?.amount, made.total, made.currency]).toEqual([amount, total, currency])
  })

  test('what never holds in the month and costs nothing has no line', () => {
    const summer = [makeRateWindow({ months: [6, 8] })]
    const winter = [makeRateWindow({ months: [11, 2] })]
    const tariff = makeTariff({
      demandCharges: [
        makeDemandCharge({ id: 'summer', windows: summer }),
        makeDemandCharge({ id: 'winter', windows: winter }),
      ],
      energyRates: [
        makeEnergyRate({ id: 'summer', windows: summer }),
        makeEnergyRate({ id: 'winter', windows: winter }),
      ],
    })
    expect(rows(bill(tariff, '2026-06', []))).toEqual([
      ['summer', 0, 0],
      ['summer', 0, 0],
    ])
    const january = bill(tariff, '2026-01', [makeQuarterHour('2026-01-31T23:45+01:00', 80)])
    expect(rows(january)).toEqual([
      ['winter', 80, 800],
      ['winter', 20, 2],
    ])
    expect(rows(bill(tariff, '2026-03', [makeQuarterHour('2026-03-01T00:00+01:00', 80)]))).toEqual([])
  })
})

describe('what is billed of the intervals', () => {
  const intervals = [
    makeQuarterHour('2026-06-01T10:00+02:00', 300),
    makeQuarterHour('2026-06-02T10:00+02:00', 330),
    makeQuarterHour('2026-06-03T10:00+02:00', 270),
    makeQuarterHour('2026-06-04T10:00+02:00', 240),
  ]
  const billed = (basis: Tariff['demandCharges'][number]['basis'], past: Past = {}) => {
    const made = bill(makeTariff({ demandCharges: [makeDemandCharge({ basis })] }), '2026-06', intervals, past)
    const { quantity, amount, setAt, detail } = made.lines[0] ?? {}
    return { quantity, amount, setAt, detail, notes: made.notes }
  }
  const setAt = Date.parse('2026-06-02T10:00+02:00')
  /** 2025-06 to 2026-05. */
  const year = (kwOf: (back: number) => number | null): Past =>
    Object.fromEntries(
      Array.from({ length: 12 }, (_, i) => [new Date(Date.UTC(2026, 4 - i, 1)).toISOString().slice(0, 7), kwOf(i + 1)]),
    )

  test('the month’s highest', () => {
    expect(billed({ kind: 'maximum' })).toEqual({ quantity: 330, amount: 3300, setAt, detail: '', notes: [] })
  })

  test('a ratchet: at least a share of the highest of the months before', () => {
    const ratchet = { kind: 'ratchet', share: 0.8, months: 11 } as const
    // The eleventh month before is July 2025; June 2025 is the twelfth.
    expect(
      billed(
        ratchet,
        year((back) => (back === 11 ? 500 : back === 12 ? 900 : 100)),
      ),
    ).toEqual({
      quantity: 400,
      amount: 4000,
      setAt: null,
      detail: '80 % of 500 kW in July 2025',
      notes: [],
    })
    expect(
      billed(
        ratchet,
        year(() => 400),
      ),
    ).toMatchObject({ quantity: 330, setAt, detail: '' })
  })

  test('months that a ratchet needs and that aren’t known are noted; it is billed from those that are', () => {
    const ratchet = { kind: 'ratchet', share: 0.8, months: 11 } as const
    const unknown = billed(ratchet)
    expect(unknown.quantity).toBe(330)
    expect(unknown.notes).toEqual([
      'Charge any: of the 11 months before none is known. It is billed from what is known, and may be more.',
    ])
    const some = billed(ratchet, { '2026-05': 500, '2026-03': 450, '2025-06': 2000 })
    expect(some.quantity).toBe(400)
    expect(some.notes).toEqual([
      'Charge any: of the 11 months before only 2 are known. It is billed from what is known, and may be more.',
    ])
  })

  test('an earlier month that is known in part is noted', () => {
    const tariff = makeTariff({
      demandCharges: [makeDemandCharge({ basis: { kind: 'ratchet', share: 0.8, months: 1 } })],
    })
    const may = findMonthPeaks(tariff, zone, '2026-05', [makeQuarterHour('2026-05-04T10:00+02:00', 500)])
    const { notes } = bill(tariff, '2026-06', intervals, {}, { earlier: [{ ...may, coverage: 0.4321 }] })
    expect(notes).toEqual(['Known in part: May 2026 (43.2 %). With all of it its peak may be higher.'])
  })

  test('the mean of the highest', () => {
    expect(billed({ kind: 'meanOfHighest', count: 3 })).toEqual({
      quantity: 300,
      amount: 3000,
      setAt: null,
      detail: 'Mean of the 3 highest: 330, 300, 270 kW',
      notes: [],
    })
    const short = billed({ kind: 'meanOfHighest', count: 5 })
    expect(short.detail).toBe('Mean of the 5 highest: 330, 300, 270, 240 kW')
    expect(short.quantity).toBe(228)
    expect(short.notes).toEqual([
      'Charge any: only 4 of the 5 intervals that make the mean are known: the others count as 0.',
    ])
  })

  test('of a mean of many the highest and the lowest are named', () => {
    const many = Array.from({ length: 8 }, (_, i) => makeQuarterHour(`2026-06-0${i + 1}T10:00+02:00`, 100 + i))
    const tariff = makeTariff({ demandCharges: [makeDemandCharge({ basis: { kind: 'meanOfHighest', count: 6 } })] })
    expect(bill(tariff, '2026-06', many).lines[0]).toMatchObject({
      quantity: 104.5,
      detail: 'Mean of the 6 highest: 107 to 102 kW',
    })
  })

  test('the mean of months, but at least a floor', () => {
    const mean = (floorKw: number, months = 12) => ({ kind: 'meanOfMonths', months, floorKw }) as const
    // 330, and eleven of 250.
    const known = year((back) => (back === 12 ? 9000 : 250))
    expect(billed(mean(0), known)).toMatchObject({
      quantity: (330 + 11 * 250) / 12,
      detail: 'Mean of 12 months’ highest',
      notes: [],
    })
    expect(billed(mean(300), known)).toMatchObject({ quantity: 300, amount: 3000, detail: 'The least that is billed' })
    const some = billed(mean(0), { '2026-05': 210, '2026-04': null })
    expect(some).toMatchObject({ quantity: 270, detail: 'Mean of 2 months’ highest' })
    expect(some.notes).toEqual([
      'Charge any: of the 11 months before only 1 is known. It is billed from what is known, and may be more.',
    ])
    expect(billed(mean(0, 2), {}).detail).toBe('This month’s highest alone')
  })

  test('a ratchet counts in months in which its windows never hold, too', () => {
    const summer = makeDemandCharge({
      windows: [makeRateWindow({ months: [6, 8] })],
      basis: { kind: 'ratchet', share: 0.5, months: 6 },
    })
    const tariff = makeTariff({ demandCharges: [summer] })
    const december = makeQuarterHour('2026-12-10T12:00+01:00', 900)
    expect(rows(bill(tariff, '2026-12', [december], { '2026-07': 600, '2026-11': 700 }))).toEqual([['any', 300, 3000]])
  })
})

test('several charges run at once, each with its own peak', () => {
  const weekdays = { weekdays: [0, 1, 2, 3, 4], holidays: 'excluded' as const }
  const tariff = makeTariff({
    holidays: ['06-04'],
    demandCharges: [
      makeDemandCharge({ id: 'any', pricePerKw: 5 }),
      makeDemandCharge({ id: 'peak', pricePerKw: 10, windows: [makeRateWindow({ ...weekdays, hours: [12, 18] })] }),
      makeDemandCharge({
        id: 'part-peak',
        pricePerKw: 2,
        windows: [
          makeRateWindow({ ...weekdays, hours: [8.5, 12] }),
          makeRateWindow({ ...weekdays, hours: [18, 21.5] }),
        ],
      }),
      makeDemandCharge({ id: 'holidays', pricePerKw: 1, windows: [makeRateWindow({ holidays: 'only' })] }),
    ],
  })
  const made = bill(tariff, '2026-06', [
    makeQuarterHour('2026-06-07T13:00+02:00', 700), // A Sunday.
    makeQuarterHour('2026-06-04T13:00+02:00', 600), // A holiday, a Thursday.
    makeQuarterHour('2026-06-05T12:00+02:00', 400),
    makeQuarterHour('2026-06-05T11:45+02:00', 450),
    makeQuarterHour('2026-06-05T21:30+02:00', 650),
  ])
  expect(rows(made)).toEqual([
    ['any', 700, 3500],
    ['peak', 400, 4000],
    ['part-peak', 450, 900],
    ['holidays', 600, 600],
  ])
  expect(made.total).toBe(9000)
})

describe('power factor', () => {
  const at = '2026-06-01T10:00+02:00'
  const intervals = [
    makeQuarterHour(at, 400, { meanKva: 500 }),
    makeQuarterHour('2026-06-01T10:15+02:00', 420, { meanKva: 425 }),
  ]
  const demandCharges = [makeDemandCharge()]

  test('in kVA the interval with the most apparent power is billed', () => {
    const { lines } = bill(makeTariff({ powerFactor: { kind: 'kva' }, demandCharges }), '2026-06', intervals)
    expect(lines[0]).toMatchObject({ quantity: 500, unit: 'kVA', amount: 5000, setAt: Date.parse(at) })
  })

  test('corrected, kW count times target over power factor', () => {
    const powerFactor = { kind: 'correction', target: 0.9 } as const
    const { lines } = bill(makeTariff({ powerFactor, demandCharges }), '2026-06', intervals)
    // 400 kW at 0.8 are 450; 420 kW at 0.988 are 420.
    expect(lines[0]).toMatchObject({ quantity: 450, unit: 'kW', amount: 4500, setAt: Date.parse(at) })
  })

  test('where it isn’t known, that is noted', () => {
    const unknown = intervals.map((interval) => ({ ...interval, meanKva: null }))
    const { lines, notes } = bill(makeTariff({ powerFactor: { kind: 'kva' }, demandCharges }), '2026-06', unknown)
    expect(lines[0]?.quantity).toBe(420)
    expect(notes).toEqual(['The tariff bills kVA, but 2 intervals have no power factor: kW are billed there.'])
  })
})

describe('energy by time', () => {
  const night = [makeRateWindow({ hours: [0, 6] }), makeRateWindow({ hours: [22, 24] })]
  const tariff = makeTariff({
    energyRates: [
      makeEnergyRate({ id: 'day', pricePerKwh: 0.2, windows: [makeRateWindow({ hours: [6, 22] })] }),
      makeEnergyRate({ id: 'night', pricePerKwh: 0.1, windows: night }),
    ],
  })
  const dayOf100Kw = (from: string, quarters: number) =>
    Array.from({ length: quarters }, (_, i) => {
      return makeQuarterHour(new Date(Date.parse(from) + i * QUARTER_HOUR).toISOString(), 100)
    })

  test('days of 23 and 25 hours have an hour less, and more, of the night', () => {
    expect(rows(bill(tariff, '2026-03', dayOf100Kw('2026-03-29T00:00+01:00', 92)))).toEqual([
      ['day', 1600, 320],
      ['night', 700, 70],
    ])
    expect(rows(bill(tariff, '2026-10', dayOf100Kw('2026-10-25T00:00+02:00', 100)))).toEqual([
      ['day', 1600, 320],
      ['night', 900, 90],
    ])
  })

  test('rates that hold at once are billed each, and energy without any is noted', () => {
    const levy = makeTariff({ energyRates: [...tariff.energyRates, makeEnergyRate({ id: 'levy', pricePerKwh: 0.01 })] })
    expect(rows(bill(levy, '2026-06', dayOf100Kw('2026-06-01T00:00+02:00', 96)))).toEqual([
      ['day', 1600, 320],
      ['night', 800, 80],
      ['levy', 2400, 24],
    ])
    const dayOnly = makeTariff({ energyRates: tariff.energyRates.slice(0, 1) })
    expect(bill(dayOnly, '2026-06', dayOf100Kw('2026-06-01T00:00+02:00', 96)).notes).toEqual([
      'No energy price holds for 800 kWh: they are not billed.',
    ])
  })

  test('a sum of many steps is what a meter would show', () => {
    const at = Date.parse('2026-06-01T12:00+02:00')
    const steps = Array.from({ length: 1000 }, () => ({ start: at, end: at + 1, importKwh: 0.1, exportKwh: 0.7 }))
    const both = { ...tariff, exportRates: [makeEnergyRate()] }
    expect(sumEnergyByRate(both, zone, steps)).toEqual({
      importKwh: { day: 100, night: 0 },
      exportKwh: { all: 700 },
      unpricedKwh: 0,
    })
  })
})

test('a bill to date ends where the data does, and notes what isn’t known of it', () => {
  const until = Date.parse('2026-06-11T00:00+02:00')
  const tariff = makeTariff({ demandCharges: [makeDemandCharge({ basis: { kind: 'meanOfHighest', count: 3 } })] })
  const intervals = [
    makeQuarterHour('2026-06-01T10:00+02:00', 300),
    makeQuarterHour('2026-06-01T10:15+02:00', 300, { coverage: 0.3 }),
  ]
  const made = bill(tariff, '2026-06', intervals, {}, { until, coverage: 0.98765 })
  expect(made).toMatchObject({ until, coverage: 0.98765 })
  // Two more may follow for the mean: there is no note on that while the month runs.
  expect(made.notes).toEqual([
    '98.7 % of the time is known: energy is billed for that alone, and a peak may be missing.',
    '1 interval is known to less than half: no peak is taken from there.',
  ])
  expect(made.lines[0]?.quantity).toBe(100)
})
