import type { Alarm, AlarmEntry } from '../../domain/alarms/alarm.ts'
import type { BandCalibration } from '../../domain/forecast/band-calibration.ts'
import type { Forecast, Horizon, StoredForecast } from '../../domain/forecast/forecast.ts'
import type { Alert } from '../../domain/peak-alerts/peak-alert.ts'
import type { History } from '../../domain/telemetry/history.ts'
import type { Sample } from '../../domain/telemetry/sample.ts'
import type { Tag } from '../../domain/telemetry/tag.ts'
import type { Interval } from '../../domain/time/time.ts'
import type { SkillSums } from './skill-sums.ts'

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

/** A step of a rollup: time-weighted mean, and the share of it that samples cover (0 to 1). */
export interface RollupStep {
  readonly at: number
  readonly mean: number
  readonly min: number
  readonly max: number
  readonly coverage: number
}

/** The size of the store. Times in epoch ms; null where nothing is kept. */
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

/** The distribution of a tag's values over a day or more: for its normal range. */
export interface Distribution {
  readonly min: number
  readonly p5: number
  readonly p95: number
  readonly max: number
}

/** Which forecasts are scored, and by what: those of a source and a horizon, its load's tag, and the id of the model in use. */
export interface ScoreSubject {
  readonly source: string
  readonly loadTag: string
  readonly horizon: Horizon
  readonly model: string
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
  /**
   * Keeps forecasts, all of them or none. One for each (source, horizon, windowEnd) is kept of those that were made
   * when their window ended, and one hindcast: a later one replaces an earlier one of its kind.
   */
  keepForecasts(source: string, madeAt: number, forecasts: readonly Forecast[], hindsight: boolean): void
  /**
   * Forecasts whose window ended in the span, oldest first, one for each window: as it was made then, else the
   * hindcast.
   * @param lead Only the step that is so many quarter-hours ahead, from 1 on; all of them where it is left out.
   */
  forecasts(source: string, horizon: Horizon, span: Interval, lead?: number): readonly StoredForecast[]
  /** Ends of the windows in the span that the model (its id) has a forecast or a hindcast of; ascending. */
  forecastWindows(source: string, horizon: Horizon, model: string, span: Interval): readonly number[]
  /**
   * End of the first window since when a naive forecast has been shown in place of a model that could forecast; null
   * where the newest is the model's.
   */
  fallbackSince(source: string, horizon: Horizon): number | null
  /**
   * Start of the oldest quarter-hour of the tag that samples have changed since this reader last read it; null where
   * none has. What was changed before the store was opened is not counted.
   * @param reader The caller's own name: each gets every change.
   */
  takeChanged(source: string, tag: string, reader: string): number | null
  /**
   * Scores the quarter-hours that start in the span anew, by what is kept now: a second call changes nothing. A
   * quarter-hour counts where half of it at least is covered. A day of them needs about 60 ms for the next day's
   * forecasts, 5 for the next hour's.
   */
  scoreTargets(subject: ScoreSubject, span: Interval): void
  /** The sums of the scores over the span. Those made for another model than the subject's have only what was shown. */
  skillSums(subject: ScoreSubject, span: Interval): SkillSums
  /**
   * By what the model's bands must be stretched, by the outcomes of the windows that ended in the span and whose steps
   * lie in it; null where these are fewer than two days'.
   */
  bandCalibration(subject: ScoreSubject, span: Interval): BandCalibration | null
  /**
   * The rollup's steps that start in the span and have samples, oldest first, in the tag's unit.
   * @param resolutionMs A minute or a quarter-hour; of minutes there are no more than the retention leaves.
   */
  steps(source: string, tag: string, span: Interval, resolutionMs: number): readonly RollupStep[]
  /** Start of the oldest quarter-hour of the tag that is kept; null where none is. */
  oldestAt(source: string, tag: string): number | null
  /** Keeps alerts, each in place of the one with its id. */
  keepAlerts(source: string, alerts: readonly Alert[]): void
  /** Alerts that were raised in the span, or that are still open, oldest first. */
  alerts(source: string, span: Interval): readonly Alert[]
  /**
   * Keeps alarms with their states, each in place of the one with its id, and adds to their audit trail, in one
   * transaction.
   */
  keepAlarms(source: string, alarms: readonly Alarm[], entries: readonly AlarmEntry[]): void
  /** All alarms as they were kept. */
  alarms(source: string): readonly Alarm[]
  /** The newest entries of the audit trail in the span, newest first, at most `count`. */
  alarmEntries(source: string, span: Interval, count: number): readonly AlarmEntry[]
  /** Deletes what is older than the retention, by the newest sample's time of each source, for at most `budgetMs`; answers whether more is left. */
  prune(days: RetentionDays, budgetMs: number): boolean
  stats(): StoreStats
  close(): void
}

/** The store for the engine: behind a thread. */
export type StorePort = {
  readonly [M in keyof Store]: (...args: Parameters<Store[M]>) => Promise<ReturnType<Store[M]>>
}

/** An opened store, and what happened while opening that someone should know (a damaged file that was put aside). */
export interface OpenedStore {
  readonly store: Store
  readonly notice: string | null
}
