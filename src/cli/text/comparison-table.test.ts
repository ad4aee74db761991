import { expect, test } from 'vitest'
import type { Comparison } from '../../contract/schemas/models.ts'
import type { Score } from '../../domain/forecast/forecast-score.ts'
import { formatComparisonTable } from './comparison-table.ts'

const score: Score = { steps: 13428, mape: 0.0236, wape: 0.03, maeKw: 12.34, pinballKw: 4.5, coverage: 0.8004 }
const comparison: Comparison = {
  windows: 3357,
  model: score,
  naive: {
    persistence: { ...score, mape: 0.101, maeKw: 61.7 },
    yesterday: { ...score, maeKw: 24.68, coverage: 0 },
    'last week': { ...score, maeKw: 123.4 },
    'yesterday’s change': { ...score, maeKw: 24.7 },
  },
  bestNaive: 'yesterday',
  skill: 0.5,
}

test('the model is listed beside the naive rules, the best of which is marked, and rules cover nothing', () => {
  expect(formatComparisonTable([['EcoPulse', comparison]]).split('\n')).toEqual([
    '3357 windows                        MAPE    WAPE      MAE  pinball  P10–P90 covers     skill',
    'EcoPulse                          2.36 %  3.00 %  12.3 kW  4.50 kW          80.0 %    50.0 %',
    'last value                       10.10 %  3.00 %  61.7 kW  4.50 kW                  −150.0 %',
    'same time yesterday (best)        2.36 %  3.00 %  24.7 kW  4.50 kW                     0.0 %',
    'same time last week               2.36 %  3.00 %   123 kW  4.50 kW                  −400.0 %',
    'last value + yesterday’s change   2.36 %  3.00 %  24.7 kW  4.50 kW                    −0.1 %',
  ])
})

test('several models are listed one above the other, each with its own skill', () => {
  const worse = { ...comparison, model: { ...score, maeKw: 30 }, skill: -0.2 }
  const lines = formatComparisonTable([
    ['EcoPulse', comparison],
    ['without the LSTM', worse],
  ]).split('\n')
  expect(lines).toHaveLength(7)
  expect(lines[2]).toMatch(/^without the LSTM .* −21\.6 %$/)
})

test('what can’t be computed is a dash', () => {
  const nothing = { ...score, mape: Number.NaN, wape: Number.NaN }
  const never = { ...comparison.naive.yesterday, maeKw: 0 }
  const table = formatComparisonTable([
    ['EcoPulse', { ...comparison, model: nothing, naive: { ...comparison.naive, yesterday: never } }],
  ])
  expect(table.split('\n')[1]).toMatch(/^EcoPulse +– +– +12\.3 kW +4\.50 kW +80\.0 % +–$/)
  expect(table).not.toMatch(/NaN|Infinity/)
})

test('of no model there is no table', () => {
  expect(formatComparisonTable([])).toBe('')
})
