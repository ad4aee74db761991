import { expect, test } from 'vitest'
import { makeWeights } from '../../../../tests/fixtures/keras/make-files.ts'
import { makeLstmH5 } from '../../../../tests/fixtures/keras/make-lstm.ts'
import { parseKerasFile } from './parse-keras-file.ts'
import { readKerasFile } from './read-keras.ts'
import { writeKerasH5 } from './write-h5.ts'

test('a file is read, and written again, in a thread of its own', async () => {
  const bytes = await makeLstmH5()
  const file = await readKerasFile(bytes, 'a.h5')
  expect(file).toEqual(await parseKerasFile(bytes, 'a.h5'))
  const again = await readKerasFile(await writeKerasH5(file), 'b.h5')
  expect(again).toEqual({ ...file, kerasVersion: '2.11.0' })
  expect(bytes).toHaveLength((await makeLstmH5()).length)
})

test('what is wrong with a file is reported as it is in the same thread', async () => {
  const opening = readKerasFile(madeBytes(), 'a.h5')
  await expect(opening).rejects.toMatchObject({ name: 'EngineError', code: 'invalid', field: 'file' })
  await expect(opening).rejects.toThrow('“a.h5” is no Keras file')
})

test('a file that keeps the HDF5 library busy for good is refused when patience ends', async () => {
  const bytes = await makeLstmH5()
  const heap = Buffer.from(bytes).indexOf('GCOL')
  // The length of the heap's first object: with what is before it, it adds up to 0, and the library never gets past it.
  new DataView(bytes.buffer, bytes.byteOffset).setBigUint64(heap + 24, 2n ** 64n - 16n, true)
  await expect(readKerasFile(bytes, 'a.h5', 1500)).rejects.toMatchObject({
    code: 'invalid',
    field: 'file',
    message: '“a.h5” is damaged: reading it came to no end. Save or copy it again.',
  })
})

test('a network that can not be written is a bug, not a refusal', async () => {
  const model = { modelTopology: {}, weightSpecs: [], weightData: new ArrayBuffer(0) }
  await expect(writeKerasH5(model)).rejects.not.toHaveProperty('code', 'invalid')
})

function madeBytes(): Uint8Array {
  return new Uint8Array(makeWeights(8).buffer)
}
