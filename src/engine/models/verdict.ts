import type { Comparison, ModelCard, ModelEntry } from '../../contract/schemas/models.ts'
import type { NaiveName } from '../../domain/forecast/forecast.ts'

/** Whether a model may be taken, and why or why not, in a sentence with the figures. */
export type Verdict = NonNullable<ModelEntry['verdict']>

/**
 * What stands for and against taking a model.
 * @param inUse Card of the model in use; null where none can be read.
 */
export function verdictOn(
  { card, shipped, wasInUse }: { readonly card: ModelCard; readonly shipped: boolean; readonly wasInUse: boolean },
  inUse: ModelCard | null,
): Verdict {
  if (shipped) return yes('It came with EcoPulse: it can be taken at any time.')
  if (wasInUse) return yes('It was in use before: it can be taken again at any time.')
  const { holdout } = card
  if (holdout === null) return no(`It was not measured, and is not taken unseen. ${card.limits}`)
  const naive = holdout.naive[holdout.bestNaive]
  const rule = NAIVE_WORDS[holdout.bestNaive]
  // Of a network that was brought along nobody knows what it has seen.
  const windows = `${holdout.windows.toLocaleString('en')} windows${card.kind === 'keras' ? '' : ' that it had not seen'}`
  const own = `Over ${windows} it was off by ${kw(holdout.model.maeKw)} on average`
  if (!(holdout.skill > 0)) return no(`${own}, and ${rule} by ${kw(naive.maeKw)}: nothing is gained over that.`)
  const gain = `${own}, ${percent(holdout.skill)} less than ${rule} (${kw(naive.maeKw)})`
  const rival = rivalOn(card, holdout, inUse)
  if (rival === 'none') return yes(`${gain}. The model in use could not be measured beside it.`)
  if (rival === 'another') {
    return no(
      `${gain}. It was measured beside another model than the one in use: train or import it anew to compare the two.`,
    )
  }
  return holdout.model.maeKw < rival.maeKw
    ? yes(`${gain}, and less than the model in use (${kw(rival.maeKw)}).`)
    : no(`${gain}, but no less than the model in use (${kw(rival.maeKw)}).`)
}

/** How the rules are called within a sentence. */
const NAIVE_WORDS: Readonly<Record<NaiveName, string>> = {
  persistence: 'the last value',
  yesterday: 'the same time yesterday',
  'last week': 'the same time last week',
  'yesterday’s change': 'the last value with yesterday’s change',
}

/**
 * The score of the model in use on this model's holdout: as it was measured, or out of its own card where that is of
 * the same days of the same data.
 */
function rivalOn(card: ModelCard, holdout: Comparison, inUse: ModelCard | null) {
  if (inUse === null) return 'none'
  if (card.rival?.id === inUse.id) return card.rival.score
  if (inUse.holdout !== null && inUse.holdout.windows === holdout.windows && stretchOf(inUse) === stretchOf(card)) {
    return inUse.holdout.model
  }
  return card.rival === null ? 'none' : 'another'
}

/** Which days of which data a card's holdout is of. */
function stretchOf({ data, parts }: ModelCard): string {
  const { source, zone, from, to, holes, resolutionMinutes } = data
  const holdout = parts === null ? null : [parts.holdout.from, parts.holdout.to]
  return JSON.stringify([source, zone, from, to, holes, resolutionMinutes, holdout])
}

const yes = (reason: string): Verdict => ({ canBeTaken: true, reason })
const no = (reason: string): Verdict => ({ canBeTaken: false, reason })

function kw(value: number): string {
  return `${Number(value.toPrecision(3)).toLocaleString('en')} kW`
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`
}
