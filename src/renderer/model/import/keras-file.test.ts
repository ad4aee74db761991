import { expect, test } from 'vitest'
import { pickFiles, readSidecarJson } from './keras-file.ts'

const file = (name: string, size = 1_000) => ({ name, size })

test('a Keras file is taken with the sidecar of its name', () => {
  const [model, sidecar] = [file('plant.h5'), file('plant.json')]
  expect(pickFiles([sidecar, model])).toEqual({ kind: 'picked', file: model, sidecar })
  expect(pickFiles([file('plant.keras')])).toMatchObject({ kind: 'picked', sidecar: null })
})

test('what can’t be meant is refused in a sentence', () => {
  const message = (...files: ReturnType<typeof file>[]) => {
    const picked = pickFiles(files)
    return picked.kind === 'refused' ? picked.message : ''
  }
  expect(message(file('notes.txt'))).toMatch(/^That is no Keras file/)
  expect(message(file('a.h5'), file('b.keras'))).toMatch(/one Keras file at a time/)
  expect(message(file('a.h5', 65 * 1024 * 1024))).toBe('a.h5 is larger than 64 MB: EcoPulse takes no larger ones.')
  expect(message(file('a.h5'), file('b.json'))).toBe('b.json does not belong to a.h5: its sidecar is called a.json.')
})

test('a sidecar that is no JSON is none', () => {
  expect(readSidecarJson('{"horizon": "nextDay"}')).toEqual({ horizon: 'nextDay' })
  expect(readSidecarJson('{')).toBeNull()
})
