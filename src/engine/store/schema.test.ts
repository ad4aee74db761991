import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openStore } from './open-store.ts'
import { describeRefusal, migrate, SCHEMA_VERSION } from './schema.ts'
import { type Database, loadSqlite } from './sqlite.ts'

const begin = (): Database => new (loadSqlite())(':memory:')
const schemaOf = (db: Database) => db.prepare('SELECT name, sql FROM sqlite_master ORDER BY name').all()
const versionOf = (db: Database) => db.pragma('user_version', { simple: true })

test('an empty file is brought to the newest version', () => {
  const db = begin()
  expect(versionOf(db)).toBe(0)
  expect(describeRefusal(db, 'store.db')).toBeNull()
  migrate(db)
  expect(versionOf(db)).toBe(SCHEMA_VERSION)
  expect(describeRefusal(db, 'store.db')).toBeNull()
})

test('migrating again changes nothing and keeps what is there', () => {
  const db = begin()
  migrate(db)
  db.exec("INSERT INTO source (name) VALUES ('plant')")
  const before = schemaOf(db)
  migrate(db)
  expect(schemaOf(db)).toEqual(before)
  expect(db.prepare('SELECT name FROM source').pluck().all()).toEqual(['plant'])
})

test('forecasts that the first version kept can be read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ecopulse-schema-'))
  const file = join(folder, 'store.db')
  const old = new (loadSqlite())(file)
  migrate(old, 1)
  const step = { start: 0, end: 900_000, loadKw: { p10: 1, p50: 2, p90: 3 }, naiveKw: 4 }
  const about = { naive: 'yesterday', backend: 'wasm', latencyMs: 2, cached: false }
  const model = { windowEnd: 0, steps: [step], method: 'lstm', reason: null, model: 'next-hour 1', ...about }
  const naive = { windowEnd: 900_000, steps: [], method: 'naive', reason: 'Holes.', model: null, ...about }
  old.exec("INSERT INTO source (name) VALUES ('plant')")
  const put = old.prepare('INSERT INTO forecast (source, window_end, made_at, body) VALUES (1, ?, 5, ?)')
  for (const forecast of [model, naive]) put.run(forecast.windowEnd, JSON.stringify(forecast))
  old.close()

  const { store } = openStore({ file })
  const kept = { horizon: 'nextHour', madeAt: 5, hindsight: false }
  expect(store.forecasts('plant', 'nextHour', { start: 0, end: 1e6 })).toEqual([
    { ...model, ...kept, method: 'model', steps: [{ ...step, modelKw: null }] },
    { ...naive, ...kept },
  ])
  store.close()
  rmSync(folder, { recursive: true })
})

test('a step that fails leaves the file at the version before it', () => {
  const db = begin()
  db.exec('CREATE TABLE forecast (id INTEGER)')
  expect(() => migrate(db)).toThrow('already exists')
  expect(versionOf(db)).toBe(0)
  expect(schemaOf(db)).toHaveLength(1)
})

test('a newer version and a foreign file are refused', () => {
  const newer = begin()
  newer.pragma(`user_version = ${SCHEMA_VERSION + 1}`)
  expect(describeRefusal(newer, 'store.db')).toContain('newer EcoPulse')
  const foreign = begin()
  foreign.exec('CREATE TABLE customer (id INTEGER)')
  expect(describeRefusal(foreign, 'store.db')).toContain('another program')
})
