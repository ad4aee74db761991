import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { HOUR, MINUTE, QUARTER_HOUR } from '../../domain/time/time.ts'
import { openStore } from './open-store.ts'
import { combineSteps, rollUp, type SampleRow, type StepRow } from './samples/hold.ts'
import { type Database, loadSqlite } from './sqlite.ts'

const START = 400_000 * HOUR
/** Samples of one tag in a batch; every fifth of them is in the next batch, late. */
const BATCH = 500
const KILLS = 4

/** Writes batches through the store's thread as fast as it can, and prints the number of each that was answered. */
const WRITER = `
  import { writeSync } from 'node:fs'
  const [, , client, file, first] = process.argv
  const { connectStore } = await import(client)
  const { port } = await connectStore({ file })
  const tag = (id) => ({ id, role: 'feeder', unit: 'kW', description: '', periodMs: 1000 })
  await port.register('plant', [tag('a'), tag('b')])
  const sample = (id, i) => ({ tag: id, at: ${START} + i * 1000, value: i % 1000, quality: 'good' })
  let late = []
  for (let batch = Number(first); ; batch++) {
    const samples = late
    late = []
    for (let i = batch * ${BATCH}; i < (batch + 1) * ${BATCH}; i++) {
      for (const id of ['a', 'b']) (i % 5 === 4 ? late : samples).push(sample(id, i))
    }
    await port.write('plant', samples)
    writeSync(1, batch + '\\n')
  }`

let folder = ''
let file = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ecopulse-sudden-'))
  file = join(folder, 'store.db')
  writeFileSync(join(folder, 'writer.mjs'), WRITER)
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

/**
 * Lets the writer answer some batches from `first` on, kills it a moment later, and answers which batches it had
 * answered.
 */
async function killedWriter(first: number, answers: number, delayMs: number): Promise<number[]> {
  const client = new URL('./store-client.ts', import.meta.url).href
  const child = spawn(process.execPath, [join(folder, 'writer.mjs'), client, file, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const answered: number[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    answered.push(Number(line))
    if (answered.length === answers) setTimeout(() => child.kill('SIGKILL'), delayMs)
  }
  return answered
}

/** What the store must hold after these answers: a batch's late fifth is sure only once the next batch is answered. */
function surelyKept(answered: readonly number[]): number[] {
  const last = answered.at(-1)
  return answered.flatMap((batch) =>
    Array.from({ length: BATCH }, (_, i) => batch * BATCH + i).filter((i) => i % 5 !== 4 || batch !== last),
  )
}

function expectRollupsOf(db: Database, series: number): void {
  const rows = db.prepare<[number], SampleRow>(
    'SELECT at, value, quality, period FROM sample WHERE series = ? ORDER BY at',
  )
  const samples = rows.raw().all(series)
  const level = (table: string) =>
    db.prepare<[number], StepRow>(`SELECT at, mean, min, max, known FROM ${table} WHERE series = ? ORDER BY at`).raw()
  const minutes = rollUp(samples, MINUTE, { start: 0, end: 2 * START })
  expect(level('minute').all(series)).toEqual(minutes)
  expect(level('quarter_hour').all(series)).toEqual(combineSteps(minutes, QUARTER_HOUR))
}

test('killed at any moment, the store opens again with all it had answered, and rollups that agree', async () => {
  const sure: number[] = []
  let first = 0
  for (let kill = 0; kill < KILLS; kill++) {
    const answered = await killedWriter(first, 1 + Math.floor(Math.random() * 12), Math.random() * 12)
    sure.push(...surelyKept(answered))
    // The batch that was under way may be kept or not: the next writer begins behind it.
    first = (answered.at(-1) ?? first) + 2

    const { store, notice } = openStore({ file })
    expect(notice).toBeNull()
    const kept = store.recent('plant', 1_000_000)
    expect(store.stats().samples).toBe((kept.a?.length ?? 0) + (kept.b?.length ?? 0))
    for (const samples of [kept.a, kept.b]) {
      const seconds = new Set(samples?.map(({ at }) => (at - START) / 1_000))
      expect(seconds.size).toBe(samples?.length)
      expect(sure.filter((i) => !seconds.has(i))).toEqual([])
    }
    store.close()
  }
  const db = new (loadSqlite())(file)
  for (const series of [1, 2]) expectRollupsOf(db, series)
  db.close()
})
