import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { NEXT_HOUR_FOLDER } from '../engine/forecast/model-files.ts'
import { evaluateNextHour } from '../engine/forecast/training/evaluate.ts'
import { wholeNumber } from './arguments.ts'
import { comparisonTable } from './comparison-table.ts'
import { MODELS_DIR, WASM_DIR } from './folders.ts'

interface Options {
  readonly models: string
  readonly seed?: number
  readonly json?: boolean
}

/** `evaluate`: scores the model on its holdout, simulated anew, beside the naive forecasts. */
export function evaluateCommand(): Command {
  return new Command('evaluate')
    .description("Scores the next hour's model on weeks that it has not seen, beside three naive forecasts")
    .option('--models <folder>', 'folder of the models', MODELS_DIR)
    .option('--seed <number>', 'a second plant to score it on; by default the one of its card', wholeNumber(0))
    .option('--json', 'prints one JSON object and nothing else')
    .action(evaluate)
}

async function evaluate({ models, seed, json }: Options): Promise<void> {
  const answer = await evaluateNextHour(join(resolve(models), NEXT_HOUR_FOLDER), WASM_DIR, seed)
  if (answer.kind === 'none') {
    console.error(answer.reason)
    process.exitCode = 1
    return
  }
  const { card, holdout, other, backend } = answer
  const model = `${card.name} ${card.version}`
  if (json === true) {
    console.log(JSON.stringify({ model, backend, seed: card.data.seed, parts: card.parts, holdout, other }, null, 2))
    return
  }
  const { from, to } = card.parts.holdout
  console.log(`${model} on ${backend}: the next hour, four quarter-hours, ${from.slice(0, 10)} to ${to.slice(0, 10)}\n`)
  console.log(`The simulated plant that it was trained on (seed ${card.data.seed}), days that it has not seen:\n`)
  console.log(comparisonTable(holdout))
  console.log(`\nAnother plant (seed ${other.seed}), same days:\n`)
  console.log(comparisonTable(other))
}
