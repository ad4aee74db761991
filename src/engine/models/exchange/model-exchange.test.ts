import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { createFakeClock } from '../../../../tests/fixtures/engine/fake-clock.ts'
import { makeModelCard, writeCard } from '../../../../tests/fixtures/model-cards.ts'
import type { ModelJob } from '../model-jobs.ts'
import { type ModelLibrary, openModelLibrary } from '../model-library.ts'
import { createModelExchange, type ModelExchangeContext } from './model-exchange.ts'

const root = mkdtempSync(join(tmpdir(), 'ecopulse-exchange-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

let folders = 0
let ownDir = ''
let library: ModelLibrary
let jobs: ModelJob[] = []
beforeEach(() => {
  folders += 1
  const modelsDir = join(root, `${folders}`, 'shipped')
  const dataDir = join(root, `${folders}`, 'data')
  ownDir = join(dataDir, 'models')
  writeCard(join(modelsDir, 'next-hour'), { id: 'shipped-hour' })
  writeCard(join(modelsDir, 'next-day'), { id: 'shipped-day', horizon: 'nextDay' })
  library = openModelLibrary({ modelsDir, dataDir, clock, notice: () => {} })
  jobs = []
})
const clock = createFakeClock()

const THREAD = `
const { parentPort, workerData: { job, card } } = require('node:worker_threads')
const fs = require('node:fs')
const tell = (reply) => parentPort.postMessage(reply)
const write = (folder) => { fs.mkdirSync(folder); fs.writeFileSync(folder + '/card.json', JSON.stringify({ ...card, id: job.made.id })) }
`
const KEEP = "write(job.made.folder); tell({ kind: 'answer', id: 0, value: card })"

function exchangeThat(does: string, parts: Partial<ModelExchangeContext> = {}) {
  const startWorker = (job: ModelJob) => {
    jobs.push(job)
    return new Worker(THREAD + does, {
      eval: true,
      workerData: { job, card: makeModelCard({ kind: 'keras', rival: null }) },
    })
  }
  const measureOn = async () => null
  return createModelExchange({
    library,
    clock,
    version: '0.1.0',
    command: 'a test',
    readMeasuringLoad: measureOn,
    startWorker,
    ...parts,
  })
}

const file = { fileName: 'Größe: LSTM (7).h5', base64: '' }

test('an import becomes a model under the file’s name, beside the models in use', async () => {
  const exchange = exchangeThat(KEEP)
  const entry = await exchange.import({ ...file, description: { horizon: 'nextHour' } })
  expect(entry).toMatchObject({ id: 'gr-e-lstm-7-2026-11-23-1200', origin: 'imported', inUse: false })
  expect(jobs[0]).toMatchObject({
    description: { horizon: 'nextHour' },
    rivals: { nextHour: { id: 'shipped-hour' }, nextDay: { id: 'shipped-day' } },
    data: null,
  })
  expect((await exchange.import({ ...file, description: {} })).id).toBe('gr-e-lstm-7-2026-11-23-1200-2')
  expect((await exchange.import({ fileName: '模型.h5', base64: '', description: {} })).id).toBe('keras-2026-11-23-1200')
})

test('one that is refused leaves nothing', async () => {
  const refuse =
    "write(job.made.folder + '.new'); tell({ kind: 'failure', id: 0, error: { code: 'invalid', message: 'It is damaged.', field: 'file' } })"
  const importing = exchangeThat(refuse).import({ ...file, description: {} })
  await expect(importing).rejects.toMatchObject({ code: 'invalid', message: 'It is damaged.', field: 'file' })
  expect(readdirSync(ownDir)).toEqual([])
  expect(library.entries()).toHaveLength(2)
})

test('a thread that dies is an error, and leaves nothing either', async () => {
  const importing = exchangeThat("write(job.made.folder + '.new'); process.exit(9)").import({
    ...file,
    description: {},
  })
  await expect(importing).rejects.toThrow('The thread ended with code 9 before it was done')
  expect(readdirSync(ownDir)).toEqual([])
})

test('a model that is not there can not be exported', async () => {
  const exchange = exchangeThat(KEEP)
  await expect(exchange.export('gone')).rejects.toMatchObject({ code: 'not-found', field: 'id' })
  expect(jobs).toEqual([])
})

test('closed it ends what is under way', async () => {
  const exchange = exchangeThat("write(job.made.folder + '.new'); for (;;) ;")
  const importing = exchange.import({ ...file, description: {} })
  importing.catch(() => {})
  while (!existsSync(join(ownDir, 'gr-e-lstm-7-2026-11-23-1200.new')))
    await new Promise((resume) => setTimeout(resume, 2))
  await exchange.close()
  await expect(importing).rejects.toThrow(/The thread ended/)
  expect(readdirSync(ownDir)).toEqual([])
})
