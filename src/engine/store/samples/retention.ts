import { HORIZONS, type Horizon } from '../../../domain/forecast/forecast.ts'
import { ceilTo, DAY, floorTo, MINUTE, QUARTER_HOUR } from '../../../domain/time/time.ts'
import type { Database } from '../sqlite.ts'
import type { RetentionDays } from '../store-port.ts'
import type { Catalogue, TagSeries } from './catalogue.ts'

/** Rows that one transaction deletes at most: ten milliseconds' work. */
const CHUNK_ROWS = 2_000

/**
 * The newest samples of a tag that don't count for how far a source is: a few wrong times of a faulty clock must
 * not make everything else old.
 */
const DOUBTED_SAMPLES = 60

/** Forecasts or scores that one transaction deletes at most: a forecast of the next day fills most of a page. */
const CHUNK_FORECASTS = 200

/**
 * Days that forecasts are kept, and what they weigh: those of the next hour for 13 months, like 1-min means, 0.4 kB
 * each and 15 MB in all; those of the next day for a quarter of a year, 3 kB each and 26 MB in all. Neither longer than
 * the quarter-hours that they are compared with. A score is read for a month at the most.
 */
const FORECAST_DAYS: Readonly<Record<Horizon, number>> = { nextHour: 396, nextDay: 92 }
const SCORE_DAYS = 92

/** Free pages that the file keeps for the next writes, and pages that it gives back at once. */
const SPARE_PAGES = 512
const VACUUM_PAGES = 256

/**
 * A table of forecasts, or of their scores; `prune` deletes up to `rows` of before and answers whether there were any.
 */
interface Prunable {
  prune(source: number, horizon: Horizon, before: number, rows: number): boolean
}

/** Deletes what is older than it is kept for, little by little, so that nothing waits for it. */
export class Retention {
  readonly #db: Database
  readonly #catalogue: Catalogue
  readonly #elapsed: () => number
  readonly #forecasts: readonly (readonly [Prunable, Readonly<Record<Horizon, number>>])[]
  readonly #statements

  /** @param elapsed Milliseconds that only ever grow. */
  constructor(
    db: Database,
    catalogue: Catalogue,
    tables: { readonly forecasts: Prunable; readonly scores: Prunable },
    elapsed: () => number,
  ) {
    this.#db = db
    this.#catalogue = catalogue
    this.#forecasts = [
      [tables.forecasts, FORECAST_DAYS],
      [tables.scores, { nextHour: SCORE_DAYS, nextDay: SCORE_DAYS }],
    ]
    this.#elapsed = elapsed
    this.#statements = prepare(db)
  }

  /**
   * Deletes for at most `budgetMs`, and one chunk at least. A finer level is never kept longer than a coarser one. Of
   * each tag one sample from before is kept: it holds until the next.
   * @returns Whether more is left.
   */
  prune(days: RetentionDays, budgetMs: number): boolean {
    const until = this.#elapsed() + budgetMs
    for (const source of this.#catalogue.sources()) {
      for (const step of this.#steps(source, days)) {
        while (step()) if (this.#elapsed() >= until) return true
      }
    }
    while (this.#vacuum()) if (this.#elapsed() >= until) return true
    return false
  }

  /** What there is to do for a source; each does one chunk and answers whether it found anything. */
  #steps(source: string, days: RetentionDays): (() => boolean)[] {
    const all = [...this.#catalogue.series(source).values()]
    const newest = this.#reachedAt(all)
    if (newest === null) return []
    const minuteDays = Math.max(days.minuteDays, days.rawDays)
    const rawBefore = newest - days.rawDays * DAY
    const minutesBefore = floorTo(newest - minuteDays * DAY, QUARTER_HOUR)
    const steps = all.flatMap((series) => [
      () => this.#pruneSamples(series, rawBefore),
      () => this.#pruneMinutes(series, minutesBefore),
    ])
    const quarterHourDays = Math.max(days.quarterHourDays ?? Number.POSITIVE_INFINITY, minuteDays)
    steps.push(...this.#forecastSteps(all[0]?.sourceId ?? 0, newest, quarterHourDays))
    if (days.quarterHourDays === null) return steps
    const before = floorTo(newest - quarterHourDays * DAY, QUARTER_HOUR)
    return [...steps, ...all.map((series) => () => this.#pruneQuarterHours(series, before))]
  }

  #forecastSteps(source: number, newest: number, mostDays: number): (() => boolean)[] {
    return this.#forecasts.flatMap(([table, days]) =>
      HORIZONS.map((horizon) => {
        const before = newest - Math.min(days[horizon], mostDays) * DAY
        return () => table.prune(source, horizon, before, CHUNK_FORECASTS)
      }),
    )
  }

  /** The time of the source's newest data. */
  #reachedAt(all: readonly TagSeries[]): number | null {
    let reached: number | null = null
    for (const series of all) {
      const at = this.#statements.reached.get(series.id, DOUBTED_SAMPLES)
      if (at !== undefined) reached = Math.max(reached ?? at, at)
    }
    return reached
  }

  #pruneSamples(series: TagSeries, before: number): boolean {
    const { sample, sealMinutes, rawFrom } = this.#statements
    const first = sample.nth.get(series.id, 0)
    const last = sample.lastBefore.get(series.id, before)
    if (first === undefined || last === undefined || first >= last) return false
    const kept = Math.min(last, sample.nth.get(series.id, CHUNK_ROWS) ?? last)
    const from = Math.max(series.rawFrom, floorTo(kept, MINUTE) + MINUTE)
    const deleted = this.#db.transaction(() => {
      const { changes } = sample.delete.run(series.id, kept)
      sealMinutes.run(series.id, floorTo(first, MINUTE), floorTo(kept, MINUTE))
      rawFrom.run(changes, from, series.id)
      return changes
    })()
    series.samples -= deleted
    series.rawFrom = from
    return true
  }

  #pruneMinutes(series: TagSeries, before: number): boolean {
    const { minute, sealQuarterHours, minuteFrom } = this.#statements
    const first = minute.nth.get(series.id, 0)
    if (first === undefined || first >= before) return false
    const end = Math.min(before, ceilTo(minute.nth.get(series.id, CHUNK_ROWS) ?? before, QUARTER_HOUR))
    const from = Math.max(series.minuteFrom, end)
    this.#db.transaction(() => {
      minute.delete.run(series.id, end)
      sealQuarterHours.run(series.id, floorTo(first, QUARTER_HOUR), end - QUARTER_HOUR)
      minuteFrom.run(from, series.id)
    })()
    series.minuteFrom = from
    return true
  }

  #pruneQuarterHours(series: TagSeries, before: number): boolean {
    const { nth, delete: remove } = this.#statements.quarter_hour
    const end = Math.min(before, nth.get(series.id, CHUNK_ROWS) ?? before)
    return remove.run(series.id, end).changes > 0
  }

  /** Gives pages back to the disk, so that the file shrinks; answers whether to go on. */
  #vacuum(): boolean {
    const spare = this.#freePages() - SPARE_PAGES
    if (spare <= 0) return false
    this.#db.pragma(`incremental_vacuum(${Math.min(spare, VACUUM_PAGES)})`)
    const left = this.#freePages() - SPARE_PAGES
    return left > 0 && left < spare
  }

  #freePages(): number {
    return Number(this.#db.pragma('freelist_count', { simple: true }))
  }
}

function prepare(db: Database) {
  const one = <P extends unknown[]>(sql: string) => db.prepare<P, number>(sql).pluck()
  const level = (table: 'sample' | 'minute' | 'quarter_hour') => ({
    nth: one<[number, number]>(`SELECT at FROM ${table} WHERE series = ? ORDER BY at LIMIT 1 OFFSET ?`),
    lastBefore: one<[number, number]>(`SELECT at FROM ${table} WHERE series = ? AND at < ? ORDER BY at DESC LIMIT 1`),
    delete: db.prepare<[number, number]>(`DELETE FROM ${table} WHERE series = ? AND at < ?`),
  })
  const seal = (table: 'minute' | 'quarter_hour') =>
    db.prepare<[number, number, number]>(
      `UPDATE ${table} SET sealed = 1 WHERE series = ? AND at >= ? AND at <= ? AND sealed = 0`,
    )
  return {
    sample: level('sample'),
    minute: level('minute'),
    quarter_hour: level('quarter_hour'),
    sealMinutes: seal('minute'),
    sealQuarterHours: seal('quarter_hour'),
    reached: one<[number, number]>('SELECT at FROM sample WHERE series = ? ORDER BY at DESC LIMIT 1 OFFSET ?'),
    rawFrom: db.prepare<[number, number, number]>('UPDATE series SET samples = samples - ?, raw_from = ? WHERE id = ?'),
    minuteFrom: db.prepare<[number, number]>('UPDATE series SET minute_from = ? WHERE id = ?'),
  }
}
