import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { readJsonFile, writeJsonFile } from './json-file.ts'

const Schema = z.object({ size: z.number() })
const NOW = Date.parse('2026-11-24T13:07:32.250Z')

let folder = ''
let file = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ecopulse-json-'))
  file = join(folder, 'thing.json')
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a file is read as it was written, in lines that a person can read', () => {
  writeJsonFile(file, { size: 3 })
  expect(readFileSync(file, 'utf8')).toBe('{\n  "size": 3\n}\n')
  expect(readJsonFile(file, Schema, NOW)).toEqual({ kind: 'valid', value: { size: 3 } })
  expect(readdirSync(folder)).toEqual(['thing.json'])
})

test('a file that is not there is missing, also where its folder is a file', () => {
  expect(readJsonFile(file, Schema, NOW)).toEqual({ kind: 'missing' })
  writeFileSync(join(folder, 'taken'), '')
  expect(readJsonFile(join(folder, 'taken', 'thing.json'), Schema, NOW)).toEqual({ kind: 'missing' })
})

test.each(['{ "size": ', '{ "size": "3" }', ''])('a file that reads %j is put aside', (text) => {
  writeFileSync(file, text)
  const aside = `${file}.damaged-2026-11-24T13-07-32.250Z`
  expect(readJsonFile(file, Schema, NOW)).toEqual({ kind: 'damaged', aside })
  expect(readFileSync(aside, 'utf8')).toBe(text)
  expect(readJsonFile(file, Schema, NOW)).toEqual({ kind: 'missing' })
})

test('a damaged file is left where it is where nothing may be changed', () => {
  writeFileSync(file, 'garbage')
  expect(readJsonFile(file, Schema, null)).toEqual({ kind: 'damaged', aside: null })
  expect(readdirSync(folder)).toEqual(['thing.json'])
})

test('what can not be read is an error, and stays where it is', () => {
  mkdirSync(file)
  expect(() => readJsonFile(file, Schema, NOW)).toThrow('EISDIR')
  expect(readdirSync(folder)).toEqual(['thing.json'])
})

test('an end in the middle of writing leaves the file as it was, and the next write replaces what was left', () => {
  writeJsonFile(file, { size: 1 })
  writeFileSync(`${file}.new`, '{ "si')
  expect(readJsonFile(file, Schema, NOW)).toEqual({ kind: 'valid', value: { size: 1 } })
  writeJsonFile(file, { size: 2 })
  expect(readJsonFile(file, Schema, NOW)).toEqual({ kind: 'valid', value: { size: 2 } })
  expect(readdirSync(folder)).toEqual(['thing.json'])
})

test.skipIf(process.platform === 'win32')('a file for its owner alone is so from its first byte on', () => {
  writeJsonFile(file, { size: 1 }, 0o600)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  writeJsonFile(file, { size: 2 }, 0o600)
  expect(statSync(file).mode & 0o777).toBe(0o600)
})
