import type { Alarm, AlarmEntry } from '../../../domain/alarms/alarm.ts'
import type { Interval } from '../../../domain/time/time.ts'
import type { Database } from '../sqlite.ts'

/** Alarms with their states, and their audit trail, which the file itself refuses to change or to shorten. */
export class AlarmTable {
  readonly #db: Database
  readonly #statements

  constructor(db: Database) {
    this.#db = db
    this.#statements = prepare(db)
  }

  /** Puts each alarm in place of the one with its id, and adds entries, all in one transaction. */
  put(source: number, alarms: readonly Alarm[], entries: readonly AlarmEntry[]): void {
    const { put, add } = this.#statements
    this.#db.transaction(() => {
      for (const alarm of alarms) put.run(source, alarm.id, JSON.stringify(alarm))
      for (const entry of entries) add.run(source, entry.at, JSON.stringify(entry))
    })()
  }

  all(source: number): Alarm[] {
    return this.#statements.all.all(source).map((body): Alarm => JSON.parse(body))
  }

  /** The newest of the span, newest first; of the same time, the one that was added last comes first. */
  entries(source: number, { start, end }: Interval, count: number): AlarmEntry[] {
    return this.#statements.entries.all(source, start, end, count).map((body): AlarmEntry => JSON.parse(body))
  }
}

function prepare(db: Database) {
  return {
    put: db.prepare<[number, string, string]>(`
      INSERT INTO alarm (source, id, body) VALUES (?, ?, ?)
      ON CONFLICT (source, id) DO UPDATE SET body = excluded.body`),
    add: db.prepare<[number, number, string]>('INSERT INTO alarm_entry (source, at, body) VALUES (?, ?, ?)'),
    all: db.prepare<[number], string>('SELECT body FROM alarm WHERE source = ? ORDER BY id').pluck(),
    entries: db
      .prepare<[number, number, number, number], string>(`
        SELECT body FROM alarm_entry WHERE source = ? AND at >= ? AND at < ? ORDER BY at DESC, seq DESC LIMIT ?`)
      .pluck(),
  }
}
