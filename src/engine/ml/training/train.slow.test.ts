import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { saveTestModel, TINY_NETWORK, TINY_TRAINING } from '../../../../tests/fixtures/make-model.ts'
import { changeLoads, makeSeries, removeLoads } from '../../../../tests/fixtures/make-series.ts'
import type { ModelCard } from '../../../contract/schemas/models.ts'
import { HORIZONS, type Horizon } from '../../../domain/forecast/forecast.ts'
import { HOUR } from '../../../domain/time/time.ts'
import type { LoadSeries } from '../../load-csv/load-series.ts'
import { readDataset } from '../features/dataset.ts'
import { openPredictor } from '../inference/open-predictor.ts'
import { readCard } from '../network/model-files.ts'
import { openBackend } from '../tensorflow/backends.ts'
import type { Tensorflow } from '../tensorflow/tensorflow.ts'
import { measureModel } from './measure.ts'
import { splitSeries } from './split.ts'
import { type TrainProgress, trainModel } from './train.ts'
import type { TrainRequest } from './training-request.ts'

const wasmDir = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))
const scratch = mkdtempSync(join(tmpdir(), 'ecopulse-train-'))
const quick = { network: TINY_NETWORK, fit: { ...TINY_TRAINING.fit, epochs: 1, windowsPerEpoch: 128 } }
/** Steps of an hour make small models of both horizons. */
const hourly = makeSeries({ days: 60, resolutionMs: HOUR })
/** What is trained once and read by several tests. */
const SERIES: Readonly<Record<Horizon, LoadSeries>> = { nextHour: makeSeries({ days: 35 }), nextDay: hourly }
const cards = new Map<Horizon, ModelCard>()
const progress = new Map<Horizon, readonly TrainProgress[]>()
let tf: Tensorflow

const folderOf = (horizon: Horizon) => join(scratch, horizon)

function cardOf(horizon: Horizon): ModelCard {
  const card = cards.get(horizon)
  if (card === undefined) throw new Error('It is trained before the tests')
  return card
}

async function train(
  change: Partial<TrainRequest> & Pick<TrainRequest, 'folder'>,
  onProgress: (state: TrainProgress) => void = () => {},
  signal = new AbortController().signal,
): Promise<ModelCard> {
  const request: TrainRequest = {
    horizon: 'nextHour',
    id: 'trained',
    series: hourly,
    source: 'a made load',
    rival: null,
    wasmDir,
    now: Date.UTC(2026, 5, 1),
    version: '1.2.3',
    command: 'a test',
    seed: 1,
    plan: quick,
    ...change,
  }
  return trainModel(request, { onProgress, signal })
}

beforeAll(async () => {
  tf = (await openBackend(wasmDir, ['wasm'])).tf
  for (const horizon of HORIZONS) {
    const reported: TrainProgress[] = []
    const made = { horizon, series: SERIES[horizon], folder: folderOf(horizon), plan: TINY_TRAINING }
    cards.set(horizon, await train(made, (state) => reported.push(state)))
    progress.set(horizon, reported)
  }
}, 60_000)
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

describe.each(HORIZONS)('a training for the %s', (horizon) => {
  test('makes a model that is better than every naive rule on days that it has not seen, with a band that holds', () => {
    const { holdout } = cardOf(horizon)
    if (holdout === null) throw new Error('It was measured')
    expect(holdout.skill).toBeGreaterThan(0.1)
    for (const { maeKw } of Object.values(holdout.naive)) expect(holdout.model.maeKw).toBeLessThan(maeKw)
    expect(holdout.model.coverage).toBeGreaterThan(0.65)
    expect(holdout.model.coverage).toBeLessThan(0.92)
  })

  test('splits the load in order of time', () => {
    const { parts } = cardOf(horizon)
    const { start, resolutionMs, loadKw } = SERIES[horizon]
    if (parts === null) throw new Error('It was trained')
    expect(Date.parse(parts.training.from)).toBe(start)
    expect(parts.validation.from).toBe(parts.training.to)
    expect(parts.holdout.from).toBe(parts.validation.to)
    expect(Date.parse(parts.holdout.to)).toBe(start + loadKw.length * resolutionMs)
  })

  test('puts a model into its folder that matches its card, and forecasts', async () => {
    const card = cardOf(horizon)
    expect(readCard(folderOf(horizon))).toEqual(card)
    const predictor = await openPredictor(tf, 'wasm', folderOf(horizon))
    expect(predictor.computedBy).toBe('kernel')
    const { training } = splitSeries(SERIES[horizon].loadKw.length)
    const known = SERIES[horizon].loadKw.slice(0, training.to).map((kw) => kw ?? 0)
    expect(predictor.scaleKw).toBeCloseTo(known.reduce((sum, kw) => sum + kw, 0) / known.length, 6)
    const dataset = readDataset(SERIES[horizon], horizon, predictor.scaleKw)
    const [steps = []] = predictor.forecast(dataset, [SERIES[horizon].loadKw.length - 1])
    expect(steps).toHaveLength(predictor.layout.steps)
    predictor.dispose()
  })

  test('whose model is measured again on its holdout has the figures of its card', async () => {
    const series = SERIES[horizon]
    const { from, to } = splitSeries(series.loadKw.length).holdout
    const measured = await measureModel({ folder: folderOf(horizon), series, from, to, wasmDir })
    const { holdout } = cardOf(horizon)
    expect(measured.naive).toEqual(holdout?.naive)
    expect(measured.windows).toBe(holdout?.windows)
    for (const figure of ['mape', 'wape', 'maeKw', 'pinballKw', 'coverage'] as const) {
      expect(measured.model[figure]).toBeCloseTo(holdout?.model[figure] ?? Number.NaN, 5)
    }
  })

  test('reports how far it is, phase by phase, and what is left at most', () => {
    const reported = progress.get(horizon) ?? []
    const phases = reported.map(({ phase }) => phase)
    expect(phases.filter((phase, i) => phase !== phases[i - 1])).toEqual(['reading', 'fitting', 'scoring', 'done'])
    reported.forEach(({ share, leftMs, epoch, epochs }, i) => {
      expect(share).toBeGreaterThanOrEqual(reported[i - 1]?.share ?? 0)
      expect(leftMs === null || leftMs >= 0).toBe(true)
      expect(epoch).toBeLessThanOrEqual(epochs)
    })
    const { epochs } = TINY_TRAINING.fit
    expect(reported.at(0)).toMatchObject({ share: 0, leftMs: null, epoch: 0, loss: null, validationLoss: null })
    expect(reported.at(-1)).toMatchObject({ share: 1, leftMs: 0, epochs: 2 * epochs, epoch: 2 * epochs })
    const fitting = reported.filter(({ phase, leftMs }) => phase === 'fitting' && leftMs !== null)
    expect(fitting.length).toBeGreaterThan(10)
    expect(reported.at(-1)?.validationLoss).toBeGreaterThan(0)
  })

  test('is the same again with the same seed, and leaves no tensor behind', async () => {
    const made = { horizon, series: hourly, folder: join(scratch, 'again') }
    const one = await train(made)
    const before = tf.core.memory().numTensors
    const other = await train(made)
    expect(tf.core.memory().numTensors).toBe(before)
    expect(other.weightsSha256).toBe(one.weightsSha256)
    expect(other.holdout).toEqual(one.holdout)
    const reseeded = await train({ ...made, seed: 2 })
    expect(reseeded.weightsSha256).not.toBe(one.weightsSha256)
  })

  test('scores the model in use on the same windows', async () => {
    const rival = { id: 'in-use', folder: folderOf(horizon) }
    const made = { horizon, series: SERIES[horizon], folder: join(scratch, 'challenger'), rival }
    const { rival: scored, holdout } = await train(made)
    expect(scored?.id).toBe('in-use')
    expect(scored?.score.steps).toBe(holdout?.model.steps)
    for (const figure of ['wape', 'maeKw', 'coverage'] as const) {
      expect(scored?.score[figure]).toBeCloseTo(cardOf(horizon).holdout?.model[figure] ?? Number.NaN, 5)
    }
  })
})

test('a plant that stood still for over a day teaches nothing, unless it does so every week', async () => {
  const still = (isStill: (step: number) => boolean) => ({
    ...hourly,
    loadKw: hourly.loadKw.map((kw, step) => (isStill(step) ? 0 : kw)),
  })
  const longestStill = (folder: string) => JSON.parse(readFileSync(join(folder, 'encoding.json'), 'utf8')).longestStill
  const [outage, weekends] = [join(scratch, 'outage'), join(scratch, 'weekends')]
  const whole = await train({ folder: join(scratch, 'whole') })
  const once = await train({ folder: outage, series: still((step) => step >= 240 && step < 276) })
  // Every window that has an hour of the outage in its 8 days, or ahead.
  expect(once.parts?.training.windows).toBe((whole.parts?.training.windows ?? 0) - (36 + 192))
  expect(longestStill(outage)).toBe(24)
  const often = await train({ folder: weekends, series: still((step) => step % 168 >= 120) })
  expect(often.parts?.training.windows).toBe(whole.parts?.training.windows)
  expect(longestStill(weekends)).toBeNull()
})

test('a model in use that can’t forecast the same windows has no score', async () => {
  const quarters = join(scratch, 'quarters')
  await saveTestModel(tf, { horizon: 'nextHour', folder: quarters })
  for (const folder of [quarters, join(scratch, 'nowhere')]) {
    const { rival } = await train({ folder: join(scratch, 'without rival'), rival: { id: 'in-use', folder } })
    expect(rival).toBeNull()
  }
})

test('a model for any plant has no scale of its own', async () => {
  const folder = join(scratch, 'any')
  const card = await train({ folder, forAnyPlant: true })
  const predictor = await openPredictor(tf, 'wasm', folder)
  expect(predictor.scaleKw).toBeNull()
  predictor.dispose()
  expect(card.limits).toMatch(/was not measured/)
})

describe('a training that is cancelled', () => {
  const folder = join(scratch, 'kept')
  mkdirSync(folder)
  writeFileSync(join(folder, 'old.txt'), 'the old model')
  const untouched = () => {
    expect(readdirSync(folder)).toEqual(['old.txt'])
    expect(readFileSync(join(folder, 'old.txt'), 'utf8')).toBe('the old model')
    expect(readdirSync(scratch).filter((name) => name.startsWith('kept.'))).toEqual([])
  }

  test('before it begins does nothing at all', async () => {
    const reported: TrainProgress[] = []
    const training = train({ folder }, (state) => reported.push(state), AbortSignal.abort())
    await expect(training).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }))
    expect(reported).toEqual([])
    untouched()
  })

  test.each(['fitting', 'scoring'] as const)(
    'when it is %s ends at once, touches no folder and leaves no tensor behind',
    async (when) => {
      const before = tf.core.memory().numTensors
      const abort = new AbortController()
      const after: TrainProgress[] = []
      const onProgress = (state: TrainProgress) => {
        if (abort.signal.aborted) after.push(state)
        if (state.phase === when && (when !== 'fitting' || state.share > 0)) abort.abort()
      }
      const training = train({ folder }, onProgress, abort.signal)
      await expect(training).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }))
      expect(after).toEqual([])
      expect(tf.core.memory().numTensors).toBe(before)
      untouched()
    },
  )
})

describe('a load that can’t train a model', () => {
  const cases: readonly (readonly [string, LoadSeries, RegExp])[] = [
    [
      'is too short',
      makeSeries({ days: 12 }),
      /^12 days of load are too few or have too many holes: 58 windows can be trained on/,
    ],
    ['is empty', makeSeries({ days: 0 }), /nothing to learn from/],
    ['is 0 throughout', changeLoads(hourly, () => 0), /nothing to learn from: the load is missing or 0 throughout/],
    ['is missing throughout', changeLoads(hourly, () => null), /nothing to learn from/],
    ['has holes everywhere', changeLoads(hourly, (kw, i) => (i % 7 === 0 ? null : kw)), /too many holes/],
    ['is missing at its end', removeLoads(hourly, 1000, 1440), /^60 days .* 0 held out/],
    ['lies in no zone', { ...hourly, zone: 'Mars/Olympus' }, /“Mars\/Olympus” is no IANA time zone/],
  ]
  test.each(cases)('because it %s is answered with a sentence, and no folder is made', async (_, series, message) => {
    const folder = join(scratch, 'refused')
    const before = tf.core.memory().numTensors
    await expect(train({ folder, series })).rejects.toThrow(
      expect.objectContaining({ name: 'EngineError', code: 'invalid', message: expect.stringMatching(message) }),
    )
    expect(existsSync(folder)).toBe(false)
    expect(tf.core.memory().numTensors).toBe(before)
  })
})

describe('a model of an odd load', () => {
  const odd: readonly (readonly [string, LoadSeries])[] = [
    ['that never changes', changeLoads(hourly, () => 250)],
    ['of a plant that exports', changeLoads(hourly, (kw) => 200 - (kw ?? 0))],
    [
      'with a week of zeros and holes',
      removeLoads(
        changeLoads(hourly, (kw, i) => (i > 500 && i < 668 ? 0 : kw)),
        1250,
        1260,
      ),
    ],
    ['of which no temperature is known', makeSeries({ days: 60, resolutionMs: HOUR, temperature: false })],
    ['of next to nothing', changeLoads(hourly, (kw) => (kw ?? 0) / 1e9)],
  ]
  test.each(HORIZONS.flatMap((horizon) => odd.map(([name, series]) => [name, horizon, series] as const)))(
    '%s, for the %s, has figures that are numbers, and can be loaded',
    async (_, horizon, series) => {
      const folder = join(scratch, 'odd')
      const { holdout } = await train({ horizon, series, folder })
      for (const figure of ['mape', 'wape', 'maeKw', 'pinballKw', 'coverage'] as const) {
        expect(holdout?.model[figure]).toBeGreaterThanOrEqual(0)
        expect(holdout?.model[figure]).toBeLessThan(Number.POSITIVE_INFINITY)
      }
      const read = readCard(folder)
      expect(read.holdout?.model).toEqual(holdout?.model)
      const predictor = await openPredictor(tf, 'wasm', folder)
      expect(predictor.computedBy).toBe('kernel')
      predictor.dispose()
    },
  )
})
