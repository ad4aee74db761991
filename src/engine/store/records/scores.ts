import {
  type BandCalibration,
  type CalibrationPair,
  fitBandCalibration,
} from '../../../domain/forecast/band-calibration.ts'
import { FORECAST_RESOLUTION, HORIZON_STEPS, type Horizon, NAIVE_NAMES } from '../../../domain/forecast/forecast.ts'
import { naiveValueAt } from '../../../domain/forecast/naive-forecast.ts'
import { DAY, HOUR, type Interval, WEEK } from '../../../domain/time/time.ts'
import { type SkillSums, SkillSumsBuilder } from '../skill-sums.ts'
import type { Database } from '../sqlite.ts'
import type { QuarterHour } from '../store-port.ts'
import { decodeModelAt, decodeShownAt, STEP_BYTES } from './forecast-codec.ts'
import type { ForecastPart, ForecastTable } from './forecasts.ts'
import { createLoadRow, type LoadRow } from './load-row.ts'

/** Whose forecasts are meant, in the file's keys. `model` is the id of the model in use. */
export interface ScoreKey {
  readonly source: number
  readonly horizon: Horizon
  readonly model: string
}

/** The measured load, as the quarter-hour table has it. */
export type ReadLoad = (span: Interval) => readonly QuarterHour[]

/** Of the next day a window in each hour is enough to calibrate by: the four in an hour are nearly the same forecast. */
const CALIBRATION_STEP: Readonly<Record<Horizon, number>> = { nextHour: FORECAST_RESOLUTION, nextDay: HOUR }
/** A band is calibrated by no less than the outcomes of so many days. */
const ENOUGH_DAYS = 2

/**
 * For each quarter-hour with a measured load, how wrong its forecasts were. The sums are those of the model that was in
 * use when they were made; for another model they have only what was shown, until they are made anew.
 */
export class ScoreTable {
  readonly #db: Database
  readonly #forecasts: ForecastTable
  readonly #statements

  constructor(db: Database, forecasts: ForecastTable) {
    this.#db = db
    this.#forecasts = forecasts
    this.#statements = prepare(db)
  }

  /**
   * Scores the quarter-hours of the span anew, all of them or none: those that aren't known, or have no forecast, have
   * no score. Reads no more of a forecast than the steps that are scored.
   * @param span Starts and ends on the clock's quarter-hours.
   */
  score({ source, horizon, model }: ScoreKey, readLoad: ReadLoad, span: Interval): void {
    // What the rules read: the same time last week, and what the load was when the oldest window ended.
    const whole = { start: span.start - WEEK - HORIZON_STEPS[horizon] * FORECAST_RESOLUTION, end: span.end }
    const row = createLoadRow(readLoad(whole), whole)
    const sums = new Map<number, SkillSumsBuilder>()
    const parts = this.#forecasts.partsIn(source, horizon, span)
    for (const [i, part] of parts.entries()) {
      const twin = parts[i - 1]?.windowEnd === part.windowEnd ? parts[i - 1] : undefined
      addForecastPart(sums, row, part, {
        shown: twin === undefined,
        model: part.model === model && twin?.model !== model,
      })
    }
    this.#db.transaction(() => {
      this.#statements.clear.run(source, horizon, span.start, span.end)
      for (const [target, of] of sums) {
        this.#statements.put.run(source, horizon, target, model, of.hindsight, of.encode())
      }
    })()
  }

  /** The sums over the quarter-hours that started in the span. */
  sums({ source, horizon, model }: ScoreKey, span: Interval): SkillSums {
    const total = new SkillSumsBuilder()
    for (const [of, hindsight, bytes] of this.#statements.between.all(source, horizon, span.start, span.end)) {
      total.addEncoded(bytes, hindsight, of === model)
    }
    return total.finish()
  }

  /**
   * By what the model's bands must be stretched, by the outcomes of windows that ended in the span and whose steps lie
   * in it; null where these are too few.
   */
  calibration(judged: ScoreKey, readLoad: ReadLoad, span: Interval): BandCalibration | null {
    const { source, horizon, model } = judged
    const row = createLoadRow(readLoad(span), span)
    const step = CALIBRATION_STEP[horizon]
    const pairs: CalibrationPair[] = []
    for (const part of this.#forecasts.ofModel(source, horizon, model, span, step)) {
      forEachStep(part, (i, at) => {
        const actualKw = row.actual(at)
        const forecast = Number.isNaN(actualKw) ? null : decodeModelAt(part.steps, i)
        if (forecast !== null) pairs.push({ lead: i + 1, forecast, actualKw })
      })
    }
    const enough = ENOUGH_DAYS * (DAY / step) * HORIZON_STEPS[horizon]
    return pairs.length < enough ? null : fitBandCalibration(pairs, horizon)
  }

  /** Deletes up to `rows` scores of quarter-hours before; answers whether there were any. */
  prune(source: number, horizon: Horizon, before: number, rows: number): boolean {
    return this.#statements.prune.run(source, horizon, before, rows).changes > 0
  }
}

/** Adds the errors of a forecast's steps to the sums of their quarter-hours. */
function addForecastPart(
  sums: Map<number, SkillSumsBuilder>,
  row: LoadRow,
  part: ForecastPart,
  counts: { readonly shown: boolean; readonly model: boolean },
): void {
  if (!counts.shown && !counts.model) return
  forEachStep(part, (i, at) => {
    const actualKw = row.actual(at)
    if (Number.isNaN(actualKw)) return
    const of = sums.get(at) ?? new SkillSumsBuilder()
    sums.set(at, of)
    if (counts.shown) of.add('shown', decodeShownAt(part.steps, i), actualKw)
    if (counts.shown && part.hindsight) of.hindsight += 1
    const modelKw = counts.model ? decodeModelAt(part.steps, i) : null
    if (modelKw === null) return
    of.add('model', modelKw, actualKw)
    const lead = (at - part.windowEnd) / FORECAST_RESOLUTION + 1
    const rules = NAIVE_NAMES.map((name) => naiveValueAt(name, row.past, row.placeOf(at), lead))
    if (rules.some(Number.isNaN)) return
    of.add('compared', modelKw, actualKw)
    for (const [rule, kw] of rules.entries()) {
      of.add(NAIVE_NAMES[rule] ?? 'persistence', { p10: kw, p50: kw, p90: kw }, actualKw)
    }
  })
}

function forEachStep({ start, steps }: ForecastPart, visit: (i: number, at: number) => void): void {
  for (let i = 0; (i + 1) * STEP_BYTES <= steps.length; i++) visit(i, start + i * FORECAST_RESOLUTION)
}

function prepare(db: Database) {
  const spanned = 'source = ? AND horizon = ? AND target >= ? AND target < ?'
  return {
    put: db.prepare<[number, string, number, string, number, Buffer]>(
      'INSERT INTO score (source, horizon, target, model, hindsight, sums) VALUES (?, ?, ?, ?, ?, ?)',
    ),
    clear: db.prepare<[number, string, number, number]>(`DELETE FROM score WHERE ${spanned}`),
    between: db
      .prepare<[number, string, number, number], [model: string, hindsight: number, sums: Buffer]>(
        `SELECT model, hindsight, sums FROM score WHERE ${spanned} ORDER BY target`,
      )
      .raw(),
    prune: db.prepare<[number, string, number, number]>(`
      DELETE FROM score WHERE (source, horizon, target) IN (
        SELECT source, horizon, target FROM score WHERE source = ? AND horizon = ? AND target < ? LIMIT ?)`),
  }
}
