import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../../../tests/fixtures/engine/fake-clock.ts'
import type { Sample } from '../../domain/telemetry/sample.ts'
import { createWriteQueue, RECENT } from './write-queue.ts'

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
  const intake = createWriteQueue({
    store,
    source: 'plant',
    clock,
    inOrder,
    recentSamples: {},
    onFailure: (error) => failures.push(error),
  })
  return { clock, intake, written, registered, failures }
}

describe('the intake', () => {
  it('writes what came within a fifth of a second together', async () => {
    const { clock, intake, written } = setUp()
    intake.add([sample(1)], false)
    await clock.advance(100)
    intake.add([sample(2)], false)
    expect(written).toEqual([])
    await clock.advance(100)
    expect(written).toEqual([[sample(1), sample(2)]])
  })

  it('registers tags before their samples are written', async () => {
    const { clock, intake, registered, written } = setUp()
    intake.registerTags([{ id: 'load', role: 'load', unit: 'kW', description: '', periodMs: 1000 }])
    intake.add([sample(1)], false)
    await clock.advance(1000)
    expect(registered).toEqual([['load']])
    expect(written).toHaveLength(1)
  })

  it('lets live samples pass a long past', async () => {
    const { clock, intake, written } = setUp()
    intake.add(
      Array.from({ length: 12_000 }, (_, at) => sample(at)),
      true,
    )
    intake.add([sample(99_999)], false)
    await clock.advance(1000)
    expect(written[0]).toEqual([sample(99_999)])
    expect(written.flat()).toHaveLength(12_001)
  })

  it('lets live samples wait for the past of a recording', async () => {
    const { clock, intake, written } = setUp(undefined, true)
    intake.add([sample(1)], true)
    intake.add([sample(2)], false)
    await clock.advance(1000)
    expect(written.flat()).toEqual([sample(1), sample(2)])
  })

  it('keeps samples while the store can’t write, and writes them in order when it can', async () => {
    let broken = true
    const { clock, intake, written, failures } = setUp(async () => {
      if (broken) throw new Error('disk full')
    })
    intake.add([sample(1)], false)
    await clock.advance(2500)
    intake.add([sample(2)], false)
    expect(failures.length).toBeGreaterThan(1)
    broken = false
    await clock.advance(2000)
    expect(written.flat()).toEqual([sample(1), sample(2)])
    expect(intake.counters()).toMatchObject({ received: 2, stored: 2, lost: 0 })
  })

  it('is settled when the live samples that were taken before are written', async () => {
    const { intake, written } = setUp()
    intake.add([sample(0)], true)
    intake.add([sample(1)], false)
    await intake.flush()
    expect(written.flat()).toEqual([sample(1)])
    await intake.flush()
  })

  it('holds nobody up while the store fails', async () => {
    const { intake, failures } = setUp(() => Promise.reject(new Error('disk full')))
    intake.add([sample(1)], false)
    await intake.flush()
    expect(failures).toHaveLength(1)
  })

  it('keeps the newest samples at hand, and a late one doesn’t take their place', () => {
    const { intake } = setUp()
    intake.add(
      Array.from({ length: RECENT + 10 }, (_, at) => sample(at)),
      false,
    )
    intake.add([sample(3, -1)], false)
    expect(intake.latest.get('load')?.value).toBe(RECENT + 9)
    expect(intake.recent('load')).toHaveLength(RECENT)
    expect(intake.recent('load').at(-1)).toEqual([RECENT + 9, RECENT + 9])
  })

  it('shows none of a past that was handed over as live', () => {
    const { intake } = setUp()
    intake.add([sample(1)], true)
    expect(intake.latest.size).toBe(0)
  })

  it('writes what waits before it is closed', async () => {
    const { intake, written } = setUp()
    intake.add([sample(1)], false)
    await intake.close(1000)
    expect(written.flat()).toEqual([sample(1)])
  })
})
