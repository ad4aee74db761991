import type { Forecast } from '../../domain/forecast.ts'
import type { History } from '../../domain/history.ts'
import type { Sample } from '../../domain/sample.ts'
import type { Tag } from '../../domain/tag.ts'
import type { Interval } from '../../domain/time.ts'

/** What became of samples handed to the store. */
export interface WriteResult {
  readonly stored: number
  /** The same (source, tag, at) was there already. */
  readonly doubled: number
  /** Arrived after a later one of the same tag; counted among `stored`. */
  readonly late: number
}

/** A quarter-hour's mean and the share of it that samples cover (0 to 1). */
export interface QuarterHour {
  readonly at: number
  readonly mean: number
  readonly coverage: number
}

export interface StoreStats {
  readonly file: string
  /** Of the database with its log, on disk. */
  readonly bytes: number
  /** Single samples kept. */
  readonly samples: number
  readonly oldestAt: number | null
  readonly newestAt: number | null
}

/** Days each level is kept; null is for good. */
export interface RetentionDays {
  readonly rawDays: number
  readonly minuteDays: number
  readonly quarterHourDays: number | null
}

/** What a day's worth of distribution says of a tag: for its normal range. */
export interface Distribution {
  readonly min: number
  readonly p5: number
  readonly p95: number
  readonly max: number
}

/** The rolling window. The only writer of its file; every method is one transaction and durable when it answers. */
export interface Store {
  /** Tags of a source, kept across restarts. */
  tags(source: string): readonly Tag[]
  register(source: string, tags: readonly Tag[]): void
  /** Keeps samples once per (source, tag, at), and brings the rollups they touch up to date. Their tags are registered before. */
  write(source: string, samples: readonly Sample[]): WriteResult
  /** History over [from, to) in at most about `points` steps, from the coarsest level that is fine enough. */
  history(source: string, tag: string, span: Interval, points: number): History
  /** Quarter-hours over [start, end) that have samples, oldest first. */
  quarterHours(source: string, tag: string, span: Interval): readonly QuarterHour[]
  /** Time-weighted mean of single samples over the span; null where there is none. */
  mean(source: string, tag: string, span: Interval): number | null
  /** The newest samples of each tag, oldest first, at most `count` each. */
  recent(source: string, count: number): Readonly<Record<string, readonly Sample[]>>
  /** Time of the newest sample of the source. */
  newestAt(source: string): number | null
  /** Of 1-min means over the span; null where there are fewer than 60. */
  distribution(source: string, tag: string, span: Interval): Distribution | null
  /** Keeps a forecast, one for each (source, windowEnd): a later one of the same window replaces it. */
  keepForecast(source: string, madeAt: number, forecast: Forecast): void
  /** Forecasts whose window ended in the span, oldest first. */
  forecasts(source: string, span: Interval): readonly Forecast[]
  /** Deletes what is older than the retention, by the newest sample's time of each source, for at most `budgetMs`; answers whether more is left. */
  prune(days: RetentionDays, budgetMs: number): boolean
  stats(): StoreStats
  close(): void
}

/** The store as the engine sees it: behind a thread. */
export type StorePort = {
  readonly [M in keyof Store]: (...args: Parameters<Store[M]>) => Promise<ReturnType<Store[M]>>
}

/** An opened store, and what happened while opening that someone should know (a damaged file that was put aside). */
export interface OpenedStore {
  readonly store: Store
  readonly notice: string | null
}
