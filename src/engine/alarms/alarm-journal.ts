import type { Alarm, AlarmEntry } from '../../domain/alarms/alarm.ts'
import { METRICS_SPAN, type MetricsEntry } from '../../domain/alarms/alarm-metrics.ts'
import type { PlantContext } from '../context/plant-context.ts'

/** Entries that the metrics are computed from at the most: a thousand a day for a week, and as many again. */
const MAX_TRAIL_ENTRIES = 20_000
/** Entries that may wait while the store can't write. Beyond, the oldest are given up, and the operator is told. */
const MAX_WAITING = 5_000
/** Pause before a failed write is tried again, in ms. */
const RETRY_AFTER_MS = 5_000

/**
 * Writes alarms and their audit trail to the store, in order, again and again until it can; keeps the last week in
 * memory.
 */
export interface AlarmJournal {
  /** The alarms that were stored when the journal was opened. */
  readonly storedAlarms: readonly Alarm[]
  /** The audit trail of the last week, oldest first. */
  trail(): readonly MetricsEntry[]
  record(alarms: readonly Alarm[], entries: readonly AlarmEntry[]): void
  /** Resolves when what was recorded before is in the store, or could not be written for now. */
  flush(): Promise<void>
}

/** Reads what is stored of the source. */
export async function openAlarmJournal(context: PlantContext): Promise<AlarmJournal> {
  const { store, source, clock } = context
  const lastWeek = { start: clock.now() - METRICS_SPAN, end: clock.now() + 1 }
  const [storedAlarms, newestFirst] = await Promise.all([
    store.alarms(source.id),
    store.alarmEntries(source.id, lastWeek, MAX_TRAIL_ENTRIES),
  ])
  return new StoredAlarmJournal(context, storedAlarms, newestFirst.toReversed().map(toMetricEntry))
}

class StoredAlarmJournal implements AlarmJournal {
  readonly storedAlarms: readonly Alarm[]
  readonly #context: PlantContext
  #trail: MetricsEntry[]
  #waiting = { alarms: new Map<string, Alarm>(), entries: [] as AlarmEntry[] }
  #writing: Promise<void> | null = null
  #cancelRetry: (() => void) | null = null

  constructor(context: PlantContext, storedAlarms: readonly Alarm[], trail: MetricsEntry[]) {
    this.#context = context
    this.storedAlarms = storedAlarms
    this.#trail = trail
  }

  trail(): readonly MetricsEntry[] {
    return this.#trail
  }

  record(alarms: readonly Alarm[], entries: readonly AlarmEntry[]): void {
    for (const alarm of alarms) this.#waiting.alarms.set(alarm.id, alarm)
    this.#waiting.entries.push(...entries)
    this.#dropOldest()
    this.#trail.push(...entries.map(toMetricEntry))
    this.#trail = trimTrail(this.#trail, this.#context.clock.now())
    if (this.#cancelRetry === null) void this.#write()
  }

  async flush(): Promise<void> {
    if (this.#hasWaiting() || this.#writing !== null) await this.#write()
  }

  #hasWaiting(): boolean {
    return this.#waiting.alarms.size > 0 || this.#waiting.entries.length > 0
  }

  #write(): Promise<void> {
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = null
    })
    return this.#writing
  }

  async #writeAll(): Promise<void> {
    const { store, source } = this.#context
    while (this.#hasWaiting()) {
      const batch = this.#waiting
      this.#waiting = { alarms: new Map(), entries: [] }
      try {
        await store.keepAlarms(source.id, [...batch.alarms.values()], batch.entries)
      } catch (error) {
        // Entries added meanwhile are newer than those that failed.
        this.#waiting = {
          alarms: new Map([...batch.alarms, ...this.#waiting.alarms]),
          entries: [...batch.entries, ...this.#waiting.entries],
        }
        this.#reportFailure(error)
        this.#dropOldest()
        this.#scheduleRetry()
        return
      }
    }
  }

  #scheduleRetry(): void {
    this.#cancelRetry ??= this.#context.clock.after(RETRY_AFTER_MS, () => {
      this.#cancelRetry = null
      void this.#write()
    })
  }

  #dropOldest(): void {
    const lost = this.#waiting.entries.length - MAX_WAITING
    if (lost <= 0) return
    this.#waiting.entries.splice(0, lost)
    const sentence = 'The oldest entries of the audit trail were given up, because the store could not write.'
    this.#reportFailure(new Error(sentence))
  }

  #reportFailure(error: unknown): void {
    this.#context.onFailure('Keeping alarms', error)
  }
}

function trimTrail(trail: MetricsEntry[], now: number): MetricsEntry[] {
  const first = trail.findIndex(({ at }) => at > now - METRICS_SPAN)
  const tooMany = Math.max(first, trail.length - MAX_TRAIL_ENTRIES, 0)
  return tooMany === 0 ? trail : trail.slice(tooMany)
}

function toMetricEntry({ at, alarm, priority, change, state }: AlarmEntry): MetricsEntry {
  return { at, alarm, priority, change, state }
}
