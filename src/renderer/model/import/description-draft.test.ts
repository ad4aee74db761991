import { expect, test } from 'vitest'
import { FEATURE_NAMES, ModelDescriptionSchema } from '../../../engine/ml/keras/description.ts'
import { descriptionOf, draftOf, FEATURE_WORDS, OUTPUT_KINDS, OUTPUT_OF, reachWords } from './description-draft.ts'

const description = {
  horizon: 'nextDay',
  stepMinutes: 60,
  features: [
    { name: 'load', mean: 812.5, std: 190.25 },
    { name: 'constant', mean: 0, std: 1, value: 3 },
  ],
  output: { kind: 'quantiles', stepMinutes: 60, mean: 812.5, std: 190.25, of: 'load' },
}

test('every feature and output that the engine knows has words, and no other', () => {
  expect(Object.keys(FEATURE_WORDS)).toEqual([...FEATURE_NAMES])
  const { kind, of } = ModelDescriptionSchema.shape.output.shape
  expect(Object.keys(OUTPUT_KINDS)).toEqual(kind.options)
  expect(Object.keys(OUTPUT_OF)).toEqual(of.options)
})

test('a description comes out of the form as it went in', () => {
  expect(descriptionOf(draftOf(description, 2))).toEqual(description)
})

test('what a description does not say is as usual, with a row for each column', () => {
  const draft = draftOf({ features: [{ name: 'nonsense' }] }, 2)
  expect(draft.horizon).toBe('nextHour')
  expect(draft.features).toHaveLength(2)
  expect(ModelDescriptionSchema.safeParse(descriptionOf(draft)).success).toBe(true)
  expect(draftOf(null, 1).output.kind).toBe('points')
})

test('what is no number is refused by the engine, and not made one', () => {
  const draft = draftOf(description, 2)
  const wrong = { ...draft, output: { ...draft.output, std: '' } }
  const parsed = ModelDescriptionSchema.safeParse(descriptionOf(wrong))
  expect(parsed.error?.issues[0]?.path).toEqual(['output', 'std'])
})

test('how far an answer reaches is counted', () => {
  const { output } = draftOf(description, 2)
  expect(reachWords(72, output)).toBe('72 numbers: 24 steps of 60 min, 1 d ahead.')
  expect(reachWords(4, output)).toBe('4 numbers can’t be three for each step.')
  expect(reachWords(1, { ...output, kind: 'points', stepMinutes: '15' })).toBe(
    '1 number: 1 step of 15 min, 15 min ahead.',
  )
})
