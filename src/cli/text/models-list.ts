import type { ModelEntry } from '../../contract/schemas/models.ts'
import { HORIZONS, type Horizon } from '../../domain/forecast/forecast.ts'
import { formatNumber } from '../../domain/format/numbers.ts'
import { formatPercent } from '../../domain/format/percent.ts'

const TITLES: Readonly<Record<Horizon, string>> = { nextHour: 'Next hour', nextDay: 'Next day' }

/** Models as text, by horizon: where each comes from, whether it is in use, and whether it may be taken. */
export function formatModels(entries: readonly ModelEntry[]): string {
  return HORIZONS.map((horizon) => {
    const own = entries.filter((entry) => entry.horizon === horizon)
    const lines = own.length === 0 ? ['  none'] : own.flatMap(formatModelLines)
    return [TITLES[horizon], ...lines].join('\n')
  }).join('\n\n')
}

/** One model as text. */
export function formatModelLines({ id, origin, inUse, previous, verdict, card }: ModelEntry): string[] {
  const state = inUse ? ', in use' : previous ? ', in use before' : ''
  const { holdout } = card
  const figures =
    holdout === null
      ? 'not measured'
      : `WAPE ${formatPercent(holdout.model.wape, 1)}, P10–P90 covers ${formatPercent(holdout.model.coverage, 1)}, skill ${formatPercent(holdout.skill, 1)}, over ${formatNumber(holdout.windows, 0)} windows`
  return [
    `${inUse ? '*' : ' '} ${id}  (${origin} ${card.madeAt.slice(0, 10)}${state})`,
    `    ${figures}`,
    ...(verdict === null ? [] : [`    ${verdict.canBeTaken ? 'may be taken' : 'not to be taken'}: ${verdict.reason}`]),
  ]
}
