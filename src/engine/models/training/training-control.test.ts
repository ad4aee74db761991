import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { createFakeClock, type FakeClock } from '../../../../tests/fixtures/engine/fake-clock.ts'
import { makeModelCard, makeScore, writeCard } from '../../../../tests/fixtures/model-cards.ts'
import type { Training } from '../../../contract/schemas/models.ts'
import type { Horizon } from '../../../domain/forecast/forecast.ts'
import { HOUR } from '../../../domain/time/time.ts'
import type { LoadSeries } from '../../load-csv/load-series.ts'
import type { TrainJob } from '../model-jobs.ts'
import { type ModelLibrary, openModelLibrary } from '../model-library.ts'
import { createTrainingControl, type TrainingContext, type TrainingControl } from './training-control.ts'

const root = mkdtempSync(join(tmpdir(), 'ecopulse-training-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

let folders = 0
let ownDir = ''
let library: ModelLibrary
let clock: FakeClock
let published: Training[] = []
let control: TrainingControl
beforeEach(() => {
  folders += 1
  const modelsDir = join(root, `${folders}`, 'shipped')
  const dataDir = join(root, `${folders}`, 'data')
  ownDir = join(dataDir, 'models')
  writeCard(join(modelsDir, 'next-hour'), { id: 'shipped-hour', parts: null })
  writeCard(join(modelsDir, 'next-day'), { id: 'shipped-day', horizon: 'nextDay', parts: null })
  clock = createFakeClock()
  library = openModelLibrary({ modelsDir, dataDir, clock, notice: () => {} })
  published = []
})
afterEach(() => control.close())

/** What a thread does: beside `job`, `post`, `fs` and `card` it has `onMessage`, which waits for a message. */
const THREAD = `
const { parentPort, workerData } = require('node:worker_threads')
const fs = require('node:fs')
const { job, card } = workerData
const post = (reply) => parentPort.postMessage(reply)
const refuse = (error) => post({ kind: 'failure', id: 0, error })
const emit = (event) => post({ kind: 'event', event })
const onMessage = (run) => parentPort.once('message', run)
const progress = (share, more) => emit({ kind: 'progress', progress: { phase: 'fitting', epoch: 1, epochs: 5, share, leftMs: null, loss: 0.2, validationLoss: null, ...more } })
const half = () => { fs.mkdirSync(job.made.folder + '.new', { recursive: true }); fs.writeFileSync(job.made.folder + '.new/card.json', JSON.stringify({ ...card, id: job.made.id, horizon: job.horizon, rival: job.rival && { ...card.rival, id: job.rival.id } })) }
const finish = () => { fs.renameSync(job.made.folder + '.new', job.made.folder); post({ kind: 'answer', id: 0, value: card }) }
`
const MAKE = 'half(); finish()'
const WAIT = 'half(); progress(0.5); onMessage(finish)'

let threads: { job: TrainJob; worker: Worker }[] = []
const card = makeModelCard({ rival: { id: '', score: makeScore(9) } })

function create(does: Partial<Record<Horizon, string>> | string, parts: Partial<TrainingContext> = {}) {
  threads = []
  control = createTrainingControl({
    library,
    clock,
    version: '0.1.0',
    cores: 2,
    readHistory: async () => ({ series: daysOf(40), source: 'the history of Northfield works' }),
    publish: (training) => published.push(training),
    startWorker(job) {
      if (job.kind !== 'train') throw new Error('Nothing else is started here')
      const script = typeof does === 'string' ? does : (does[job.horizon] ?? MAKE)
      const worker = new Worker(THREAD + script, { eval: true, workerData: { job, card } })
      threads.push({ job, worker })
      return worker
    },
    ...parts,
  })
  return control
}

function daysOf(days: number): LoadSeries {
  const loadKw = Array.from({ length: days * 24 }, (_, i) => i % 24)
  return { start: Date.UTC(2026, 0, 1), resolutionMs: HOUR, zone: 'UTC', loadKw, temperatureC: null }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) {
    await clock.advance(100)
    await new Promise((resume) => setTimeout(resume, 2))
  }
}
const ended = async () => {
  await until(() => control.state().kind === 'ended')
  return control.state()
}
const history = { kind: 'history' } as const
const csv = { kind: 'csv', file: '/plant/load.csv', value: 'power_kw' } as const
const own = () => readdirSync(ownDir).sort()

test('a model of each horizon is made as a challenger; the models in use stay in use', async () => {
  create(MAKE)
  expect(control.state()).toEqual({ kind: 'idle' })
  expect(await control.start(history)).toMatchObject({
    kind: 'running',
    data: '40 days of kept load',
    startedAt: clock.now(),
  })
  expect(await ended()).toMatchObject({
    outcome: 'done',
    models: ['next-hour-2026-11-23-1200', 'next-day-2026-11-23-1200'],
    message: 'The model of the next hour may be taken. The model of the next day may be taken.',
  })
  expect(own()).toEqual(['next-day-2026-11-23-1200', 'next-hour-2026-11-23-1200'])
  expect(library.inUse('nextHour')?.id).toBe('shipped-hour')
  expect(library.entry('next-day-2026-11-23-1200')).toMatchObject({ inUse: false, verdict: { canBeTaken: true } })
  expect(threads.map(({ job }) => job)).toMatchObject([
    { horizon: 'nextHour', rival: { id: 'shipped-hour' }, source: 'the history of Northfield works', version: '0.1.0' },
    { horizon: 'nextDay', rival: { id: 'shipped-day' }, now: Date.UTC(2026, 10, 23, 12) },
  ])
  expect(published.at(0)).toMatchObject({ kind: 'running', jobs: [{ phase: 'waiting' }, { phase: 'waiting' }] })
  expect(published.at(-1)).toEqual(control.state())
})

test('one at a time', async () => {
  create(WAIT)
  await control.start(history)
  await expect(control.start(history)).rejects.toMatchObject({
    code: 'unavailable',
    message: 'Models are being trained already: wait for them, or cancel that.',
  })
  await until(() => own().length === 2)
  for (const { worker } of threads) worker.postMessage('go on')
  expect(await ended()).toMatchObject({ outcome: 'done' })
  expect((await control.start(history)).kind).toBe('running')
})

test('progress is published twice a second at the most, with an estimate of what is left', async () => {
  create(
    'half(); progress(0.01); onMessage(() => { for (let i = 1; i <= 200; i++) progress(0.25 + i / 1000); onMessage(finish) })',
  )
  await control.start(history)
  await until(() => jobs().every(({ share }) => share === 0.01))
  expect(jobs()[0]?.leftMs).toBeNull()
  await clock.advance(9_000)
  const before = published.length
  const from = clock.now()
  for (const { worker } of threads) worker.postMessage('go on')
  await until(() => jobs().every(({ share }) => share === 0.45))
  await clock.advance(1_000)
  expect(published.length - before).toBeLessThanOrEqual(2 * Math.ceil((clock.now() - from) / 1000) + 1)
  expect(published.at(-1)).toEqual(control.state())
  expect(jobs()[1]).toMatchObject({ phase: 'fitting', epoch: 1, epochs: 5, loss: 0.2, leftMs: expect.any(Number) })
  expect(jobs()[1]?.leftMs).toBeGreaterThan(9_000)
})

const jobs = () => {
  const state = control.state()
  return state.kind === 'running' ? state.jobs : []
}

test('cancelled it ends at once, and leaves no half-written folder nor a finished one', async () => {
  create({ nextHour: MAKE, nextDay: 'half(); progress(0.5); for (;;) ;' })
  await control.start(history)
  await until(
    () =>
      jobs()
        .map(({ phase }) => phase)
        .join() === 'done,fitting',
  )
  expect(own()).toHaveLength(2)
  expect(await control.cancel()).toMatchObject({ kind: 'ended', outcome: 'cancelled', models: [] })
  expect(own()).toEqual([])
  expect(library.entries().map(({ id }) => id)).toEqual(['shipped-hour', 'shipped-day'])
  expect(published.at(-1)).toMatchObject({ outcome: 'cancelled' })
  expect(await control.cancel()).toEqual(published.at(-1))
})

test('closed with the engine it ends, and publishes no more', async () => {
  create('half(); progress(0.5); for (;;) ;')
  await control.start(history)
  await until(() => own().length === 2)
  const before = published.length
  await control.close()
  expect(own()).toEqual([])
  expect(published).toHaveLength(before)
  expect(clock.pending).toBe(0)
})

test('a thread that dies is a failure with a sentence, and the other horizon’s model is kept', async () => {
  create({ nextHour: 'half(); process.exit(3)', nextDay: MAKE })
  await control.start(history)
  expect(await ended()).toMatchObject({
    outcome: 'failed',
    models: ['next-day-2026-11-23-1200'],
    message:
      'No model of the next hour was made: The thread ended with code 3 before it was done. The model of the next day may be taken.',
  })
  expect(own()).toEqual(['next-day-2026-11-23-1200'])
})

test('an error in the thread is one, too', async () => {
  create('half(); throw new Error("out of something")')
  await control.start(history)
  expect(await ended()).toMatchObject({
    outcome: 'failed',
    models: [],
    message: expect.stringMatching(/out of something/),
  })
  expect(own()).toEqual([])
})

test('on one core one is trained after the other', async () => {
  create(MAKE, { cores: 1 })
  let atOnce = 0
  const phases = () => jobs().map(({ phase }) => phase)
  await control.start(history)
  await until(() => {
    atOnce = Math.max(atOnce, phases().filter((phase) => phase === 'reading' || phase === 'fitting').length)
    return control.state().kind === 'ended'
  })
  expect(atOnce).toBe(1)
  expect(control.state()).toMatchObject({ outcome: 'done' })
})

test('too little history is refused at once, and nothing has changed', async () => {
  create(MAKE, { readHistory: async () => ({ series: daysOf(12), source: 'it' }) })
  await expect(control.start(history)).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(/at least 28 days of load, and 12 are kept/),
  })
  expect(control.state()).toEqual({ kind: 'idle' })
  expect(published.at(-1)).toEqual({ kind: 'idle' })
  expect(threads).toEqual([])
})

test('a CSV that can’t be read is refused with the field, before the call is answered', async () => {
  create("refuse({ code: 'invalid', message: 'There is no column “power_kw”.', field: 'value' })")
  const starting = control.start(csv)
  expect(control.state()).toMatchObject({ kind: 'running', data: 'load.csv, column power_kw' })
  await expect(starting).rejects.toMatchObject({
    code: 'invalid',
    field: 'data.value',
    message: 'There is no column “power_kw”.',
  })
  expect(control.state()).toEqual({ kind: 'idle' })
  expect(own()).toEqual([])
})

test('a CSV that was read may still not do', async () => {
  create("emit({ kind: 'read', notes: [] }); onMessage(() => refuse({ code: 'invalid', message: 'All of it is 0.' }))")
  expect(await control.start(csv)).toMatchObject({ kind: 'running' })
  expect(threads[0]?.job).toMatchObject({
    data: { kind: 'csv', csv: { file: '/plant/load.csv', value: 'power_kw', resolutionMinutes: 15 } },
  })
  for (const { worker } of threads) worker.postMessage('go on')
  expect(await ended()).toMatchObject({
    outcome: 'failed',
    message: expect.stringMatching(/No model of the next hour was made: All of it is 0\./),
  })
})

test('cancelled while the kept load is being fetched it never starts', async () => {
  let answer: (kept: Awaited<ReturnType<TrainingContext['readHistory']>>) => void = () => {}
  create(MAKE, {
    readHistory: () =>
      new Promise((resolve) => {
        answer = resolve
      }),
  })
  const starting = control.start(history)
  expect(await control.cancel()).toMatchObject({ outcome: 'cancelled', data: 'the kept load' })
  answer({ series: daysOf(40), source: 'it' })
  expect(await starting).toMatchObject({ outcome: 'cancelled' })
  expect(threads).toEqual([])
  expect(existsSync(ownDir)).toBe(true)
})
