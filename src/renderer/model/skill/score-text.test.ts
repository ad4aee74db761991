import { expect, test } from 'vitest'
import type { SkillSpan } from '../../../contract/schemas/models.ts'
import type { Score } from '../../../domain/forecast/forecast-score.ts'
import { buildScoreRows, describeHeadline, describeSkill, describeSkillSpan, formatError } from './score-text.ts'

const score = (wape: number, changes: Partial<Score> = {}): Score => ({
  steps: 384,
  mape: wape * 1.05,
  wape,
  maeKw: wape * 800,
  pinballKw: wape * 250,
  coverage: 0.79,
  ...changes,
})
const span: SkillSpan = {
  from: Date.parse('2026-11-23T13:00:00Z'),
  to: Date.parse('2026-11-24T13:00:00Z'),
  hindsight: 0,
  forecast: score(0.023),
  model: score(0.023),
  naive: { persistence: score(0.09), yesterday: score(0.07), 'last week': score(0.04), 'yesterday’s change': null },
  bestNaive: 'last week',
  skill: 0.425,
}

test('the title has MAPE, what the model gains, and WAPE beside it', () => {
  expect(describeHeadline(span, 'day')).toEqual({
    figure: 'MAPE 2.4 %',
    when: 'last day',
    beside: '43 % better than same time last week · WAPE 2.3 %',
  })
  expect(describeHeadline({ ...span, model: null }, 'day')).toBeNull()
})

test('where MAPE misleads WAPE replaces it, with the reason', () => {
  const nearZero = { ...span, model: score(0.2, { mape: 0.81 }) }
  expect(describeHeadline(nearZero, 'week')?.figure).toBe('WAPE 20.0 %')
  expect(describeHeadline(nearZero, 'week')?.beside).toContain('MAPE 81.0 % misleads: the load goes near zero')
  const unknown = { ...span, model: { ...score(0.2), mape: null as unknown as number } }
  expect(describeHeadline(unknown, 'week')?.beside).toContain('MAPE – misleads')
})

test('a loss is a loss, and a rule that was never wrong can’t be beaten', () => {
  expect(describeSkill(-0.21, 'yesterday')).toBe('21 % worse than same time yesterday')
  expect(describeSkill(-13.8, 'yesterday')).toBe('far worse than same time yesterday')
  expect(describeSkill(0.001, 'persistence')).toBe('as good as the last value')
  expect(describeSkill(Number.NEGATIVE_INFINITY, 'persistence')).toBe(
    'worse than the last value, which was never wrong',
  )
})

test('the best naive rule is marked by a word, and each row is compared with it', () => {
  const rows = buildScoreRows(span)
  expect(rows.map(({ name }) => name)).toEqual([
    'Model',
    'Last value',
    'Same time yesterday',
    'Same time last week',
    'Last value with yesterday’s change',
  ])
  expect(rows.map(({ mark }) => mark).filter(Boolean)).toEqual(['best naive'])
  expect(rows.map(({ skill }) => skill)).toEqual(['+43 %', '−125 %', '−75 %', '–', '–'])
})

test('a rule without a band has no coverage', () => {
  const naive = { ...span.naive, persistence: score(0.09, { coverage: 0 }) }
  expect(buildScoreRows({ ...span, naive })[1]?.coverage).toBe('–')
  expect(buildScoreRows({ ...span, model: score(0.02, { coverage: 0 }) })[0]?.coverage).toBe('0 %')
})

test('what was shown has a row of its own only where it was not the model’s', () => {
  const shown = buildScoreRows({ ...span, forecast: score(0.03) })
  expect(shown[1]).toMatchObject({ name: 'As it was shown', mape: '3.2 %', maeKw: '24.0', skill: '+25 %' })
  const oneMore = buildScoreRows({ ...span, forecast: { ...score(0.023), steps: 385 } })
  expect(oneMore.some(({ key }) => key === 'forecast')).toBe(false)
})

test('what was scored on other steps than the rule is not compared with it', () => {
  const shown = buildScoreRows({ ...span, forecast: { ...score(0.03), steps: 512 } })
  expect(shown[1]?.skill).toBe('–')
})

test('the share of hindcasts is shown in a sentence', () => {
  expect(describeSkillSpan(span, 'Europe/Berlin')).toBe(
    '384 quarter-hours of forecasts, Mon 23 Nov 14:00 to Tue 24 Nov 14:00.',
  )
  expect(describeSkillSpan({ ...span, hindsight: 0.41 }, 'UTC')).toContain(
    ' 41 % of the forecasts were made in hindsight, from what was known at their time.',
  )
  expect(describeSkillSpan({ ...span, hindsight: 1 }, 'UTC')).toContain(' All of the forecasts')
})

test('large shares have no decimals, and what is not known is a dash', () => {
  expect([formatError(0.0236), formatError(1.431), formatError(Number.NaN), formatError(null)]).toEqual([
    '2.4 %',
    '143 %',
    '–',
    '–',
  ])
})
