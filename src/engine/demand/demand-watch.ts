import type { EngineEvent } from '../../contract/api.ts'
import type { Settings } from '../../contract/settings.ts'
import type { DemandStanding } from '../../contract/tariff.ts'
import type { MonthPeaks } from '../../domain/charge-peaks.ts'
import type { DemandInterval, RunningDemand } from '../../domain/demand.ts'
import { monthAt } from '../../domain/month.ts'
import type { Sample } from '../../domain/sample.ts'
import type { Tag } from '../../domain/tag.ts'
import type { Bill } from '../../domain/tariff.ts'
import { DAY, type Interval, SECOND } from '../../domain/time.ts'
import { type Clock, every } from '../clock.ts'
import type { Source } from '../sources/source.ts'
import type { StorePort } from '../store/store-port.ts'
import { type MonthAccount, standingOf } from './demand-books.ts'
import { demandTarget } from './demand-target.ts'
import { closedUntil } from './demand-terms.ts'
import { openMeterWatch } from './meter-watch.ts'

/** What the watch needs of its session. */
export interface DemandWatchParts {
  readonly store: Pick<StorePort, 'steps' | 'oldestAt' | 'history' | 'takeChanged'>
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
  /** Null while nothing has been heard of the meter. */
  running(): RunningDemand | null
  /** Null while there is no tariff, or no meter. */
  standing(): DemandStanding | null
  /** Those that start in the span and have ended, oldest first, by the tariff's rule; quarter-hours where there is none. */
  intervals(span: Interval): Promise<DemandInterval[]>
  /** Of this month to date where none is named. @throws EngineError `not-found` where there is no tariff, or no data. */
  bill(month?: string): Promise<Bill>
  /**
   * Of a month and of those before it that the tariff looks back at, at most 24, newest first: for what an interval
   * would cost. @throws EngineError `not-found` where there is no tariff.
   */
  peaks(month: string): Promise<{ readonly peaks: MonthPeaks; readonly earlier: readonly MonthPeaks[] }>
  /** Live samples as they come in. */
  take(samples: readonly Sample[]): void
  /** Samples of the past that the source hands over: the running interval may be among them. */
  takePast(samples: readonly Sample[]): void
  /** Calls `listener` with each interval that has closed, in order; after a longer silence with those of its last day. */
  onInterval(listener: (interval: DemandInterval) => void): void
  /** Other settings are in force. */
  settingsChanged(): void
  close(): Promise<void>
}
