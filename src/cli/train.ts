import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { NEXT_HOUR_FOLDER } from '../engine/forecast/model-files.ts'
import { LEAST_DAYS } from '../engine/forecast/training/simulated-history.ts'
import { type TrainOptions, trainNextHour } from '../engine/forecast/training/train.ts'
import { wholeNumber } from './arguments.ts'
import { comparisonTable } from './comparison-table.ts'
import { MODELS_DIR, WASM_DIR } from './folders.ts'
import { showProgress } from './train-progress.ts'

interface Options {
  readonly out: string
  readonly seed: number
  readonly epochs: number
  readonly days: number
}

/** `train`: makes the next hour's model from the simulator's history. */
export function trainCommand(version: string): Command {
  return new Command('train')
    .description("Trains the next hour's model on the simulator's history and puts it into models/next-hour")
    .option('--out <folder>', 'folder of the models', MODELS_DIR)
    .option('--seed <number>', 'the simulated plant, and the chance in training', wholeNumber(0), 7)
    .option('--epochs <number>', 'at most so many', wholeNumber(1), 16)
    .option('--days <number>', `length of the history, ${LEAST_DAYS} or more`, wholeNumber(LEAST_DAYS), 420)
    .action((options: Options) => train(options, version))
}

async function train({ out, seed, epochs, days }: Options, version: string): Promise<void> {
  const abort = new AbortController()
  const stop = () => abort.abort()
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  const folder = join(resolve(out), NEXT_HOUR_FOLDER)
  const command = `npm run train -- --seed ${seed} --epochs ${epochs} --days ${days}`
  const options: TrainOptions = { seed, epochs, days, folder, wasmDir: WASM_DIR, now: Date.now(), version, command }
  try {
    const card = await trainNextHour(options, { ...showProgress(epochs, process.stdout), signal: abort.signal })
    console.log(`\nHoldout, ${card.parts.holdout.from.slice(0, 10)} to ${card.parts.holdout.to.slice(0, 10)}:\n`)
    console.log(comparisonTable(card.metrics.holdout))
    console.log(`\nThe plant of seed ${card.metrics.otherSeed.seed}, same days:\n`)
    console.log(comparisonTable(card.metrics.otherSeed))
    console.log(`\nThe model is in ${folder}`)
  } catch (error) {
    if (!abort.signal.aborted) throw error
    console.error(`\nStopped: the model in ${folder} is as it was.`)
    process.exitCode = 130
  } finally {
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
  }
}
