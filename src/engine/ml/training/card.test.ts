import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { TINY_NETWORK, TINY_TRAINING } from '../../../../tests/fixtures/make-model.ts'
import { makeSeries, removeLoads } from '../../../../tests/fixtures/make-series.ts'
import { makeScore } from '../../../../tests/fixtures/model-cards.ts'
import { type ModelCard, ModelCardSchema } from '../../../contract/schemas/models.ts'
import { HOUR } from '../../../domain/time/time.ts'
import { openBackend } from '../tensorflow/backends.ts'
import { makeTrainingCard } from './card.ts'
import { fitModel } from './train.ts'
import type { TrainedModel, TrainRequest } from './training-request.ts'

const wasmDir = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))
const series = removeLoads(makeSeries({ days: 50, resolutionMs: HOUR, zone: 'Europe/Berlin' }), 700, 702)
const request: TrainRequest = {
  horizon: 'nextDay',
  id: 'next-day-x',
  series,
  source: 'a made load',
  folder: 'nowhere',
  rival: { id: 'in-use', folder: 'elsewhere' },
  wasmDir,
  now: Date.UTC(2026, 5, 1),
  version: '1.2.3',
  command: 'npm run train -- --seed 4',
  seed: 4,
  plan: { network: TINY_NETWORK, fit: { ...TINY_TRAINING.fit, epochs: 1, windowsPerEpoch: 64 } },
}
let trained: TrainedModel

beforeAll(async () => {
  const { tf, backend } = await openBackend(wasmDir, ['wasm'])
  trained = await fitModel(request, { onProgress: () => {}, signal: new AbortController().signal }, tf, backend)
  trained.network.dispose()
}, 60_000)

const card = (change: Partial<TrainRequest> = {}, rival = makeScore(7)): Omit<ModelCard, 'weightsSha256'> =>
  makeTrainingCard({ ...request, ...change }, trained, rival)

test('a card has what the model is, where it comes from, and what it was trained on', () => {
  expect(card()).toMatchObject({
    id: 'next-day-x',
    horizon: 'nextDay',
    kind: 'lstm',
    madeAt: '2026-06-01T00:00:00.000Z',
    madeBy: 'EcoPulse 1.2.3',
    command: 'npm run train -- --seed 4',
    data: {
      source: 'a made load',
      zone: 'Europe/Berlin',
      from: '2026-01-05T00:00:00.000Z',
      to: '2026-02-24T00:00:00.000Z',
      days: 50,
      holes: 2,
      resolutionMinutes: 60,
    },
    rival: { id: 'in-use', score: makeScore(7) },
    limits: expect.stringContaining('this plant alone'),
  })
})

test('its parts follow each other, and count their windows', () => {
  const { parts, data } = card()
  expect(parts?.training).toMatchObject({ from: data.from, to: '2026-02-10T00:00:00.000Z' })
  expect(parts?.validation).toMatchObject({ from: '2026-02-10T00:00:00.000Z', to: '2026-02-14T00:00:00.000Z' })
  expect(parts?.holdout).toMatchObject({ from: '2026-02-14T00:00:00.000Z', to: data.to })
  // 10 days are held out, and the last window begins a day before their end.
  expect(parts?.holdout.windows).toBe(9 * 24 + 1)
  expect(trained.windows.validation).toHaveLength(parts?.validation.windows ?? 0)
})

test('no window forecasts a step of another part', () => {
  const { parts, windows, dataset } = trained
  for (const name of ['training', 'validation', 'holdout'] as const) {
    expect(windows[name].length).toBeGreaterThan(40)
    for (const at of windows[name]) {
      expect(at).toBeGreaterThanOrEqual(parts[name].from)
      expect(at + dataset.layout.steps).toBeLessThanOrEqual(parts[name].to)
    }
  }
})

test('it has the figures of the holdout, and what inputs were like in training', () => {
  const { holdout, training, network } = card()
  expect(holdout).toBe(trained.comparison)
  const { loadMeanKw = 0, loadP5Kw = 0, loadP95Kw = 0, temperatureP5C, temperatureP95C } = training
  expect(loadMeanKw).toBeCloseTo(trained.dataset.scaleKw ?? Number.NaN, 6)
  expect(loadP5Kw).toBeLessThan(loadMeanKw)
  expect(loadP95Kw).toBeGreaterThan(loadMeanKw)
  expect(temperatureP5C).toBeLessThan(temperatureP95C ?? 0)
  expect(training).toMatchObject({ epochs: 1, epochsRun: 1, seed: 4 })
  expect(network).toMatchObject({ lstmUnits: 4, lstm: 1, members: 1 })
  expect(network.parameters).toBeGreaterThan(100)
})

test('where nothing was measured beside it, or no temperature was measured, it has nothing on that', () => {
  expect(makeTrainingCard({ ...request, rival: null }, trained, null).rival).toBeNull()
  expect(makeTrainingCard(request, trained, null).rival).toBeNull()
  const without = card({ series: { ...series, temperatureC: null } }).training
  expect(Object.keys(without).filter((name) => name.startsWith('temperature'))).toEqual([])
})

test('a model for any plant has the plants that it was not measured on', () => {
  expect(card({ forAnyPlant: true }).limits).toContain('Train it on your own load.')
})

test('it is read back as it was written', () => {
  const whole = { ...card(), weightsSha256: '00' }
  expect(ModelCardSchema.parse(JSON.parse(JSON.stringify(whole)))).toEqual(whole)
})
