import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { saveTestModel } from '../../../../tests/fixtures/make-model.ts'
import { changeLoads, makeSeries, removeLoads } from '../../../../tests/fixtures/make-series.ts'
import { HOUR } from '../../../domain/time/time.ts'
import { findWindows, readDataset } from '../features/dataset.ts'
import { openPredictor } from '../inference/open-predictor.ts'
import { openBackend } from '../tensorflow/backends.ts'
import type { Tensorflow } from '../tensorflow/tensorflow.ts'
import { measureModel, scoreModel } from './measure.ts'
import { compareForecasts, walkForward } from './walk-forward.ts'

const wasmDir = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))
const scratch = mkdtempSync(join(tmpdir(), 'ecopulse-measure-'))
const folder = join(scratch, 'hourly')
const series = makeSeries({ days: 20, resolutionMs: HOUR })
const part = { from: 12 * 24, to: 20 * 24 }
let tf: Tensorflow

beforeAll(async () => {
  tf = (await openBackend(wasmDir, ['wasm'])).tf
  await saveTestModel(tf, { horizon: 'nextDay', folder, resolutionMs: HOUR })
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

describe('a model is measured', () => {
  test('on the windows of a stretch of load, with bands as they would have been shown', async () => {
    const before = tf.core.memory().numTensors
    const comparison = await measureModel({ folder, series, ...part, wasmDir })
    expect(tf.core.memory().numTensors).toBe(before)
    const predictor = await openPredictor(tf, 'wasm', folder)
    const dataset = readDataset(series, 'nextDay', null)
    const windows = findWindows(dataset, part)
    const shown = walkForward(dataset, windows, predictor.forecast(dataset, windows))
    predictor.dispose()
    expect(comparison).toEqual(compareForecasts(dataset, windows, shown))
    expect(comparison.windows).toBe(7 * 24 + 1)
  })

  test('not on steps of another length, nor where no window can be read', async () => {
    const before = tf.core.memory().numTensors
    const quarters = measureModel({ folder, series: makeSeries({ days: 20 }), ...part, wasmDir })
    await expect(quarters).rejects.toThrow('The model reads steps of 60 min')
    const early = measureModel({ folder, series, from: 0, to: 9 * 24 - 2, wasmDir })
    await expect(early).rejects.toThrow('No window of the load can be read')
    const gone = measureModel({ folder: join(scratch, 'gone'), series, ...part, wasmDir })
    await expect(gone).rejects.toThrow('card.json')
    expect(tf.core.memory().numTensors).toBe(before)
  })
})

describe('a model is scored on windows that another was held out on', () => {
  const windows = findWindows(readDataset(series, 'nextDay', 500), part)

  test('as it is measured on them', async () => {
    const score = await scoreModel(tf, 'wasm', { folder }, series, windows)
    expect(score).toEqual((await measureModel({ folder, series, ...part, wasmDir })).model)
  })

  test('on those that it can read', async () => {
    // It has no scale of its own: a week that is dark in the main has none.
    const dark = changeLoads(series, (kw, i) => (i >= 6 * 24 && i < 14 * 24 ? 0 : kw))
    const score = await scoreModel(tf, 'wasm', { folder }, dark, windows)
    expect(score?.steps).toBeGreaterThan(0)
    expect(score?.steps).toBeLessThan(windows.length * 24)
  })

  test('not where it can’t be opened, is of other steps, or can read none of them', async () => {
    const before = tf.core.memory().numTensors
    expect(await scoreModel(tf, 'wasm', { folder: join(scratch, 'gone') }, series, windows)).toBeNull()
    expect(await scoreModel(tf, 'wasm', { folder }, makeSeries({ days: 20 }), windows)).toBeNull()
    expect(await scoreModel(tf, 'wasm', { folder }, removeLoads(series, 100, 400), windows.slice(0, 50))).toBeNull()
    expect(await scoreModel(tf, 'wasm', { folder }, series, [])).toBeNull()
    expect(tf.core.memory().numTensors).toBe(before)
  })
})
