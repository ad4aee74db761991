import type { Backend } from '../../../domain/forecast.ts'
import { openBackend } from '../backends.ts'
import type { Comparison, ModelCard } from '../model-card.ts'
import { loadModel } from '../model-files.ts'
import { compare, outputsOf } from './compare.ts'
import { holdoutOf } from './train.ts'

/** How good a model is, or why it can't be said. */
export type Evaluation =
  | {
      readonly kind: 'scored'
      readonly card: ModelCard
      readonly backend: Backend
      /** On the plant that it was trained on, days that it has not seen. */
      readonly holdout: Comparison
      /** On another plant, same days. */
      readonly other: Comparison & { readonly seed: number }
    }
  | { readonly kind: 'none'; readonly reason: string }

/**
 * Scores the model in `folder` on its holdout, which is simulated anew.
 * @param seed Of the other plant; by default the card's.
 */
export async function evaluateNextHour(folder: string, wasmDir: string, seed?: number): Promise<Evaluation> {
  const { tf, backend } = await openBackend(wasmDir)
  const loaded = await loadModel(tf, folder)
  if (loaded.kind === 'none') return loaded
  const { card, network } = loaded
  const scored = (plant: number) => {
    const { series, holdout } = holdoutOf(plant, card.data.days)
    return compare(series, holdout, outputsOf(tf, network, holdout), card.calibration)
  }
  const otherSeed = seed ?? card.metrics.otherSeed.seed
  const holdout = scored(card.data.seed)
  const other = { seed: otherSeed, ...scored(otherSeed) }
  network.dispose()
  return { kind: 'scored', card, backend, holdout, other }
}
