import type { EngineEvent } from '../../contract/api.ts'
import type { Settings } from '../../contract/settings.ts'
import type { DemandStanding } from '../../contract/tariff.ts'
import type { DemandInterval, RunningDemand } from '../../domain/demand.ts'
import type { Sample } from '../../domain/sample.ts'
import type { Tag } from '../../domain/tag.ts'
import type { Bill } from '../../domain/tariff.ts'
import type { Interval } from '../../domain/time.ts'
import type { Clock } from '../clock.ts'
import { EngineError } from '../engine-error.ts'
import type { Source } from '../sources/source.ts'
import type { StorePort } from '../store/store-port.ts'

/** As domain/charge-peaks.ts has it. */
export interface MonthPeaks {
  readonly month: string
  readonly charges: Readonly<Record<string, readonly { readonly at: number; readonly kw: number }[]>>
  readonly known: boolean
}

/** What the watch needs of its session. */
export interface DemandWatchParts {
  readonly store: StorePort
  readonly source: Pick<Source, 'id' | 'kind'>
  readonly clock: Clock
  readonly settings: () => Settings
  readonly tags: () => readonly Tag[]
  readonly plantTime: () => number
  /** Resolves when all samples that were received are in the store. */
  readonly settled: () => Promise<void>
  readonly publish: (event: EngineEvent) => void
  readonly onFailure: (doing: string, error: unknown) => void
}

/** Follows the running demand interval, and what the month's intervals cost so far. */
export interface DemandWatch {
  /** Null while nothing is known. */
  running(): RunningDemand | null
  /** Null while there is no tariff, or nothing is known. */
  standing(): DemandStanding | null
  /** Those that start in the span, oldest first, by the tariff's rule. */
  intervals(span: Interval): Promise<DemandInterval[]>
  /** Of this month to date where none is named. @throws EngineError `not-found` where there is no tariff, or no data. */
  bill(month?: string): Promise<Bill>
  /** Of a month and of those before it that the tariff looks back at, at most 24, newest first: for what an interval would cost. */
  peaks(month: string): Promise<{ readonly peaks: MonthPeaks; readonly earlier: readonly MonthPeaks[] }>
  /** Live samples as they come in. */
  take(samples: readonly Sample[]): void
  /** Calls `listener` with each interval that has closed, in order. */
  onInterval(listener: (interval: DemandInterval) => void): void
  /** Other settings are in force. */
  settingsChanged(): void
  close(): Promise<void>
}

/** Starts to watch the demand of a source. */
export async function openDemandWatch(_parts: DemandWatchParts): Promise<DemandWatch> {
  const none = () => {
    throw new EngineError('not-found', 'There is no tariff yet: enter one under Tariff.')
  }
  return {
    running: () => null,
    standing: () => null,
    intervals: async () => [],
    bill: async () => none(),
    peaks: async () => none(),
    take: () => {},
    onInterval: () => {},
    settingsChanged: () => {},
    close: async () => {},
  }
}
