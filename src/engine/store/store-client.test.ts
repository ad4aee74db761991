import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Sample } from '../../domain/telemetry/sample.ts'
import { ROLE_TAGS, type Tag } from '../../domain/telemetry/tag.ts'
import { connectStore, connectWorker } from './store-client.ts'

const LOAD: Tag = { ...ROLE_TAGS.load, periodMs: 1_000 }
const SAMPLE: Sample = { tag: 'load', at: 1_000, value: 5, quality: 'good' }

let folder = ''
let file = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ecopulse-client-'))
  file = join(folder, 'store.db')
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a store behind a thread answers as one without, and again after closing', async () => {
  const first = await connectStore({ file })
  expect(first.notice).toBeNull()
  await first.port.register('plant', [LOAD])
  expect(await first.port.write('plant', [SAMPLE])).toEqual({ stored: 1, doubled: 0, late: 0 })
  await first.port.close()
  const second = await connectStore({ file })
  expect(await second.port.recent('plant', 5)).toEqual({ load: [SAMPLE] })
  expect(await second.port.tags('plant')).toEqual([LOAD])
  await second.port.close()
})

test('calls before closing are answered, calls after it are refused', async () => {
  let deaths = 0
  const { port } = await connectStore({ file, onUnexpectedEnd: () => deaths++ })
  const answer = port.stats()
  const closed = port.close()
  await expect(port.stats()).rejects.toThrow('The store is closed')
  expect((await answer).samples).toBe(0)
  await closed
  expect(deaths).toBe(0)
})

test('an error of one call fails that call alone', async () => {
  const { port } = await connectStore({ file })
  await expect(port.write('plant', [SAMPLE])).rejects.toThrow('Tag load is not registered')
  expect(await port.newestAt('plant')).toBeNull()
  await port.close()
})

test('a store that cannot be opened fails with one line', async () => {
  writeFileSync(join(folder, 'taken'), '')
  const opening = connectStore({ file: join(folder, 'taken', 'store.db') })
  await expect(opening).rejects.toThrow(/^The folder .*taken can't be written: .*$/)
})

test('a damaged file is reported', async () => {
  writeFileSync(file, 'garbage '.repeat(1_000))
  const { port, notice } = await connectStore({ file })
  expect(notice).toContain('was damaged')
  await port.close()
})

test('another folder of better-sqlite3 is loaded where one is named', async () => {
  await expect(connectStore({ file, sqlite: join(folder, 'no-such-package') })).rejects.toThrow(
    /^better-sqlite3 can't be loaded: .*no-such-package'\.$/,
  )
})

const DIES = `
  const { parentPort } = require('node:worker_threads')
  parentPort.postMessage({ kind: 'answer', id: 0, value: null })
  parentPort.on('message', () => { `

test('calls under way fail when the thread dies, later ones too, and its end is reported once', async () => {
  const deaths: string[] = []
  const worker = new Worker(`${DIES} throw new Error('out of luck') })`, { eval: true })
  const { port } = await connectWorker(worker, (error) => deaths.push(error.message))
  const calls = await Promise.allSettled([port.stats(), port.newestAt('plant')])
  const sentence = 'The store stopped unexpectedly: out of luck'
  expect(calls.map((call) => call.status === 'rejected' && call.reason.message)).toEqual([sentence, sentence])
  await expect(port.stats()).rejects.toThrow(sentence)
  expect(deaths).toEqual([sentence])
})

test('a thread that just ends is a death too', async () => {
  const worker = new Worker(`${DIES} process.exit(3) })`, { eval: true })
  const { port } = await connectWorker(worker)
  await expect(port.stats()).rejects.toThrow('its thread ended with code 3')
})

test('a thread that ends before it opened fails the opening', async () => {
  const worker = new Worker('process.exit(4)', { eval: true })
  await expect(connectWorker(worker)).rejects.toThrow('its thread ended with code 4')
})
