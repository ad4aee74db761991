import type { Alert } from '../../../domain/peak-alerts/peak-alert.ts'
import type { Interval } from '../../../domain/time/time.ts'
import type { Database } from '../sqlite.ts'

/** Alerts as JSON, one row each; `source` is the catalogue's id. */
export class AlertTable {
  readonly #db: Database
  readonly #put
  readonly #between

  constructor(db: Database) {
    this.#db = db
    this.#put = db.prepare<[number, string, number, number | null, string]>(`
      INSERT INTO alert (source, id, raised_at, closed_at, body) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (source, id) DO UPDATE SET
        raised_at = excluded.raised_at, closed_at = excluded.closed_at, body = excluded.body`)
    this.#between = db
      .prepare<[number, number, number], string>(`
        SELECT body FROM alert WHERE source = ? AND (raised_at >= ? AND raised_at < ? OR closed_at IS NULL)
        ORDER BY raised_at, id`)
      .pluck()
  }

  /** Keeps them, each in place of the one with its id; all or none. */
  put(source: number, alerts: readonly Alert[]): void {
    this.#db.transaction(() => {
      for (const alert of alerts) {
        this.#put.run(source, alert.id, alert.raisedAt, alert.closedAt, JSON.stringify(alert))
      }
    })()
  }

  /** Raised in the span, or still open, oldest first. */
  between(source: number, { start, end }: Interval): Alert[] {
    return this.#between.all(source, start, end).map((body) => JSON.parse(body) as Alert)
  }
}
