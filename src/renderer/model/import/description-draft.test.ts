import { expect, test } from 'vitest'
import { FEATURE_NAMES, ModelDescriptionSchema } from '../../../engine/ml/keras/description.ts'
import {
  buildDescription,
  createDescriptionDraft,
  describeOutputs,
  FEATURE_LABELS,
  OUTPUT_KIND_LABELS,
  OUTPUT_TARGET_LABELS,
} from './description-draft.ts'

const description = {
  horizon: 'nextDay',
  stepMinutes: 60,
  features: [
    { name: 'load', mean: 812.5, std: 190.25 },
    { name: 'constant', mean: 0, std: 1, value: 3 },
  ],
  output: { kind: 'quantiles', stepMinutes: 60, mean: 812.5, std: 190.25, of: 'load' },
}

test('every feature and output of the engine has a text, and no other', () => {
  expect(Object.keys(FEATURE_LABELS)).toEqual([...FEATURE_NAMES])
  const { kind, of } = ModelDescriptionSchema.shape.output.shape
  expect(Object.keys(OUTPUT_KIND_LABELS)).toEqual(kind.options)
  expect(Object.keys(OUTPUT_TARGET_LABELS)).toEqual(of.options)
})

test('a description is the same after the form', () => {
  expect(buildDescription(createDescriptionDraft(description, 2))).toEqual(description)
})

test('what a description leaves out has the usual value, with a row for each column', () => {
  const draft = createDescriptionDraft({ features: [{ name: 'nonsense' }] }, 2)
  expect(draft.horizon).toBe('nextHour')
  expect(draft.features).toHaveLength(2)
  expect(ModelDescriptionSchema.safeParse(buildDescription(draft)).success).toBe(true)
  expect(createDescriptionDraft(null, 1).output.kind).toBe('points')
})

test('what is no number is refused by the engine, and not made one', () => {
  const draft = createDescriptionDraft(description, 2)
  const wrong = { ...draft, output: { ...draft.output, std: '' } }
  const parsed = ModelDescriptionSchema.safeParse(buildDescription(wrong))
  expect(parsed.error?.issues[0]?.path).toEqual(['output', 'std'])
})

test('how far an answer reaches is counted', () => {
  const { output } = createDescriptionDraft(description, 2)
  expect(describeOutputs(72, output)).toBe('72 numbers: 24 steps of 60 min, 1 d ahead.')
  expect(describeOutputs(4, output)).toBe('4 numbers can’t be three for each step.')
  expect(describeOutputs(1, { ...output, kind: 'points', stepMinutes: '15' })).toBe(
    '1 number: 1 step of 15 min, 15 min ahead.',
  )
})
