import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { HORIZONS, type Horizon } from '../domain/forecast/forecast.ts'
import { MIN_HISTORY_DAYS, simulateHistory } from '../engine/ml/training/simulated-history.ts'
import { shippedFolders } from '../engine/models/model-folders.ts'
import type { JobData, TrainJob } from '../engine/models/model-jobs.ts'
import { startModelJob } from '../engine/models/model-thread.ts'
import { reasonOf } from '../engine/runtime/engine-error.ts'
import { createWholeNumberParser } from './arguments.ts'
import { awaitJobs } from './await-jobs.ts'
import { MODELS_DIR } from './folders.ts'
import { formatComparisonTable } from './text/comparison-table.ts'
import { createJobProgress, HORIZON_NAMES } from './text/job-progress.ts'

interface TrainCommandOptions {
  readonly out: string
  readonly seed: number
  readonly days: number
  readonly csv?: string
  readonly time?: string
  readonly value?: string
  readonly temperature?: string
  readonly zone?: string
}

/** `train`: makes a model for each horizon, from a CSV or from the simulator's history. */
export function trainCommand(version: string): Command {
  return new Command('train')
    .description(
      'Trains a model for the next hour and one for the next day: on a CSV, or without --csv on the simulator’s history, ' +
        'which makes the models that are shipped',
    )
    .option('--out <folder>', 'folder of the models', MODELS_DIR)
    .option('--csv <file>', 'a load to train on')
    .option('--time <column>', 'column with the time; by default the first that reads as one')
    .option('--value <column>', 'column with the load in kW (or W or MW, where its name ends in that)')
    .option('--temperature <column>', 'column with the outdoor temperature in °C')
    .option('--zone <zone>', 'IANA zone of times without an offset, and of the calendar; UTC by default')
    .option('--seed <number>', 'of chance in training, and of the simulated plant', createWholeNumberParser(0), 7)
    .option(
      '--days <number>',
      `length of the simulated history, ${MIN_HISTORY_DAYS} or more`,
      createWholeNumberParser(MIN_HISTORY_DAYS),
      420,
    )
    .action((options: TrainCommandOptions) =>
      runTrain(options, version).catch((error: unknown) => {
        console.error(reasonOf(error).split('\n')[0])
        process.exitCode = 1
      }),
    )
}

async function runTrain(options: TrainCommandOptions, version: string): Promise<void> {
  const folders = shippedFolders(resolve(options.out))
  const { data, source, command } = chooseTrainingData(options)
  const progress = createJobProgress(process.stderr)
  const now = Date.now()
  const jobs = HORIZONS.map((horizon) => {
    const id = `${modelIdPrefix(horizon)}-${new Date(now).toISOString().slice(0, 10)}`
    const forAnyPlant = options.csv === undefined
    const job: TrainJob = {
      ...{ kind: 'train', horizon, made: { id, folder: folders[horizon] }, rival: null, data, source, now, version },
      ...{ command, seed: options.seed, forAnyPlant },
    }
    return startModelJob(job, { onProgress: (state) => progress.show(horizon, state) })
  })
  const stop = async () => {
    await Promise.all(jobs.map((job) => job.end()))
    progress.clear()
    console.error(`Stopped: the models in ${options.out} are as they were.`)
    process.exit(130)
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  const cards = await awaitJobs(jobs).finally(progress.clear)
  for (const { horizon, parts, holdout } of cards) {
    if (holdout === null || parts === null) continue
    console.log(
      `The ${HORIZON_NAMES[horizon]}, ${parts.holdout.from.slice(0, 10)} to ${parts.holdout.to.slice(0, 10)}:\n`,
    )
    console.log(`${formatComparisonTable([['EcoPulse', holdout]])}\n`)
  }
  console.log(`The models are in ${join(resolve(options.out))}`)
  process.off('SIGINT', stop)
  process.off('SIGTERM', stop)
}

function chooseTrainingData(options: TrainCommandOptions): {
  readonly data: JobData
  readonly source: string
  readonly command: string
} {
  const { csv, value, time, temperature, zone, seed, days } = options
  if (csv === undefined) {
    const command = `npm run train -- --seed ${seed} --days ${days}`
    const series = simulateHistory(seed, days)
    return { data: { kind: 'series', series }, source: `the simulator's history, seed ${seed}, ${days} days`, command }
  }
  if (value === undefined) throw new Error('Name the column with the load: --value COLUMN.')
  const columns = { file: resolve(csv), time, value, temperature, zone, resolutionMinutes: 15 }
  return { data: { kind: 'csv', csv: columns }, source: `${csv}, column ${value}`, command: 'npm run train -- --csv …' }
}

function modelIdPrefix(horizon: Horizon): string {
  return HORIZON_NAMES[horizon].replace(' ', '-')
}
