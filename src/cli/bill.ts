import { readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { Command } from 'commander'
import { MonthSchema } from '../contract/schemas/tariff.ts'
import type { Tariff } from '../domain/tariff/tariff.ts'
import { billCsv, type CsvBills } from '../engine/offline-bill/bill-csv.ts'
import { EngineError, reasonOf } from '../engine/runtime/engine-error.ts'
import { describeReadError } from '../engine/sources/recording/recording-file.ts'
import { readTariff } from '../engine/tariff-files/read-tariff.ts'
import { formatBills, toBillsJson } from './text/bill-text.ts'

interface BillCommandOptions {
  readonly csv: string
  readonly value: string
  readonly tariff: string
  readonly time?: string
  readonly zone?: string
  readonly powerFactor?: string
  readonly month?: string
  readonly json?: boolean
}

/** `bill`: what a load costs by a tariff, month by month. */
export function billCommand(): Command {
  return new Command('bill')
    .description('Bills a load by a tariff, month by month and line by line, with what is not known of it.')
    .requiredOption('--csv <file>', 'the load: a CSV, or a gzipped one')
    .requiredOption('--value <column>', 'column with the load in kW (or W or MW, where its name ends in that)')
    .requiredOption('--tariff <file>', 'the tariff: JSON as EcoPulse writes it, or a CSV with a line for each price')
    .option('--time <column>', 'column with the time; by default the first that reads as one')
    .option('--zone <zone>', 'IANA zone of times without an offset, and of months and prices; UTC by default')
    .option('--power-factor <column>', 'column with the power factor, 0 to 1 or in percent')
    .option('--month <month>', 'only this month, like 2026-11; earlier ones still count for its ratchets')
    .option('--json', 'prints one JSON object and nothing else')
    .action((options: BillCommandOptions) =>
      runBill(options).catch((error: unknown) => {
        console.error(reasonOf(error).split('\n')[0])
        process.exitCode = 1
      }),
    )
}

async function runBill(options: BillCommandOptions): Promise<void> {
  const { csv, time, value, zone, powerFactor, month } = options
  if (month !== undefined && !MonthSchema.safeParse(month).success)
    throw new EngineError('invalid', `“${month}” is no month: expected one like 2026-11.`, 'month')
  const { tariff, notes } = await readTariffFile(options.tariff)
  const all = await billCsv({ file: resolve(csv), time, value, zone, powerFactor, tariff })
  const bills = { ...selectMonth(all, month), notes: [...notes, ...all.notes] }
  console.log(options.json === true ? JSON.stringify(toBillsJson(tariff, bills), null, 2) : formatBills(tariff, bills))
}

async function readTariffFile(file: string): Promise<{ readonly tariff: Tariff; readonly notes: readonly string[] }> {
  const text = await readFile(resolve(file), 'utf8').catch((error: unknown) => {
    throw new EngineError('invalid', `The file ${file} can’t be read: ${describeReadError(error)}.`, 'tariff')
  })
  return readTariff(basename(file), text)
}

function selectMonth(all: CsvBills, month: string | undefined): CsvBills {
  const bills = all.bills.filter((each) => month === undefined || each.month === month)
  if (bills.length > 0) return { ...all, bills }
  const [first, last] = [all.bills[0]?.month, all.bills.at(-1)?.month]
  throw new EngineError('invalid', `The file holds nothing of ${month}: it goes from ${first} to ${last}.`, 'month')
}
