import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { z } from 'zod'
import { codeOf } from './engine-error.ts'

/** What a file of JSON held. */
export type JsonFileContent<T> =
  | { readonly kind: 'missing' }
  | { readonly kind: 'valid'; readonly value: T }
  /** It is no JSON, or not by the schema; `aside` is the path that it has from now on, null where it was left. */
  | { readonly kind: 'damaged'; readonly aside: string | null }

/**
 * Reads a file of JSON. One that can't be understood is put aside under a new name, so that it is not written over.
 * @param now Epoch ms, for that name; null where nothing may be changed.
 * @throws Error of the file system where the file is there and can't be read.
 */
export function readJsonFile<T>(file: string, schema: z.ZodType<T>, now: number | null): JsonFileContent<T> {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (isMissing(error)) return { kind: 'missing' }
    throw error
  }
  const parsed = schema.safeParse(tryParseJson(text))
  if (parsed.success) return { kind: 'valid', value: parsed.data }
  if (now === null) return { kind: 'damaged', aside: null }
  const aside = `${file}.damaged-${new Date(now).toISOString().replaceAll(':', '-')}`
  renameSync(file, aside)
  return { kind: 'damaged', aside }
}

/**
 * Writes `FILE.new`, flushes it, and renames it over FILE. A crash leaves the old file or the new one, never half of
 * one.
 * @param mode The permissions of a new file, like 0o600; the system's default where it is left out.
 */
export function writeJsonFile(file: string, value: unknown, mode?: number): void {
  const next = `${file}.new`
  writeFileSync(next, formatJson(value), { flush: true, ...(mode === undefined ? {} : { mode }) })
  renameSync(next, file)
}

/** JSON in lines that a person can read. */
export function formatJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

/** What a file of JSON holds. @throws SyntaxError where it is none, and errors of the file system. */
export function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'))
}

function tryParseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isMissing(error: unknown): boolean {
  const code = codeOf(error)
  return code === 'ENOENT' || code === 'ENOTDIR'
}
