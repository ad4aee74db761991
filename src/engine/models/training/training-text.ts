import type { ModelEntry, Training } from '../../../contract/schemas/models.ts'
import type { Horizon } from '../../../domain/forecast/forecast.ts'
import { reasonOf } from '../../runtime/engine-error.ts'

/** The result of one horizon's training. */
export type TrainingResult =
  | { readonly kind: 'made'; readonly horizon: Horizon; readonly id: string }
  | { readonly kind: 'failed'; readonly horizon: Horizon; readonly error: unknown }

const HORIZON_TEXT: Readonly<Record<Horizon, string>> = { nextHour: 'next hour', nextDay: 'next day' }

/** How a training ended that was not cancelled: it failed where one of its models could not be made. */
export function summarizeTraining(
  results: readonly TrainingResult[],
  entryOf: (id: string) => ModelEntry,
): Pick<Extract<Training, { kind: 'ended' }>, 'outcome' | 'message' | 'models'> {
  const sentences = results.map((result) => {
    const horizonText = HORIZON_TEXT[result.horizon]
    if (result.kind === 'failed')
      return `No model of the ${horizonText} was made: ${endSentence(reasonOf(result.error))}`
    const canBeTaken = entryOf(result.id).verdict?.canBeTaken === true
    return `The model of the ${horizonText} ${canBeTaken ? 'may be taken.' : 'is made, but no better than what there is.'}`
  })
  const models = results.flatMap((result) => (result.kind === 'made' ? [result.id] : []))
  return { outcome: models.length === results.length ? 'done' : 'failed', message: sentences.join(' '), models }
}

function endSentence(sentence: string): string {
  return sentence.endsWith('.') ? sentence : `${sentence}.`
}
