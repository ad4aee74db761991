import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { saveTestModel } from '../../../../tests/fixtures/make-model.ts'
import { makeSeries } from '../../../../tests/fixtures/make-series.ts'
import { HISTORY_STEPS, HORIZONS } from '../../../domain/forecast/forecast.ts'
import { openBackend } from '../tensorflow/backends.ts'
import { createForecaster } from './forecaster.ts'
import { connectForecaster } from './forecaster-client.ts'
import type { ForecastWorkerData } from './forecaster-port.ts'

const wasmDir = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))
const scratch = mkdtempSync(join(tmpdir(), 'ecopulse-kernel-'))
const models = { nextHour: join(scratch, 'hour'), nextDay: join(scratch, 'day') }

beforeAll(async () => {
  const { tf } = await openBackend(wasmDir, ['wasm'])
  for (const horizon of HORIZONS) await saveTestModel(tf, { horizon, folder: models[horizon], scaleKw: 500 })
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

test('without a kernel TensorFlow.js computes and answers the same', async () => {
  const { start, resolutionMs, zone, loadKw, temperatureC } = makeSeries({ days: 8 })
  const window = { end: start + HISTORY_STEPS * resolutionMs, zone, loadKw, temperatureC }
  const options = { models, wasmDir, backends: ['wasm'] } as const
  const [withKernel, without] = [
    await createForecaster(options),
    await createForecaster({ ...options, createKernel: null }),
  ]
  for (const horizon of HORIZONS) {
    const expected = await withKernel.forecast(window, horizon)
    const answer = await without.forecast(window, horizon)
    expect(answer.method).toBe('model')
    answer.steps.forEach(({ loadKw: { p50 } }, i) => {
      expect(p50).toBeCloseTo(expected.steps[i]?.loadKw.p50 ?? Number.NaN, 1)
    })
  }
  expect(withKernel.status().latencies.map(({ computedBy }) => computedBy)).toEqual(['kernel', 'kernel'])
  expect(without.status().latencies.map(({ computedBy }) => computedBy)).toEqual(['wasm', 'wasm'])
  // It was not requested: there is nothing to explain.
  expect(without.status().backendNote).toBe('')
  withKernel.close()
  without.close()
})

test('the thread uses the kernel unless that is turned off', async () => {
  const started: ForecastWorkerData[] = []
  const startWorker = (data: ForecastWorkerData) => {
    started.push(data)
    return new Worker('require("node:worker_threads").parentPort.postMessage({ kind: "answer", id: 0, value: null })', {
      eval: true,
    })
  }
  for (const options of [{}, { kernel: false }]) {
    await (await connectForecaster({ models, startWorker, ...options })).close()
  }
  expect(started.map(({ kernel }) => kernel)).toEqual([true, false])
})
