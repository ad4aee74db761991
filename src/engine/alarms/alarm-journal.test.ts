import { describe, expect, test } from 'vitest'
import { createFakeClock } from '../../../tests/fixtures/engine/fake-clock.ts'
import type { Alarm, AlarmEntry } from '../../domain/alarms/alarm.ts'
import { DAY, SECOND } from '../../domain/time/time.ts'
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

/** A keeper on a store that fails as long as `failing` says. */
async function keeperOn(failing: { now: boolean }) {
  const clock = createFakeClock()
  const written: AlarmEntry[] = []
  const failures: unknown[] = []
  const keeper = await openAlarmJournal({
    store: {
      alarms: async () => [],
      alarmEntries: async () => [],
      async keepAlarms(_source: string, _alarms: readonly Alarm[], entries: readonly AlarmEntry[]) {
        if (failing.now) throw new Error('disk full')
        written.push(...entries)
      },
    },
    source: 'plant',
    clock,
    onFailure: (error) => void failures.push(error),
  })
  return { keeper, clock, written, failures }
}

describe('the keeper of alarms', () => {
  test('holds a bounded trail at hand, of the last week alone', async () => {
    const { keeper, clock } = await keeperOn({ now: false })
    keeper.record([], [entry(clock.now() - 7 * DAY), entry(clock.now() - 6 * DAY)])
    expect(keeper.trail()).toHaveLength(1)
    for (let i = 0; i < 30; i += 1) {
      keeper.record(
        [],
        Array.from({ length: 1_000 }, () => entry(clock.now())),
      )
      await keeper.flush()
    }
    expect(keeper.trail()).toHaveLength(20_000)
  })

  test('waits with a bounded number of entries for a store that can’t write, in order, and says what it gave up', async () => {
    const failing = { now: true }
    const { keeper, clock, written, failures } = await keeperOn(failing)
    for (let i = 0; i < 6_000; i += 1) keeper.record([], [entry(i)])
    await clock.advance(SECOND)
    expect(failures.map(String).some((line) => line.includes('given up'))).toBe(true)
    failing.now = false
    await clock.advance(10 * SECOND)
    expect(written).toHaveLength(5_000)
    expect(written.map(({ at }) => at)).toEqual(Array.from({ length: 5_000 }, (_, i) => i + 1_000))
  })
})
