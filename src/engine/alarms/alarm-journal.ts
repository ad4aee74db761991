import type { Alarm, AlarmEntry } from '../../domain/alarms/alarm.ts'
import { METRICS_SPAN, type MetricsEntry } from '../../domain/alarms/alarm-metrics.ts'
import type { Clock } from '../runtime/clock.ts'
import type { StorePort } from '../store/store-port.ts'

/** Entries that the figures are counted from at the most: a thousand a day for a week, and as many again. */
const MOST_TRAIL_ENTRIES = 20_000
/** Entries that may wait while the store can't write. Beyond, the oldest are given up, which is told. */
const MOST_WAITING = 5_000
/** Pause before a failed write is tried again, in ms. */
const RETRY_AFTER_MS = 5_000

export interface AlarmJournalOptions {
  readonly store: Pick<StorePort, 'keepAlarms' | 'alarms' | 'alarmEntries'>
  /** The store's key. */
  readonly source: string
  readonly clock: Clock
  readonly onFailure: (error: unknown) => void
}

/** Takes alarms and their audit trail to the store, in order, again and again until it can; the last week stays at hand. */
export interface AlarmJournal {
  /** What was kept from earlier. */
  readonly storedAlarms: readonly Alarm[]
  /** The audit trail of the last week, oldest first. */
  trail(): readonly MetricsEntry[]
  record(alarms: readonly Alarm[], entries: readonly AlarmEntry[]): void
  /** Resolves when what was handed over before is in the store, or could not be written for now. */
  flush(): Promise<void>
}

/** Reads what is kept of a source. */
export async function openAlarmJournal({
  store,
  source,
  clock,
  onFailure,
}: AlarmJournalOptions): Promise<AlarmJournal> {
  const lastWeek = { start: clock.now() - METRICS_SPAN, end: clock.now() + 1 }
  const [storedAlarms, newestFirst] = await Promise.all([
    store.alarms(source),
    store.alarmEntries(source, lastWeek, MOST_TRAIL_ENTRIES),
  ])
  let trail: MetricsEntry[] = newestFirst.toReversed().map(toMetricEntry)
  let waiting = { alarms: new Map<string, Alarm>(), entries: [] as AlarmEntry[] }
  let writing: Promise<void> | null = null
  let cancelRetry: (() => void) | null = null

  async function writeAll(): Promise<void> {
    while (waiting.alarms.size > 0 || waiting.entries.length > 0) {
      const batch = waiting
      waiting = { alarms: new Map(), entries: [] }
      try {
        await store.keepAlarms(source, [...batch.alarms.values()], batch.entries)
      } catch (error) {
        // What came meanwhile is newer than what failed.
        waiting = {
          alarms: new Map([...batch.alarms, ...waiting.alarms]),
          entries: [...batch.entries, ...waiting.entries],
        }
        onFailure(error)
        dropOldest()
        cancelRetry ??= clock.after(RETRY_AFTER_MS, () => {
          cancelRetry = null
          write()
        })
        return
      }
    }
  }
  function dropOldest(): void {
    const lost = waiting.entries.length - MOST_WAITING
    if (lost <= 0) return
    waiting.entries.splice(0, lost)
    onFailure(new Error('The oldest entries of the audit trail were given up, because the store could not write.'))
  }
  function write(): Promise<void> {
    writing ??= writeAll().finally(() => {
      writing = null
    })
    return writing
  }

  return {
    storedAlarms,
    trail: () => trail,
    record(alarms, entries) {
      for (const alarm of alarms) waiting.alarms.set(alarm.id, alarm)
      waiting.entries.push(...entries)
      dropOldest()
      trail.push(...entries.map(toMetricEntry))
      trail = trimTrail(trail, clock.now())
      if (cancelRetry === null) void write()
    },
    async flush() {
      if (waiting.alarms.size > 0 || waiting.entries.length > 0 || writing !== null) await write()
    },
  }
}

function trimTrail(trail: MetricsEntry[], now: number): MetricsEntry[] {
  const first = trail.findIndex(({ at }) => at > now - METRICS_SPAN)
  const tooMany = Math.max(first, trail.length - MOST_TRAIL_ENTRIES, 0)
  return tooMany === 0 ? trail : trail.slice(tooMany)
}

function toMetricEntry({ at, alarm, priority, change, state }: AlarmEntry): MetricsEntry {
  return { at, alarm, priority, change, state }
}
