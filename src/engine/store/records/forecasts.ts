import {
  FORECAST_RESOLUTION,
  type Forecast,
  HORIZON_STEPS,
  type Horizon,
  type StoredForecast,
} from '../../../domain/forecast/forecast.ts'
import type { Interval } from '../../../domain/time/time.ts'
import type { Database } from '../sqlite.ts'
import { decodeForecast, encodeAbout, encodeSteps, type ForecastRow, STEP_BYTES } from './forecast-codec.ts'

/** Of one forecast, the steps that lie in a stretch of time. */
export interface ForecastPart {
  readonly windowEnd: number
  readonly hindsight: boolean
  readonly model: string | null
  /** Start of the first step in `steps`, epoch ms. */
  readonly start: number
  /** Encoded: `STEP_BYTES` each. */
  readonly steps: Buffer
}

/**
 * Forecasts, two for each (source, horizon, window) at the most: the one that was made when its window ended, and a
 * hindcast, which was made later. So a new model can be compared on days on which another one was in use, and what was
 * shown then is still known.
 */
export class ForecastTable {
  readonly #db: Database
  readonly #statements

  constructor(db: Database) {
    this.#db = db
    this.#statements = prepare(db)
  }

  /** Keeps forecasts in one transaction; a later one of the same kind and window replaces an earlier one. */
  put(source: number, madeAt: number, forecasts: readonly Forecast[], hindsight: boolean): void {
    this.#db.transaction(() => {
      for (const forecast of forecasts) {
        const { horizon, windowEnd, model, steps } = forecast
        const isFallback = forecast.method === 'naive' && steps.some(({ modelKw }) => modelKw !== null)
        const about = encodeAbout(forecast)
        const row = [source, horizon, windowEnd, Number(hindsight), madeAt, model, Number(isFallback), about] as const
        this.#statements.put.run(...row, encodeSteps(steps))
      }
    })()
  }

  /**
   * One for each window that ended in the span, oldest first: as it was made then, or else the hindcast.
   * @param lead Only the step that is so many quarter-hours ahead, from 1 on; all of them where it is left out.
   */
  between(source: number, horizon: Horizon, span: Interval, lead?: number): StoredForecast[] {
    const first = lead === undefined ? 0 : lead - 1
    const count = lead === undefined ? HORIZON_STEPS[horizon] : 1
    const rows = this.#statements.between.all(
      1 + first * STEP_BYTES,
      count * STEP_BYTES,
      source,
      horizon,
      span.start,
      span.end,
    )
    const firstOfEach = rows.filter((row, i) => row.window_end !== rows[i - 1]?.window_end)
    return firstOfEach.map((row) => decodeForecast(row, horizon, first))
  }

  /** Ends of the windows in the span that the model has a forecast of, ascending. */
  windows(source: number, horizon: Horizon, model: string, span: Interval): number[] {
    return this.#statements.windows.all(source, horizon, model, span.start, span.end)
  }

  /**
   * The parts of forecasts that are of the span, in order of their windows; of two of the same window the hindcast
   * comes last.
   */
  partsIn(source: number, horizon: Horizon, span: Interval): ForecastPart[] {
    const oldest = span.start - HORIZON_STEPS[horizon] * FORECAST_RESOLUTION
    const { start, end } = span
    const rows = this.#statements.partsIn.all({ source, horizon, oldest, start, end })
    return rows.map(([windowEnd, hindsight, model, steps]) => ({
      windowEnd,
      hindsight: hindsight === 1,
      model,
      start: Math.max(windowEnd, start),
      steps,
    }))
  }

  /** All forecasts of a model whose windows ended in the span and at a multiple of `step` ms, each window once. */
  ofModel(source: number, horizon: Horizon, model: string, span: Interval, step: number): ForecastPart[] {
    const rows = this.#statements.ofModel.all(source, horizon, model, span.start, span.end, step)
    const firstOfEach = rows.filter(([windowEnd], i) => windowEnd !== rows[i - 1]?.[0])
    return firstOfEach.map(([windowEnd, hindsight, steps]) => ({
      windowEnd,
      hindsight: hindsight === 1,
      model,
      start: windowEnd,
      steps,
    }))
  }

  /**
   * End of the first window of the unbroken row, up to the newest, in which a naive forecast was shown in the model's
   * place.
   */
  fallbackSince(source: number, horizon: Horizon): number | null {
    return this.#statements.fallbackSince.get({ source, horizon }) ?? null
  }

  /** Deletes up to `rows` forecasts whose windows ended before; answers whether there were any. */
  prune(source: number, horizon: Horizon, before: number, rows: number): boolean {
    return this.#statements.prune.run(source, horizon, before, rows).changes > 0
  }
}

type PartRow = [windowEnd: number, hindsight: number, model: string | null, steps: Buffer]

function prepare(db: Database) {
  const spanned = 'source = ? AND horizon = ? AND window_end >= ? AND window_end < ?'
  return {
    put: db.prepare<[number, string, number, number, number, string | null, number, string, Buffer]>(`
      INSERT INTO kept_forecast (source, horizon, window_end, hindsight, made_at, model, stood_in, about, steps)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (source, horizon, window_end, hindsight) DO UPDATE SET
        made_at = excluded.made_at, model = excluded.model, stood_in = excluded.stood_in,
        about = excluded.about, steps = excluded.steps`),
    between: db.prepare<[number, number, number, string, number, number], ForecastRow>(`
      SELECT window_end, hindsight, made_at, model, about, coalesce(substr(steps, ?, ?), x'') AS steps
      FROM kept_forecast WHERE ${spanned} ORDER BY window_end, hindsight`),
    windows: db
      .prepare<[number, string, string, number, number], number>(`
        SELECT DISTINCT window_end FROM kept_forecast
        WHERE source = ? AND horizon = ? AND model = ? AND window_end >= ? AND window_end < ? ORDER BY window_end`)
      .pluck(),
    partsIn: db
      .prepare<[Record<'source' | 'oldest' | 'start' | 'end', number> & { readonly horizon: string }], PartRow>(`
        SELECT window_end, hindsight, model, coalesce(substr(steps,
          1 + max(0, @start - window_end) / ${FORECAST_RESOLUTION} * ${STEP_BYTES},
          (@end - max(@start, window_end)) / ${FORECAST_RESOLUTION} * ${STEP_BYTES}), x'')
        FROM kept_forecast
        WHERE source = @source AND horizon = @horizon AND window_end > @oldest AND window_end < @end
        ORDER BY window_end, hindsight`)
      .raw(),
    ofModel: db
      .prepare<[number, string, string, number, number, number], [number, number, Buffer]>(`
        SELECT window_end, hindsight, steps FROM kept_forecast
        WHERE source = ? AND horizon = ? AND model = ? AND window_end >= ? AND window_end < ? AND window_end % ? = 0
        ORDER BY window_end, hindsight`)
      .raw(),
    fallbackSince: db
      .prepare<[{ readonly source: number; readonly horizon: string }], number | null>(`
        SELECT min(window_end) FROM kept_forecast
        WHERE source = @source AND horizon = @horizon AND hindsight = 0 AND window_end > coalesce((
          SELECT window_end FROM kept_forecast
          WHERE source = @source AND horizon = @horizon AND hindsight = 0 AND stood_in = 0
          ORDER BY window_end DESC LIMIT 1), -9e15)`)
      .pluck(),
    prune: db.prepare<[number, string, number, number]>(`
      DELETE FROM kept_forecast WHERE rowid IN (
        SELECT rowid FROM kept_forecast WHERE source = ? AND horizon = ? AND window_end < ? LIMIT ?)`),
  }
}
