import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { saveTestModel, TINY_NETWORK } from '../../../../tests/fixtures/make-model.ts'
import { ModelCardSchema } from '../../../contract/schemas/models.ts'
import { HORIZONS, type Horizon } from '../../../domain/forecast/forecast.ts'
import { HOUR, QUARTER_HOUR } from '../../../domain/time/time.ts'
import type { LoadSeries } from '../../load-csv/load-series.ts'
import { readKerasFile } from '../../ml/keras/read-keras.ts'
import { writeKerasH5 } from '../../ml/keras/write-h5.ts'
import { openBackend } from '../../ml/tensorflow/backends.ts'
import type { Tensorflow } from '../../ml/tensorflow/tensorflow.ts'
import { measureModel } from '../../ml/training/measure.ts'
import type { ImportJob } from '../model-jobs.ts'
import { exportModel } from './export-model.ts'
import { importModel, inspectModel } from './import-model.ts'
import { calibrateImportBand, type MeasuringTools } from './measure-import.ts'

const wasmDir = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))
const root = mkdtempSync(join(tmpdir(), 'ecopulse-import-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
let tools: MeasuringTools
beforeAll(async () => {
  tools = await openBackend(wasmDir, ['wasm'])
})

const start = Date.UTC(2026, 0, 1)
const PACE = (2 * Math.PI * QUARTER_HOUR) / (37 * HOUR)

/** A load that swings in 37 h: no naive rule fits it, while two of its values determine all that follow. */
function swinging(days: number, wobbleKw = 0): LoadSeries {
  const loadKw = Array.from(
    { length: days * 96 },
    (_, i) => 500 + 100 * Math.sin(PACE * i) + wobbleKw * Math.sin(1.7 * i * i),
  )
  return { start, resolutionMs: QUARTER_HOUR, zone: 'Europe/Berlin', loadKw, temperatureC: null }
}

/** A load of which every other hour is missing. */
function gappy(days: number): LoadSeries {
  const series = swinging(days)
  return { ...series, loadKw: series.loadKw.map((value, i) => (i % 8 < 4 ? null : value)) }
}

/** Goes on from the last two values as such a swing does; `off` is added to each weight. */
function swing({ layers }: Tensorflow, core: Tensorflow['core'], steps: number, off = 0): LayersModel {
  const input = layers.input({ shape: [2, 1] })
  const flat = layers.layers.flatten().apply(input) as SymbolicTensor
  const dense = layers.layers.dense({ units: steps, useBias: false })
  const network = layers.model({ inputs: input, outputs: dense.apply(flat) as SymbolicTensor })
  const ahead = Array.from({ length: steps }, (_, k) => k + 1)
  const weights = [
    ahead.map((k) => -Math.sin(k * PACE) / Math.sin(PACE) + off),
    ahead.map((k) => Math.sin((k + 1) * PACE) / Math.sin(PACE) + off),
  ]
  dense.setWeights([core.tensor2d(weights)])
  return network
}

async function h5Of(network: LayersModel): Promise<string> {
  const { core } = tools.tf
  let made: Uint8Array | null = null
  await network.save(
    core.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
      if (weightData === undefined || weightSpecs === undefined) throw new Error('It has no weights')
      const specs = weightSpecs.map(({ name, shape }) => ({ name, shape, dtype: 'float32' as const }))
      const bytes = new core.io.CompositeArrayBuffer(weightData).slice()
      made = await writeKerasH5({ modelTopology: { ...modelTopology }, weightSpecs: specs, weightData: bytes })
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } }
    }),
  )
  if (made === null) throw new Error('It was not saved')
  return Buffer.from(made).toString('base64')
}

const SWING = {
  horizon: 'nextHour',
  stepMinutes: 15,
  features: [{ name: 'load', mean: 500 }],
  output: { kind: 'points', stepMinutes: 15, mean: 500, of: 'load' },
}

let jobs = 0
function jobFor(base64: string, description: object = SWING, rivals: Partial<ImportJob['rivals']> = {}): ImportJob {
  jobs += 1
  return {
    kind: 'import',
    file: { fileName: 'swing.h5', base64 },
    description: { ...description },
    made: { id: `swing-${jobs}`, folder: join(root, `swing-${jobs}`) },
    rivals: { nextHour: null, nextDay: null, ...rivals },
    data: null,
    source: 'the kept load of Northfield works',
    now: Date.UTC(2026, 10, 24),
    version: '0.1.0',
    command: 'a test',
  }
}

const written = new Map<string, Promise<string>>()
/** Each is written once. */
function network(steps = 4, off = 0): Promise<string> {
  const key = `${steps} ${off}`
  const file = written.get(key) ?? h5Of(swing(tools.tf, tools.tf.core, steps, off))
  written.set(key, file)
  return file
}

describe('a network that fits the load', () => {
  test('is kept with its file, its sidecar, its band and its card, and is measured', async () => {
    const base64 = await network()
    const job = jobFor(base64)
    const card = await importModel(job, swinging(20, 0.5), tools)
    const { folder } = job.made
    expect(readdirSync(folder).sort()).toEqual([
      'calibration.json',
      'card.json',
      'description.json',
      'model.json',
      'original.h5',
      'weights.bin',
    ])
    expect(readFileSync(join(folder, 'original.h5')).toString('base64')).toBe(base64)
    expect(ModelCardSchema.parse(JSON.parse(readFileSync(join(folder, 'card.json'), 'utf8')))).toEqual(card)
    expect(card).toMatchObject({
      id: job.made.id,
      horizon: 'nextHour',
      kind: 'keras',
      parts: null,
      rival: null,
      features: { window: ['load'], history: '2 steps of 15 min' },
      network: { parameters: 8 },
      data: { source: 'measured on the kept load of Northfield works', days: 20, holes: 0, zone: 'Europe/Berlin' },
    })
    expect(card.holdout?.skill).toBeGreaterThan(0.4)
    expect(card.holdout?.model.coverage).toBeGreaterThan(0.74)
    expect(card.holdout?.model.coverage).toBeLessThan(0.86)
  })

  test('forecasts out of its folder as any other model, and is the rival of the next', async () => {
    const first = jobFor(await network())
    await importModel(first, swinging(20, 0.5), tools)
    const series = swinging(20, 0.5)
    const measured = await measureModel({
      folder: first.made.folder,
      series,
      from: 0,
      to: series.loadKw.length,
      wasmDir,
    })
    expect(measured.skill).toBeGreaterThan(0.4)
    const second = jobFor(await network(4, 0.02), SWING, { nextHour: first.made })
    const { holdout, rival } = await importModel(second, series, tools)
    expect(rival?.id).toBe(first.made.id)
    expect(rival?.score.maeKw).toBeLessThan(holdout?.model.maeKw ?? 0)
    expect(rival?.score.steps).toBe(holdout?.model.steps)
  })

  test('of the next day, hourly', async () => {
    const hourly = 4 * PACE
    const { layers, core } = tools.tf
    const input = layers.input({ shape: [2] })
    const dense = layers.layers.dense({ units: 24, useBias: false })
    const made = layers.model({ inputs: input, outputs: dense.apply(input) as SymbolicTensor })
    const ahead = Array.from({ length: 24 }, (_, k) => k + 1)
    const weights = [
      ahead.map((k) => -Math.sin(k * hourly) / Math.sin(hourly)),
      ahead.map((k) => Math.sin((k + 1) * hourly) / Math.sin(hourly)),
    ]
    dense.setWeights([core.tensor2d(weights)])
    const description = {
      ...SWING,
      horizon: 'nextDay',
      stepMinutes: 60,
      output: { ...SWING.output, stepMinutes: 60 },
    }
    const card = await importModel(jobFor(await h5Of(made), description), swinging(20), tools)
    expect(card).toMatchObject({ horizon: 'nextDay', features: { history: '2 steps of 60 min' } })
    expect(card.holdout?.skill).toBeGreaterThan(0.8)
  })
})

describe('it is kept, but not measured', () => {
  test.each([
    [null, 'nextHour', /^Measuring it takes at least 9 days of load, and less than a day is known/],
    [swinging(8), 'nextHour', /takes at least 9 days of load, and 8 are known: import it again when there are more\.$/],
    [gappy(20), 'nextHour', /takes at least 9 days of load in a row, and too much is missing\.$/],
    [swinging(12), 'nextDay', /takes at least 13 days of load, and 12 are known/],
  ] as const)('where there is too little load (%#)', async (series, horizon: Horizon, limits) => {
    const steps = horizon === 'nextHour' ? 4 : 96
    const job = jobFor(await network(steps), { ...SWING, horizon })
    const card = await importModel(job, series, tools)
    expect(card).toMatchObject({ holdout: null, rival: null, limits: expect.stringMatching(limits) })
    expect(existsSync(join(job.made.folder, 'calibration.json'))).toBe(false)
  })

  test.each(['nextHour', 'nextDay'] as const)('and the days that it requires are enough (%s)', async (horizon) => {
    const [days, steps] = horizon === 'nextHour' ? [9, 4] : [13, 96]
    const card = await importModel(jobFor(await network(steps), { ...SWING, horizon }), swinging(days), tools)
    expect(card.holdout).not.toBeNull()
  })

  test('where it needs a temperature and none is kept', async () => {
    const description = { ...SWING, features: [{ name: 'temperature' }] }
    const card = await importModel(jobFor(await network(), description), swinging(20), tools)
    expect(card.limits).toMatch(/^Measuring it failed: The model wants the outdoor temperature, and none is known\.$/)
  })
})

describe('it is refused, and no folder is left', () => {
  const cases: [string, object, string, RegExp][] = [
    ['a description that is none', { ...SWING, features: [] }, 'description.features', /description\.features/],
    [
      'one of another network',
      { ...SWING, features: [{ name: 'load' }, { name: 'hour' }] },
      'description',
      /takes 1 features at each step, and the description names 2/,
    ],
    ['a horizon that it does not reach', { ...SWING, horizon: 'nextDay' }, 'description', /don't reach 24 h ahead/],
  ]
  test.each(cases)('%s', async (_, description, field, message) => {
    const job = jobFor(await network(), description)
    const importing = importModel(job, swinging(20), tools)
    await expect(importing).rejects.toThrow(message)
    await expect(importing).rejects.toMatchObject({ code: 'invalid', field })
    expect(existsSync(job.made.folder)).toBe(false)
  })

  test('a file that is damaged', async () => {
    const whole = Buffer.from(await network(), 'base64')
    const job = jobFor(whole.subarray(0, whole.length / 2).toString('base64'))
    await expect(importModel(job, null, tools)).rejects.toMatchObject({ code: 'invalid', field: 'file' })
    await expect(inspectModel({ kind: 'inspect', file: job.file })).rejects.toThrow(/“swing\.h5” is damaged/)
  })
})

test('a file’s network is described, with a description to begin with', async () => {
  const described = await inspectModel({ kind: 'inspect', file: { fileName: 'swing.h5', base64: await network() } })
  expect(described).toMatchObject({
    inputShape: [2, 1],
    outputs: 4,
    description: { horizon: 'nextHour', features: [{ name: 'load' }] },
  })
  expect(described.layers).toEqual([
    expect.stringMatching(/^InputLayer /),
    expect.stringMatching(/^Flatten /),
    expect.stringMatching(/^Dense /),
  ])
})

test('an imported model is exported with its sidecar, and is imported again unchanged', async () => {
  const job = jobFor(await network())
  await importModel(job, swinging(20), tools)
  const { fileName, base64, sidecar } = await exportModel({ kind: 'export', model: job.made })
  expect(fileName).toBe(`${job.made.id}.h5`)
  const again = jobFor(base64, sidecar)
  const card = await importModel(again, swinging(20), tools)
  expect(readFileSync(join(again.made.folder, 'weights.bin'))).toEqual(
    readFileSync(join(job.made.folder, 'weights.bin')),
  )
  expect(card.holdout?.skill).toBeGreaterThan(0.9)
})

test.each(HORIZONS)('EcoPulse’s own model of the %s is exported with all that it needs', async (horizon) => {
  const folder = join(root, `own-${horizon}`)
  await saveTestModel(tools.tf, { horizon, folder, plan: { ...TINY_NETWORK, members: 2 } })
  const { fileName, base64, sidecar } = await exportModel({ kind: 'export', model: { id: 'own', folder } })
  expect(fileName).toBe('own.h5')
  const file = await readKerasFile(Buffer.from(base64, 'base64'), fileName)
  expect(file.inputs.map(({ name }) => name)).toEqual(['window', 'ahead', 'recent'])
  expect(Buffer.from(file.weightData)).toEqual(readFileSync(join(folder, 'weights.bin')))
  const encoding = JSON.parse(readFileSync(join(folder, 'encoding.json'), 'utf8'))
  expect(sidecar).toMatchObject({ horizon, resolutionMinutes: 15, encoding })
})

test('neither an import nor a refusal leaves a tensor behind', async () => {
  const { core } = tools.tf
  const base64 = await network()
  const before = core.memory().numTensors
  const job = jobFor(base64)
  await importModel(job, swinging(20), tools)
  const refused = importModel(jobFor(base64, { ...SWING, horizon: 'nextDay' }), swinging(20), tools)
  await expect(refused).rejects.toThrow()
  await importModel(jobFor(base64, SWING, { nextHour: job.made }), swinging(20), tools)
  expect(core.memory().numTensors).toBe(before)
})

describe('the band of points', () => {
  const pairs = Array.from({ length: 4_000 }, (_, i) => {
    const p50 = 500 + 50 * Math.sin(i)
    return {
      lead: 1 + (i % 4),
      forecast: { p10: p50, p50, p90: p50 },
      actualKw: p50 + 40 * (((i * 7919) % 4_000) / 4_000 - 0.25),
    }
  })

  test('holds 80 % of the measured loads, a tenth beyond either side', () => {
    const { floorKw, groups } = calibrateImportBand(pairs, 'points', { horizon: 'nextHour', steps: 4 })
    const beyond = (side: 'low' | 'high') =>
      pairs.filter(({ lead, forecast, actualKw }) => {
        const width = (groups[lead - 1]?.[side] ?? 0) * floorKw
        return side === 'low' ? actualKw < forecast.p50 - width : actualKw > forecast.p50 + width
      }).length / pairs.length
    expect(beyond('low')).toBeCloseTo(0.1, 2)
    expect(beyond('high')).toBeCloseTo(0.1, 2)
  })

  test('keeps its width where the network is far off: the floor is its error', () => {
    const off = pairs.map((pair) => ({ ...pair, actualKw: pair.actualKw + 400 }))
    const { floorKw, groups } = calibrateImportBand(off, 'points', { horizon: 'nextHour', steps: 4 })
    expect(floorKw).toBeGreaterThan(400)
    expect((groups[0]?.high ?? 0) * floorKw).toBeGreaterThan(415)
  })
})

const real = '../shared/data/keras/lstm_keras_2_11.h5'
test.skipIf(!existsSync(real))(
  'a real LSTM of Keras 2.11 is kept and measured (skipped where ../shared/data is absent)',
  async () => {
    const base64 = readFileSync(real).toString('base64')
    const described = await inspectModel({ kind: 'inspect', file: { fileName: 'lstm_keras_2_11.h5', base64 } })
    const load = swinging(20)
    expect(described).toMatchObject({ kerasVersion: '2.11.0', inputShape: [12, 8], outputs: 1 })
    const card = await importModel(jobFor(base64, described.description), { ...load, temperatureC: load.loadKw }, tools)
    expect(card.holdout).toMatchObject({ bestNaive: expect.any(String), windows: expect.any(Number) })
  },
)
