import type { Comparison } from '../../contract/schemas/models.ts'
import { NAIVE_NAMES, type NaiveName } from '../../domain/forecast/forecast.ts'
import { type Score, skillOf } from '../../domain/forecast/forecast-score.ts'
import { formatPercent } from '../../domain/format/percent.ts'
import { formatPower } from '../../domain/format/power.ts'

const COLUMNS: readonly (readonly [title: string, cell: (score: Score, comparison: Comparison) => string])[] = [
  ['MAPE', ({ mape }) => formatPercent(mape, 2)],
  ['WAPE', ({ wape }) => formatPercent(wape, 2)],
  ['MAE', ({ maeKw }) => formatPower(maeKw)],
  ['pinball', ({ pinballKw }) => formatPower(pinballKw)],
  ['P10–P90 covers', ({ coverage }) => formatPercent(coverage, 1)],
  ['skill', (score, { naive, bestNaive }) => formatPercent(skillOf(score, naive[bestNaive]), 1)],
]

export const NAIVE_TITLES: Readonly<Record<NaiveName, string>> = {
  persistence: 'last value',
  yesterday: 'same time yesterday',
  'last week': 'same time last week',
  'yesterday’s change': 'last value + yesterday’s change',
}

/** Models (by what they are called) beside the naive forecasts, as text. Skill is against the best of the latter. */
export function formatComparisonTable(models: readonly (readonly [name: string, comparison: Comparison])[]): string {
  const [first] = models
  if (first === undefined) return ''
  const [, comparison] = first
  const row = (title: string, score: Score, of: Comparison) => [title, ...COLUMNS.map(([, cell]) => cell(score, of))]
  const rows = [
    [`${comparison.windows} windows`, ...COLUMNS.map(([title]) => title)],
    ...models.map(([name, of]) => row(name, of.model, of)),
    ...NAIVE_NAMES.map((name) => {
      const best = name === comparison.bestNaive ? ' (best)' : ''
      // A rule without a band covers nothing.
      return row(`${NAIVE_TITLES[name]}${best}`, comparison.naive[name], comparison).map((text, i) =>
        i === 5 ? '' : text,
      )
    }),
  ]
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0))) ?? []
  return rows
    .map((cells) =>
      cells
        .map((text, i) => (i === 0 ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
