import { readFileSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { Command } from 'commander'
import { z } from 'zod'
import { SheddableLoadSchema } from '../contract/schemas/tariff.ts'
import { SAMPLE_LOADS } from '../domain/shedding/sample-loads.ts'
import type { SheddableLoad } from '../domain/shedding/sheddable-load.ts'
import { SAMPLE_TARIFF } from '../domain/tariff/sample-tariff.ts'
import type { Tariff } from '../domain/tariff/tariff.ts'
import { dayAt } from '../domain/time/calendar.ts'
import { DAY } from '../domain/time/time.ts'
import { scoreAlerts } from '../engine/backtest/alert-score.ts'
import { type BacktestParts, type BacktestResult, backtest, savedTogether } from '../engine/backtest/backtest.ts'
import { asYesterday, byModel, byRefits, type DayForecasts, NAIVE_DAYS } from '../engine/backtest/day-forecasts.ts'
import { loadAlone, simulatedPast } from '../engine/backtest/plant-history.ts'
import { readCsvSeries } from '../engine/load-csv/csv-series.ts'
import { readCard } from '../engine/ml/network/model-files.ts'
import { HISTORY_SITE, HISTORY_START } from '../engine/ml/training/simulated-history.ts'
import { shippedFolders } from '../engine/models/model-folders.ts'
import { reasonOf } from '../engine/runtime/engine-error.ts'
import { createPlantModel } from '../engine/sources/simulator/plant-model.ts'
import { readTariff } from '../engine/tariff-files/read-tariff.ts'
import { wholeNumber } from './arguments.ts'
import { MODELS_DIR, WASM_DIR } from './folders.ts'
import { backtestTable, DEFINITIONS, type ReportRow } from './text/backtest-report.ts'
import { showSteps } from './text/step-progress.ts'

interface Options {
  readonly csv?: string
  readonly time?: string
  readonly value?: string
  readonly zone?: string
  readonly tariff?: string
  readonly loads?: string
  readonly target?: number
  readonly seed: number
  readonly years: number
  readonly every: number
  readonly json?: boolean
  readonly models: string
}

/** The seed 1 is the plant 1001, as in `evaluate`: one that no shipped model was trained on. */
const OTHER_PLANT = 1000
const STEPS_A_DAY = 96
/** Lived through before the year that counts: the peaks of two months are known then. */
const DAYS_BEFORE = 92
const YEAR_DAYS = 365

/** `backtest`: lives through a year as the app would have, and says how right its alerts were and what they saved. */
export function backtestCommand(): Command {
  return new Command('backtest')
    .description(
      'Replays a year of load, forecasts every day ahead from the past alone, and scores the alerts of new billed peaks beside ' +
        'those of the rule «as yesterday». Without --csv: a simulated plant that the shipped model has not seen.',
    )
    .option('--csv <file>', 'the load: a CSV, or a gzipped one')
    .option('--time <column>', 'column with the time; by default the first that reads as one')
    .option('--value <column>', 'column with the load in kW (or W or MW, where its name ends in that)')
    .option('--zone <zone>', 'IANA zone of times without an offset, and of the bill; UTC by default')
    .option('--tariff <file>', 'the tariff: JSON, or a CSV of charges; without --csv a sample by default')
    .option('--loads <file>', 'JSON with the loads that can be shed; without --csv samples by default')
    .option('--target <kW>', 'what the operator wants to stay below', wholeNumber(1))
    .option('--seed <number>', 'of the simulated plant', wholeNumber(0), 1)
    .option('--years <number>', 'a year of so many simulated plants, of one seed after the other', wholeNumber(1), 1)
    .option(
      '--every <quarter-hours>',
      'how far two forecasts lie apart: 1 as in the app; more is quicker',
      wholeNumber(1),
      1,
    )
    .option('--json', 'prints one JSON object and nothing else')
    .option('--models <folder>', 'folder of the models, without --csv', MODELS_DIR)
    .action((options: Options) =>
      run(options).catch((error: unknown) => {
        console.error(reasonOf(error).split('\n')[0])
        process.exitCode = 1
      }),
    )
}

async function run(options: Options): Promise<void> {
  const tariff = tariffOf(options)
  const loads = loadsOf(options)
  const progress = showSteps(process.stderr)
  try {
    const rows =
      options.csv === undefined
        ? await onSimulator(options, tariff, loads, progress.tell)
        : await onCsv(options, options.csv, tariff, loads, progress.tell)
    progress.end()
    if (options.json === true) {
      console.log(JSON.stringify({ about: rows.about, currency: tariff.currency, results: rows.rows }, null, 2))
      return
    }
    console.log(`${rows.about}\n\n${backtestTable(rows.rows, tariff.currency)}\n\n${DEFINITIONS.join('\n')}`)
  } finally {
    progress.end()
  }
}

interface Outcome {
  /** What was done, in sentences. */
  readonly about: string
  readonly rows: readonly ReportRow[]
}

type Tell = (doing: string, share: number) => void

async function onSimulator(
  options: Options,
  tariff: Tariff,
  loads: readonly SheddableLoad[],
  tell: Tell,
): Promise<Outcome> {
  const seeds = Array.from({ length: options.years }, (_, i) => options.seed + i + OTHER_PLANT)
  const folder = shippedFolders(resolve(options.models)).nextDay
  const rows: Replayed[] = []
  for (const seed of seeds) {
    const plant = seeds.length === 1 ? '' : `plant ${seed - OTHER_PLANT}: `
    rows.push(
      ...(await ofPlant(seed, folder, { options, tariff, loads }, (doing, share) => tell(plant + doing, share))),
    )
  }
  const { id, data } = readCard(folder)
  const plants =
    seeds.length === 1
      ? `A year of the simulated plant of seed ${seeds[0]}`
      : `A year each of ${seeds.length} simulated plants, seeds ${seeds[0]} to ${seeds.at(-1)}`
  return {
    about:
      `${plants}, by ${tariff.name}, forecast by ${id}, which was trained on ${data?.source ?? 'another plant'}, ` +
      'with its bands calibrated each day on what had come.',
    rows: together(rows),
  }
}

/** A year of one simulated plant, its import and all of its load. */
async function ofPlant(
  seed: number,
  folder: string,
  { options, tariff, loads }: { options: Options; tariff: Tariff; loads: readonly SheddableLoad[] },
  tell: Tell,
): Promise<Replayed[]> {
  tell('the simulated plant', 0)
  const start = HISTORY_START - DAYS_BEFORE * DAY
  const days = DAYS_BEFORE + YEAR_DAYS + 1
  const past = simulatedPast(createPlantModel(seed, HISTORY_SITE), HISTORY_SITE, start, days * STEPS_A_DAY)
  // The forecast at the year's first midnight is made from the day before on.
  const steps = { from: (DAYS_BEFORE - 2) * STEPS_A_DAY, to: (days - 1) * STEPS_A_DAY, every: options.every }
  const first = dayAt(HISTORY_START, past.zone)
  const last = dayAt(HISTORY_START + YEAR_DAYS * DAY, past.zone)
  const counts = (day: string) => day >= first && day < last
  const parts = { tariff, loads, steps, targetKw: options.target ?? null, counts }
  const model = await byModel(past, steps, { folder, wasmDir: WASM_DIR }, (share) => tell('forecasting', share))
  const yesterday = asYesterday(past)
  return [
    ...replayed('grid import', { ...parts, past }, { model, yesterday }, tell),
    ...replayed('load', { ...parts, past: loadAlone(past) }, { model, yesterday }, tell),
  ]
}

async function onCsv(
  options: Options,
  file: string,
  tariff: Tariff,
  loads: readonly SheddableLoad[],
  tell: Tell,
): Promise<Outcome> {
  const { value, time, zone, target } = options
  if (value === undefined) throw new Error('Name the column with the load: --value COLUMN.')
  tell('reading', 0)
  const { series, notes } = await readCsvSeries({ file: resolve(file), value, time, zone, resolutionMinutes: 15 })
  const past = loadAlone(series)
  const end = series.loadKw.length
  const first = dayAt(series.start + NAIVE_DAYS * DAY + DAY, series.zone)
  const last = dayAt(series.start + end * series.resolutionMs, series.zone)
  if (first >= last)
    throw new Error(
      `The load must be longer than ${NAIVE_DAYS} days: peaks of a month before, and a model, come of them.`,
    )
  const steps = { from: 2 * STEPS_A_DAY, to: end, every: options.every }
  const parts = {
    past,
    tariff,
    loads,
    steps,
    targetKw: target ?? null,
    counts: (day: string) => day >= first && day < last,
  }
  const model = byRefits(series, steps, (share) => tell('fitting', share))
  const about =
    `${basename(file)}, ${first} to ${last}, by ${tariff.name}. Forecast by a ridge regression that is fitted anew every four weeks on ` +
    `what had come by then; the first ${NAIVE_DAYS} days teach it and don’t count.${notes.map((note) => `\n${note}`).join('')}`
  return { about, rows: together(replayed('load', parts, { model, yesterday: asYesterday(series) }, tell)) }
}

/** What came of one way of forecasting, by its name. */
interface Replayed extends BacktestResult {
  readonly name: string
}

function replayed(
  on: string,
  parts: BacktestParts,
  forecasts: { readonly model: DayForecasts; readonly yesterday: DayForecasts },
  tell: Tell,
): Replayed[] {
  const run = (name: string, foreseen: DayForecasts): Replayed => {
    return { name, ...backtest(parts, foreseen, (share) => tell(`replaying ${name}`, share)) }
  }
  return [run(`${on}: EcoPulse`, forecasts.model), run(`${on}: as yesterday`, forecasts.yesterday)]
}

/** One row for each name, whatever the number of plants. */
function together(results: readonly Replayed[]): ReportRow[] {
  const names = [...new Set(results.map(({ name }) => name))]
  return names.map((name) => {
    const own = results.filter((each) => each.name === name)
    return { name, score: scoreAlerts(own), saving: savedTogether(own.map(({ saving }) => saving)) }
  })
}

function tariffOf({ tariff, csv }: Options): Tariff {
  if (tariff === undefined) {
    if (csv === undefined) return SAMPLE_TARIFF
    throw new Error('Say what the load is billed by: --tariff FILE.')
  }
  const read = readTariff(basename(tariff), readFileSync(tariff, 'utf8'))
  for (const note of read.notes) console.error(note)
  return read.tariff
}

function loadsOf({ loads, csv }: Options): readonly SheddableLoad[] {
  if (loads === undefined) return csv === undefined ? SAMPLE_LOADS : []
  const parsed = z.array(SheddableLoadSchema).safeParse(JSON.parse(readFileSync(loads, 'utf8')))
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new Error(
    `The loads can’t be read: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'expected a list of loads'}`,
  )
}
