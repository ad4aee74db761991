import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { saveTestModel, TINY_NETWORK } from '../../../../tests/fixtures/make-model.ts'
import { makeSeries, removeLoads } from '../../../../tests/fixtures/make-series.ts'
import { type ForecastWindow, HORIZONS, type Horizon } from '../../../domain/forecast/forecast.ts'
import { DAY, HOUR, MINUTE, QUARTER_HOUR } from '../../../domain/time/time.ts'
import type { LoadSeries } from '../../load-csv/load-series.ts'
import { createBatch } from '../features/batch.ts'
import { fillBatch, findWindows, readDataset } from '../features/dataset.ts'
import { createModelLayout, type ModelLayout } from '../features/layout.ts'
import { createKernel } from '../kernels/kernel.ts'
import { openBackend } from '../tensorflow/backends.ts'
import type { Tensorflow } from '../tensorflow/tensorflow.ts'
import { openPredictor } from './open-predictor.ts'
import { createWindowDataset } from './predictor.ts'

const wasmDir = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))
const scratch = mkdtempSync(join(tmpdir(), 'ecopulse-predictor-'))
const folders = { nextHour: join(scratch, 'hour'), nextDay: join(scratch, 'day'), free: join(scratch, 'free') }
const series = makeSeries({ days: 12 })
let tf: Tensorflow

beforeAll(async () => {
  tf = (await openBackend(wasmDir, ['wasm'])).tf
  for (const horizon of HORIZONS) await saveTestModel(tf, { horizon, folder: folders[horizon], scaleKw: 500 })
  await saveTestModel(tf, { horizon: 'nextHour', folder: folders.free, plan: { ...TINY_NETWORK, members: 2 }, seed: 5 })
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

/** What the engine would hand over right before step `at`. */
function windowAt(
  { start, resolutionMs, zone, loadKw, temperatureC }: LoadSeries,
  { history }: ModelLayout,
  at: number,
  more = 0,
) {
  const from = at - history - more
  return {
    end: start + at * resolutionMs,
    zone,
    loadKw: loadKw.slice(from, at),
    temperatureC: temperatureC?.slice(from, at) ?? null,
  } satisfies ForecastWindow
}

describe('a window alone is encoded as at its place in a long series', () => {
  const resolutions = HORIZONS.flatMap((horizon) => [
    { horizon, resolutionMs: QUARTER_HOUR },
    { horizon, resolutionMs: HOUR },
  ])
  const places = [
    ['UTC', Date.UTC(2026, 0, 5)],
    ['Asia/Kolkata', Date.UTC(2026, 4, 1)],
    ['Asia/Kathmandu', Date.UTC(2026, 4, 1)],
    ['Australia/Adelaide, clocks back', Date.UTC(2026, 2, 28)],
    ['Australia/Lord_Howe, clocks half an hour on', Date.UTC(2026, 8, 28)],
    ['Europe/Berlin, clocks on', Date.UTC(2026, 2, 22)],
    ['Europe/Berlin, clocks back', Date.UTC(2026, 9, 18)],
    ['America/St_Johns, clocks on', Date.UTC(2026, 2, 1)],
  ] as const

  function expectSame(whole: LoadSeries, horizon: Horizon, at: number, scaleKw: number | null, more: number) {
    const layout = createModelLayout(horizon, whole.resolutionMs)
    const long = readDataset(whole, horizon, scaleKw)
    const alone = createWindowDataset(windowAt(whole, layout, at, more), layout, scaleKw)
    if ('reason' in alone) throw new Error(alone.reason)
    const [there, here] = [createBatch(layout, 1), createBatch(layout, 1)]
    fillBatch(long, null, [at], there)
    fillBatch(alone.dataset, null, [alone.at], here)
    for (const part of ['window', 'ahead', 'recent'] as const) {
      const largest = there[part].reduce(
        (far, value, i) => Math.max(far, Math.abs(value - (here[part][i] ?? Number.NaN))),
        0,
      )
      // Means are made from sums that begin elsewhere.
      expect(largest).toBeLessThan(1e-6)
    }
  }

  test.each(places)('in %s', (place, start) => {
    const [zone = ''] = place.split(',')
    for (const { horizon, resolutionMs } of resolutions) {
      // Two weeks with a change of clock in their middle, and some short holes.
      const made = makeSeries({ days: 16, resolutionMs, start, zone })
      const day = DAY / resolutionMs
      const whole = removeLoads(removeLoads(made, 9 * day + 3, 9 * day + 4), 10 * day, 10 * day + 1)
      for (const at of [8 * day + 7, 11 * day, 12 * day + 5]) {
        expectSame(whole, horizon, at, null, 0)
        expectSame(whole, horizon, at, 321, at - 8 * day)
      }
    }
  })
})

test('a window that can’t be read is answered with the reason', () => {
  const layout = createModelLayout('nextDay')
  const window = windowAt(series, layout, 800)
  expect(createWindowDataset({ ...window, loadKw: window.loadKw.slice(-96) }, layout, null)).toEqual({
    reason: 'The model needs 8 days of load, and knows 1 d.',
  })
  expect(createWindowDataset({ ...window, zone: 'Mars/Olympus' }, layout, null)).toMatchObject({
    reason: expect.stringContaining('Mars/Olympus'),
  })
  expect(createWindowDataset({ ...window, loadKw: window.loadKw.map(() => 0) }, layout, null)).toMatchObject({
    reason: expect.stringContaining('too near zero'),
  })
  expect(createWindowDataset({ ...window, loadKw: window.loadKw.map(() => 0) }, layout, 400)).toMatchObject({ at: 768 })
})

test('a window that is longer than a model reads keeps its loads beside its temperatures', () => {
  const layout = createModelLayout('nextHour')
  const made = createWindowDataset(windowAt(series, layout, 900, 50), layout, 400)
  if ('reason' in made) throw new Error(made.reason)
  expect(made.dataset.series.loadKw).toEqual(series.loadKw.slice(132, 900))
  expect(made.dataset.series.temperatureC).toEqual(series.temperatureC?.slice(132, 900))
  expect(made.dataset.series.start).toBe(series.start + 132 * QUARTER_HOUR)
})

describe.each(HORIZONS)('a model of the %s', (horizon) => {
  test('is opened with its kernel, and forecasts the steps of each window', async () => {
    const predictor = await openPredictor(tf, 'wasm', folders[horizon])
    expect(predictor).toMatchObject({ computedBy: 'kernel', scaleKw: 500, layout: createModelLayout(horizon) })
    expect(predictor.card).toMatchObject({ horizon, id: `made-${horizon}-1` })
    const dataset = readDataset(series, horizon, predictor.scaleKw)
    const [first = [], second = []] = predictor.forecast(dataset, [800, 900])
    expect(first).toHaveLength(predictor.layout.steps)
    expect(second).not.toEqual(first)
    for (const { p10, p50, p90 } of [...first, ...second]) {
      expect(p10).toBeLessThan(p50)
      expect(p50).toBeLessThan(p90)
    }
    predictor.dispose()
  })

  test('answers the same for a window alone as for many at once', async () => {
    const predictor = await openPredictor(tf, 'wasm', folders[horizon])
    const dataset = readDataset(series, horizon, predictor.scaleKw)
    // More than one batch.
    const windows = findWindows(dataset, { from: 0, to: series.loadKw.length }).slice(0, 150)
    const many = predictor.forecast(dataset, windows)
    expect(many).toHaveLength(150)
    for (const nth of [0, 63, 64, 149]) {
      const alone = createWindowDataset(
        windowAt(series, predictor.layout, windows[nth] ?? 0),
        predictor.layout,
        predictor.scaleKw,
      )
      if ('reason' in alone) throw new Error(alone.reason)
      const [steps = []] = predictor.forecast(alone.dataset, [alone.at])
      steps.forEach((quantiles, step) => {
        expect(quantiles.p10).toBeCloseTo(many[nth]?.[step]?.p10 ?? Number.NaN, 3)
        expect(quantiles.p90).toBeCloseTo(many[nth]?.[step]?.p90 ?? Number.NaN, 3)
      })
    }
    expect(predictor.forecast(dataset, [])).toEqual([])
    predictor.dispose()
  })

  test('whose kernel doesn’t agree is computed by TensorFlow.js, with the same answer', async () => {
    const right = await openPredictor(tf, 'wasm', folders[horizon])
    // A kernel of a network with other weights, as if a layer had been read wrongly.
    const off: typeof createKernel = (network, layout) => {
      const weight = network.getLayer('out_0').getWeights()[0]
      const moved = tf.core.tidy(() => weight?.add(1e-3))
      if (weight === undefined || moved === undefined) throw new Error('The last layer has weights')
      const kept = weight.clone()
      const bias = network.getLayer('out_0').getWeights().slice(1)
      network.getLayer('out_0').setWeights([moved, ...bias])
      const kernel = createKernel(network, layout)
      network.getLayer('out_0').setWeights([kept, ...bias])
      for (const tensor of [moved, kept]) tensor.dispose()
      return kernel
    }
    const slow = await openPredictor(tf, 'wasm', folders[horizon], off)
    expect(right.computedBy).toBe('kernel')
    expect(slow.computedBy).toBe('wasm')
    const dataset = readDataset(series, horizon, right.scaleKw)
    const [one = [], other = []] = [right, slow].map((each) => each.forecast(dataset, [800])[0])
    one.forEach((quantiles, step) => {
      expect(other[step]?.p50).toBeCloseTo(quantiles.p50, 2)
    })
    right.dispose()
    slow.dispose()
  })

  test('leaves no tensor behind, whatever computes', async () => {
    const never: typeof createKernel = () => () => new Float32Array(0)
    const before = tf.core.memory().numTensors
    for (const makeKernel of [createKernel, never]) {
      const predictor = await openPredictor(tf, 'wasm', folders[horizon], makeKernel)
      const opened = tf.core.memory().numTensors
      const dataset = readDataset(series, horizon, predictor.scaleKw)
      predictor.forecast(dataset, [800, 801])
      expect(tf.core.memory().numTensors).toBe(opened)
      predictor.dispose()
      expect(tf.core.memory().numTensors).toBe(before)
    }
  })
})

test('a plant of ten times the size gets ten times the forecast of a model without a scale of its own', async () => {
  const predictor = await openPredictor(tf, 'wasm', folders.free)
  expect(predictor).toMatchObject({ scaleKw: null, computedBy: 'kernel' })
  const large = { ...series, loadKw: series.loadKw.map((kw) => 10 * (kw ?? 0)) }
  const [small, tenfold] = [series, large].map((each) => {
    const [steps = []] = predictor.forecast(readDataset(each, 'nextHour', null), [900])
    return steps.map(({ p50 }) => p50)
  })
  tenfold?.forEach((kw, i) => {
    expect(kw / (small?.[i] ?? Number.NaN)).toBeCloseTo(10, 4)
  })
  predictor.dispose()
})

test('a model whose kernel can’t be made is not opened, and leaves no tensor behind', async () => {
  const before = tf.core.memory().numTensors
  const broken: typeof createKernel = () => {
    throw new Error('no such layer')
  }
  await expect(openPredictor(tf, 'wasm', folders.nextHour, broken)).rejects.toThrow('no such layer')
  expect(tf.core.memory().numTensors).toBe(before)
})

test('steps of other lengths than a quarter-hour are read as well', async () => {
  const folder = join(scratch, 'hourly')
  await saveTestModel(tf, { horizon: 'nextDay', folder, resolutionMs: HOUR })
  const predictor = await openPredictor(tf, 'wasm', folder)
  expect(predictor.layout).toMatchObject({ steps: 24, resolutionMs: 60 * MINUTE })
  const hourly = makeSeries({ days: 12, resolutionMs: HOUR })
  expect(predictor.forecast(readDataset(hourly, 'nextDay', null), [250])[0]).toHaveLength(24)
  predictor.dispose()
})
