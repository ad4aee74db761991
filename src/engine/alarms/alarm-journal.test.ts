import { describe, expect, test } from 'vitest'
import { createFakeClock } from '../../../tests/fixtures/engine/fake-clock.ts'
import { makePlantContext } from '../../../tests/fixtures/engine/make-plant-context.ts'
import type { AlarmEntry } from '../../domain/alarms/alarm.ts'
import { DAY, SECOND } from '../../domain/time/time.ts'
import type { StorePort } from '../store/store-port.ts'
import { openAlarmJournal } from './alarm-journal.ts'

const entry = (at: number): AlarmEntry => ({
  at,
  alarm: 'diskFull',
  priority: 'medium',
  change: 'raised',
  state: 'activeUnacknowledged',
  by: 'EcoPulse',
  value: 1,
  message: '',
  reason: null,
})

/** A journal on a store that fails as long as `failing` is true. */
async function journalOn(failing: { now: boolean }) {
  const clock = createFakeClock()
  const written: AlarmEntry[] = []
  const failures: unknown[] = []
  const store: Partial<StorePort> = {
    alarms: async () => [],
    alarmEntries: async () => [],
    async keepAlarms(_source, _alarms, entries) {
      if (failing.now) throw new Error('disk full')
      written.push(...entries)
    },
  }
  const onFailure = (_doing: string, error: unknown) => void failures.push(error)
  const journal = await openAlarmJournal(makePlantContext({ store, clock, onFailure }))
  return { journal, clock, written, failures }
}

describe('the alarm journal', () => {
  test('keeps a bounded trail in memory, of the last week alone', async () => {
    const { journal, clock } = await journalOn({ now: false })
    journal.record([], [entry(clock.now() - 7 * DAY), entry(clock.now() - 6 * DAY)])
    expect(journal.trail()).toHaveLength(1)
    for (let i = 0; i < 30; i += 1) {
      journal.record(
        [],
        Array.from({ length: 1_000 }, () => entry(clock.now())),
      )
      await journal.flush()
    }
    expect(journal.trail()).toHaveLength(20_000)
  })

  test('waits with a bounded number of entries for a store that can’t write, in order, and reports what it gave up', async () => {
    const failing = { now: true }
    const { journal, clock, written, failures } = await journalOn(failing)
    for (let i = 0; i < 6_000; i += 1) journal.record([], [entry(i)])
    await clock.advance(SECOND)
    expect(failures.map(String).some((line) => line.includes('given up'))).toBe(true)
    failing.now = false
    await clock.advance(10 * SECOND)
    expect(written).toHaveLength(5_000)
    expect(written.map(({ at }) => at)).toEqual(Array.from({ length: 5_000 }, (_, i) => i + 1_000))
  })
})
