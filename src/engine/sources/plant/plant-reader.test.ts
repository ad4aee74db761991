import { expect, test } from 'vitest'
import { createFakeClock } from '../../../../tests/fixtures/engine/fake-clock.ts'
import { createRecordingSink } from '../../../../tests/fixtures/plant/recording-sink.ts'
import { SourceSettingsSchema } from '../../../contract/settings.ts'
import { createPlantReader } from './plant-reader.ts'

function begin() {
  const settings = SourceSettingsSchema.parse({ kind: 'plant', url: 'ws://plant.example' })
  if (settings.kind !== 'plant') throw new Error('no plant')
  const sink = createRecordingSink()
  return { sink, reader: createPlantReader(settings, sink, createFakeClock()) }
}

const nested = (depth: number) => `${'{"Value":'.repeat(depth)}1${'}'.repeat(depth)}`

test.each([5, 20_000, 100_000])(
  'a value that is nested %i deep is unreadable, and the next message is read',
  (depth) => {
    const { sink, reader } = begin()
    expect(reader.readMessage(`{"Messages":[{"Payload":{"load":${nested(depth)}}}]}`)).toBe(false)
    expect(reader.readMessage(nested(depth))).toBe(false)
    expect(sink.all.unreadable.length).toBeGreaterThan(0)
    expect(reader.readMessage('{"Messages":[{"Payload":{"load":{"Value":{"Value":7}}}}]}')).toBe(true)
    expect(sink.values('load')).toEqual([7])
  },
)

test('a list of a million things that are no messages is reported in a few complaints', () => {
  const { sink, reader } = begin()
  reader.readMessage(`[${'{},'.repeat(1_000_000)}{}]`)
  expect(sink.all.unreadable.length).toBeLessThan(30)
  expect(sink.all.unreadable.at(-1)?.reason).toMatch(/^\d+ more items/)
})
