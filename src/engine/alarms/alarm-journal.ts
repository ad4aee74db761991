import type { Alarm, AlarmEntry } from '../../domain/alarms/alarm.ts'
import { FIGURES_SPAN, type FigureEntry } from '../../domain/alarms/alarm-metrics.ts'
import type { Clock } from '../runtime/clock.ts'
import type { StorePort } from '../store/store-port.ts'

/** Entries that the figures are counted from at the most: a thousand a day for a week, and as many again. */
const MOST_AT_HAND = 20_000
/** Entries that may wait while the store can't write. Beyond, the oldest are given up, which is told. */
const MOST_WAITING = 5_000
/** Pause before a failed write is tried again, in ms. */
const RETRY = 5_000

export interface AlarmKeeperParts {
  readonly store: Pick<StorePort, 'keepAlarms' | 'alarms' | 'alarmEntries'>
  /** The store's key. */
  readonly source: string
  readonly clock: Clock
  readonly onFailure: (error: unknown) => void
}

/** Takes alarms and their audit trail to the store, in order, again and again until it can; the last week stays at hand. */
export interface AlarmKeeper {
  /** What was kept from earlier. */
  readonly kept: readonly Alarm[]
  /** The audit trail of the last week, oldest first. */
  trail(): readonly FigureEntry[]
  keep(alarms: readonly Alarm[], entries: readonly AlarmEntry[]): void
  /** Resolves when what was handed over before is in the store, or could not be written for now. */
  settled(): Promise<void>
}

/** Reads what is kept of a source. */
export async function openAlarmKeeper({ store, source, clock, onFailure }: AlarmKeeperParts): Promise<AlarmKeeper> {
  const lastWeek = { start: clock.now() - FIGURES_SPAN, end: clock.now() + 1 }
  const [kept, newestFirst] = await Promise.all([
    store.alarms(source),
    store.alarmEntries(source, lastWeek, MOST_AT_HAND),
  ])
  let trail: FigureEntry[] = newestFirst.toReversed().map(figureEntry)
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
        giveUpOldest()
        cancelRetry ??= clock.after(RETRY, () => {
          cancelRetry = null
          write()
        })
        return
      }
    }
  }
  function giveUpOldest(): void {
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
    kept,
    trail: () => trail,
    keep(alarms, entries) {
      for (const alarm of alarms) waiting.alarms.set(alarm.id, alarm)
      waiting.entries.push(...entries)
      giveUpOldest()
      trail.push(...entries.map(figureEntry))
      trail = trimmed(trail, clock.now())
      if (cancelRetry === null) void write()
    },
    async settled() {
      if (waiting.alarms.size > 0 || waiting.entries.length > 0 || writing !== null) await write()
    },
  }
}

function trimmed(trail: FigureEntry[], now: number): FigureEntry[] {
  const first = trail.findIndex(({ at }) => at > now - FIGURES_SPAN)
  const tooMany = Math.max(first, trail.length - MOST_AT_HAND, 0)
  return tooMany === 0 ? trail : trail.slice(tooMany)
}

function figureEntry({ at, alarm, priority, change, state }: AlarmEntry): FigureEntry {
  return { at, alarm, priority, change, state }
}
