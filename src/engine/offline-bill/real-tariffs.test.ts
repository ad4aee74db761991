import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { readTariff } from '../tariff-files/read-tariff.ts'
import { billCsv } from './bill-csv.ts'

const shared = '../shared/data'
const steelFile = join(shared, 'steel', 'steel_clean.csv.gz')
const tariffFile = (name: string) => join(shared, 'tariffs', name)
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

/** Cells of a plain CSV by their columns' names: neither file has quotes or commas within cells. */
function plainCsv(text: string): Record<string, string>[] {
  const [head = '', ...lines] = text.replaceAll('\r', '').split('\n')
  const columns = head.split(',')
  return lines
    .filter((line) => line !== '')
    .map((line) => Object.fromEntries(line.split(',').map((cell, i) => [columns[i] ?? '', cell])))
}

const DECIMALS = 20
/** A decimal number times 10^20, exactly. */
function exact(text: string): bigint {
  const [whole = '0', fraction = ''] = text.split('.')
  return BigInt(whole + fraction.padEnd(DECIMALS, '0').slice(0, DECIMALS))
}

/** Quantity × price in cents, rounded half up: all of them are positive. */
function cents(quantity: bigint, price: bigint): bigint {
  const unit = 10n ** BigInt(2 * DECIMALS - 2)
  return (quantity * price + unit / 2n) / unit
}

/** One of the prices is written with the dust of binary fractions. */
const keyOf = (type: string | undefined, name: string, price: number) => `${type} ${name} ${price.toFixed(9)}`

/**
 * The bill of each month, line by line, in cents: worked out from the two files alone, with whole numbers, one quarter-
 * hour after the other. Lines are matched by type, name and price.
 */
function billedByHand(tariffText: string): Map<string, Map<string, bigint>> {
  const charges = plainCsv(tariffText).filter(({ utility }) => utility === 'electric')
  const quarters = plainCsv(gunzipSync(readFileSync(steelFile)).toString())
  const months = [...new Set(quarters.map(({ interval_start: start = '' }) => start.slice(0, 7)))]
  return new Map(
    months.map((month) => {
      const quantities = new Map<string, bigint>()
      const prices = new Map<string, bigint>()
      const ofMonth = quarters.filter(({ interval_start: start = '' }) => start.startsWith(month))
      for (const charge of charges) {
        const price = charge.charge ?? charge['charge (metric)'] ?? ''
        const key = keyOf(charge.type, charge.name ?? '', Number(price))
        prices.set(key, exact(price))
        if (charge.type === 'customer') quantities.set(key, exact('1'))
        if (charge.type === 'customer' || charge.type === 'export') continue
        for (const quarter of ofMonth) {
          const { interval_start: start = '', day_of_week: day = '', usage_kwh: usage = '' } = quarter
          const monthNumber = Number(start.slice(5, 7))
          const hour = Number(start.slice(11, 13)) + Number(start.slice(14, 16)) / 60
          const weekday = WEEKDAYS.indexOf(day)
          if (monthNumber < Number(charge.month_start) || monthNumber > Number(charge.month_end)) continue
          if (weekday < Number(charge.weekday_start) || weekday > Number(charge.weekday_end)) continue
          if (hour < Number(charge.hour_start) || hour >= Number(charge.hour_end)) continue
          const before = quantities.get(key) ?? 0n
          const kwh = exact(usage)
          if (charge.type === 'energy') quantities.set(key, before + kwh)
          else if (4n * kwh > before) quantities.set(key, 4n * kwh)
        }
      }
      const lines = [...quantities].map(([key, quantity]) => [key, cents(quantity, prices.get(key) ?? 0n)] as const)
      return [month, new Map(lines.filter(([, amount]) => amount > 0n))]
    }),
  )
}

describe.skipIf(!existsSync(steelFile))('real tariffs on a real year (skipped where ../shared/data is absent)', () => {
  test.each(['pnm_4b_large_power_tou.csv', 'pge_tou_test_fixture.csv'])(
    'every line of every month of %s agrees to the cent with a calculation by hand',
    async (name) => {
      const text = readFileSync(tariffFile(name), 'utf8')
      const { tariff } = readTariff(name, text)
      const { bills } = await billCsv({ file: steelFile, value: 'power_kw', zone: 'Asia/Seoul', tariff })
      const named = plainCsv(text).some((row) => (row.name ?? '') !== '')
      const types: Readonly<Record<string, string>> = { fixed: 'customer' }
      const billed = bills.map(({ month, lines, total, coverage }) => {
        const rows = lines
          .filter(({ amount }) => amount > 0)
          .map(({ kind, name: lineName, price, amount }) => {
            const title = named && kind === 'demand' ? lineName : ''
            return [keyOf(types[kind] ?? kind, title, price), BigInt(Math.round(amount * 100))] as const
          })
        return { month, coverage, total: BigInt(Math.round(total * 100)), rows: rows.sort() }
      })
      const expected = [...billedByHand(text)].map(([month, lines]) => ({
        month,
        coverage: 1,
        total: [...lines.values()].reduce((sum, amount) => sum + amount, 0n),
        rows: [...lines].sort(),
      }))
      expect(expected).toHaveLength(12)
      expect(billed).toEqual(expected)
    },
    60_000,
  )

  test('names that the files don’t have are made of when the prices hold', () => {
    const names = (file: string) => {
      const { tariff } = readTariff(file, readFileSync(tariffFile(file), 'utf8'))
      return [tariff.demandCharges, tariff.energyRates].map((prices) => prices.map(({ name }) => name))
    }
    expect(names('pnm_4b_large_power_tou.csv')).toEqual([
      ['Other times', 'Weekdays 8–20'],
      [
        'Sep–May, other times',
        'Sep–May, weekdays 5–8 and 17–20',
        'Sep–May, weekdays 8–17',
        'Jun–Aug, other times',
        'Jun–Aug, weekdays 8–17',
        'Jun–Aug, weekdays 17–22',
      ],
    ])
    expect(names('pge_tou_test_fixture.csv')).toEqual([
      ['peak-summer', 'half-peak-summer', 'off-peak', 'half-peak-winter1', 'half-peak-winter2'],
      [
        'May–Oct, other times',
        'May–Oct, weekdays 8:30–12 and 18–21:30',
        'May–Oct, weekdays 12–18',
        'Nov–Apr, other times',
        'Nov–Apr, weekdays 8:30–21:30',
      ],
    ])
  })

  test('a demand that is billed as metered, in kVA or corrected is computed by the plant’s own power factor', async () => {
    const base = {
      name: 'Made',
      currency: 'USD',
      demandCharges: [{ id: 'a', name: 'a', basis: { kind: 'maximum' }, pricePerKw: 1 }],
    }
    const peaksBy = async (powerFactor: unknown) => {
      const { tariff } = readTariff('made.json', JSON.stringify({ ...base, powerFactor }))
      const columns = { file: steelFile, value: 'power_kw', powerFactor: 'lagging_pf_pct', zone: 'Asia/Seoul' }
      const { bills } = await billCsv({ ...columns, tariff })
      return bills.map(({ lines }) => lines[0]?.quantity ?? 0)
    }
    const rows = plainCsv(gunzipSync(readFileSync(steelFile)).toString())
    const expected = (quantityOf: (kw: number, factor: number) => number) => {
      const byMonth = new Map<string, number>()
      for (const { interval_start: start = '', power_kw: kw, lagging_pf_pct: percent } of rows) {
        // A factor of 0 is none.
        const factor = Number(percent) === 0 ? Number.NaN : Number(percent) / 100
        const quantity = Number.isNaN(factor) ? Number(kw) : quantityOf(Number(kw), factor)
        byMonth.set(start.slice(0, 7), Math.max(quantity, byMonth.get(start.slice(0, 7)) ?? 0))
      }
      return [...byMonth.values()].map((quantity) => expect.closeTo(quantity, 6))
    }
    expect(await peaksBy({ kind: 'none' })).toEqual(expected((kw) => kw))
    expect(await peaksBy({ kind: 'kva' })).toEqual(expected((kw, factor) => kw / factor))
    expect(await peaksBy({ kind: 'correction', target: 0.95 })).toEqual(
      expected((kw, factor) => (factor < 0.95 ? (kw * 0.95) / factor : kw)),
    )
  }, 60_000)
})
