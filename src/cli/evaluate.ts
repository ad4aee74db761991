import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { HORIZONS, type Horizon } from '../domain/forecast/forecast.ts'
import { MODEL_RESOLUTIONS } from '../engine/ml/features/layout.ts'
import type { Evaluation } from '../engine/ml/training/evaluation.ts'
import type { EvaluateJob } from '../engine/models/model-jobs.ts'
import { startModelJob } from '../engine/models/model-thread.ts'
import { reasonOf } from '../engine/runtime/engine-error.ts'
import { createWholeNumberParser } from './arguments.ts'
import { awaitJobs } from './await-jobs.ts'
import { evaluateShipped } from './evaluate-shipped.ts'
import { MODELS_DIR } from './folders.ts'
import { formatEvaluation, toEvaluationJson } from './text/evaluation-report.ts'
import { createJobProgress } from './text/job-progress.ts'

interface EvaluateCommandOptions {
  readonly csv?: string
  readonly time?: string
  readonly value?: string
  readonly temperature?: string
  readonly zone?: string
  readonly resolution?: number
  readonly horizon?: Horizon
  readonly seed: number
  readonly ablation?: boolean
  readonly json?: boolean
  readonly models: string
}

/** `evaluate`: trains and tests in order of time on any load, beside the naive forecasts. */
export function evaluateCommand(): Command {
  return new Command('evaluate')
    .description(
      'Trains on the first 80 % of a load and tests on the last 20 %, for the next hour and the next day, beside the naive ' +
        'forecasts. Without --csv: scores the models that are there on a simulated plant that they have not seen.',
    )
    .option('--csv <file>', 'the load: a CSV, or a gzipped one')
    .option('--time <column>', 'column with the time; by default the first that reads as one')
    .option('--value <column>', 'column with the load in kW (or W or MW, where its name ends in that)')
    .option('--temperature <column>', 'column with the outdoor temperature in °C')
    .option('--zone <zone>', 'IANA zone of times without an offset, and of the calendar; UTC by default')
    .option(
      '--resolution <minutes>',
      `mean the load over so many minutes first: ${MODEL_RESOLUTIONS.join(', ')}`,
      parseResolution,
    )
    .option('--horizon <horizon>', 'only one of nextHour, nextDay', parseHorizon)
    .option('--seed <number>', 'of chance in training, or of the simulated plant', createWholeNumberParser(0), 1)
    .option('--ablation', 'also trains and tests the model without some of its parts')
    .option('--json', 'prints one JSON object and nothing else')
    .option('--models <folder>', 'folder of the models, without --csv', MODELS_DIR)
    .action((options: EvaluateCommandOptions) =>
      runEvaluate(options).catch((error: unknown) => {
        console.error(reasonOf(error).split('\n')[0])
        process.exitCode = 1
      }),
    )
}

async function runEvaluate(options: EvaluateCommandOptions): Promise<void> {
  const { csv, value } = options
  if (csv === undefined) return evaluateShipped(resolve(options.models), options)
  if (value === undefined) throw new Error('Name the column with the load: --value COLUMN.')
  const progress = createJobProgress(process.stderr)
  const evaluations = await evaluateHorizons(options, csv, value, progress.show).finally(progress.clear)
  if (options.json === true) {
    console.log(
      JSON.stringify(Object.fromEntries(evaluations.map((each) => [each.horizon, toEvaluationJson(each)])), null, 2),
    )
    return
  }
  for (const each of evaluations) console.log(`${formatEvaluation(each, options.zone ?? 'UTC')}\n`)
}

/** Both horizons at once where there are two cores. */
async function evaluateHorizons(
  options: EvaluateCommandOptions,
  csv: string,
  value: string,
  showProgress: ReturnType<typeof createJobProgress>['show'],
): Promise<Evaluation[]> {
  const { time, temperature, zone, resolution: resolutionMinutes, seed, ablation = false } = options
  const columns = { file: resolve(csv), time, value, temperature, zone, resolutionMinutes }
  const printedNotes = new Set<string>()
  const run = (horizon: Horizon) => {
    const job: EvaluateJob = { kind: 'evaluate', horizon, data: { kind: 'csv', csv: columns }, seed, ablation }
    const onRead = (notes: readonly string[]) => {
      for (const note of notes) if (!printedNotes.has(note)) console.error(note)
      for (const note of notes) printedNotes.add(note)
    }
    return startModelJob(job, { onRead, onProgress: (progress) => showProgress(horizon, progress) })
  }
  const horizons = options.horizon === undefined ? HORIZONS : [options.horizon]
  if (availableParallelism() > 1) return awaitJobs(horizons.map(run))
  const evaluations: Evaluation[] = []
  for (const horizon of horizons) evaluations.push(await run(horizon).answer)
  return evaluations
}

function parseResolution(text: string): number {
  const minutes = Number(text)
  if (MODEL_RESOLUTIONS.some((each) => each === minutes)) return minutes
  throw new InvalidArgumentError(`Expected one of ${MODEL_RESOLUTIONS.join(', ')} minutes.`)
}

function parseHorizon(text: string): Horizon {
  const found = HORIZONS.find((horizon) => horizon === text)
  if (found !== undefined) return found
  throw new InvalidArgumentError(`Expected one of ${HORIZONS.join(', ')}.`)
}
