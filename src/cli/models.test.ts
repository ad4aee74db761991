import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { makeModelCard, makeScore, writeCard } from '../../tests/fixtures/model-cards.ts'
import { SettingsSchema } from '../contract/settings.ts'
import { ROLE_TAGS } from '../domain/telemetry/tag.ts'
import { QUARTER_HOUR } from '../domain/time/time.ts'
import type { ImportJob, ModelJob } from '../engine/models/model-jobs.ts'
import { systemClock } from '../engine/runtime/clock.ts'
import { createSource } from '../engine/sources/create-source.ts'
import { openStore } from '../engine/store/open-store.ts'
import { modelsCommand } from './models.ts'

const root = mkdtempSync(join(tmpdir(), 'ecopulse-models-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

let folders = 0
let folder = ''
let dataDir = ''
let modelsDir = ''
let out: string[] = []
let err: string[] = []
let jobs: ModelJob[] = []
beforeEach(() => {
  folders += 1
  folder = join(root, `${folders}`)
  dataDir = join(folder, 'data')
  modelsDir = join(folder, 'shipped')
  writeCard(join(modelsDir, 'next-hour'), { id: 'shipped-hour', parts: null })
  writeCard(join(modelsDir, 'next-day'), { id: 'shipped-day', horizon: 'nextDay', parts: null })
  out = []
  err = []
  jobs = []
  vi.spyOn(console, 'log').mockImplementation((text: string) => out.push(text))
  vi.spyOn(console, 'error').mockImplementation((text: string) => err.push(text))
})
afterEach(() => {
  vi.restoreAllMocks()
  process.exitCode = 0
})

/** A thread that answers an import by keeping a card, and anything else with what is handed in. */
const THREAD = `
const { parentPort, workerData: { job, card, answer } } = require('node:worker_threads')
const fs = require('node:fs')
if (job.kind === 'import') {
  fs.mkdirSync(job.made.folder)
  fs.writeFileSync(job.made.folder + '/card.json', JSON.stringify({ ...card, id: job.made.id }))
}
parentPort.postMessage(answer)
`

/** Runs the command as a user would, with a thread that gives `answer`; answers the exit code. */
async function run(args: readonly string[], answer: unknown = null): Promise<number> {
  process.exitCode = 0
  const card = makeModelCard({ kind: 'keras', rival: { id: 'shipped-hour', score: makeScore(9) } })
  const startWorker = (job: ModelJob) => {
    jobs.push(job)
    const reply = { kind: 'answer', id: 0, value: answer ?? card }
    return new Worker(THREAD, { eval: true, workerData: { job, card, answer: reply } })
  }
  const command = modelsCommand({ version: '0.1.0', modelsDir, startWorker })
  await command.parseAsync([...args, '--data', dataDir], { from: 'user' })
  return Number(process.exitCode)
}

const challenger = (id: string, maeKw = 9) =>
  writeCard(join(dataDir, 'models', id), { id, rival: { id: 'shipped-hour', score: makeScore(maeKw) } })

test('lists what is there, and changes nothing', async () => {
  expect(await run(['list'])).toBe(0)
  expect(out.join('\n')).toMatch(
    /Next hour\n\* shipped-hour {2}\(shipped 2026-11-23, in use\)\n.*WAPE 5\.0 %, P10–P90 covers 80\.0 %, skill 20\.0 %/,
  )
  expect(existsSync(dataDir)).toBe(false)
  challenger('better')
  out = []
  await run(['list'])
  expect(out.join('\n')).toMatch(/ {2}better {2}\(trained 2026-11-23\)\n.*\n {4}may be taken: Over 100 windows/)
  out = []
  await run(['list', '--json'])
  expect(JSON.parse(out.join('\n'))).toMatchObject([{ id: 'shipped-hour' }, { id: 'better' }, { id: 'shipped-day' }])
})

test('puts a model into use and goes back, and deletes one', async () => {
  challenger('better')
  expect(await run(['use', 'better'])).toBe(0)
  expect(out).toEqual(['better is in use. EcoPulse forecasts with it from its next start on.'])
  expect(await run(['remove', 'better'])).toBe(1)
  expect(err).toEqual(['The model better is in use: take another first.'])
  expect(await run(['use', 'shipped-hour'])).toBe(0)
  expect(await run(['remove', 'better'])).toBe(0)
  expect(readdirSync(join(dataDir, 'models'))).toEqual(['in-use.json'])
})

test('one that may not be taken, and one that is not there, are refused with a line', async () => {
  challenger('worse', 8)
  expect(await run(['use', 'worse'])).toBe(1)
  expect(err).toEqual([expect.stringMatching(/but no less than the model in use \(8.00 kW\)/)])
  err = []
  expect(await run(['use', 'gone'])).toBe(1)
  expect(err).toEqual([expect.stringMatching(/^There is no model “gone”/)])
})

test('while EcoPulse is running on the folder nothing is changed', async () => {
  challenger('better')
  const { store } = openStore({ file: join(dataDir, 'ecopulse.sqlite') })
  try {
    expect(await run(['use', 'better'])).toBe(1)
    expect(err).toEqual([expect.stringMatching(/is in use by another EcoPulse: close it/)])
    expect(await run(['list'])).toBe(0)
  } finally {
    store.close()
  }
  expect(existsSync(join(dataDir, 'models', 'in-use.json'))).toBe(false)
})

describe('import', () => {
  const importOf = () => jobs.find((job): job is ImportJob => job.kind === 'import')
  const modelFile = (name = 'plant.h5') => {
    const file = join(folder, name)
    writeFileSync(file, 'a network')
    return file
  }

  test('without a sidecar prints one to begin with', async () => {
    const file = modelFile()
    const description = { horizon: 'nextHour', features: ['load'] }
    // As a shell does for «> plant.json».
    writeFileSync(join(folder, 'plant.json'), '')
    expect(await run(['import', file], { kerasVersion: '2.11.0', description })).toBe(1)
    expect(JSON.parse(out.join('\n'))).toEqual(description)
    expect(err).toEqual([
      expect.stringMatching(/Save the above as .*plant\.json, correct it, and import the file again\.$/),
    ])
    expect(jobs).toMatchObject([
      { kind: 'inspect', file: { fileName: 'plant.h5', base64: Buffer.from('a network').toString('base64') } },
    ])
  })

  test('with one beside it keeps the network, and prints whether it may be used', async () => {
    const file = modelFile('Plant 7.keras')
    writeFileSync(join(folder, 'Plant 7.json'), '{"horizon":"nextHour"}')
    expect(await run(['import', file])).toBe(0)
    expect(importOf()).toMatchObject({
      description: { horizon: 'nextHour' },
      data: null,
      rivals: { nextHour: { id: 'shipped-hour' } },
    })
    expect(out.join('\n')).toMatch(/ {2}plant-7-\d{4}-\d\d-\d\d-\d{4} {2}\(imported 2026-11-23\)/)
    expect(out.join('\n')).toMatch(/may be taken: .*\n\nTake it with: npm run models -- use plant-7-/)
  })

  test('measures on the kept load of the source in the settings, or on a CSV', async () => {
    const file = modelFile()
    const sidecar = join(folder, 'other.json')
    writeFileSync(sidecar, '{}')
    const { source, site } = SettingsSchema.parse({})
    const { id } = await createSource(source, site, systemClock)
    const { store } = openStore({ file: join(dataDir, 'ecopulse.sqlite') })
    store.register(id, [{ ...ROLE_TAGS.load, periodMs: QUARTER_HOUR }])
    store.write(
      id,
      [0, 1, 2].map((i) => ({ tag: 'load', at: Date.UTC(2026, 0, 1) + i * QUARTER_HOUR, value: i, quality: 'good' })),
    )
    store.close()
    expect(await run(['import', file, '--description', sidecar])).toBe(0)
    expect(importOf()).toMatchObject({
      // The last quarter-hour is not over yet.
      data: { kind: 'series', series: { start: Date.UTC(2026, 0, 1), zone: site.zone, loadKw: [0, 1] } },
      source: `the kept load of ${site.name}`,
    })
    jobs = []
    const columns = ['--csv', '/load.csv', '--value', 'kw', '--zone', 'Europe/Berlin']
    expect(await run(['import', file, '--description', sidecar, ...columns])).toBe(0)
    expect(importOf()).toMatchObject({
      data: { kind: 'csv', csv: { file: '/load.csv', value: 'kw', zone: 'Europe/Berlin', resolutionMinutes: 15 } },
      source: 'load.csv, column kw',
    })
  })

  test.each([
    [['import', '/nowhere/x.h5'], /^There is no file \/nowhere\/x\.h5\.$/],
    [['import', tmpdir()], /is no file\.$/],
    [['import', 'package.json', '--csv', 'x.csv'], /--csv goes with --value/],
    [['import', 'package.json', '--description', 'README.md'], /^README\.md is no JSON: /],
    [['import', 'package.json', '--description', '/nowhere/d.json'], /^There is no file \/nowhere\/d\.json\.$/],
  ])('%j is refused with a line', async (args, message) => {
    expect(await run(args)).toBe(1)
    expect(err).toEqual([expect.stringMatching(message)])
  })
})

test('export writes the file and its sidecar', async () => {
  const file = join(folder, 'out.h5')
  const answer = { fileName: 'x.h5', base64: Buffer.from('bytes').toString('base64'), sidecar: { horizon: 'nextHour' } }
  expect(await run(['export', 'shipped-hour', '--out', file], answer)).toBe(0)
  expect(readFileSync(file, 'utf8')).toBe('bytes')
  expect(JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8'))).toEqual({ horizon: 'nextHour' })
  expect(jobs).toEqual([{ kind: 'export', model: { id: 'shipped-hour', folder: join(modelsDir, 'next-hour') } }])
  expect(await run(['export', 'gone'], answer)).toBe(1)
})
