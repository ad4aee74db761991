import { existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { shortReasonOf } from '../runtime/engine-error.ts'
import { describeRefusal, migrate } from './schema.ts'
import { type Database, type DatabaseConstructor, loadSqlite, sqliteCode } from './sqlite.ts'
import { createStore } from './store.ts'
import { forEachMethod } from './store-methods.ts'
import type { OpenedStore, Store } from './store-port.ts'

/** How a store is opened. */
export interface StoreOptions {
  /** The database's file; its folder is made where it is missing. */
  readonly file: string
  /** Another folder of better-sqlite3's package than the installed one, for a runtime that it does not fit. */
  readonly sqlite?: string
  /** Milliseconds that only ever grow: for the budget of `prune`. */
  readonly elapsed?: () => number
}

/** A file up to this size is checked as a whole after an unclean end: about two seconds' work. */
const CHECKED_BYTES = 512 * 1024 * 1024

/** How long opening waits for another process to release the file, in ms. */
const BUSY_MS = 1_000

/** A user's or the machine's fault that one line explains. */
class StoreError extends Error {
  override name = 'StoreError'
}

/**
 * Opens the store, or begins it. Every transaction is on the disk when it has been answered, and no other process may
 * open the file meanwhile.
 *
 * A file that turns out damaged is put aside under a new name and another one is begun; `notice` has that in a
 * sentence. Damage is found in reading the schema and the catalogue. `PRAGMA quick_check` reads the whole file too
 * where damage was found while working the last time (a file `<name>-suspect` marks it), and after an unclean end
 * where that is quick (up to 512 MB); a larger one is trusted, as SQLite's log makes it whole again.
 * @throws Error with one line for the user: the folder can't be written, another process has the file, a newer version
 * or another program wrote it.
 */
export function openStore(options: StoreOptions): OpenedStore {
  const file = resolve(options.file)
  makeFolder(dirname(file))
  const sqlite = requireSqlite(options.sqlite)
  const elapsed = options.elapsed ?? (() => performance.now())
  try {
    return { store: openDatabase(sqlite, file, elapsed), notice: null }
  } catch (error) {
    if (!isDamage(error)) throw toStoreError(error, file)
  }
  const aside = putAside(file)
  const notice = `The history in ${file} was damaged: it is kept as ${basename(aside)}, and a new one was begun.`
  try {
    return { store: openDatabase(sqlite, file, elapsed), notice }
  } catch (error) {
    throw toStoreError(error, file)
  }
}

function requireSqlite(folder: string | undefined): DatabaseConstructor {
  try {
    return loadSqlite(folder)
  } catch (error) {
    throw new StoreError(`better-sqlite3 can't be loaded: ${shortReasonOf(error)}.`, { cause: error })
  }
}

function openDatabase(sqlite: DatabaseConstructor, file: string, elapsed: () => number): Store {
  const unclean = sizeOf(`${file}-wal`) > 0 && sizeOf(file) <= CHECKED_BYTES
  const suspect = existsSync(suspectFile(file))
  const db = new sqlite(file, { timeout: BUSY_MS })
  try {
    prepare(db, file)
    if (unclean || suspect) requireIntact(db)
    const store = createStore(db, file, elapsed)
    rmSync(suspectFile(file), { force: true })
    return rememberDamage(store, file)
  } catch (error) {
    db.close()
    throw error
  }
}

/** The order matters: who may write, then what can be set only in an empty file, then the rest. */
function prepare(db: Database, file: string): void {
  // One writer: what the store keeps in memory of its file stays true, and no transaction needs a lock.
  db.pragma('locking_mode = EXCLUSIVE')
  const refused = describeRefusal(db, file)
  if (refused !== null) throw new StoreError(refused)
  db.pragma('auto_vacuum = INCREMENTAL')
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.pragma('wal_autocheckpoint = 4000')
  db.pragma('cache_size = -32000')
  db.pragma('temp_store = MEMORY')
  migrate(db)
}

/** Notes damage that is found while working, so that the next opening checks for it. */
function rememberDamage(store: Store, file: string): Store {
  const watched = forEachMethod((method) => (...args: unknown[]): unknown => {
    try {
      return Reflect.apply(store[method], store, args)
    } catch (error) {
      if (!isDamage(error)) throw error
      writeFileSync(suspectFile(file), '')
      throw new StoreError(`${file} is damaged: the next start keeps it under another name and begins a new one.`, {
        cause: error,
      })
    }
  })
  return watched as Store
}

function suspectFile(file: string): string {
  return `${file}-suspect`
}

function requireIntact(db: Database): void {
  const found = String(db.pragma('quick_check(1)', { simple: true }))
  if (found !== 'ok') throw Object.assign(new Error(found), { code: 'SQLITE_CORRUPT' })
}

function isDamage(error: unknown): boolean {
  return /^SQLITE_(CORRUPT|NOTADB)/.test(sqliteCode(error))
}

/** Renames the file, and its log with it, to a name that is free. */
function putAside(file: string): string {
  const stamp = new Date()
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-')
  let aside = `${file}.damaged-${stamp}`
  for (let i = 2; existsSync(aside); i++) aside = `${file}.damaged-${stamp}-${i}`
  for (const part of ['-wal', '-shm', '']) {
    if (existsSync(file + part)) renameSync(file + part, aside + part)
  }
  rmSync(suspectFile(file), { force: true })
  return aside
}

/**
 * Level by level: Node's own recursive way never returns where no folder can be made in a system's folder, like /proc.
 */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return
  makeFolder(dirname(folder))
  try {
    mkdirSync(folder)
  } catch (error) {
    if (existsSync(folder)) return
    throw new StoreError(`The folder ${folder} can't be written: ${shortReasonOf(error)}.`, { cause: error })
  }
}

function toStoreError(error: unknown, file: string): Error {
  if (error instanceof StoreError) return error
  const code = sqliteCode(error)
  const cause = { cause: error }
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) {
    return new StoreError(`${file} is in use by another EcoPulse: close it, or use another data folder.`, cause)
  }
  if (/^SQLITE_(CANTOPEN|READONLY|PERM|IOERR|FULL)/.test(code)) {
    const place = existsSync(file) ? `The file ${file}` : `The folder ${dirname(file)}`
    return new StoreError(`${place} can't be written: ${shortReasonOf(error)}.`, cause)
  }
  return error instanceof Error ? error : new Error(String(error))
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
