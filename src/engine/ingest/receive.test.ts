import { expect, test } from 'vitest'
import { createFakeClock } from '../../../tests/fixtures/engine/fake-clock.ts'
import { createPlantTime } from './plant-time.ts'
import { createReceiver } from './receive.ts'
import { createWriteQueue } from './write-queue.ts'

test('a past is stored when the source has handed over the last of it and the store has written that', async () => {
  const clock = createFakeClock(0)
  const written: number[] = []
  const store = {
    register: async () => {},
    write: async (_source: string, samples: readonly { readonly at: number }[]) => {
      written.push(...samples.map(({ at }) => at))
      return { stored: samples.length, doubled: 0, late: 0 }
    },
  }
  const queueOptions = { store, source: 'plant', clock, inOrder: false, recentSamples: {}, onFailure: () => {} }
  const writeQueue = createWriteQueue(queueOptions)
  const options = { clock, writeQueue, plantTime: createPlantTime(null), publish: () => {} }
  const { sink, isPastStored } = createReceiver(options, [])
  const addPast = (at: number) => sink.onSamples([{ tag: 'load', at, value: 40, quality: 'good' }], true)
  expect(isPastStored()).toBe(true)
  sink.onPastPending(true)
  addPast(1)
  await clock.advance(1_000)
  expect([written, isPastStored()]).toEqual([[1], false])
  addPast(2)
  sink.onPastPending(false)
  expect(isPastStored()).toBe(false)
  await clock.advance(1_000)
  expect([written, isPastStored()]).toEqual([[1, 2], true])
})
