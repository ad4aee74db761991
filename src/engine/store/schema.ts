import { migrateOldForecasts } from './records/old-forecasts.ts'
import type { Database } from './sqlite.ts'

/** Marks the file in its header as EcoPulse's: "EcoP". */
const APPLICATION_ID = 0x45636f50

/** A step of a rollup: time-weighted mean, and `known` ms of it covered. `sealed`: what it was made from is pruned. */
const ROLLUP_COLUMNS = `
  series INTEGER NOT NULL, at INTEGER NOT NULL,
  mean REAL NOT NULL, min REAL NOT NULL, max REAL NOT NULL,
  known INTEGER NOT NULL, sealed INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (series, at)`

/**
 * The steps from version n to n + 1. A step that was ever released is never changed: later ones are appended.
 *
 * `series.samples` and `series.newest` count what `sample` holds, so that no query has to. `raw_from`: from there on
 * single samples are whole, before it they were pruned; `minute_from` is the same for `minute`. `forecast-codec.ts` and
 * `skill-sums.ts` describe `kept_forecast.steps` and `score.sums`; `stood_in`: a naive forecast was shown in place of a
 * model that could have forecast. `body` of `alert`, `alarm` and `alarm_entry`: the domain's Alert, Alarm and
 * AlarmEntry as JSON. INSERT OR REPLACE deletes without the triggers of DELETE: `alarm_entry_is_new` is for
 * that.
 */
const MIGRATIONS: readonly (string | ((db: Database) => void))[] = [
  `PRAGMA application_id = ${APPLICATION_ID};
   CREATE TABLE source (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
   CREATE TABLE series (
     id INTEGER PRIMARY KEY, source INTEGER NOT NULL REFERENCES source (id), tag TEXT NOT NULL,
     role TEXT NOT NULL, unit TEXT NOT NULL, description TEXT NOT NULL, period INTEGER NOT NULL,
     samples INTEGER NOT NULL DEFAULT 0, newest INTEGER, raw_from INTEGER, minute_from INTEGER,
     UNIQUE (source, tag));
   CREATE TABLE sample (
     series INTEGER NOT NULL, at INTEGER NOT NULL, value REAL NOT NULL, quality INTEGER NOT NULL,
     period INTEGER NOT NULL, PRIMARY KEY (series, at)) WITHOUT ROWID;
   CREATE TABLE minute (${ROLLUP_COLUMNS}) WITHOUT ROWID;
   CREATE TABLE quarter_hour (${ROLLUP_COLUMNS}) WITHOUT ROWID;
   CREATE TABLE forecast (
     source INTEGER NOT NULL REFERENCES source (id), window_end INTEGER NOT NULL, made_at INTEGER NOT NULL,
     body TEXT NOT NULL, PRIMARY KEY (source, window_end)) WITHOUT ROWID;`,
  (db) => {
    db.exec(`
      CREATE TABLE kept_forecast (
        source INTEGER NOT NULL REFERENCES source (id), horizon TEXT NOT NULL, window_end INTEGER NOT NULL,
        hindsight INTEGER NOT NULL, made_at INTEGER NOT NULL, model TEXT, stood_in INTEGER NOT NULL,
        about TEXT NOT NULL, steps BLOB NOT NULL,
        UNIQUE (source, horizon, window_end, hindsight));
      CREATE TABLE score (
        source INTEGER NOT NULL REFERENCES source (id), horizon TEXT NOT NULL, target INTEGER NOT NULL,
        model TEXT NOT NULL, hindsight INTEGER NOT NULL, sums BLOB NOT NULL,
        PRIMARY KEY (source, horizon, target)) WITHOUT ROWID;`)
    migrateOldForecasts(db)
  },
  `CREATE TABLE alert (
     source INTEGER NOT NULL REFERENCES source (id), id TEXT NOT NULL, raised_at INTEGER NOT NULL, closed_at INTEGER,
     body TEXT NOT NULL, PRIMARY KEY (source, id)) WITHOUT ROWID;
   CREATE INDEX alert_by_time ON alert (source, raised_at);
   CREATE TABLE alarm (
     source INTEGER NOT NULL REFERENCES source (id), id TEXT NOT NULL, body TEXT NOT NULL,
     PRIMARY KEY (source, id)) WITHOUT ROWID;
   CREATE TABLE alarm_entry (
     seq INTEGER PRIMARY KEY AUTOINCREMENT, source INTEGER NOT NULL REFERENCES source (id), at INTEGER NOT NULL,
     body TEXT NOT NULL);
   CREATE INDEX alarm_entry_by_time ON alarm_entry (source, at);
   CREATE TRIGGER alarm_entry_stays BEFORE UPDATE ON alarm_entry
     BEGIN SELECT RAISE(ABORT, 'The audit trail is only ever added to'); END;
   CREATE TRIGGER alarm_entry_is_kept BEFORE DELETE ON alarm_entry
     BEGIN SELECT RAISE(ABORT, 'The audit trail is only ever added to'); END;
   CREATE TRIGGER alarm_entry_is_new BEFORE INSERT ON alarm_entry
     WHEN EXISTS (SELECT 1 FROM alarm_entry WHERE seq = NEW.seq)
     BEGIN SELECT RAISE(ABORT, 'The audit trail is only ever added to'); END;`,
]

/** The version of a file that this program writes. */
export const SCHEMA_VERSION = MIGRATIONS.length

/**
 * Why a file must be left alone, in a sentence; null where this program may write to it. Changes nothing.
 * @throws SqliteError where the file can't be read.
 */
export function describeRefusal(db: Database, file: string): string | null {
  const version = Number(db.pragma('user_version', { simple: true }))
  if (version > SCHEMA_VERSION) {
    return `${file} was written by a newer EcoPulse (its version is ${version}, this program knows ${SCHEMA_VERSION}): update EcoPulse, or use another data folder.`
  }
  const tables = Number(db.prepare('SELECT count(*) FROM sqlite_master').pluck().get())
  const ours = Number(db.pragma('application_id', { simple: true })) === APPLICATION_ID
  if (tables > 0 && !ours) return `${file} is a database of another program: use another data folder.`
  return null
}

/** Brings the file to a version, the newest by default, each step in a transaction of its own; does nothing where it is there. */
export function migrate(db: Database, to: number = SCHEMA_VERSION): void {
  const from = Number(db.pragma('user_version', { simple: true }))
  for (const [version, step] of MIGRATIONS.slice(0, to).entries()) {
    if (version < from) continue
    db.transaction(() => {
      if (typeof step === 'string') db.exec(step)
      else step(db)
      db.pragma(`user_version = ${version + 1}`)
    })()
  }
}
