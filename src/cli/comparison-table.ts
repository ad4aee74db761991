import { NAIVE_NAMES } from '../domain/forecast.ts'
import type { Comparison, Score } from '../engine/forecast/model-card.ts'

const COLUMNS: readonly (readonly [title: string, cell: (score: Score) => string])[] = [
  ['MAPE', ({ mape }) => `${mape.toFixed(2)} %`],
  ['WAPE', ({ wape }) => `${wape.toFixed(2)} %`],
  ['MAE', ({ maeKw }) => `${maeKw.toFixed(1)} kW`],
  ['pinball', ({ pinballKw }) => `${pinballKw.toFixed(2)} kW`],
  ['P10–P90 covers', ({ coverage }) => `${coverage.toFixed(1)} %`],
]

/** The model beside the naive forecasts, as text. */
export function comparisonTable(comparison: Comparison): string {
  const rows = [
    [`${comparison.windows} windows`, ...COLUMNS.map(([title]) => title)],
    ...(['lstm', ...NAIVE_NAMES] as const).map((name) => [
      name === 'lstm' ? 'LSTM' : titled(name),
      ...COLUMNS.map(([, cell]) => cell(comparison[name])),
    ]),
  ]
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  return rows
    .map((row) =>
      row.map((text, i) => (i === 0 ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0))).join('  '),
    )
    .join('\n')
}

function titled(name: (typeof NAIVE_NAMES)[number]): string {
  return name === 'persistence' ? 'persistence' : `same time ${name}`
}
