import { ceilTo, floorTo, type Interval, MINUTE, QUARTER_HOUR } from '../../../domain/time/time.ts'
import type { Database } from '../sqlite.ts'
import type { TagSeries } from './catalogue.ts'
import { BAD_QUALITY, combineSteps, holdEnd, rollUp, type SampleRow, type StepRow } from './hold.ts'
import { prepareRollupTable, prepareSampleTable } from './tables.ts'

/** Late samples closer together than this are brought into the rollups in one go, in ms. */
const CLUSTER_GAP = 5 * MINUTE

/** Minutes to compute anew, and the samples to do it from, in order of time. */
interface Touched {
  readonly rows: SampleRow[]
  readonly span: Interval
}

/**
 * Keeps the rollups of 1 min and 15 min in step with the single samples. Whatever a new sample touches is computed
 * anew from the samples themselves, so that the order of arrival can't matter. What was made from samples that are
 * pruned by now is sealed, and stays as it is.
 */
export class Rollups {
  readonly #samples: ReturnType<typeof prepareSampleTable>
  readonly #minutes: ReturnType<typeof prepareRollupTable>
  readonly #quarterHours: ReturnType<typeof prepareRollupTable>

  constructor(db: Database) {
    this.#samples = prepareSampleTable(db)
    this.#minutes = prepareRollupTable(db, 'minute')
    this.#quarterHours = prepareRollupTable(db, 'quarter_hour')
  }

  /** Whether a sample at this time is too late: what it would count in was made from samples that are pruned by now. */
  isSealed(series: TagSeries, at: number): boolean {
    if (at >= sealedUntil(series)) return false
    return (
      this.#minutes.isSealed(series.id, floorTo(at, MINUTE)) ||
      this.#quarterHours.isSealed(series.id, floorTo(at, QUARTER_HOUR))
    )
  }

  /**
   * Brings the rollups up to date with samples that were just kept. Runs inside their transaction.
   * @param added In order of time, at least one.
   * @param appended Whether all of them are newer than what was there, and nothing they touch is sealed.
   */
  refresh(series: TagSeries, added: readonly SampleRow[], appended: boolean): void {
    const parts = appended ? [added] : clusterRows(added)
    for (const [i, part] of parts.entries()) {
      const { rows, span } = appended
        ? this.#readAppended(series, part)
        : this.#readAroundLate(series, part, parts[i + 1]?.[0]?.[0])
      const minutes = rollUp(rows, MINUTE, span)
      this.#put(this.#minutes, series, this.#dropSealedMinutes(series, minutes, span), span, MINUTE)
      const hours = { start: floorTo(span.start, QUARTER_HOUR), end: ceilTo(span.end, QUARTER_HOUR) }
      const coarse = combineSteps(this.#minutes.between(series.id, hours.start, hours.end), QUARTER_HOUR)
      this.#put(this.#quarterHours, series, coarse, hours, QUARTER_HOUR)
    }
  }

  /** The minutes that appended samples touch, and all samples in them: only the first minute has to be read. */
  #readAppended(series: TagSeries, added: readonly SampleRow[]): Touched {
    const first = added[0]?.[0] ?? 0
    const start = floorTo(first, MINUTE)
    const rows = this.#readSamplesOver(series, start, first).concat(added)
    return { rows, span: { start, end: ceilTo(findLatestHoldEnd(rows), MINUTE) } }
  }

  /**
   * The minutes that late samples touch, and all samples in them.
   * @param following Time of the next sample that is new too. The sample that held there before it was received may
   * reach beyond it.
   */
  #readAroundLate(series: TagSeries, cluster: readonly SampleRow[], following: number | undefined): Touched {
    const start = floorTo(cluster[0]?.[0] ?? 0, MINUTE)
    const last = cluster.at(-1)?.[0] ?? 0
    const before = this.#readSamplesOver(series, start, last + 1)
    const next = this.#samples.firstAfter(series.id, last)
    const reach = findLatestHoldEnd(before)
    const end = ceilTo(next === null || next === following ? reach : Math.min(reach, next), MINUTE)
    const rows = before.concat(this.#samples.between(series.id, last + 1, end))
    return { rows: this.#addSeals(series, rows, start, end), span: { start, end } }
  }

  /** Samples over [start, end), and the one that reaches in from before. */
  #readSamplesOver(series: TagSeries, start: number, end: number): SampleRow[] {
    const before = this.#samples.lastBefore(series.id, start)
    const rows = this.#samples.between(series.id, start, end)
    return before ? [before, ...rows] : rows
  }

  /** A sealed step hides samples that are gone: nothing from before it holds beyond its start. */
  #addSeals(series: TagSeries, rows: SampleRow[], start: number, end: number): SampleRow[] {
    if (start >= sealedUntil(series)) return rows
    const from = Math.min(start, rows[0]?.[0] ?? start)
    const seals = [
      ...this.#minutes.sealedBetween(series.id, floorTo(from, MINUTE), end),
      ...this.#quarterHours.sealedBetween(series.id, floorTo(from, QUARTER_HOUR), end),
    ]
    const ends = seals.map((at): SampleRow => [at, 0, BAD_QUALITY, 0])
    return [...ends, ...rows].sort((a, b) => a[0] - b[0])
  }

  /** Without the minutes of a sealed quarter-hour: they are pruned and must not be made again. */
  #dropSealedMinutes(series: TagSeries, minutes: StepRow[], span: Interval): StepRow[] {
    if (span.start >= series.minuteFrom) return minutes
    const from = floorTo(span.start, QUARTER_HOUR)
    const sealed = new Set(this.#quarterHours.sealedBetween(series.id, from, span.end))
    return minutes.filter(([at]) => !sealed.has(floorTo(at, QUARTER_HOUR)))
  }

  /** Writes the steps, and deletes those between them: a hold that was cut short leaves no step behind. */
  #put(
    table: ReturnType<typeof prepareRollupTable>,
    series: TagSeries,
    steps: readonly StepRow[],
    span: Interval,
    resolution: number,
  ): void {
    let expected = span.start
    for (const step of steps) {
      if (step[0] > expected) table.deleteUnsealed(series.id, expected, step[0])
      table.put(series.id, step)
      expected = step[0] + resolution
    }
    if (span.end > expected) table.deleteUnsealed(series.id, expected, span.end)
  }
}

/** The latest time up to which one of the rows holds. */
function findLatestHoldEnd(rows: readonly SampleRow[]): number {
  let reach = Number.NEGATIVE_INFINITY
  for (const row of rows) reach = Math.max(reach, holdEnd(row))
  return reach
}

/** Before this time a step of the series may be sealed. */
export function sealedUntil(series: TagSeries): number {
  return Math.max(series.rawFrom, series.minuteFrom)
}

function clusterRows(added: readonly SampleRow[]): SampleRow[][] {
  const all: SampleRow[][] = []
  let newest = Number.NEGATIVE_INFINITY
  for (const row of added) {
    if (row[0] - newest > CLUSTER_GAP) all.push([])
    all.at(-1)?.push(row)
    newest = row[0]
  }
  return all
}
