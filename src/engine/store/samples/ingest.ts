import { QUALITIES, type Sample } from '../../../domain/telemetry/sample.ts'
import { floorTo, QUARTER_HOUR } from '../../../domain/time/time.ts'
import type { Database } from '../sqlite.ts'
import type { WriteResult } from '../store-port.ts'
import type { Catalogue, TagSeries } from './catalogue.ts'
import { MAX_PERIOD, type SampleRow } from './hold.ts'
import { type Rollups, sealedUntil } from './rollups.ts'
import { prepareSampleTable } from './tables.ts'

/** What became of one series' share of a batch. */
interface SeriesWrite {
  readonly series: TagSeries
  /** What is new, in order of time. */
  readonly added: readonly SampleRow[]
  readonly newestAt: number
  readonly doubled: number
  readonly late: number
}

/** Writes samples, and the rollups they touch, in one transaction. */
export class Ingest {
  readonly #db: Database
  readonly #catalogue: Catalogue
  readonly #rollups: Rollups
  readonly #samples: ReturnType<typeof prepareSampleTable>
  readonly #count

  constructor(db: Database, catalogue: Catalogue, rollups: Rollups) {
    this.#db = db
    this.#catalogue = catalogue
    this.#rollups = rollups
    this.#samples = prepareSampleTable(db)
    this.#count = db.prepare<[number, number, number]>(
      'UPDATE series SET samples = samples + ?, newest = ? WHERE id = ?',
    )
  }

  /**
   * Keeps samples once per (source, tag, at).
   * @throws Error where a tag is not registered, or a value or time is no number: the batch is not kept.
   */
  write(source: string, samples: readonly Sample[]): WriteResult {
    const parts = groupBySeries(this.#catalogue.series(source), samples)
    const kept = this.#db.transaction(() => parts.map(([series, rows]) => this.#keep(series, rows)))()
    const total = { stored: 0, doubled: 0, late: 0 }
    for (const { series, added, newestAt, doubled, late } of kept) {
      series.samples += added.length
      if (added[0] !== undefined) {
        series.newestAt = newestAt
        series.changes.record(floorTo(added[0][0], QUARTER_HOUR))
      }
      total.stored += added.length
      total.doubled += doubled
      total.late += late
    }
    return total
  }

  #keep(series: TagSeries, rows: readonly SampleRow[]): SeriesWrite {
    const appended = isAppended(series, rows)
    const kept = appended ? this.#append(series, rows) : this.#insertEach(series, rows)
    if (kept.added.length === 0) return kept
    this.#rollups.refresh(series, kept.added, appended)
    this.#count.run(kept.added.length, kept.newestAt, series.id)
    return kept
  }

  #append(series: TagSeries, rows: readonly SampleRow[]): SeriesWrite {
    this.#samples.append(series.id, rows)
    return { series, added: rows, newestAt: rows.at(-1)?.[0] ?? 0, doubled: 0, late: 0 }
  }

  /** In order of arrival, each by itself: some may be there already, late, or too late. */
  #insertEach(series: TagSeries, rows: readonly SampleRow[]): SeriesWrite {
    const added: SampleRow[] = []
    let newestAt = series.newestAt ?? Number.NEGATIVE_INFINITY
    let late = 0
    for (const row of rows) {
      if (this.#rollups.isSealed(series, row[0]) || !this.#samples.insert(series.id, row)) continue
      added.push(row)
      if (row[0] < newestAt) late++
      else newestAt = row[0]
    }
    added.sort((a, b) => a[0] - b[0])
    return { series, added, newestAt, doubled: rows.length - added.length, late }
  }
}

/** Whether all rows are in order, after what is kept, and touch nothing that is sealed. */
function isAppended(series: TagSeries, rows: readonly SampleRow[]): boolean {
  let newest = series.newestAt ?? Number.NEGATIVE_INFINITY
  if ((rows[0]?.[0] ?? 0) < sealedUntil(series)) return false
  for (const row of rows) {
    if (row[0] <= newest) return false
    newest = row[0]
  }
  return true
}

function groupBySeries(all: ReadonlyMap<string, TagSeries>, samples: readonly Sample[]): [TagSeries, SampleRow[]][] {
  const parts = new Map<string, [TagSeries, SampleRow[]]>()
  for (const sample of samples) {
    let part = parts.get(sample.tag)
    if (part === undefined) {
      const series = all.get(sample.tag)
      if (series === undefined) throw new Error(`Tag ${sample.tag} is not registered`)
      part = [series, []]
      parts.set(sample.tag, part)
    }
    part[1].push(toRow(sample, part[0]))
  }
  return [...parts.values()]
}

function toRow({ tag, at, value, quality, periodMs }: Sample, series: TagSeries): SampleRow {
  const period = Math.round(periodMs ?? series.tag.periodMs)
  if (!Number.isFinite(value) || !Number.isSafeInteger(at) || Number.isNaN(period)) {
    throw new RangeError(`Tag ${tag}: expected a finite value at a whole millisecond, got ${value} at ${at}`)
  }
  return [at, value, QUALITIES.indexOf(quality), Math.min(MAX_PERIOD, Math.max(1, period))]
}
