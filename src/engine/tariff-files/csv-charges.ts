import { parse } from 'csv-parse/sync'
import type { z } from 'zod'
import { RateWindowSchema } from '../../contract/schemas/tariff.ts'
import type { RateWindow } from '../../domain/tariff/tariff.ts'
import { EngineError, reasonOf } from '../runtime/engine-error.ts'
import { csvOptions, detectDelimiter, parseNumber, quoteNames } from '../sources/recording/layout.ts'
import { CHARGE_TYPES, type ChargeRow } from './charge-row.ts'
import { groupBy } from './group-by.ts'
import { type PriceUnit, parsePriceUnit } from './price-unit.ts'
import { describeIssue } from './schema-text.ts'

const DAYS_OF_WEEK = [0, 1, 2, 3, 4, 5, 6]

/** The lines about electricity. */
export interface ChargeFile {
  readonly rows: readonly ChargeRow[]
  /** ISO 4217. */
  readonly currency: string
  /** Whether demand is priced by kVA. */
  readonly billsKva: boolean
  readonly notes: readonly string[]
}

/** A line with its cells by the column's name in lower case. */
interface Line {
  readonly line: number
  readonly cell: (column: string) => string
  /** Empty cells are NaN. */
  readonly number: (column: string) => number
}

/**
 * Reads the lines of a tariff's CSV. Columns: type, charge (or charge (metric), charge (imperial)), units, name or
 * period, month_start, month_end (1 to 12), hour_start, hour_end (0 to 24), weekday_start, weekday_end (0 is Monday),
 * and where they are there utility, basic_charge_limit and assessed. Empty ones hold always.
 * @throws EngineError `invalid` with a sentence that names the line.
 */
export function readChargeRows(fileName: string, text: string): ChargeFile {
  const lines = readLines(fileName, text)
  const electric = lines.filter(({ cell }) => ['', 'electric', 'electricity'].includes(cell('utility').toLowerCase()))
  if (electric.length === 0) throw new EngineError('invalid', `The file ${fileName} has no line about electricity.`)
  const others = groupBy(lines, ({ cell }) => cell('utility').toLowerCase() || 'electric')
  const read = electric.map((line) => ({ row: readRow(line), unit: readUnit(line), line }))
  const currencies = [...new Set(read.flatMap(({ unit }) => unit.currency ?? []))]
  if (currencies.length > 1) {
    const second = read.find(({ unit }) => unit.currency === currencies[1])?.line.line
    refuseLine(second, `prices in ${currencies[1]} stand beside others in ${currencies[0]}: a tariff has one currency`)
  }
  const demandPer = new Set(read.flatMap(({ row, unit }) => (row.type === 'demand' ? unit.per : [])))
  const kva = read.find(({ row, unit }) => row.type === 'demand' && unit.per === 'kVA')
  if (demandPer.size > 1)
    refuseLine(kva?.line.line, 'a price per kVA stands beside others per kW: demand is billed in one of them')
  const skipped = [...others].filter(([utility]) => !utility.startsWith('electric'))
  const differ = electric.filter((line) => hasDifferentPrices(line)).map(({ line }) => line)
  const dollars = read.some(({ unit }) => unit.sign === '$')
  return {
    rows: read.map(({ row, unit }) => ({ ...row, price: Number((row.price * unit.factor).toPrecision(15)) })),
    currency: currencies[0] ?? 'USD',
    billsKva: kva !== undefined,
    notes: [
      ...skipped.map(
        ([utility, of]) =>
          `${of.length === 1 ? '1 line' : `${of.length} lines`} about ${utility} left out: EcoPulse bills electricity.`,
      ),
      currencies.length === 0 && 'The file names no currency: taken to be USD.',
      dollars && '“$” was taken to mean USD.',
      differ.length > 0 &&
        `In ${differ.length === 1 ? 'line' : 'lines'} ${differ.join(', ')} the metric and the imperial price differ: the metric one was taken.`,
    ].filter((note) => typeof note === 'string'),
  }
}

function readLines(fileName: string, text: string): Line[] {
  const delimiter = detectDelimiter(text)
  const options = { ...csvOptions(delimiter, text.includes('"')), info: true } as const
  let records: { readonly record: readonly string[]; readonly info: { readonly lines: number } }[]
  try {
    records = parse(text, options) as unknown as typeof records
  } catch (error) {
    const reason = reasonOf(error)
    throw new EngineError('invalid', `The file ${fileName} can’t be read as CSV: ${reason}.`)
  }
  const [head, ...rest] = records
  const header = (head?.record ?? []).map((name) => name.toLowerCase().replaceAll(/\s+/g, ' '))
  const missing = ['type', 'charge'].find(
    (column) => !header.some((name) => name === column || name.startsWith(`${column} (`)),
  )
  if (missing !== undefined) {
    const columns = quoteNames(head?.record ?? [])
    const message = `The file ${fileName} is no tariff that EcoPulse reads: it has no column “${missing}”. Its columns are ${columns}.`
    throw new EngineError('invalid', message)
  }
  return rest
    .filter(({ record }) => record.some((cell) => cell !== ''))
    .map(({ record, info: { lines: line } }) => {
      const cell = (column: string) => record[header.indexOf(column)] ?? ''
      const number = (column: string) => {
        const value = parseNumber(cell(column), delimiter)
        if (Number.isNaN(value) && cell(column) !== '') refuseLine(line, `“${cell(column)}” in ${column} is no number`)
        return value
      }
      return { line, cell, number }
    })
}

function readRow(of: Line): ChargeRow {
  const { line, cell } = of
  const type = CHARGE_TYPES.find((each) => each === cell('type').toLowerCase())
  if (type === undefined)
    refuseLine(line, `“${cell('type')}” is no type of charge: expected ${CHARGE_TYPES.join(', ')}`)
  const price = readAnyOf(of, 'charge')
  if (Number.isNaN(price)) refuseLine(line, 'it has no price in the column charge')
  const limit = readAnyOf(of, 'basic_charge_limit')
  if (!Number.isNaN(limit) && limit !== 0)
    refuseLine(line, `the price holds only above ${limit} (basic_charge_limit): EcoPulse has no prices by amount`)
  const assessed = cell('assessed').toLowerCase()
  if (assessed !== '' && assessed !== 'monthly')
    refuseLine(line, `the charge is assessed ${assessed}: EcoPulse bills months`)
  const windows = readRateWindows(of)
  if (type === 'customer' && !windows.every(isAllTimes))
    refuseLine(line, 'a customer charge holds at all times: leave its months, hours and weekdays empty')
  return { line, type, name: cell('name') || cell('period'), windows, price }
}

function readUnit({ line, cell }: Line): PriceUnit {
  const found = parsePriceUnit(cell('units'), cell('type').toLowerCase())
  return typeof found === 'string' ? refuseLine(line, found) : found
}

/** Of a column, or of its metric or imperial variant; NaN where all are empty. */
function readAnyOf({ number }: Line, column: string): number {
  const values = [column, `${column} (metric)`, `${column} (imperial)`].map(number)
  return values.find((value) => !Number.isNaN(value)) ?? Number.NaN
}

function hasDifferentPrices({ number }: Line): boolean {
  const [metric, imperial] = [number('charge (metric)'), number('charge (imperial)')]
  return !Number.isNaN(metric) && !Number.isNaN(imperial) && metric !== imperial
}

/** One window; two, where every day's hours run over midnight. */
function readRateWindows(of: Line): readonly RateWindow[] {
  const { line } = of
  const span = (column: string, first: number, last: number) => {
    const [from, to] = [of.number(`${column}_start`), of.number(`${column}_end`)]
    return [Number.isNaN(from) ? first : from, Number.isNaN(to) ? last : to] as const
  }
  const months = span('month', 1, 12)
  const [firstDay, lastDay] = span('weekday', 0, 6)
  const [from, to] = span('hour', 0, 24)
  for (const day of [firstDay, lastDay])
    if (!DAYS_OF_WEEK.includes(day)) refuseLine(line, `“${day}” is no weekday: expected 0 for Monday to 6 for Sunday`)
  const days = firstDay <= lastDay ? lastDay - firstDay + 1 : 8 + lastDay - firstDay
  const weekdays = Array.from({ length: days }, (_, i) => (firstDay + i) % 7).sort()
  if (from > to && weekdays.length < 7)
    refuseLine(line, `the hours ${from} to ${to} run over midnight: make two lines of it, one for each day`)
  const hours =
    from > to
      ? (
          [
            [0, to],
            [from, 24],
          ] as const
        ).filter(([begin, end]) => begin < end)
      : [[from, to] as const]
  return hours.map((each) => {
    const checked = RateWindowSchema.safeParse({ months, weekdays, hours: each })
    if (!checked.success) refuseLine(line, describeByColumn(checked.error))
    return checked.data
  })
}

/** What is wrong with a window, by the names of the columns. */
function describeByColumn({ issues }: z.core.$ZodError): string {
  const { sentence } = describeIssue(issues[0])
  const named = sentence.replace(
    /^(month|hour)s\[([01])\]/,
    (_, unit, place) => `${unit}_${place === '0' ? 'start' : 'end'}`,
  )
  return named.replace(/\.$/, '')
}

function isAllTimes({ months, weekdays, hours }: RateWindow): boolean {
  return months.join() === '1,12' && weekdays.length === 7 && hours.join() === '0,24'
}

function refuseLine(line: number | undefined, reason: string): never {
  throw new EngineError('invalid', `Line ${line}: ${reason}.`)
}
