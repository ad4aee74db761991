import { expect, test } from 'vitest'
import { type ModelDescription, ModelDescriptionSchema } from './description.ts'
import { countPastSteps, describeMismatch, guessDescription, requireNetworkShape } from './network-shape.ts'

/** A network of one input and one output. */
function network(input: readonly (number | null)[], output: readonly (number | null)[]) {
  return { inputs: [{ name: 'x', shape: input }], outputs: [{ name: 'y', shape: output }] }
}

const hourly: ModelDescription = {
  horizon: 'nextHour',
  stepMinutes: 60,
  features: [{ name: 'load', mean: 0, std: 1 }],
  output: { kind: 'points', stepMinutes: 60, mean: 0, std: 1, of: 'load' },
}
const two: ModelDescription['features'] = [...hourly.features, { name: 'load last week', mean: 0, std: 1 }]

test('a network of one input and one output of fixed shapes can be taken, also with its numbers in a row', () => {
  expect(requireNetworkShape(network([24, 1], [4, 3]))).toEqual({
    inputShape: [24, 1],
    outputShape: [4, 3],
    outputs: 12,
  })
  expect(countPastSteps(hourly, network([24, 1], [1]))).toBe(24)
  expect(countPastSteps({ ...hourly, features: two }, network([48], [1]))).toBe(24)
})

test.each([
  [{ ...network([24, 1], [1]), inputs: [] }, 'The network has 0 inputs: a model takes one.'],
  [
    { ...network([24, 1], [1]), outputs: [...network([1], [1]).outputs, ...network([1], [1]).outputs] },
    'The network has 2 outputs: a model answers one.',
  ],
  [
    network([4, 24, 1], [1]),
    'The network takes [4, 24, 1]: a model takes [steps, features] of fixed numbers, or both in a row.',
  ],
  [
    network([null, 8], [1]),
    'The network takes [any, 8]: a model takes [steps, features] of fixed numbers, or both in a row.',
  ],
  [network([24, 8], [null, 1]), 'The network answers [any, 1]: a model answers as many numbers each time.'],
])('a network that no forecast can be had from is refused: %#', (file, sentence) => {
  expect(() => requireNetworkShape(file)).toThrow(
    expect.objectContaining({ code: 'invalid', field: 'file', message: sentence }),
  )
})

test.each<[string, Partial<ModelDescription>, ReturnType<typeof network>, string | null]>([
  ['what fits', {}, network([24, 1], [1]), null],
  ['more steps ahead than asked', {}, network([24, 1], [24]), null],
  ['the whole past', { stepMinutes: 15 }, network([768, 1], [1]), null],
  [
    'another number of features',
    {},
    network([12, 8], [1]),
    'The network takes 8 features at each step, and the description names 1.',
  ],
  [
    'numbers that are no steps',
    { features: two },
    network([49], [1]),
    "The network takes 49 numbers, which can't be steps of 2 features.",
  ],
  [
    'more past than is kept',
    {},
    network([193, 1], [1]),
    'The network looks back 8.1 days, with 193 steps of 60 min: 8 days are kept at hand.',
  ],
  [
    'a week before each step of more than a day',
    { features: two },
    network([25, 2], [1]),
    'The network looks back 8.1 days, with 25 steps of 60 min: 8 days are kept at hand.',
  ],
  [
    'a day that is not reached',
    { horizon: 'nextDay' },
    network([24, 1], [23]),
    "The network answers 23 steps of 60 min, which don't reach 24 h ahead.",
  ],
  [
    'an hour that is not reached',
    { output: { ...hourly.output, stepMinutes: 15 } },
    network([24, 1], [1]),
    "The network answers 1 step of 15 min, which don't reach 1 h ahead.",
  ],
  [
    'numbers that are no quantiles',
    { output: { ...hourly.output, kind: 'quantiles' } },
    network([24, 1], [4]),
    "The network answers 4 numbers, which can't be P10, P50 and P90 of steps.",
  ],
])('a description is held against the network: %s', (_, part, file, sentence) => {
  expect(describeMismatch({ ...hourly, ...part }, file)).toBe(sentence)
})

test.each([
  [[12, 8], [1], { horizon: 'nextHour', stepMinutes: 60 }, { kind: 'points', stepMinutes: 60 }],
  [[96, 4], [4], { horizon: 'nextHour', stepMinutes: 15 }, { kind: 'points', stepMinutes: 15 }],
  [[96, 4], [4, 3], { horizon: 'nextHour', stepMinutes: 15 }, { kind: 'quantiles', stepMinutes: 15 }],
  [[168, 5], [24, 1], { horizon: 'nextDay', stepMinutes: 60 }, { kind: 'points', stepMinutes: 60 }],
  [[24, 6], [48], { horizon: 'nextDay', stepMinutes: 60 }, { kind: 'points', stepMinutes: 30 }],
  [[672, 1], [96], { horizon: 'nextDay', stepMinutes: 15 }, { kind: 'points', stepMinutes: 15 }],
  [[24, 2], [288], { horizon: 'nextDay', stepMinutes: 60 }, { kind: 'quantiles', stepMinutes: 15 }],
  [[168, 8], [1], { horizon: 'nextHour', stepMinutes: 60 }, { kind: 'points', stepMinutes: 60 }],
  [[400], [2], { horizon: 'nextHour', stepMinutes: 15 }, { kind: 'points', stepMinutes: 30 }],
  [[24, 30], [1], { horizon: 'nextHour', stepMinutes: 60 }, { kind: 'points', stepMinutes: 60 }],
])('a network %j → %j is described so that it fits', (input, output, described, ahead) => {
  const file = network(input, output)
  const description = guessDescription(file)
  expect(description).toMatchObject({ ...described, output: ahead })
  expect(description.features[0]).toEqual({ name: 'load', mean: 0, std: 1 })
  expect(describeMismatch(description, file)).toBeNull()
  expect(ModelDescriptionSchema.parse(description)).toEqual(description)
})
