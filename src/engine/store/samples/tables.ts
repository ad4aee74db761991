import type { Database } from '../sqlite.ts'
import type { SampleRow, StepRow } from './hold.ts'

/** Rows of one INSERT: the binding's cost is spread over them. */
const INSERT_ROWS = 32

/** Reading and writing single samples of one series, by time. */
export function prepareSampleTable(db: Database) {
  const columns = 'at, value, quality, period'
  const one = 'INSERT OR IGNORE INTO sample (series, at, value, quality, period) VALUES (?, ?, ?, ?, ?)'
  const insert = db.prepare<[number, ...SampleRow]>(one)
  const insertMany = db.prepare<[number[]]>(one + ', (?, ?, ?, ?, ?)'.repeat(INSERT_ROWS - 1))
  const between = db
    .prepare<[number, number, number], SampleRow>(
      `SELECT ${columns} FROM sample WHERE series = ? AND at >= ? AND at < ? ORDER BY at`,
    )
    .raw()
  const before = db
    .prepare<[number, number], SampleRow>(
      `SELECT ${columns} FROM sample WHERE series = ? AND at < ? ORDER BY at DESC LIMIT 1`,
    )
    .raw()
  const after = db
    .prepare<[number, number], number>('SELECT at FROM sample WHERE series = ? AND at > ? ORDER BY at LIMIT 1')
    .pluck()
  return {
    /** Whether the sample was new. */
    insert: (series: number, row: SampleRow): boolean =>
      insert.run(series, row[0], row[1], row[2], row[3]).changes === 1,
    /** Inserts samples that are known to be new. */
    append(series: number, rows: readonly SampleRow[]): void {
      let bound: number[] = []
      for (const row of rows) {
        bound.push(series, row[0], row[1], row[2], row[3])
        if (bound.length < INSERT_ROWS * 5) continue
        insertMany.run(bound)
        bound = []
      }
      for (const row of rows.slice(rows.length - bound.length / 5)) insert.run(series, ...row)
    },
    between: (series: number, start: number, end: number): SampleRow[] => between.all(series, start, end),
    lastBefore: (series: number, at: number): SampleRow | null => before.get(series, at) ?? null,
    /** Time of the first sample after `at`. */
    firstAfter: (series: number, at: number): number | null => after.get(series, at) ?? null,
  }
}

/** Reading and writing the steps of one level of rollups. */
export function prepareRollupTable(db: Database, table: 'minute' | 'quarter_hour') {
  const put = db.prepare<[number, ...StepRow]>(`
    INSERT INTO ${table} (series, at, mean, min, max, known) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (series, at) DO UPDATE SET
      mean = excluded.mean, min = excluded.min, max = excluded.max, known = excluded.known
    WHERE sealed = 0`)
  const remove = db.prepare<[number, number, number]>(
    `DELETE FROM ${table} WHERE series = ? AND at >= ? AND at < ? AND sealed = 0`,
  )
  const range = `FROM ${table} WHERE series = ? AND at >= ? AND at < ?`
  const between = db
    .prepare<[number, number, number], StepRow>(`SELECT at, mean, min, max, known ${range} ORDER BY at`)
    .raw()
  const first = db.prepare<[number], number>(`SELECT at FROM ${table} WHERE series = ? ORDER BY at LIMIT 1`).pluck()
  const sealed = db.prepare<[number, number, number], number>(`SELECT at ${range} AND sealed = 1 ORDER BY at`).pluck()
  return {
    /** Writes a step, unless the one that is there is sealed. */
    put: (series: number, step: StepRow): void => {
      put.run(series, step[0], step[1], step[2], step[3], step[4])
    },
    deleteUnsealed: (series: number, start: number, end: number): void => {
      remove.run(series, start, end)
    },
    between: (series: number, start: number, end: number): StepRow[] => between.all(series, start, end),
    /** Start of the oldest step. */
    first: (series: number): number | null => first.get(series) ?? null,
    isSealed: (series: number, at: number): boolean => sealed.get(series, at, at + 1) !== undefined,
    /** Starts of the sealed steps. */
    sealedBetween: (series: number, start: number, end: number): number[] => sealed.all(series, start, end),
  }
}
