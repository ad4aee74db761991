import { quantile } from '../../../domain/forecast/quantiles.ts'
import type { History, HistoryPoint } from '../../../domain/telemetry/history.ts'
import {
  ceilTo,
  DAY,
  floorTo,
  HOUR,
  type Interval,
  MINUTE,
  QUARTER_HOUR,
  SECOND,
  WEEK,
} from '../../../domain/time/time.ts'
import type { Database } from '../sqlite.ts'
import type { Distribution, QuarterHour, RollupStep } from '../store-port.ts'
import type { TagSeries } from './catalogue.ts'
import { BAD_QUALITY, combineSteps, rollUp, type SampleRow, type StepRow } from './hold.ts'
import { prepareRollupTable, prepareSampleTable } from './tables.ts'

/** Lengths of a step that read well on an axis, in ms. Longer ones are whole weeks. */
const STEP_LENGTHS = [
  ...[1, 2, 3, 5, 10, 15, 20, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 3, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 4, 6, 8, 12].map((hours) => hours * HOUR),
  DAY,
  2 * DAY,
  WEEK,
]

/** A tag with fewer 1-min means than this has no distribution. */
const DISTRIBUTION_MINUTES = 60

/** Reads what was: from single samples, 1-min or 15-min rollups, whichever is the coarsest that is fine enough. */
export class HistoryReader {
  readonly #samples: ReturnType<typeof prepareSampleTable>
  readonly #minutes: ReturnType<typeof prepareRollupTable>
  readonly #quarterHours: ReturnType<typeof prepareRollupTable>
  readonly #few

  constructor(db: Database) {
    this.#samples = prepareSampleTable(db)
    this.#minutes = prepareRollupTable(db, 'minute')
    this.#quarterHours = prepareRollupTable(db, 'quarter_hour')
    this.#few = db
      .prepare<[number, number, number, number], SampleRow>(
        'SELECT at, value, quality, period FROM sample WHERE series = ? AND at >= ? AND at < ? ORDER BY at LIMIT ?',
      )
      .raw()
  }

  /**
   * Single samples (without bad ones) where the span has some and at most `points` of them, else steps of the shortest round
   * length of which the span has at most `points`, each whole: the first and the last may reach over the span's ends.
   */
  history(series: TagSeries, span: Interval, points: number): History {
    const tag = series.tag.id
    if (span.end <= span.start) return { tag, resolutionMs: 0, points: [] }
    return this.#readSingleSamples(series, span, points) ?? this.#makeSteps(series, span, points)
  }

  #readSingleSamples(series: TagSeries, span: Interval, points: number): History | null {
    if (span.start < series.rawFrom) return null
    const rows = this.#few.all(series.id, span.start, span.end, points + 1)
    if (rows.length === 0 || rows.length > points) return null
    const good = rows.filter((row) => row[2] !== BAD_QUALITY)
    return {
      tag: series.tag.id,
      resolutionMs: 0,
      points: good.map(([at, value]): HistoryPoint => [at, value, value, value, 1]),
    }
  }

  #makeSteps(series: TagSeries, span: Interval, points: number): History {
    const resolutionMs = findServableResolution(series, span, roundResolution((span.end - span.start) / points))
    const whole = { start: floorTo(span.start, resolutionMs), end: ceilTo(span.end, resolutionMs) }
    const steps = this.#read(series, whole, resolutionMs)
    return {
      tag: series.tag.id,
      resolutionMs,
      points: steps.map(([at, mean, min, max, known]): HistoryPoint => [at, mean, min, max, known / resolutionMs]),
    }
  }

  #read(series: TagSeries, span: Interval, resolution: number): StepRow[] {
    if (resolution < MINUTE) return rollUp(this.#readSamplesOver(series, span), resolution, span)
    const coarse = resolution % QUARTER_HOUR === 0
    const rows = (coarse ? this.#quarterHours : this.#minutes).between(series.id, span.start, span.end)
    return resolution === (coarse ? QUARTER_HOUR : MINUTE) ? rows : combineSteps(rows, resolution)
  }

  /** Samples of the span, and the one that reaches into it from before. */
  #readSamplesOver(series: TagSeries, span: Interval): SampleRow[] {
    const before = this.#samples.lastBefore(series.id, span.start)
    const rows = this.#samples.between(series.id, span.start, span.end)
    return before ? [before, ...rows] : rows
  }

  /** Quarter-hours that start in the span and have samples. */
  quarterHours(series: TagSeries, span: Interval): QuarterHour[] {
    const rows = this.#quarterHours.between(series.id, span.start, span.end)
    return rows.map(([at, mean, , , known]) => ({ at, mean, coverage: known / QUARTER_HOUR }))
  }

  /**
   * The rollup's steps that start in the span and have samples, in order, in the tag's unit.
   * @throws RangeError for a resolution of which there is no rollup.
   */
  rollup(series: TagSeries, span: Interval, resolutionMs: number): RollupStep[] {
    if (resolutionMs !== MINUTE && resolutionMs !== QUARTER_HOUR) {
      throw new RangeError(`There are rollups of a minute and of a quarter-hour, none of ${resolutionMs} ms`)
    }
    const table = resolutionMs === MINUTE ? this.#minutes : this.#quarterHours
    const rows = table.between(series.id, span.start, span.end)
    return rows.map(([at, mean, min, max, known]) => ({ at, mean, min, max, coverage: known / resolutionMs }))
  }

  /** Start of the oldest quarter-hour that has samples; null where there is none. */
  oldestAt(series: TagSeries): number | null {
    return this.#quarterHours.first(series.id)
  }

  /** Time-weighted mean of the single samples that hold in the span, in the tag's unit; null where none does. */
  mean(series: TagSeries, span: Interval): number | null {
    const steps = rollUp(this.#readSamplesOver(series, span), MINUTE, span)
    let [area, known] = [0, 0]
    for (const step of steps) {
      area += step[1] * step[4]
      known += step[4]
    }
    return known === 0 ? null : area / known
  }

  /** Of the 1-min means in the span, in the tag's unit; null where there are fewer than 60. */
  distribution(series: TagSeries, span: Interval): Distribution | null {
    const rows = this.#minutes.between(series.id, span.start, span.end)
    if (rows.length < DISTRIBUTION_MINUTES) return null
    const means = Float64Array.from(rows, (row) => row[1]).sort()
    return { min: quantile(means, 0), p5: quantile(means, 0.05), p95: quantile(means, 0.95), max: quantile(means, 1) }
  }
}

/** The shortest round length of a step that is at least `leastMs` long. */
function roundResolution(leastMs: number): number {
  return STEP_LENGTHS.find((resolution) => resolution >= leastMs) ?? ceilTo(leastMs, WEEK)
}

/** A length at least as long that a level can serve whose rows are all still there. */
function findServableResolution(series: TagSeries, span: Interval, resolution: number): number {
  const raw = span.start >= series.rawFrom ? resolution : Math.max(resolution, MINUTE)
  return span.start >= series.minuteFrom || raw < MINUTE ? raw : ceilTo(raw, QUARTER_HOUR)
}
