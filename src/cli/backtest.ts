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
import { type BacktestOptions, type BacktestResult, backtest, sumSavings } from '../engine/backtest/backtest.ts'
import {
  createModelForecasts,
  createRefitForecasts,
  createYesterdayForecasts,
  type DayForecasts,
  NAIVE_DAYS,
} from '../engine/backtest/day-forecasts.ts'
import { simulatePlantHistory, toPlantHistory } from '../engine/backtest/plant-history.ts'
import { readCsvSeries } from '../engine/load-csv/csv-series.ts'
import { readCard } from '../engine/ml/network/model-files.ts'
import { HISTORY_SITE, HISTORY_START } from '../engine/ml/training/simulated-history.ts'
import { shippedFolders } from '../engine/models/model-folders.ts'
import { reasonOf } from '../engine/runtime/engine-error.ts'
import { createPlantModel } from '../engine/sources/simulator/plant-model.ts'
import { readTariff } from '../engine/tariff-files/read-tariff.ts'
import { createWholeNumberParser } from './arguments.ts'
import { MODELS_DIR, WASM_DIR } from './folders.ts'
import { DEFINITIONS, formatBacktestTable, type ReportRow } from './text/backtest-report.ts'
import { createStepProgress } from './text/step-progress.ts'

interface BacktestCommandOptions {
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
const UNSEEN_PLANT_SEED_OFFSET = 1000
const STEPS_PER_DAY = 96
/** Lived through before the year that counts: the peaks of two months are known then. */
const WARM_UP_DAYS = 92
const YEAR_DAYS = 365

/** `backtest`: replays a year as the app would have run, and prints how right its alerts were and what they saved. */
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
    .option('--target <kW>', 'what the operator wants to stay below', createWholeNumberParser(1))
    .option('--seed <number>', 'of the simulated plant', createWholeNumberParser(0), 1)
    .option(
      '--years <number>',
      'a year of so many simulated plants, of one seed after the other',
      createWholeNumberParser(1),
      1,
    )
    .option(
      '--every <quarter-hours>',
      'how far two forecasts lie apart: 1 as in the app; more is quicker',
      createWholeNumberParser(1),
      1,
    )
    .option('--json', 'prints one JSON object and nothing else')
    .option('--models <folder>', 'folder of the models, without --csv', MODELS_DIR)
    .action((options: BacktestCommandOptions) =>
      runBacktest(options).catch((error: unknown) => {
        console.error(reasonOf(error).split('\n')[0])
        process.exitCode = 1
      }),
    )
}

async function runBacktest(options: BacktestCommandOptions): Promise<void> {
  const tariff = readTariffOption(options)
  const loads = readLoadsOption(options)
  const progress = createStepProgress(process.stderr)
  try {
    const rows =
      options.csv === undefined
        ? await backtestSimulatedPlants(options, tariff, loads, progress.show)
        : await backtestCsv(options, options.csv, tariff, loads, progress.show)
    progress.clear()
    if (options.json === true) {
      console.log(JSON.stringify({ about: rows.about, currency: tariff.currency, results: rows.rows }, null, 2))
      return
    }
    console.log(`${rows.about}\n\n${formatBacktestTable(rows.rows, tariff.currency)}\n\n${DEFINITIONS.join('\n')}`)
  } finally {
    progress.clear()
  }
}

interface BacktestReport {
  /** What was done, in sentences. */
  readonly about: string
  readonly rows: readonly ReportRow[]
}

type ShowProgress = (doing: string, share: number) => void

async function backtestSimulatedPlants(
  options: BacktestCommandOptions,
  tariff: Tariff,
  loads: readonly SheddableLoad[],
  showProgress: ShowProgress,
): Promise<BacktestReport> {
  const seeds = Array.from({ length: options.years }, (_, i) => options.seed + i + UNSEEN_PLANT_SEED_OFFSET)
  const folder = shippedFolders(resolve(options.models)).nextDay
  const rows: NamedBacktestResult[] = []
  for (const seed of seeds) {
    const plant = seeds.length === 1 ? '' : `plant ${seed - UNSEEN_PLANT_SEED_OFFSET}: `
    rows.push(
      ...(await backtestSimulatedPlant(seed, folder, { options, tariff, loads }, (doing, share) =>
        showProgress(plant + doing, share),
      )),
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
    rows: mergeByName(rows),
  }
}

/** A year of one simulated plant, its import and all of its load. */
async function backtestSimulatedPlant(
  seed: number,
  folder: string,
  { options, tariff, loads }: { options: BacktestCommandOptions; tariff: Tariff; loads: readonly SheddableLoad[] },
  showProgress: ShowProgress,
): Promise<NamedBacktestResult[]> {
  showProgress('the simulated plant', 0)
  const start = HISTORY_START - WARM_UP_DAYS * DAY
  const days = WARM_UP_DAYS + YEAR_DAYS + 1
  const past = simulatePlantHistory(createPlantModel(seed, HISTORY_SITE), HISTORY_SITE, start, days * STEPS_PER_DAY)
  // The forecast at the year's first midnight is made from the day before on.
  const steps = { from: (WARM_UP_DAYS - 2) * STEPS_PER_DAY, to: (days - 1) * STEPS_PER_DAY, every: options.every }
  const first = dayAt(HISTORY_START, past.zone)
  const last = dayAt(HISTORY_START + YEAR_DAYS * DAY, past.zone)
  const counts = (day: string) => day >= first && day < last
  const parts = { tariff, loads, steps, targetKw: options.target ?? null, counts }
  const model = await createModelForecasts(past, steps, { folder, wasmDir: WASM_DIR }, (share) =>
    showProgress('forecasting', share),
  )
  const yesterday = createYesterdayForecasts(past)
  return [
    ...backtestBothForecasts('grid import', { ...parts, past }, { model, yesterday }, showProgress),
    ...backtestBothForecasts('load', { ...parts, past: toPlantHistory(past) }, { model, yesterday }, showProgress),
  ]
}

async function backtestCsv(
  options: BacktestCommandOptions,
  file: string,
  tariff: Tariff,
  loads: readonly SheddableLoad[],
  showProgress: ShowProgress,
): Promise<BacktestReport> {
  const { value, time, zone, target } = options
  if (value === undefined) throw new Error('Name the column with the load: --value COLUMN.')
  showProgress('reading', 0)
  const { series, notes } = await readCsvSeries({ file: resolve(file), value, time, zone, resolutionMinutes: 15 })
  const past = toPlantHistory(series)
  const end = series.loadKw.length
  const first = dayAt(series.start + NAIVE_DAYS * DAY + DAY, series.zone)
  const last = dayAt(series.start + end * series.resolutionMs, series.zone)
  if (first >= last)
    throw new Error(
      `The load must be longer than ${NAIVE_DAYS} days: peaks of a month before, and a model, come of them.`,
    )
  const steps = { from: 2 * STEPS_PER_DAY, to: end, every: options.every }
  const parts = {
    past,
    tariff,
    loads,
    steps,
    targetKw: target ?? null,
    counts: (day: string) => day >= first && day < last,
  }
  const model = createRefitForecasts(series, steps, (share) => showProgress('fitting', share))
  const about =
    `${basename(file)}, ${first} to ${last}, by ${tariff.name}. Forecast by a ridge regression that is fitted anew every four weeks on ` +
    `what had come by then; the first ${NAIVE_DAYS} days teach it and don’t count.${notes.map((note) => `\n${note}`).join('')}`
  return {
    about,
    rows: mergeByName(
      backtestBothForecasts('load', parts, { model, yesterday: createYesterdayForecasts(series) }, showProgress),
    ),
  }
}

/** The result of one way of forecasting, by its name. */
interface NamedBacktestResult extends BacktestResult {
  readonly name: string
}

function backtestBothForecasts(
  on: string,
  parts: BacktestOptions,
  forecasts: { readonly model: DayForecasts; readonly yesterday: DayForecasts },
  showProgress: ShowProgress,
): NamedBacktestResult[] {
  const run = (name: string, forecastAt: DayForecasts): NamedBacktestResult => {
    return { name, ...backtest(parts, forecastAt, (share) => showProgress(`replaying ${name}`, share)) }
  }
  return [run(`${on}: EcoPulse`, forecasts.model), run(`${on}: as yesterday`, forecasts.yesterday)]
}

/** One row for each name, whatever the number of plants. */
function mergeByName(results: readonly NamedBacktestResult[]): ReportRow[] {
  const names = [...new Set(results.map(({ name }) => name))]
  return names.map((name) => {
    const own = results.filter((each) => each.name === name)
    return { name, score: scoreAlerts(own), saving: sumSavings(own.map(({ saving }) => saving)) }
  })
}

function readTariffOption({ tariff, csv }: BacktestCommandOptions): Tariff {
  if (tariff === undefined) {
    if (csv === undefined) return SAMPLE_TARIFF
    throw new Error('Say what the load is billed by: --tariff FILE.')
  }
  const read = readTariff(basename(tariff), readFileSync(tariff, 'utf8'))
  for (const note of read.notes) console.error(note)
  return read.tariff
}

function readLoadsOption({ loads, csv }: BacktestCommandOptions): readonly SheddableLoad[] {
  if (loads === undefined) return csv === undefined ? SAMPLE_LOADS : []
  const parsed = z.array(SheddableLoadSchema).safeParse(JSON.parse(readFileSync(loads, 'utf8')))
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new Error(
    `The loads can’t be read: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'expected a list of loads'}`,
  )
}
