import { expect, test } from 'vitest'
import { migrate, refusal, SCHEMA_VERSION } from './schema.ts'
import { type Database, loadSqlite } from './sqlite.ts'

const begin = (): Database => new (loadSqlite())(':memory:')
const schemaOf = (db: Database) => db.prepare('SELECT name, sql FROM sqlite_master ORDER BY name').all()
const versionOf = (db: Database) => db.pragma('user_version', { simple: true })

test('an empty file is brought to the newest version', () => {
  const db = begin()
  expect(versionOf(db)).toBe(0)
  expect(refusal(db, 'store.db')).toBeNull()
  migrate(db)
  expect(versionOf(db)).toBe(SCHEMA_VERSION)
  expect(refusal(db, 'store.db')).toBeNull()
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
  expect(refusal(newer, 'store.db')).toContain('newer EcoPulse')
  const foreign = begin()
  foreign.exec('CREATE TABLE customer (id INTEGER)')
  expect(refusal(foreign, 'store.db')).toContain('another program')
})
