import { expect, test } from 'vitest'
import { sidecarNameOf } from './sidecar-name.ts'

test('a sidecar lies beside its file, by the same name', () => {
  expect(sidecarNameOf('plant.h5')).toBe('plant.json')
  expect(sidecarNameOf('my.plant.keras')).toBe('my.plant.json')
  expect(sidecarNameOf('models/PLANT.HDF5')).toBe('models/PLANT.json')
  expect(sidecarNameOf('plant')).toBe('plant.json')
})
