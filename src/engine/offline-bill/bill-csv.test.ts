import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { makeDemandCharge, makeEnergyRate, makeRateWindow, makeTariff } from '../../../tests/fixtures/make-tariff.ts'
import type { Tariff } from '../../domain/tariff/tariff.ts'
import { HOUR, MINUTE } from '../../domain/time/time.ts'
import { billCsv } from './bill-csv.ts'

const folder = mkdtempSync(join(tmpdir(), 'ecopulse-bill-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Bills rows `minutes` apart from `from` on, in Berlin. `row`: the load in kW, or load and power factor; null leaves the row out. */
function billRows(
  tariff: Tariff,
  from: string,
  minutes: number,
  rows: readonly (number | string | null)[],
  powerFactor?: string,
) {
  const file = join(folder, 'load.csv')
  const lines = rows.flatMap((row, i) => {
    return row === null ? [] : `${new Date(Date.parse(from) + i * minutes * MINUTE).toISOString()},${row}`
  })
  writeFileSync(file, ['time,load_kw,pf', ...lines].join('\n'))
  return billCsv({ file, value: 'load_kw', zone: 'Europe/Berlin', tariff, powerFactor })
}
const quantities = ({ bills }: Awaited<ReturnType<typeof billCsv>>) =>
  bills.map(({ month, lines }) => [month, ...lines.map(({ quantity }) => quantity)])

const maximum = makeTariff({ demandCharges: [makeDemandCharge()] })

describe('how demand is metered', () => {
  // 60 minutes of 60, 61 … kW in the second half of an hour of nothing.
  const rows = [...new Array(30).fill(0), ...Array.from({ length: 60 }, (_, i) => 60 + i), ...new Array(30).fill(0)]
  const mean = (from: number, to: number) => {
    const span = rows.slice(from, to)
    return span.reduce((sum, kw) => sum + kw, 0) / span.length
  }
  test.each([
    ['fixed', 15, 15, mean(75, 90)],
    ['fixed', 30, 30, mean(60, 90)],
    ['fixed', 60, 60, mean(60, 120)],
    ['sliding', 15, 5, mean(75, 90)],
    ['sliding', 30, 1, mean(60, 90)],
    ['sliding', 60, 15, mean(30, 90)],
  ] as const)('%s, %d min, moving by %d min', async (kind, minutes, stepMinutes, peak) => {
    const tariff = { ...maximum, demandRule: { kind, minutes, stepMinutes } }
    expect(quantities(await billRows(tariff, '2026-06-01T00:00Z', 1, rows))).toEqual([
      ['2026-06', expect.closeTo(peak, 9)],
    ])
  })

  test('a file that is too coarse for it is refused with how far apart its rows are', async () => {
    const fixed = maximum
    await expect(billRows(fixed, '2026-06-01T00:00Z', 60, [1, 2, 3, 4])).rejects.toThrow(
      /^The tariff bills demand over blocks of 15 min, which this file is too coarse for\. The rows are 1 h apart/,
    )
    const sliding: Tariff = { ...maximum, demandRule: { kind: 'sliding', minutes: 30, stepMinutes: 5 } }
    await expect(billRows(sliding, '2026-06-01T00:00Z', 15, [1, 2, 3, 4])).rejects.toThrow(
      /^The tariff bills demand over 30 min that move by 5 min, .*The rows are 15 min apart/,
    )
  })

  test('hourly rows do for demand over an hour', async () => {
    const tariff: Tariff = {
      ...maximum,
      demandRule: { kind: 'fixed', minutes: 60, stepMinutes: 60 },
      energyRates: [makeEnergyRate({ windows: [makeRateWindow({ hours: [2.5, 24] })] })],
    }
    const billed = await billRows(tariff, '2026-06-01T00:00Z', 60, [1, 5, 3, 4])
    // It is 2:00 in Berlin at the first row: the price begins within it.
    expect(quantities(billed)).toEqual([['2026-06', 5, 12]])
    expect(billed.notes).toContain(
      'Prices change within steps of 60 min: each is billed by the price at its beginning.',
    )
  })
})

test('each month is billed, and a ratchet counts those before', async () => {
  const tariff = makeTariff({
    demandCharges: [makeDemandCharge({ basis: { kind: 'ratchet', share: 0.5, months: 2 } })],
    energyRates: [makeEnergyRate()],
  })
  // January begins on the 31st, at noon in Berlin; then 900 kW, 100 kW …
  const hours = (count: number, kw: number) => new Array(count).fill(kw)
  const rows = [...hours(12 * 4, 900), ...hours(28 * 96, 100), ...hours(31 * 96 - 4, 100), ...hours(4, 200)]
  const billed = await billRows(tariff, '2026-01-31T11:00Z', 15, rows)
  expect(quantities(billed)).toEqual([
    ['2026-01', 900, 10_800],
    ['2026-02', 450, 67_200],
    ['2026-03', 450, 74_300],
    ['2026-04', 200, 200],
  ])
  const [january, february, march, april] = billed.bills
  expect(january?.coverage).toBeCloseTo(12 / (31 * 24), 9)
  expect(january?.notes).toContain(
    '1.6 % of the time is known: energy is billed for that alone, and a peak may be missing.',
  )
  expect(february?.notes).toEqual([
    'Charge any: of the 2 months before only 1 is known. It is billed from what is known, and may be more.',
    'Known in part: January 2026 (1.6 %). With all of it its peak may be higher.',
  ])
  expect(march).toMatchObject({ coverage: 1, until: march?.end })
  // Of April an hour: the file ends there.
  expect(april).toMatchObject({ coverage: 1, until: Date.parse('2026-04-01T01:00+02:00') })
  expect(billed.zone).toBe('Europe/Berlin')
})

test('gaps are not filled: they are noted, and the mean of an interval is over what is known', async () => {
  const tariff = makeTariff({
    ...maximum,
    demandRule: { kind: 'fixed', minutes: 60, stepMinutes: 60 },
    energyRates: [makeEnergyRate()],
  })
  const day = new Array(80).fill(100)
  const rows = [...day, 100, 100, 100, 100, null, null, 300, 300, null, null, null, 900, 100, 100, 100, 100]
  const billed = await billRows(tariff, '2026-05-31T22:00Z', 15, rows)
  // The hour of 900 kW is known to a quarter: no peak is taken from it.
  expect(quantities(billed)).toEqual([['2026-06', 300, 2575]])
  expect(billed.bills[0]?.coverage).toBeCloseTo(91 / 96, 9)
  expect(billed.bills[0]?.notes).toEqual([
    '94.7 % of the time is known: energy is billed for that alone, and a peak may be missing.',
    '1 interval is known to less than half: no peak is taken from there.',
  ])
  expect(billed.notes.join()).toMatch(/5 of 96 steps have no load/)
})

test('what is exported is paid for, and offsets no demand', async () => {
  const tariff = makeTariff({
    ...maximum,
    energyRates: [makeEnergyRate()],
    exportRates: [makeEnergyRate({ id: 'out' })],
  })
  const { bills } = await billRows(tariff, '2026-06-01T00:00Z', 15, [40, -100, -20, 60])
  expect(bills[0]?.lines.map(({ quantity, amount }) => [quantity, amount])).toEqual([
    [60, 600],
    [25, 2.5],
    [30, -3],
  ])
  expect(bills[0]?.total).toBe(599.5)
})

describe('the power factor', () => {
  const kva = makeTariff({ ...maximum, powerFactor: { kind: 'kva' } })

  test('is read as a fraction or in percent; a row without one counts with its kW', async () => {
    const fraction = await billRows(kva, '2026-06-01T00:00Z', 15, ['80,0.8', '90,1', '85,'], 'pf')
    expect(quantities(fraction)).toEqual([['2026-06', 100]])
    expect(fraction.bills[0]?.notes).toContain(
      'The tariff bills kVA, but 1 interval has no power factor: kW are billed there.',
    )
    const percent = await billRows(kva, '2026-06-01T00:00Z', 15, ['80,80', '90,100', '105,'], 'pf')
    expect(quantities(percent)).toEqual([['2026-06', 105]])
    expect(percent.notes).toContain('“pf” was taken to be in percent.')
  })

  test('its column is requested where the tariff needs one', async () => {
    const { notes } = await billRows(kva, '2026-06-01T00:00Z', 15, [80, 90])
    expect(notes.join()).toContain('name its column with --power-factor')
    expect((await billRows(maximum, '2026-06-01T00:00Z', 15, [80, 90])).notes.join()).not.toContain('power-factor')
  })
})

test('a file without an hour of data in the tariff’s months has no bill of others', async () => {
  const { bills } = await billRows(maximum, '2026-06-30T21:00Z', 60 / 4, new Array(8).fill(5))
  expect(bills.map(({ month, start, until }) => [month, until - start > HOUR])).toEqual([
    ['2026-06', true],
    ['2026-07', false],
  ])
})
