import { describe, expect, test } from 'vitest'
import { makeDemandCharge, makeEnergyRate, makeRateWindow, makeTariff } from '../../../tests/fixtures/make-tariff.ts'
import { SAMPLE_TARIFF } from '../../domain/tariff/sample-tariff.ts'
import { EngineError } from '../runtime/engine-error.ts'
import { readTariff } from './read-tariff.ts'

/** Why a file was refused, and the field that it is about. */
function refusal(
  text: string,
  fileName = 'tariff.json',
): { readonly message: string; readonly field: string | undefined } {
  try {
    readTariff(fileName, text)
  } catch (error) {
    if (error instanceof EngineError) return { message: error.message, field: error.field }
    throw error
  }
  throw new Error('It was read.')
}

describe('JSON', () => {
  const tariff = makeTariff({
    currency: 'KWD',
    demandRule: { kind: 'sliding', minutes: 30, stepMinutes: 5 },
    powerFactor: { kind: 'correction', target: 0.95 },
    holidays: ['2026-05-14', '12-25'],
    fixedCharges: [{ name: 'Meter', pricePerMonth: 10 }],
    demandCharges: [
      makeDemandCharge({ basis: { kind: 'ratchet', share: 0.75, months: 12 } }),
      makeDemandCharge({
        id: 'b',
        windows: [makeRateWindow({ months: [11, 2], hours: [8.25, 20] }), makeRateWindow({ holidays: 'only' })],
      }),
      makeDemandCharge({ id: 'c', basis: { kind: 'meanOfMonths', months: 12, floorKw: 100 } }),
      makeDemandCharge({ id: 'd', basis: { kind: 'meanOfHighest', count: 3 } }),
    ],
    energyRates: [makeEnergyRate()],
    exportRates: [makeEnergyRate({ id: 'out' })],
  })

  test.each([tariff, SAMPLE_TARIFF])('what JSON.stringify writes of a tariff is read as it was (%#)', (of) => {
    for (const text of [
      JSON.stringify(of),
      `\uFEFF\r\n${JSON.stringify(of, null, 2)}\n`,
      JSON.stringify({ tariff: of, notes: [] }),
    ])
      expect(readTariff('any.json', text)).toEqual({ tariff: of, notes: [] })
  })

  test('what is left out has its usual value', () => {
    const charge = { id: 'a', name: 'A', basis: { kind: 'ratchet' }, pricePerKw: 5 }
    const read = readTariff('a.json', JSON.stringify({ name: 'A', currency: 'EUR', demandCharges: [charge] }))
    const basis = { kind: 'ratchet', share: 0.8, months: 11 }
    expect(read.tariff.demandCharges).toEqual([{ ...charge, basis, windows: [makeRateWindow()] }])
    expect(read.tariff.demandRule).toEqual({ kind: 'fixed', minutes: 15, stepMinutes: 15 })
  })

  test('what EcoPulse can’t represent is left out, and noted', () => {
    const text = JSON.stringify({ ...tariff, surcharge: 3, demandCharges: [{ ...makeDemandCharge(), tax: 0.2 }] })
    expect(readTariff('a.json', text).notes).toEqual([
      'What EcoPulse doesn’t know was left out: demandCharges[0].tax, surcharge.',
    ])
  })

  test.each([
    [{ ...tariff, currency: undefined }, 'currency', /: currency is missing\.$/],
    [{ ...tariff, currency: 'euro' }, 'currency', /currency: expected a currency’s three letters, like EUR/],
    [
      { ...tariff, demandRule: { kind: 'fixed', minutes: 20, stepMinutes: 20 } },
      'demandRule.minutes',
      /expected one of 15, 30, 60/,
    ],
    [
      { ...tariff, demandCharges: [makeDemandCharge(), { ...makeDemandCharge({ id: 'b' }), pricePerKw: '5' }] },
      'demandCharges[1].pricePerKw',
      /expected number, received string/,
    ],
    [
      { ...tariff, demandCharges: [makeDemandCharge(), makeDemandCharge()] },
      'demandCharges',
      /two charges have the same id/,
    ],
    [
      { ...tariff, energyRates: [makeEnergyRate({ windows: [makeRateWindow({ hours: [22, 6] })] })] },
      'energyRates[0].windows[0].hours',
      /for a span over midnight use two windows/,
    ],
    [{ ...tariff, powerFactor: { kind: 'some' } }, 'powerFactor.kind', /powerFactor\.kind: .*'kva'/],
    [[tariff], '', /expected object, received array/],
  ])('what can’t be a tariff is refused with the field (%#)', (value, field, message) => {
    const refused = refusal(JSON.stringify(value))
    expect(refused.message).toMatch(/^The tariff in tariff\.json can’t be used: /)
    expect(refused).toEqual({ message: expect.stringMatching(message), field: field === '' ? undefined : field })
  })

  test('a file that is empty, cut short or no text is refused', () => {
    expect(refusal(' \n').message).toBe('The file tariff.json is empty.')
    expect(refusal('{"name": "A').message).toMatch(/^The file tariff\.json looks like JSON but can’t be read: .*JSON/)
    expect(refusal('PK\u0003\u0004\0\0', 'tariff.xlsx').message).toMatch(
      /tariff\.xlsx is no text: save the tariff as CSV or JSON/,
    )
    expect(refusal('%PDF-1.7 …', 'tariff.pdf').message).toMatch(/no text/)
  })
})

const HEAD =
  'utility,type,name,basic_charge_limit,assessed,month_start,month_end,hour_start,hour_end,weekday_start,weekday_end,charge,units'
const csv = (...lines: readonly string[]) => [HEAD, ...lines].join('\n')
const read = (text: string) => readTariff('Works_tariff.csv', text)

describe('CSV', () => {
  test('customer, demand, energy and export lines make a tariff, named after the file', () => {
    const { tariff, notes } = read(
      csv(
        'electric,customer,,,,,,,,,,85.5,EUR/month',
        'electric,demand,peak,0,monthly,1,12,8,20,0,4,12.5,EUR/kW',
        'electric,energy,,0,,1,12,0,24,0,6,0.21,EUR/kWh',
        'electric,export,,0,,1,12,0,24,0,6,0.06,EUR/kWh',
      ),
    )
    expect(tariff).toEqual(
      makeTariff({
        name: 'Works tariff',
        fixedCharges: [{ name: 'Customer charge', pricePerMonth: 85.5 }],
        demandCharges: [
          makeDemandCharge({
            id: 'peak',
            name: 'peak',
            pricePerKw: 12.5,
            windows: [makeRateWindow({ weekdays: [0, 1, 2, 3, 4], hours: [8, 20] })],
          }),
        ],
        energyRates: [makeEnergyRate({ id: 'all-times', name: 'All times', pricePerKwh: 0.21 })],
        exportRates: [makeEnergyRate({ id: 'all-times', name: 'All times', pricePerKwh: 0.06 })],
      }),
    )
    expect(notes).toEqual([
      expect.stringContaining('doesn’t say how demand is metered'),
      expect.stringContaining('names no holidays'),
    ])
    expect(readTariff('x.json', JSON.stringify(tariff)).tariff).toEqual(tariff)
  })

  test('lines with the same name or period are one charge; without one, those of the same price', () => {
    const named = read(
      csv(
        'electric,demand,part-peak,,,1,12,8,12,0,4,5,$/kW',
        'electric,demand,part-peak,,,1,12,18,22,0,4,5,$/kW',
        'electric,demand,any,,,1,12,0,24,0,6,5,$/kW',
      ),
    )
    expect(named.tariff.demandCharges.map(({ id, windows }) => [id, windows.map(({ hours }) => hours)])).toEqual([
      [
        'part-peak',
        [
          [8, 12],
          [18, 22],
        ],
      ],
      ['any', [[0, 24]]],
    ])
    const unnamed = read(
      csv(
        'electric,demand,,,,1,12,0,8,0,4,5,$/kW',
        'electric,demand,,,,1,12,8,20,0,4,9,$/kW',
        'electric,demand,,,,1,12,20,24,0,4,5,$/kW',
        'electric,demand,,,,1,12,0,24,5,6,5,$/kW',
      ).replace(',name,', ',period,'),
    )
    expect(unnamed.tariff.demandCharges.map(({ id, name, windows }) => [id, name, windows.length])).toEqual([
      ['other-times', 'Other times', 3],
      ['weekdays-8-20', 'Weekdays 8–20', 1],
    ])
    expect(unnamed.notes).toContain(
      'Demand lines without a name or period are one charge where they have the same price, with one peak over all of their times: Other times (5 USD), Weekdays 8–20 (9 USD).',
    )
    expect(named.notes.join()).not.toContain('without a name')
  })

  test('a name at two prices is two charges where they never hold at once, and is refused where they do', () => {
    const line = (months: string, price: number) => `electric,demand,peak,,,${months},8,20,0,4,${price},EUR/kW`
    const { tariff } = read(csv(line('5,10', 20), line('11,4', 8)))
    expect(tariff.demandCharges.map(({ id, name, pricePerKw }) => [id, name, pricePerKw])).toEqual([
      ['peak-20', 'peak, 20', 20],
      ['peak-8', 'peak, 8', 8],
    ])
    expect(refusal(csv(line('5,10', 20), line('10,4', 8))).message).toMatch(
      /^Lines 2 and 3 are both “peak”, at different prices in the same months/,
    )
  })

  test('other utilities are left out with a note', () => {
    const { tariff, notes } = read(
      csv(
        'Gas,energy,,5000,,1,12,0,24,0,6,0.5,$/therm',
        'gas,customer,,,,,,,,,,3,$/month',
        ',energy,,,,,,,,,,0.1,$/kWh',
      ),
    )
    expect([tariff.energyRates.length, tariff.fixedCharges.length]).toEqual([1, 0])
    expect(notes).toContain('2 lines about gas left out: EcoPulse bills electricity.')
    expect(refusal(csv('gas,energy,,0,,1,12,0,24,0,6,0.5,$/therm'), 'g.csv').message).toBe(
      'The file g.csv has no line about electricity.',
    )
  })

  test('a byte-order mark, semicolons with decimal commas, quotes with commas and empty lines are read', () => {
    const german = [
      'type;name;month_start;month_end;charge;units',
      'demand;"Spitze; ""heiß""";11;2;12,75;€/kW',
      '',
      ';;;;;',
      'energy;;;;0,1234;€/kWh',
    ].join('\r\n')
    const { tariff } = read(`\uFEFF${german}`)
    expect(tariff).toMatchObject({
      currency: 'EUR',
      demandCharges: [{ id: 'spitze-heiß', name: 'Spitze; "heiß"', pricePerKw: 12.75, windows: [{ months: [11, 2] }] }],
      energyRates: [{ pricePerKwh: 0.1234 }],
    })
    const quoted = read(csv('electric,demand,"Peak, summer",,,6,8,12,18,0,4,"1,234.5",$/kW'))
    expect(quoted.tariff.demandCharges).toMatchObject([{ name: 'Peak, summer', pricePerKw: 1234.5 }])
  })

  test('charge (metric) is used, else (imperial); where they differ it is noted', () => {
    const head =
      'type,charge (imperial),charge (metric),units,basic_charge_limit (metric),basic_charge_limit (imperial)'
    const { tariff, notes } = read(
      [head, 'demand,2,2,$/kW,0,0', 'energy,0.3,0.2,$/kWh,,', 'export,0.1,,$/kWh,0,'].join('\n'),
    )
    expect([
      tariff.demandCharges[0]?.pricePerKw,
      tariff.energyRates[0]?.pricePerKwh,
      tariff.exportRates[0]?.pricePerKwh,
    ]).toEqual([2, 0.2, 0.1])
    expect(notes).toContain('In line 3 the metric and the imperial price differ: the metric one was taken.')
  })

  test('the currency is that of the units; dollars are those of the USA, and so is an empty unit', () => {
    const one = (units: string) => read(csv(`electric,energy,,,,,,,,,,1,${units}`))
    expect(['EUR/kWh', '£/kWh', '¥/kWh', 'kwd / kWh'].map((units) => one(units).tariff.currency)).toEqual([
      'EUR',
      'GBP',
      'JPY',
      'KWD',
    ])
    expect(one('$/KWh')).toMatchObject({
      tariff: { currency: 'USD' },
      notes: expect.arrayContaining(['“$” was taken to mean USD.']),
    })
    expect(one('').notes).toContain('The file names no currency: taken to be USD.')
    expect(one('EUR/kWh').notes.join()).not.toContain('USD')
    expect(one('EUR/MWh').tariff.energyRates[0]?.pricePerKwh).toBe(0.001)
  })

  test('demand priced by kVA is billed in kVA', () => {
    expect(read(csv('electric,demand,,,,,,,,,,5,EUR/kVA')).tariff.powerFactor).toEqual({ kind: 'kva' })
    const mixed = csv('electric,demand,a,,,,,,,,,5,EUR/kW', 'electric,demand,b,,,,,,,,,5,EUR/kVA')
    expect(refusal(mixed).message).toMatch(/^Line 3: a price per kVA stands beside others per kW/)
  })

  test('hours over midnight hold on each day, weekdays over Sunday on each of them', () => {
    const { tariff } = read(
      csv('electric,energy,night,,,,,22,6,,,0.1,EUR/kWh', 'electric,energy,week-end,,,,,8,20,5,0,0.1,EUR/kWh'),
    )
    expect(tariff.energyRates.map(({ windows }) => windows)).toEqual([
      [makeRateWindow({ hours: [0, 6] }), makeRateWindow({ hours: [22, 24] })],
      [makeRateWindow({ hours: [8, 20], weekdays: [0, 5, 6] })],
    ])
  })

  test.each([
    [
      'electric,demand,,100,monthly,1,12,0,24,0,6,5,$/kW',
      /^Line 2: the price holds only above 100 \(basic_charge_limit\)/,
    ],
    ['electric,demand,,0,daily,1,12,0,24,0,6,5,$/kW', /^Line 2: the charge is assessed daily: EcoPulse bills months\./],
    [
      'electric,tax,,,,,,,,,,5,$/kW',
      /^Line 2: “tax” is no type of charge: expected customer, demand, energy, export\./,
    ],
    ['electric,demand,,,,,,,,,,,$/kW', /^Line 2: it has no price in the column charge\./],
    ['electric,demand,,,,,,,,,,five,$/kW', /^Line 2: “five” in charge is no number\./],
    ['electric,demand,,,,0,12,,,,,5,$/kW', /^Line 2: month_start: /],
    ['electric,demand,,,,,,8.2,20,,,5,$/kW', /^Line 2: hour_start: expected quarters of an hour/],
    ['electric,demand,,,,,,8,25,,,5,$/kW', /^Line 2: hour_end: /],
    ['electric,demand,,,,,,22,6,0,4,5,$/kW', /^Line 2: the hours 22 to 6 run over midnight/],
    ['electric,demand,,,,,,,,1,7,5,$/kW', /^Line 2: “7” is no weekday: expected 0 for Monday to 6 for Sunday\./],
    ['electric,demand,,,,,,,,,,5,$/kWh', /^Line 2: “\$\/kWh” can’t be billed: expected \$\/kW or \$\/kVA\./],
    ['electric,customer,,,,,,,,,,5,$/day', /^Line 2: “\$\/day” can’t be billed: expected \$\/month\./],
    ['electric,customer,,,,6,8,,,,,5,$/month', /^Line 2: a customer charge holds at all times/],
    ['electric,energy,,,,,,,,,,5,ct/kWh', /^Line 2: “ct” in “ct\/kWh” is no currency/],
  ])('a line that can’t be billed is refused with its number: %s', (line, message) => {
    expect(refusal(csv(line)).message).toMatch(message)
  })

  test('of several lines the number is the one in the file, empty lines and breaks in quotes counted', () => {
    const text = csv('electric,demand,"two\nlines",,,,,,,,,5,EUR/kW', '', 'electric,demand,b,,,,,,,,,5,USD/kW')
    expect(refusal(text).message).toBe('Line 5: prices in USD stand beside others in EUR: a tariff has one currency.')
  })

  test('a CSV of something else is refused with its columns', () => {
    expect(refusal('time,load\n1,2', 'load.csv').message).toBe(
      'The file load.csv is no tariff that EcoPulse reads: it has no column “type”. Its columns are “time”, “load”.',
    )
    expect(refusal('type,price\n1,2', 'a.csv').message).toContain('it has no column “charge”')
  })
})
