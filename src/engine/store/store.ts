import { statSync } from 'node:fs'
import { QUALITIES, type Sample } from '../../domain/telemetry/sample.ts'
import { ceilTo, type Interval, QUARTER_HOUR } from '../../domain/time/time.ts'
import { AlarmTable } from './records/alarms.ts'
import { AlertTable } from './records/alerts.ts'
import { ForecastTable } from './records/forecasts.ts'
import { ScoreTable } from './records/scores.ts'
import { Catalogue, type TagSeries } from './samples/catalogue.ts'
import { HistoryReader } from './samples/history.ts'
import type { SampleRow } from './samples/hold.ts'
import { Ingest } from './samples/ingest.ts'
import { Retention } from './samples/retention.ts'
import { Rollups } from './samples/rollups.ts'
import type { Database } from './sqlite.ts'
import type { ScoreSubject, Store, StoreStats } from './store-port.ts'

/**
 * The store on an opened and migrated database, which it closes in the end.
 * @param elapsed Milliseconds that only ever grow: for the budget of `prune`.
 */
export function createStore(db: Database, file: string, elapsed: () => number): Store {
  const catalogue = new Catalogue(db)
  const ingest = new Ingest(db, catalogue, new Rollups(db))
  const reader = new HistoryReader(db)
  const forecasts = new ForecastTable(db)
  const scores = new ScoreTable(db, forecasts)
  const retention = new Retention(db, catalogue, { forecasts, scores }, elapsed)
  const newest = createNewestReader(db)
  const findSeries = (source: string, tag: string) => catalogue.series(source).get(tag)
  return {
    tags: (source) => [...catalogue.series(source).values()].map((series) => series.tag),
    register: (source, tags) => catalogue.register(source, tags),
    write: (source, samples) => ingest.write(source, samples),
    history(source, tag, span, points) {
      const series = findSeries(source, tag)
      return series ? reader.history(series, span, points) : { tag, resolutionMs: 0, points: [] }
    },
    quarterHours(source, tag, span) {
      const series = findSeries(source, tag)
      return series ? reader.quarterHours(series, span) : []
    },
    mean(source, tag, span) {
      const series = findSeries(source, tag)
      return series ? reader.mean(series, span) : null
    },
    recent(source, count) {
      const all = [...catalogue.series(source).values()]
      return Object.fromEntries(all.map((series) => [series.tag.id, newest(series, count)]))
    },
    newestAt: (source) => newestTime([...catalogue.series(source).values()]),
    distribution(source, tag, span) {
      const series = findSeries(source, tag)
      return series ? reader.distribution(series, span) : null
    },
    takeChanged: (source, tag, reader) => findSeries(source, tag)?.changes.readOldest(reader) ?? null,
    steps(source, tag, span, resolutionMs) {
      const series = findSeries(source, tag)
      return series ? reader.rollup(series, span, resolutionMs) : []
    },
    oldestAt(source, tag) {
      const series = findSeries(source, tag)
      return series ? reader.oldestAt(series) : null
    },
    ...alertMethods(db, catalogue),
    ...alarmMethods(db, catalogue),
    ...forecastMethods(catalogue, reader, forecasts, scores),
    prune: (days, budgetMs) => retention.prune(days, budgetMs),
    stats: createStatsReader(db, file, catalogue),
    close() {
      db.pragma('wal_checkpoint(TRUNCATE)')
      db.close()
    },
  }
}

/** A source that isn't known has no alerts. */
function alertMethods(db: Database, catalogue: Catalogue): Pick<Store, 'keepAlerts' | 'alerts'> {
  const table = new AlertTable(db)
  const idOf = (source: string) => catalogue.sourceId(source) ?? 0
  return {
    keepAlerts(source, alerts) {
      if (catalogue.sourceId(source) === null) catalogue.register(source, [])
      table.put(idOf(source), alerts)
    },
    alerts: (source, span) => table.between(idOf(source), span),
  }
}

/** What the store does with alarms. A source that isn't known has none. */
function alarmMethods(db: Database, catalogue: Catalogue): Pick<Store, 'keepAlarms' | 'alarms' | 'alarmEntries'> {
  const table = new AlarmTable(db)
  const idOf = (source: string) => catalogue.sourceId(source) ?? 0
  return {
    keepAlarms(source, alarms, entries) {
      if (catalogue.sourceId(source) === null) catalogue.register(source, [])
      table.put(idOf(source), alarms, entries)
    },
    alarms: (source) => table.all(idOf(source)),
    alarmEntries: (source, span, count) => table.entries(idOf(source), span, count),
  }
}

type ForecastMethods =
  | 'keepForecasts'
  | 'forecasts'
  | 'forecastWindows'
  | 'fallbackSince'
  | 'scoreTargets'
  | 'skillSums'
  | 'bandCalibration'

/** What the store does with forecasts and their scores. A source that isn't known has none. */
function forecastMethods(
  catalogue: Catalogue,
  reader: HistoryReader,
  forecasts: ForecastTable,
  scores: ScoreTable,
): Pick<Store, ForecastMethods> {
  const idOf = (source: string) => catalogue.sourceId(source) ?? 0
  const toScoreKey = ({ source, horizon, model }: ScoreSubject) => ({ source: idOf(source), horizon, model })
  const createLoadReader = ({ source, loadTag }: ScoreSubject) => {
    const series = catalogue.series(source).get(loadTag)
    return (span: Interval) => (series === undefined ? [] : reader.quarterHours(series, span))
  }
  return {
    keepForecasts(source, madeAt, made, hindsight) {
      if (catalogue.sourceId(source) === null) catalogue.register(source, [])
      forecasts.put(idOf(source), madeAt, made, hindsight)
    },
    forecasts: (source, horizon, span, lead) => forecasts.between(idOf(source), horizon, span, lead),
    forecastWindows: (source, horizon, model, span) => forecasts.windows(idOf(source), horizon, model, span),
    fallbackSince: (source, horizon) => forecasts.fallbackSince(idOf(source), horizon),
    scoreTargets: (subject, span) => scores.score(toScoreKey(subject), createLoadReader(subject), toQuarterHours(span)),
    skillSums: (subject, span) => scores.sums(toScoreKey(subject), span),
    bandCalibration: (subject, span) =>
      scores.calibration(toScoreKey(subject), createLoadReader(subject), toQuarterHours(span)),
  }
}

/** The whole quarter-hours that start in the span. */
function toQuarterHours({ start, end }: Interval): Interval {
  return { start: ceilTo(start, QUARTER_HOUR), end: ceilTo(end, QUARTER_HOUR) }
}

/** The newest samples of a series, oldest first. A period is named where it is not the tag's own. */
function createNewestReader(db: Database) {
  const rows = db
    .prepare<[number, number], SampleRow>(
      'SELECT at, value, quality, period FROM sample WHERE series = ? ORDER BY at DESC LIMIT ?',
    )
    .raw()
  return ({ id, tag }: TagSeries, count: number): Sample[] =>
    rows
      .all(id, count)
      .reverse()
      .map(([at, value, quality, periodMs]) => ({
        tag: tag.id,
        at,
        value,
        quality: QUALITIES[quality] ?? 'bad',
        ...(periodMs === tag.periodMs ? {} : { periodMs }),
      }))
}

function newestTime(all: readonly TagSeries[]): number | null {
  let newest: number | null = null
  for (const { newestAt } of all) {
    if (newestAt !== null && (newest === null || newestAt > newest)) newest = newestAt
  }
  return newest
}

function createStatsReader(db: Database, file: string, catalogue: Catalogue): () => StoreStats {
  const oldest = db.prepare<[number], number>('SELECT at FROM sample WHERE series = ? ORDER BY at LIMIT 1').pluck()
  return () => {
    const all = catalogue.all()
    const firsts = all.flatMap((series) => oldest.get(series.id) ?? [])
    return {
      file,
      bytes: sizeOf(file) + sizeOf(`${file}-wal`),
      samples: all.reduce((sum, series) => sum + series.samples, 0),
      oldestAt: firsts.length === 0 ? null : Math.min(...firsts),
      newestAt: newestTime(all),
    }
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
