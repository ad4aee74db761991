import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Sample } from '../../domain/telemetry/sample.ts'
import { ROLE_TAGS, type Tag } from '../../domain/telemetry/tag.ts'
import { openStore } from './open-store.ts'
import { SCHEMA_VERSION } from './schema.ts'
import { loadSqlite } from './sqlite.ts'

const LOAD: Tag = { ...ROLE_TAGS.load, periodMs: 1_000 }
const PAGE = 4_096

let folder = ''
let file = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ecopulse-open-'))
  file = join(folder, 'store.db')
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

const samples = (count: number): Sample[] =>
  Array.from({ length: count }, (_, i) => ({ tag: 'load', at: i * 1_000, value: i, quality: 'good' }))

/** A file with some hundred pages, closed. */
function filled(): void {
  const { store } = openStore({ file })
  store.register('plant', [LOAD])
  store.write('plant', samples(20_000))
  store.close()
}

/** Overwrites pages in the middle of the file, where its samples are. */
function scribble(): void {
  const bytes = readFileSync(file)
  bytes.fill(0x5a, 20 * PAGE, bytes.length - 2 * PAGE)
  writeFileSync(file, bytes)
}

function asides(): string[] {
  return readdirSync(folder).filter((name) => name.includes('.damaged-'))
}

/** The notice of opening, after checking that what is open works. */
function reopened(): string | null {
  const { store, notice } = openStore({ file })
  store.register('plant', [LOAD])
  expect(store.write('plant', samples(10)).stored).toBeGreaterThanOrEqual(0)
  store.close()
  return notice
}

test('a new file is begun with its folder, and opens again with what was written', () => {
  file = join(folder, 'a', 'b', 'store.db')
  filled()
  const { store, notice } = openStore({ file })
  expect(notice).toBeNull()
  expect(store.stats().samples).toBe(20_000)
  expect(store.tags('plant')).toEqual([LOAD])
  store.close()
})

test('the file has a write-ahead log and can give pages back', () => {
  const { store } = openStore({ file })
  store.close()
  const db = new (loadSqlite())(file)
  expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
  expect(db.pragma('auto_vacuum', { simple: true })).toBe(2)
  db.close()
})

test('a file that is no database is put aside under a new name, unchanged', () => {
  writeFileSync(file, 'This was never a database. '.repeat(500))
  const notice = reopened()
  const [aside] = asides()
  expect(notice).toContain(file)
  expect(notice).toContain(aside)
  expect(aside).toMatch(/^store\.db\.damaged-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ$/)
  expect(readFileSync(join(folder, aside ?? ''), 'utf8')).toMatch(/^This was never a database\./)
  expect(reopened()).toBeNull()
})

test('a file that was cut off is put aside', () => {
  filled()
  truncateSync(file, Math.floor(statSync(file).size / PAGE / 2) * PAGE)
  expect(reopened()).toContain('was damaged')
  expect(asides()).toHaveLength(1)
})

test('two damaged files within a second are both kept', () => {
  for (let i = 0; i < 2; i++) {
    writeFileSync(file, 'garbage '.repeat(1_000))
    reopened()
  }
  expect(asides()).toHaveLength(2)
})

test('damage in the middle is found after an unclean end', () => {
  filled()
  scribble()
  writeFileSync(`${file}-wal`, 'the rest of a log')
  expect(reopened()).toContain('was damaged')
  expect(asides()).not.toHaveLength(0)
})

test('damage that is found while working is reported, and found at the next opening', () => {
  filled()
  scribble()
  const { store, notice } = openStore({ file })
  expect(notice).toBeNull()
  expect(() => store.recent('plant', 20_000)).toThrow(`${file} is damaged`)
  store.close()
  expect(reopened()).toContain('was damaged')
  expect(existsSync(`${file}-suspect`)).toBe(false)
  expect(reopened()).toBeNull()
})

test('a file of a newer version is refused and left as it is', () => {
  filled()
  const db = new (loadSqlite())(file)
  db.pragma(`user_version = ${SCHEMA_VERSION + 1}`)
  db.pragma('journal_mode = DELETE')
  db.close()
  const before = readFileSync(file)
  expect(() => openStore({ file })).toThrow(/newer EcoPulse.*update EcoPulse/)
  expect(readFileSync(file).equals(before)).toBe(true)
  expect(asides()).toEqual([])
})

test("another program's database is refused and left as it is", () => {
  const db = new (loadSqlite())(file)
  db.exec('CREATE TABLE customer (id INTEGER PRIMARY KEY)')
  db.close()
  const before = readFileSync(file)
  expect(() => openStore({ file })).toThrow('another program')
  expect(readFileSync(file).equals(before)).toBe(true)
})

test('a second writer is refused while the first is at it', () => {
  const { store } = openStore({ file })
  expect(() => openStore({ file })).toThrow('is in use by another EcoPulse')
  store.close()
  expect(reopened()).toBeNull()
})

test('a folder that is no folder is refused in one line', () => {
  writeFileSync(join(folder, 'taken'), '')
  expect(() => openStore({ file: join(folder, 'taken', 'store.db') })).toThrow(
    /^The folder .*taken can't be written: .*$/,
  )
})

test.skipIf(process.platform !== 'linux')(
  'a folder of the system in which none can be made is refused in one line',
  () => {
    expect(() => openStore({ file: '/proc/ecopulse/data/store.db' })).toThrow(
      /^The folder \/proc\/ecopulse can't be written: .*$/,
    )
  },
)

test('a file that is a folder is refused in one line', () => {
  mkdirSync(file)
  expect(() => openStore({ file })).toThrow(/^The file .*store\.db can't be written: .*$/)
})

test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
  'a folder without permission is refused in one line (skipped for root, who may write anywhere)',
  () => {
    chmodSync(folder, 0o500)
    expect(() => openStore({ file })).toThrow(/^The folder .* can't be written: .*$/)
    chmodSync(folder, 0o700)
  },
)
