import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createFakeClock } from '../../../tests/fixtures/engine/fake-clock.ts'
import { makeScore, writeCard } from '../../../tests/fixtures/model-cards.ts'
import type { ForecasterPort, ModelFolders } from '../ml/inference/forecaster-port.ts'
import { EngineError } from '../runtime/engine-error.ts'
import { createNotices } from '../runtime/notices.ts'
import { shippedFolders } from './model-folders.ts'
import { type ModelLibrary, openModelLibrary } from './model-library.ts'
import { modelInUse, replaceUnusableModels } from './model-service.ts'

let root = ''
let library: ModelLibrary
const clock = createFakeClock()

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'ecopulse-models-'))
  const folders = shippedFolders(join(root, 'shipped'))
  writeCard(folders.nextHour, { id: 'shipped-hour' })
  writeCard(folders.nextDay, { id: 'shipped-day', horizon: 'nextDay' })
  writeCard(join(root, 'data', 'models', 'own'), { id: 'own', rival: { id: 'shipped-hour', score: makeScore(9) } })
  const notice = () => {}
  library = openModelLibrary({ modelsDir: join(root, 'shipped'), dataDir: join(root, 'data'), clock, notice })
  await library.use('own', async () => {})
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

function forecasterWith(nextHour: string | null, use: ForecasterPort['use']): Pick<ForecasterPort, 'status' | 'use'> {
  const figures = { latencies: [], failures: 0, tensors: 0, tensorBytes: 0, heapBytes: 0, queued: 0 }
  const lastFailure = nextHour === null ? 'Its weights are damaged.' : null
  const models = { nextHour, nextDay: 'shipped-day' }
  return { status: async () => ({ backend: 'cpu', backendNote: '', models, lastFailure, ...figures }), use }
}

test('a model that could not be loaded is replaced by the shipped one', async () => {
  const used: ModelFolders[] = []
  const notices = createNotices(clock)
  await replaceUnusableModels(
    library,
    forecasterWith(null, async (folders) => void used.push(folders)),
    notices,
  )
  expect(used).toEqual([shippedFolders(join(root, 'shipped'))])
  expect(modelInUse(library, 'nextHour')?.id).toBe('shipped-hour')
  expect(notices.list()).toEqual([])
})

test('where the shipped one can’t be loaded either, that is a notice', async () => {
  const notices = createNotices(clock)
  const refuse = async () => {
    throw new EngineError('invalid', 'Its card is damaged.')
  }
  await replaceUnusableModels(library, forecasterWith(null, refuse), notices)
  expect(notices.list().map(({ message }) => message)).toEqual([
    'The model that came with EcoPulse failed: Its card is damaged.',
  ])
})

test('a model that was loaded stays, and so does a shipped one that was not', async () => {
  const use = () => Promise.reject(new Error('Nothing is to be changed'))
  await replaceUnusableModels(library, forecasterWith('own', use), createNotices(clock))
  expect(modelInUse(library, 'nextHour')?.id).toBe('own')
  await library.use('shipped-hour', async () => {})
  await replaceUnusableModels(library, forecasterWith(null, use), createNotices(clock))
  expect(modelInUse(library, 'nextHour')?.id).toBe('shipped-hour')
})
