import { TariffSchema } from '../../contract/schemas/tariff.ts'
import { isMonthWithin } from '../../domain/tariff/rate-windows.ts'
import type { DemandCharge, EnergyRate, Tariff } from '../../domain/tariff/tariff.ts'
import { EngineError } from '../runtime/engine-error.ts'
import { describeRateWindows } from './charge-names.ts'
import type { ChargeRow } from './charge-row.ts'
import { type ChargeFile, readChargeRows } from './csv-charges.ts'
import { groupBy } from './group-by.ts'
import { describeIssue } from './schema-text.ts'
import type { TariffReading } from './tariff-reading.ts'

const MAX_NAME_LENGTH = 80
const MAX_ID_LENGTH = 50

/** Lines that make one charge or rate. */
interface ChargeGroup {
  readonly name: string
  readonly price: number
  readonly rows: readonly ChargeRow[]
}

/**
 * Makes a tariff of a CSV with a line for each price and window. Lines with the same name (or period) are one charge,
 * and so are unnamed ones of the same price.
 * @throws EngineError `invalid` with a sentence that names the line.
 */
export function readTariffCsv(fileName: string, text: string): TariffReading {
  const read = readChargeRows(fileName, text)
  const ofType = (type: ChargeRow['type']) => read.rows.filter((row) => row.type === type)
  const demand = groupDemandCharges(ofType('demand'))
  const tariff = {
    name: tariffNameFromFile(fileName),
    currency: read.currency,
    powerFactor: { kind: read.billsKva ? 'kva' : 'none' },
    fixedCharges: ofType('customer').map(({ name, price, line }, i) => {
      return {
        name: name === '' ? (i === 0 ? 'Customer charge' : `Customer charge, line ${line}`) : name,
        pricePerMonth: price,
      }
    }),
    demandCharges: assignIds(demand, 'Any time').map(({ price, ...rest }): DemandCharge => {
      return { ...rest, basis: { kind: 'maximum' }, pricePerKw: price }
    }),
    energyRates: toRates(ofType('energy')),
    exportRates: toRates(ofType('export')),
  }
  const checked = TariffSchema.safeParse(tariff)
  if (!checked.success) {
    const { sentence } = describeIssue(checked.error.issues[0])
    throw new EngineError('invalid', `The tariff in ${fileName} can’t be used: ${sentence}`)
  }
  return { tariff: checked.data, notes: collectNotes(read, checked.data) }
}

function toRates(rows: readonly ChargeRow[]): EnergyRate[] {
  const groups = groupBy(rows, ({ name, price }) => `${price} ${name}`)
  const found = [...groups.values()].map((group) => ({
    name: group[0]?.name ?? '',
    price: group[0]?.price ?? 0,
    rows: group,
  }))
  return assignIds(found, 'All times').map(({ price, ...rest }) => ({ ...rest, pricePerKwh: price }))
}

/**
 * Demand charges: by name; unnamed lines by price. A name with two prices is two charges, where they never hold at the
 * same time.
 */
function groupDemandCharges(rows: readonly ChargeRow[]): ChargeGroup[] {
  const byName = groupBy(rows, ({ name, price }) => (name === '' ? price : name))
  return [...byName.values()].flatMap((group) => {
    const byPrice = [...groupBy(group, ({ price }) => price)]
    const [first, second] = byPrice.flatMap(([, [row]]) => row ?? [])
    const meet =
      listCoveredMonths(group).length < byPrice.reduce((sum, [, each]) => sum + listCoveredMonths(each).length, 0)
    if (first !== undefined && second !== undefined && meet) {
      const message = `Lines ${first.line} and ${second.line} are both “${first.name}”, at different prices in the same months: a demand charge has one price. Give them different names.`
      throw new EngineError('invalid', message)
    }
    return byPrice.map(([price, each]) => {
      const name = group[0]?.name ?? ''
      return { name: byPrice.length > 1 ? `${name}, ${price}` : name, price, rows: each }
    })
  })
}

/** The months in which the windows hold, each once. */
function listCoveredMonths(rows: readonly ChargeRow[]): readonly number[] {
  const windows = rows.flatMap((row) => row.windows)
  return Array.from({ length: 12 }, (_, i) => i + 1).filter((month) =>
    windows.some((window) => isMonthWithin(window.months, month)),
  )
}

/** Gives each group a name where it has none, and an id. */
function assignIds(groups: readonly ChargeGroup[], always: string) {
  const names = new Set<string>()
  const ids = new Set<string>()
  return groups.map(({ name, price, rows }) => {
    const windows = rows.flatMap((row) => row.windows)
    const title = (name === '' ? describeRateWindows(windows, always) : name).slice(0, MAX_NAME_LENGTH - 4)
    const shown = makeUnique(title, names, (count) => `${title} (${count})`)
    const slug =
      shown
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
        .replaceAll(/^-|-$/g, '')
        .slice(0, MAX_ID_LENGTH) || 'charge'
    return { id: makeUnique(slug, ids, (count) => `${slug}-${count}`), name: shown, price, windows }
  })
}

function makeUnique(name: string, usedNames: Set<string>, other: (count: number) => string): string {
  let found = name
  for (let count = 2; usedNames.has(found); count += 1) found = other(count)
  usedNames.add(found)
  return found
}

function tariffNameFromFile(fileName: string): string {
  const bare = fileName.replace(/^.*[/\\]/, '').replace(/\.[^.]*$/, '')
  return bare.replaceAll('_', ' ').trim().slice(0, MAX_NAME_LENGTH) || 'Tariff'
}

function collectNotes({ rows, notes }: ChargeFile, { demandCharges, currency }: Tariff): string[] {
  const demand = rows.filter(({ type }) => type === 'demand')
  const unnamed = demand.some(({ name }) => name === '')
  return [
    ...notes,
    unnamed &&
      demandCharges.length > 0 &&
      `Demand lines without a name or period are one charge where they have the same price, with one peak over all of their times: ${demandCharges.map(({ name, pricePerKw }) => `${name} (${pricePerKw} ${currency})`).join(', ')}.`,
    demand.length > 0 &&
      'The file doesn’t say how demand is metered: blocks of 15 min, and the month’s highest is billed. Change it where yours is other.',
    'The file names no holidays: each counts by its weekday.',
  ].filter((note) => typeof note === 'string')
}
