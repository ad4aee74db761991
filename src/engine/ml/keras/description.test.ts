import { expect, test } from 'vitest'
import { parseDescription, parseSidecar } from './description.ts'

const whole = {
  horizon: 'nextDay',
  stepMinutes: 60,
  features: [
    { name: 'load', mean: 800, std: 120 },
    { name: 'constant', value: 1 },
  ],
  output: { kind: 'points', stepMinutes: 60, of: 'load' },
}

test('a scale that is left out is 0 and 1', () => {
  const { features, output } = parseDescription(whole)
  expect(features).toEqual([
    { name: 'load', mean: 800, std: 120 },
    { name: 'constant', mean: 0, std: 1, value: 1 },
  ])
  expect(output).toEqual({ kind: 'points', stepMinutes: 60, mean: 0, std: 1, of: 'load' })
})

test.each([
  ['horizon', { horizon: 'nextWeek' }, 'description.horizon'],
  ['length of a step', { stepMinutes: 20 }, 'description.stepMinutes'],
  ['list of features', { features: [] }, 'description.features'],
  ['name of a feature', { features: [{ name: 'wind' }] }, 'description.features.0.name'],
  ['deviation', { features: [{ name: 'load' }, { name: 'hour', std: 0 }] }, 'description.features.1.std'],
  ['constant without a value', { features: [{ name: 'constant' }] }, 'description.features.0.value'],
  ['value of something else', { features: [{ name: 'load', value: 1 }] }, 'description.features.0.value'],
  ['kind of output', { output: { ...whole.output, kind: 'mean' } }, 'description.output.kind'],
  ['meaning of the output', { output: { ...whole.output, of: 'sun' } }, 'description.output.of'],
  ['word', { horizn: 'nextHour' }, 'description'],
])('a wrong %s is named', (_, part, field) => {
  expect(() => parseDescription({ ...whole, ...part })).toThrow(expect.objectContaining({ code: 'invalid', field }))
})

test('a sidecar is the description as JSON', () => {
  expect(parseSidecar(JSON.stringify(whole), 'plant.json')).toEqual(parseDescription(whole))
  expect(() => parseSidecar('{', 'plant.json')).toThrow(/^“plant.json” is no JSON: /)
})
