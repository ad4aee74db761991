import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'
import { makeDemandCharge, makeEnergyRate, makeTariff } from '../../tests/fixtures/make-tariff.ts'
import { billCommand } from './bill.ts'

const folder = mkdtempSync(join(tmpdir(), 'ecopulse-bill-command-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const rows = Array.from({ length: 31 * 96 }, (_, i) => {
  return `${new Date(Date.UTC(2026, 0, 15) + i * 900_000).toISOString()},${i === 1000 ? 150 : 100}`
})
const load = write('load.csv', ['time,load_kw', ...rows].join('\n'))
const tariff = write(
  'tariff.json',
  JSON.stringify(
    makeTariff({
      name: 'Works',
      currency: 'JPY',
      fixedCharges: [{ name: 'Meter', pricePerMonth: 1200 }],
      demandCharges: [makeDemandCharge({ pricePerKw: 1000, basis: { kind: 'ratchet', share: 0.8, months: 1 } })],
      energyRates: [makeEnergyRate({ pricePerKwh: 15 })],
    }),
  ),
)

let out: string[] = []
let err: string[] = []
beforeEach(() => {
  out = []
  err = []
  vi.spyOn(console, 'log').mockImplementation((text: string) => out.push(text))
  vi.spyOn(console, 'error').mockImplementation((text: string) => err.push(text))
})
afterEach(() => {
  vi.restoreAllMocks()
  process.exitCode = 0
})

function write(name: string, text: string): string {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}
async function run(...args: readonly string[]): Promise<unknown> {
  process.exitCode = 0
  await billCommand().parseAsync(['--csv', load, '--value', 'load_kw', '--tariff', tariff, ...args], { from: 'user' })
  return process.exitCode
}

test('prints each month’s bill line by line, the years’ totals, and what is to be known', async () => {
  expect(await run()).toBe(0)
  expect(err).toEqual([])
  // 17 days and 14 days of 100 kW, and 50 kW more in a quarter-hour.
  expect(out.join('\n')).toBe(
    `
Works, in JPY. Demand over blocks of 15 min, on the clock of UTC.

January 2026: 54.8 % of the time is known
  Meter             1 month  × 1,200    1,200
  Charge any      150.00 kW  × 1,000  150,000  set 2026-01-25 10:00
  Rate all    40,812.50 kWh  × 15     612,188
  Total                               763,388  JPY
  Note: 54.8 % of the time is known: energy is billed for that alone, and a peak may be missing.
  Note: Charge any: the month before isn’t known. It is billed from what is known, and may be more.

February 2026: 100 % of the time is known, until 2026-02-15 00:00
  Meter             1 month  × 1,200    1,200
  Charge any      120.00 kW  × 1,000  120,000  80 % of 150 kW in January 2026
  Rate all    33,600.00 kWh  × 15     504,000
  Total                               625,200  JPY
  Note: Known in part: January 2026 (54.8 %). With all of it its peak may be higher.

  2026, 2 months  68.8 % known    1,388,588  JPY

Note: The calendar is taken to be that of UTC: where the plant’s is another, name its zone.`.trimStart(),
  )
})

test('a single month is billed with the months before in mind', async () => {
  expect(await run('--month', '2026-02', '--zone', 'UTC')).toBe(0)
  const text = out.join('\n')
  expect(text).toContain('80 % of 150 kW in January 2026')
  expect(text).not.toContain('January 2026:')
  expect(text).not.toContain('2026, ')
})

test('--json prints one object and nothing else', async () => {
  expect(await run('--json')).toBe(0)
  expect(out).toHaveLength(1)
  expect(err).toEqual([])
  const figures = JSON.parse(out[0] ?? '')
  expect(figures).toMatchObject({ tariff: 'Works', currency: 'JPY', zone: 'UTC', total: 1_388_588 })
  expect(figures.coverage).toBeCloseTo(31 / 45, 9)
  expect(figures.bills.map(({ month, total }: { month: string; total: number }) => [month, total])).toEqual([
    ['2026-01', 763_388],
    ['2026-02', 625_200],
  ])
  expect(figures.bills[0].lines[1]).toMatchObject({
    charge: 'any',
    quantity: 150,
    unit: 'kW',
    price: 1000,
    amount: 150_000,
  })
})

test.each([
  [['--month', '2026-13'], '“2026-13” is no month: expected one like 2026-11.'],
  [['--month', '2026-05'], 'The file holds nothing of 2026-05: it goes from 2026-01 to 2026-02.'],
  [['--value', 'kwh'], 'There is no column “kwh”: the columns are “time”, “load_kw”.'],
  [['--zone', 'Berlin'], '“Berlin” is no time zone: expected one like Europe/Berlin.'],
  [['--power-factor', 'pf'], 'There is no column “pf”: the columns are “time”, “load_kw”.'],
  [['--tariff', 'nowhere.json'], /^The file nowhere\.json can’t be read: /],
  [['--tariff', load], /^The file load\.csv is no tariff that EcoPulse reads: it has no column “type”/],
])('what can’t be billed is reported in one line, and the command fails: %s', async (args, message) => {
  expect(await run(...args)).toBe(1)
  expect(out).toEqual([])
  expect(err).toEqual([expect.stringMatching(typeof message === 'string' ? escaped(message) : message)])
  expect(err[0]).not.toContain('\n')
})

function escaped(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`)
}
