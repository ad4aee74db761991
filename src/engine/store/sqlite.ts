import { createRequire } from 'node:module'
import type BetterSqlite from 'better-sqlite3'
import { codeOf } from '../runtime/engine-error.ts'

/** A connection to a database file. */
export type Database = BetterSqlite.Database

/** What better-sqlite3's package exports: the constructor of a connection. */
export type DatabaseConstructor = typeof BetterSqlite

/**
 * Loads better-sqlite3.
 * @param folder Another folder of the package, for a runtime that the installed version does not fit.
 * @throws Error of the loader where the package or its native part can't be loaded.
 */
export function loadSqlite(folder: string = 'better-sqlite3'): DatabaseConstructor {
  return createRequire(import.meta.url)(folder)
}

/** SQLite's own code of an error, like `SQLITE_CORRUPT`; empty where it is no error of SQLite. */
export function sqliteCode(error: unknown): string {
  return codeOf(error) ?? ''
}
