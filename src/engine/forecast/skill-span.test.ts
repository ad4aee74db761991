import { expect, test } from 'vitest'
import { NAIVE_NAMES, type NaiveName } from '../../domain/forecast/forecast.ts'
import { type ErrorSums, ZERO_ERROR_SUMS } from '../../domain/forecast/forecast-score.ts'
import type { SkillSums } from '../store/skill-sums.ts'
import { computeSkillSpan } from './skill-span.ts'

const SPAN = { start: 1000, end: 2000 }
const sums = (steps: number, kw: number): ErrorSums => ({
  ...ZERO_ERROR_SUMS,
  steps,
  errorsKw: steps * kw,
  loadsKw: 1e3,
})

function sumsWith(compared: ErrorSums, rules: ErrorSums): SkillSums {
  const naive = NAIVE_NAMES.map((name) => [name, name === 'yesterday' ? rules : sums(rules.steps, 50)])
  return {
    shown: sums(40, 9),
    hindsight: 10,
    model: sums(30, 8),
    compared: { model: compared, naive: Object.fromEntries(naive) as Record<NaiveName, ErrorSums>, targets: 5 },
  }
}

test('model, rules and skill are of the same steps, so that they can be checked by hand', () => {
  const span = computeSkillSpan(sumsWith(sums(20, 6), sums(20, 8)), SPAN)
  expect(span).toMatchObject({ from: 1000, to: 2000, hindsight: 0.25, bestNaive: 'yesterday', skill: 0.25 })
  expect([span.forecast?.steps, span.model?.steps, span.naive.yesterday?.steps]).toEqual([40, 20, 20])
  expect(span.model?.maeKw).toBe(6)
})

test('where no rule could forecast the model has its score, and no skill', () => {
  const span = computeSkillSpan(sumsWith(ZERO_ERROR_SUMS, ZERO_ERROR_SUMS), SPAN)
  expect(span).toMatchObject({ bestNaive: null, skill: null, naive: { persistence: null } })
  expect(span.model?.maeKw).toBe(8)
})

test('over a rule that was never wrong no share is named', () => {
  expect(computeSkillSpan(sumsWith(sums(20, 6), sums(20, 0)), SPAN)).toMatchObject({
    bestNaive: 'yesterday',
    skill: null,
  })
})

test('where no load is known there is no skill', () => {
  const nothing = {
    ...sumsWith(ZERO_ERROR_SUMS, ZERO_ERROR_SUMS),
    shown: ZERO_ERROR_SUMS,
    hindsight: 0,
    model: ZERO_ERROR_SUMS,
  }
  expect(computeSkillSpan(nothing, SPAN)).toMatchObject({ hindsight: 0, forecast: null, model: null })
})
