import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { createFakeClock } from '../../../tests/fixtures/engine/fake-clock.ts'
import { makeComparison, makeScore, writeCard } from '../../../tests/fixtures/model-cards.ts'
import type { ModelCard } from '../../contract/schemas/models.ts'
import { type ModelLibrary, openModelLibrary } from './model-library.ts'

const root = mkdtempSync(join(tmpdir(), 'ecopulse-library-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

let folders = 0
let modelsDir = ''
let dataDir = ''
let ownDir = ''
let notices: string[] = []
const clock = createFakeClock()

beforeEach(() => {
  folders += 1
  modelsDir = join(root, `${folders}`, 'shipped')
  dataDir = join(root, `${folders}`, 'data')
  ownDir = join(dataDir, 'models')
  notices = []
  writeCard(join(modelsDir, 'next-hour'), { id: 'shipped-hour', parts: null })
  writeCard(join(modelsDir, 'next-day'), { id: 'shipped-day', horizon: 'nextDay', parts: null })
})

function open(): ModelLibrary {
  return openModelLibrary({ modelsDir, dataDir, clock, notice: (message) => notices.push(message) })
}

/** A model of the next hour that was measured beside the shipped one. */
function challenger(id: string, changes: Partial<ModelCard> = {}): ModelCard {
  return writeCard(join(ownDir, id), { id, rival: { id: 'shipped-hour', score: makeScore(9) }, ...changes })
}

const loaded = async () => {}
const verdictOf = (library: ModelLibrary, id: string) => library.entry(id).verdict

test('at first the shipped models are there, and in use', () => {
  const library = open()
  expect(
    library.entries().map(({ id, origin, inUse, previous, verdict }) => ({ id, origin, inUse, previous, verdict })),
  ).toEqual([
    { id: 'shipped-hour', origin: 'shipped', inUse: true, previous: false, verdict: null },
    { id: 'shipped-day', origin: 'shipped', inUse: true, previous: false, verdict: null },
  ])
  expect(library.folders()).toEqual({ nextHour: join(modelsDir, 'next-hour'), nextDay: join(modelsDir, 'next-day') })
  expect(library.inUse('nextDay')).toEqual({ id: 'shipped-day', folder: join(modelsDir, 'next-day') })
  expect(notices).toEqual([])
})

test('one that beats both is taken, and one call goes back; both last beyond a restart', async () => {
  challenger('better')
  const library = open()
  expect(library.entry('better')).toMatchObject({ origin: 'trained', inUse: false, previous: false })
  expect(verdictOf(library, 'better')).toEqual({
    canBeTaken: true,
    reason:
      'Over 100 windows that it had not seen it was off by 8.00 kW on average, 20 % less than the same time last week (10.0 kW), and less than the model in use (9.00 kW).',
  })
  await library.use('better', async (folders) => {
    expect(folders).toEqual({ nextHour: join(ownDir, 'better'), nextDay: join(modelsDir, 'next-day') })
    expect(library.inUse('nextHour')?.id).toBe('shipped-hour')
  })
  const again = open()
  expect(again.entry('better')).toMatchObject({ inUse: true, verdict: null })
  expect(again.entry('shipped-hour')).toMatchObject({ inUse: false, previous: true, verdict: { canBeTaken: true } })
  expect(again.folders().nextHour).toBe(join(ownDir, 'better'))
  await again.use('shipped-hour', loaded)
  expect(again.entry('better')).toMatchObject({ previous: true, verdict: { canBeTaken: true } })
  await again.use('better', loaded)
  expect(open().inUse('nextHour')?.id).toBe('better')
  expect(readdirSync(ownDir).sort()).toEqual(['better', 'in-use.json'])
})

test('one that can’t be loaded is not taken', async () => {
  challenger('broken')
  const library = open()
  const use = library.use('broken', () => Promise.reject(new Error('its weights are damaged')))
  await expect(use).rejects.toThrow('its weights are damaged')
  expect(library.inUse('nextHour')?.id).toBe('shipped-hour')
  expect(existsSync(join(ownDir, 'in-use.json'))).toBe(false)
})

describe('a challenger is not taken', () => {
  test.each<[string, Partial<ModelCard>, RegExp]>([
    [
      'that was not measured',
      { holdout: null, limits: 'That takes 9 days.' },
      /^It was not measured, and is not taken unseen\. That takes 9 days\.$/,
    ],
    [
      'that a naive rule beats',
      { holdout: makeComparison(11, 10) },
      /off by 11.0 kW on average, and the same time last week by 10.0 kW: nothing is gained/,
    ],
    ['that is no better than a naive rule', { holdout: makeComparison(10, 10) }, /nothing is gained/],
    [
      'that is no better than the model in use',
      { rival: { id: 'shipped-hour', score: makeScore(8) } },
      /, but no less than the model in use \(8.00 kW\)\.$/,
    ],
    [
      'that was measured beside another model',
      { rival: { id: 'gone', score: makeScore(9) } },
      /beside another model than the one in use: train or import it anew/,
    ],
  ])('%s', async (_, changes, reason) => {
    challenger('worse', changes)
    const library = open()
    expect(verdictOf(library, 'worse')).toMatchObject({ canBeTaken: false, reason: expect.stringMatching(reason) })
    await expect(library.use('worse', loaded)).rejects.toMatchObject({ code: 'invalid', field: 'id' })
    expect(library.inUse('nextHour')?.id).toBe('shipped-hour')
  })
})

test('one that was measured on the same days as the model in use is compared with that', async () => {
  challenger('first')
  challenger('second', { holdout: makeComparison(7, 10) })
  challenger('third', { holdout: makeComparison(8.5, 10) })
  const library = open()
  expect(verdictOf(library, 'third')?.canBeTaken).toBe(true)
  await library.use('first', loaded)
  expect(verdictOf(library, 'second')).toMatchObject({
    canBeTaken: true,
    reason: expect.stringMatching(/less than the model in use \(8.00 kW\)\.$/),
  })
  expect(verdictOf(library, 'third')?.canBeTaken).toBe(false)
})

test('where the model in use could not be measured, the naive rules decide', () => {
  challenger('alone', { rival: null })
  expect(verdictOf(open(), 'alone')).toMatchObject({
    canBeTaken: true,
    reason: expect.stringMatching(/could not be measured beside it\.$/),
  })
})

describe('falling back to the shipped model', () => {
  test('where the model in use vanished', async () => {
    challenger('better')
    await open().use('better', loaded)
    rmSync(join(ownDir, 'better'), { recursive: true })
    const library = open()
    expect(library.inUse('nextHour')?.id).toBe('shipped-hour')
    expect(notices).toEqual([expect.stringMatching(/^The model better is not in use any more/)])
    notices = []
    open()
    expect(notices).toEqual([])
  })

  test('where its card is damaged, or of the other horizon', async () => {
    challenger('better')
    await open().use('better', loaded)
    writeFileSync(join(ownDir, 'better', 'card.json'), '{"id": "bet')
    expect(open().inUse('nextHour')?.id).toBe('shipped-hour')
    expect(notices[0]).toMatch(/better can't be used: its card\.json is damaged\.$/)
  })

  test('where it turned out not to work', async () => {
    challenger('better')
    const library = open()
    await library.use('better', loaded)
    library.fallBack('nextHour', 'its weights are damaged.')
    expect(library.folders().nextHour).toBe(join(modelsDir, 'next-hour'))
    expect(library.entry('better')).toMatchObject({ inUse: false, previous: false })
    expect(notices).toEqual([expect.stringMatching(/better is not in use .*: its weights are damaged\.$/)])
  })

  test('where which models are in use can’t be understood', () => {
    mkdirSync(ownDir, { recursive: true })
    writeFileSync(join(ownDir, 'in-use.json'), '{"nextHour": 7}')
    expect(open().inUse('nextHour')?.id).toBe('shipped-hour')
    expect(notices).toEqual([expect.stringMatching(/was put aside as .*in-use\.json\.damaged-2026-11-23T12-00-00/)])
    expect(open().inUse('nextHour')?.id).toBe('shipped-hour')
  })
})

test('folders that hold no model are notices, and what is half-written is deleted at the start', () => {
  mkdirSync(join(ownDir, 'empty'), { recursive: true })
  mkdirSync(join(ownDir, 'next-hour-2026-11-23-1200.new'))
  writeFileSync(join(ownDir, 'next-hour-2026-11-23-1200.new', 'weights.bin'), '')
  writeFileSync(join(ownDir, 'notes.txt'), 'not a model')
  challenger('one', { id: 'twice', madeAt: '2026-11-23T13:00:00.000Z' })
  challenger('two', { id: 'twice' })
  writeCard(join(ownDir, 'odd'), { horizon: 'nextWeek' as 'nextDay' })
  const library = open()
  expect(library.entries().map(({ id }) => id)).toEqual(['twice', 'shipped-hour', 'shipped-day'])
  expect(readdirSync(ownDir).sort()).toEqual(['empty', 'notes.txt', 'odd', 'one', 'two'])
  expect(notices).toEqual([
    expect.stringMatching(/empty can't be used: it has no card\.json\.$/),
    expect.stringMatching(/odd can't be used: its card\.json is not as expected \(horizon: .*\)\.$/),
    expect.stringMatching(/two is left out: its id is that of .*one\.$/),
  ])
})

test('opened for reading it changes nothing, whatever lies in the folder', async () => {
  const reading = () =>
    openModelLibrary({ modelsDir, dataDir, clock, notice: (message) => notices.push(message), readOnly: true })
  expect(reading().entries()).toHaveLength(2)
  expect(existsSync(dataDir)).toBe(false)
  challenger('better')
  await open().use('better', loaded)
  rmSync(join(ownDir, 'better'), { recursive: true })
  mkdirSync(join(ownDir, 'half.new'))
  const before = readFileSync(join(ownDir, 'in-use.json'), 'utf8')
  const library = reading()
  expect(library.inUse('nextHour')?.id).toBe('shipped-hour')
  await expect(library.use('shipped-hour', loaded)).rejects.toThrow('opened for reading')
  expect(readFileSync(join(ownDir, 'in-use.json'), 'utf8')).toBe(before)
  writeFileSync(join(ownDir, 'in-use.json'), '?')
  expect(reading().inUse('nextHour')?.id).toBe('shipped-hour')
  expect(notices.at(-1)).toMatch(/could not be understood/)
  expect(readdirSync(ownDir).sort()).toEqual(['half.new', 'in-use.json'])
})

test('without shipped models there are none, and the folders show where they are missing', () => {
  rmSync(modelsDir, { recursive: true })
  const library = open()
  expect(library.entries()).toEqual([])
  expect(library.inUse('nextHour')).toBeNull()
  expect(library.folders()).toEqual({ nextHour: join(modelsDir, 'next-hour'), nextDay: join(modelsDir, 'next-day') })
  expect(notices).toHaveLength(2)
})

test('a model is deleted unless it is in use or was shipped', async () => {
  challenger('better')
  const library = open()
  await library.use('better', loaded)
  expect(() => library.remove('better')).toThrow(/is in use: take another first/)
  expect(() => library.remove('shipped-hour')).toThrow(/came with EcoPulse/)
  expect(() => library.remove('gone')).toThrow(/There is no model “gone”\. The models are: .*better/)
  expect(() => library.remove('gone')).toThrow(expect.objectContaining({ code: 'not-found', field: 'id' }))
  await library.use('shipped-hour', loaded)
  library.remove('better')
  expect(existsSync(join(ownDir, 'better'))).toBe(false)
  expect(library.entries().map(({ id }) => id)).toEqual(['shipped-hour', 'shipped-day'])
  expect(library.entry('shipped-hour')).toMatchObject({ inUse: true, previous: false })
})

test('places for new models are named after their minute, each once', () => {
  const library = open()
  const names = ['next-hour', 'next-hour', 'next-day']
  expect(names.map((name) => library.newPlace(name).id)).toEqual([
    'next-hour-2026-11-23-1200',
    'next-hour-2026-11-23-1200-2',
    'next-day-2026-11-23-1200',
  ])
  const { id, folder } = library.newPlace('next-hour')
  writeCard(folder, { id })
  library.refresh()
  expect(library.folderOf(id)).toBe(folder)
  expect(open().newPlace('next-hour').id).toBe('next-hour-2026-11-23-1200')
})

test('what in-use.json holds is plain to read', async () => {
  challenger('better')
  await open().use('better', loaded)
  expect(JSON.parse(readFileSync(join(ownDir, 'in-use.json'), 'utf8'))).toEqual({
    nextHour: { inUse: 'better', before: [null] },
    nextDay: { inUse: null, before: [] },
  })
})
