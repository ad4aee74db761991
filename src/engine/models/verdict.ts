import type { Comparison, ModelCard, ModelEntry } from '../../contract/schemas/models.ts'
import type { NaiveName } from '../../domain/forecast/forecast.ts'
import { formatNumber } from '../../domain/format/numbers.ts'
import { formatGain } from '../../domain/format/percent.ts'
import { formatPower } from '../../domain/format/power.ts'

/** Whether a model may be taken, and why or why not, in a sentence with the figures. */
export type Verdict = NonNullable<ModelEntry['verdict']>

/**
 * The reasons for and against putting a model into use.
 * @param inUse Card of the model in use; null where none can be read.
 */
export function judgeModel(
  { card, shipped, wasInUse }: { readonly card: ModelCard; readonly shipped: boolean; readonly wasInUse: boolean },
  inUse: ModelCard | null,
): Verdict {
  if (shipped) return approve('It came with EcoPulse: it can be taken at any time.')
  if (wasInUse) return approve('It was in use before: it can be taken again at any time.')
  const { holdout } = card
  if (holdout === null) return reject(`It was not measured, and is not taken unseen. ${card.limits}`)
  const naive = holdout.naive[holdout.bestNaive]
  const rule = NAIVE_TEXT[holdout.bestNaive]
  // It isn't known what an imported network was trained on.
  const windows = `${formatNumber(holdout.windows, 0)} windows${card.kind === 'keras' ? '' : ' that it had not seen'}`
  const own = `Over ${windows} it was off by ${formatPower(holdout.model.maeKw)} on average`
  if (!(holdout.skill > 0))
    return reject(`${own}, and ${rule} by ${formatPower(naive.maeKw)}: nothing is gained over that.`)
  const gain = `${own}, ${formatGain(holdout.skill)} less than ${rule} (${formatPower(naive.maeKw)})`
  const rival = findRivalScore(card, holdout, inUse)
  if (rival === 'none') return approve(`${gain}. The model in use could not be measured beside it.`)
  if (rival === 'another') {
    return reject(
      `${gain}. It was measured beside another model than the one in use: train or import it anew to compare the two.`,
    )
  }
  return holdout.model.maeKw < rival.maeKw
    ? approve(`${gain}, and less than the model in use (${formatPower(rival.maeKw)}).`)
    : reject(`${gain}, but no less than the model in use (${formatPower(rival.maeKw)}).`)
}

/** How the rules are called within a sentence. */
const NAIVE_TEXT: Readonly<Record<NaiveName, string>> = {
  persistence: 'the last value',
  yesterday: 'the same time yesterday',
  'last week': 'the same time last week',
  'yesterday’s change': 'the last value with yesterday’s change',
}

/**
 * The score of the model in use on this model's holdout: as it was measured, or out of its own card where that is of
 * the same days of the same data.
 */
function findRivalScore(card: ModelCard, holdout: Comparison, inUse: ModelCard | null) {
  if (inUse === null) return 'none'
  if (card.rival?.id === inUse.id) return card.rival.score
  if (inUse.holdout !== null && inUse.holdout.windows === holdout.windows && holdoutKey(inUse) === holdoutKey(card)) {
    return inUse.holdout.model
  }
  return card.rival === null ? 'none' : 'another'
}

/** Which days of which data a card's holdout is of. */
function holdoutKey({ data, parts }: ModelCard): string {
  const { source, zone, from, to, holes, resolutionMinutes } = data
  const holdout = parts === null ? null : [parts.holdout.from, parts.holdout.to]
  return JSON.stringify([source, zone, from, to, holes, resolutionMinutes, holdout])
}

const approve = (reason: string): Verdict => ({ canBeTaken: true, reason })
const reject = (reason: string): Verdict => ({ canBeTaken: false, reason })
