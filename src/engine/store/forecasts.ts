import type { Forecast } from '../../domain/forecast.ts'
import type { Interval } from '../../domain/time.ts'
import type { Database } from './sqlite.ts'

/** Forecasts as they were made, as JSON, one for each (source, windowEnd). */
export class ForecastTable {
  readonly #put
  readonly #between

  constructor(db: Database) {
    this.#put = db.prepare<[number, number, string, string]>(`
      INSERT INTO forecast (source, window_end, made_at, body) SELECT id, ?, ?, ? FROM source WHERE name = ?
      ON CONFLICT (source, window_end) DO UPDATE SET made_at = excluded.made_at, body = excluded.body`)
    this.#between = db
      .prepare<[string, number, number], string>(`
        SELECT body FROM forecast JOIN source ON source.id = forecast.source
        WHERE name = ? AND window_end >= ? AND window_end < ? ORDER BY window_end`)
      .pluck()
  }

  /** The source is registered before. */
  put(source: string, madeAt: number, forecast: Forecast): void {
    this.#put.run(forecast.windowEnd, madeAt, JSON.stringify(forecast), source)
  }

  /** Those whose window ended in the span, oldest first. */
  between(source: string, span: Interval): Forecast[] {
    return this.#between.all(source, span.start, span.end).map((body) => JSON.parse(body))
  }
}
