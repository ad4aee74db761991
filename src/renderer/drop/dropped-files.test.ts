import { expect, test } from 'vitest'
import { findDestination } from './dropped-files.ts'

test('a Keras file goes to the models, with its sidecar', () => {
  expect(findDestination(['plant.H5'])).toEqual({ kind: 'model' })
  expect(findDestination(['plant.json', 'plant.keras'])).toEqual({ kind: 'model' })
})

test('a .json or .csv alone is a tariff', () => {
  expect(findDestination(['rates.JSON'])).toEqual({ kind: 'tariff' })
  expect(findDestination(['rates.csv'])).toEqual({ kind: 'tariff' })
  expect(findDestination(['rates.csv', 'rates.json'])).toEqual({
    kind: 'refused',
    message: 'Drop one tariff at a time.',
  })
})

test('anything else is refused with a sentence on what is accepted', () => {
  expect(findDestination(['notes.txt'])).toEqual({
    kind: 'refused',
    message: 'EcoPulse can’t read notes.txt. It takes a tariff as .json or .csv, and Keras files (.h5, .keras).',
  })
  expect(findDestination([])).toMatchObject({ kind: 'refused' })
})
