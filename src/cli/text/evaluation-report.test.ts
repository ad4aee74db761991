import { expect, test } from 'vitest'
import { makeComparison } from '../../../tests/fixtures/model-cards.ts'
import { HOUR } from '../../domain/time/time.ts'
import type { Evaluation } from '../../engine/ml/training/evaluation.ts'
import { formatEvaluation, toEvaluationJson } from './evaluation-report.ts'

const part = (windows: number, from: string, to: string) => ({ windows, from, to })
const evaluation: Evaluation = {
  horizon: 'nextDay',
  comparison: makeComparison(8, 10, 200),
  parts: {
    training: part(5000, '2017-01-01T00:00:00.000Z', '2017-09-20T00:00:00.000Z'),
    validation: part(600, '2017-09-20T00:00:00.000Z', '2017-10-19T00:00:00.000Z'),
    holdout: part(200, '2017-10-19T00:00:00.000Z', '2017-12-31T00:00:00.000Z'),
  },
  resolutionMinutes: 60,
  epochs: 9,
  seconds: 42,
  inferenceMs: 500,
  variations: [],
  excerpt: {
    start: Date.UTC(2017, 11, 28),
    resolutionMs: HOUR,
    loadKw: Array.from({ length: 72 }, () => 300),
    forecast: Array.from({ length: 72 }, () => ({ p10: 250, p50: 300, p90: 350 })),
  },
}

test('the figures for machines are fractions, with the best naive rule beside the model', () => {
  expect(toEvaluationJson(evaluation)).toEqual({
    mape: 0.05,
    wape: 0.05,
    pinball: 8 / 3,
    coverage: 0.8,
    skill: expect.closeTo(0.2, 12),
    bestNaive: { name: 'last week', mape: 0.05, wape: 0.05 },
    windows: 200,
    resolutionMinutes: 60,
    parts: evaluation.parts,
    seconds: 42,
  })
})

test('an ablation has figures of each variation by its name', () => {
  const variations = [{ name: 'without the LSTM', comparison: makeComparison(9, 10, 200) }]
  const { ablation } = toEvaluationJson({ ...evaluation, variations })
  expect(Object.keys(ablation ?? {})).toEqual(['without the LSTM'])
  expect(ablation?.['without the LSTM']).toMatchObject({ skill: expect.closeTo(0.1, 12), coverage: 0.8 })
})

test('what can’t be computed is null in JSON', () => {
  const { comparison } = evaluation
  const model = { ...comparison.model, mape: Number.NaN }
  const figures = toEvaluationJson({
    ...evaluation,
    comparison: { ...comparison, model, skill: Number.NEGATIVE_INFINITY },
  })
  expect(JSON.parse(JSON.stringify(figures))).toMatchObject({ mape: null, skill: null })
})

test('the report has what was trained and tested on what, with a table and a picture', () => {
  const variations = [{ name: 'without the LSTM', comparison: makeComparison(9, 10, 200) }]
  const lines = formatEvaluation({ ...evaluation, variations }, 'UTC').split('\n')
  expect(lines.slice(0, 3)).toEqual([
    'The next day in steps of 60 min, 2017-10-19 to 2017-12-31, after training on',
    '5000 windows from 2017-01-01 on and validating on 600 from 2017-09-20 on:',
    '9 epochs, 42 s; the 200 windows took 0.5 s, 2.50 ms each.',
  ])
  expect(lines[5]).toMatch(/^EcoPulse .* 20\.0 %$/)
  expect(lines[6]).toMatch(/^without the LSTM .* 10\.0 %$/)
  expect(lines.join('\n')).toContain('2017-12-28 00:00')
})
