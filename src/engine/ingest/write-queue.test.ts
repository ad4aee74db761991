import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../../../tests/fixtures/engine/fake-clock.ts'
import type { Sample } from '../../domain/telemetry/sample.ts'
import { createWriteQueue, MAX_RECENT_SAMPLES } from './write-queue.ts'

const sample = (at: number, value = at, tag = 'load'): Sample => ({ tag, at, value, quality: 'good' })

function setUp(write?: (samples: readonly Sample[]) => Promise<void>, inOrder = false) {
  const clock = createFakeClock(0)
  const written: (readonly Sample[])[] = []
  const registered: string[][] = []
  const failures: unknown[] = []
  const store = {
    register: async (_source: string, tags: readonly { id: string }[]) => {
      registered.push(tags.map(({ id }) => id))
    },
    write: async (_source: string, samples: readonly Sample[]) => {
      await write?.(samples)
      written.push(samples)
      return { stored: samples.length, doubled: 0, late: 0 }
    },
  }
  const queue = createWriteQueue({
    store,
    source: 'plant',
    clock,
    inOrder,
    recentSamples: {},
    onFailure: (error) => failures.push(error),
  })
  return { clock, queue, written, registered, failures }
}

describe('the write queue', () => {
  it('writes the samples of a fifth of a second together', async () => {
    const { clock, queue, written } = setUp()
    queue.add([sample(1)], false)
    await clock.advance(100)
    queue.add([sample(2)], false)
    expect(written).toEqual([])
    await clock.advance(100)
    expect(written).toEqual([[sample(1), sample(2)]])
  })

  it('registers tags before their samples are written', async () => {
    const { clock, queue, registered, written } = setUp()
    queue.registerTags([{ id: 'load', role: 'load', unit: 'kW', description: '', periodMs: 1000 }])
    queue.add([sample(1)], false)
    await clock.advance(1000)
    expect(registered).toEqual([['load']])
    expect(written).toHaveLength(1)
  })

  it('lets live samples pass a long past', async () => {
    const { clock, queue, written } = setUp()
    queue.add(
      Array.from({ length: 12_000 }, (_, at) => sample(at)),
      true,
    )
    queue.add([sample(99_999)], false)
    await clock.advance(1000)
    expect(written[0]).toEqual([sample(99_999)])
    expect(written.flat()).toHaveLength(12_001)
  })

  it('lets live samples wait for the past of a recording', async () => {
    const { clock, queue, written } = setUp(undefined, true)
    queue.add([sample(1)], true)
    queue.add([sample(2)], false)
    await clock.advance(1000)
    expect(written.flat()).toEqual([sample(1), sample(2)])
  })

  it('keeps samples while the store can’t write, and writes them in order when it can', async () => {
    let broken = true
    const { clock, queue, written, failures } = setUp(async () => {
      if (broken) throw new Error('disk full')
    })
    queue.add([sample(1)], false)
    await clock.advance(2500)
    queue.add([sample(2)], false)
    expect(failures.length).toBeGreaterThan(1)
    broken = false
    await clock.advance(2000)
    expect(written.flat()).toEqual([sample(1), sample(2)])
    expect(queue.counters()).toMatchObject({ received: 2, stored: 2, lost: 0 })
  })

  it('flushes as soon as the live samples that were added before are written', async () => {
    const { queue, written } = setUp()
    queue.add([sample(0)], true)
    queue.add([sample(1)], false)
    await queue.flush()
    expect(written.flat()).toEqual([sample(1)])
    await queue.flush()
  })

  it('flushes the live samples of a recording behind the whole past before them', async () => {
    const { queue, written } = setUp(undefined, true)
    const past = Array.from({ length: 12_000 }, (_, at) => sample(at))
    queue.add(past, true)
    queue.add([sample(99_999)], false)
    await queue.flush()
    expect(written.flat()).toEqual([...past, sample(99_999)])
  })

  it('flushes a long past as well where that is asked for', async () => {
    const { queue, written } = setUp()
    const past = Array.from({ length: 12_000 }, (_, at) => sample(at))
    queue.add(past, true)
    await queue.flushAll()
    expect(written.flat()).toEqual(past)
    await queue.flushAll()
  })

  it('a flush ends while the store fails', async () => {
    const { queue, failures } = setUp(() => Promise.reject(new Error('disk full')))
    queue.add([sample(1)], false)
    await queue.flush()
    expect(failures).toHaveLength(1)
  })

  it('keeps the newest samples in memory, and a late one doesn’t replace them', () => {
    const { queue } = setUp()
    queue.add(
      Array.from({ length: MAX_RECENT_SAMPLES + 10 }, (_, at) => sample(at)),
      false,
    )
    queue.add([sample(3, -1)], false)
    expect(queue.latest.get('load')?.value).toBe(MAX_RECENT_SAMPLES + 9)
    expect(queue.recent('load')).toHaveLength(MAX_RECENT_SAMPLES)
    expect(queue.recent('load').at(-1)).toEqual([MAX_RECENT_SAMPLES + 9, MAX_RECENT_SAMPLES + 9])
  })

  it('shows nothing of a past as live', () => {
    const { queue } = setUp()
    queue.add([sample(1)], true)
    expect(queue.latest.size).toBe(0)
  })

  it('writes what waits before it is closed', async () => {
    const { queue, written } = setUp()
    queue.add([sample(1)], false)
    await queue.close(1000)
    expect(written.flat()).toEqual([sample(1)])
  })
})
