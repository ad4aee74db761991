import { HORIZONS } from '../domain/forecast/forecast.ts'
import { readCard } from '../engine/ml/network/model-files.ts'
import { measureModel } from '../engine/ml/training/measure.ts'
import { HOLDOUT_DAYS, MIN_HISTORY_DAYS, simulateHistory } from '../engine/ml/training/simulated-history.ts'
import { shippedFolders } from '../engine/models/model-folders.ts'
import { WASM_DIR } from './folders.ts'
import { formatComparisonTable } from './text/comparison-table.ts'
import { HORIZON_NAMES } from './text/job-progress.ts'

/** Added to a card's seed: a plant that the model has seen nothing of. */
const UNSEEN_PLANT_SEED_OFFSET = 1000
const STEPS_PER_DAY = 96

/** Scores the models in `modelsDir` on a simulated plant of another seed than they were trained on. */
export async function evaluateShipped(
  modelsDir: string,
  {
    seed,
    json,
    horizon: only,
  }: { readonly seed: number; readonly json?: boolean; readonly horizon?: (typeof HORIZONS)[number] },
): Promise<void> {
  const folders = shippedFolders(modelsDir)
  const results: [string, unknown][] = []
  for (const horizon of HORIZONS) {
    if (only !== undefined && only !== horizon) continue
    const card = readCard(folders[horizon])
    const series = simulateHistory(seed + UNSEEN_PLANT_SEED_OFFSET, MIN_HISTORY_DAYS)
    const to = series.loadKw.length
    const from = to - HOLDOUT_DAYS * STEPS_PER_DAY
    const comparison = await measureModel({ folder: folders[horizon], series, from, to, wasmDir: WASM_DIR })
    results.push([horizon, { model: card.id, holdout: card.holdout, otherPlant: comparison }])
    if (json === true) continue
    if (card.holdout !== null) {
      console.log(
        `The ${HORIZON_NAMES[horizon]} by ${card.id}, on the days of its own plant that it was held out on:\n`,
      )
      console.log(`${formatComparisonTable([['EcoPulse', card.holdout]])}\n`)
    }
    console.log(`On ${HOLDOUT_DAYS} days of another simulated plant (seed ${seed + UNSEEN_PLANT_SEED_OFFSET}):\n`)
    console.log(`${formatComparisonTable([['EcoPulse', comparison]])}\n`)
  }
  if (json === true) console.log(JSON.stringify(Object.fromEntries(results), null, 2))
}
