/** Times of the networks alone, and of a year's windows: bundled with TensorFlow.js, and run on the bench's own thread. */
import type { Percentiles } from '../../src/contract/schemas/values.ts'
import { BACKENDS, type ForecastWindow, HORIZONS, type Horizon } from '../../src/domain/forecast/forecast.ts'
import { findBestNaiveForecast } from '../../src/domain/forecast/naive-forecast.ts'
import { DAY } from '../../src/domain/time/time.ts'
import { type Batch, createBatch } from '../../src/engine/ml/features/batch.ts'
import { fillBatch, findWindows, readDataset, scaleKwAt } from '../../src/engine/ml/features/dataset.ts'
import { decodeQuantiles, toForecastSteps } from '../../src/engine/ml/features/forecast-steps.ts'
import { cacheKey } from '../../src/engine/ml/inference/forecast-cache.ts'
import type { ModelFolders } from '../../src/engine/ml/inference/forecaster-port.ts'
import { Latencies } from '../../src/engine/ml/inference/latencies.ts'
import { openPredictor } from '../../src/engine/ml/inference/open-predictor.ts'
import { createWindowDataset, type Predictor } from '../../src/engine/ml/inference/predictor.ts'
import { createKernel } from '../../src/engine/ml/kernels/kernel.ts'
import { loadOwnModel, type OwnModel } from '../../src/engine/ml/network/model-files.ts'
import { runNetwork } from '../../src/engine/ml/network/network.ts'
import { openBackend } from '../../src/engine/ml/tensorflow/backends.ts'
import type { Tensorflow } from '../../src/engine/ml/tensorflow/tensorflow.ts'
import { simulateHistory } from '../../src/engine/ml/training/simulated-history.ts'
import { compareForecasts, walkForward } from '../../src/engine/ml/training/walk-forward.ts'
import { buildOnnxNetwork } from './onnx-network.ts'
import { type OnnxNetwork, openOnnx } from './onnx-runtime.ts'

/** Runs before those that are measured. */
const WARM_UP = 30
const YEAR_WINDOWS = 35_040
/** How far, in shares of the scale, ONNX may be from the kernel. */
const TOLERANCE = 1e-4

/** Of one window, in ms. */
export interface NetworkTimes {
  readonly network: Percentiles
  /** The whole forecast around the network, on the bench's own thread. */
  readonly uncached?: Percentiles
}

/** Of 35,040 windows, in seconds: their forecasts, and with their bands and scores beside the naive rules. */
export interface YearTimes {
  readonly forecastS: number
  readonly evaluatedS: number
}

export interface NetworkFigures {
  /** By what computes. */
  readonly times: Readonly<Record<string, NetworkTimes>>
  readonly year: YearTimes
  /** Whether onnxruntime-node is installed, in a sentence. */
  readonly onnxNote: string
}

/** Times of the networks of both horizons by what computes; a backend that doesn't load is left out. */
export async function measureNetworks(
  models: ModelFolders,
  windows: readonly ForecastWindow[],
  wasmDir: string,
): Promise<Record<Horizon, NetworkFigures>> {
  const times: Record<Horizon, Record<string, NetworkTimes>> = { nextHour: {}, nextDay: {} }
  const years: Record<Horizon, YearTimes | null> = { nextHour: null, nextDay: null }
  const notes: Record<Horizon, string> = { nextHour: '', nextDay: '' }
  // The wasm backend starts once in a process, before it is switched to another.
  for (const backend of ['wasm', ...BACKENDS.filter((each) => each !== 'wasm')] as const) {
    const tf = await openBackend(wasmDir, [backend]).then(
      (opened) => opened.tf,
      () => null,
    )
    if (tf === null) continue
    for (const horizon of HORIZONS) {
      const model = await loadOwnModel(tf, models[horizon])
      const batches = windows.map((window) => createWindowBatch(window, model).batch)
      const compute = (batch: Batch) => runNetwork(tf, model.network, model.layout, batch)
      times[horizon][backend] = { network: await measureTimes(batches, compute) }
      if (backend === 'wasm') {
        times[horizon].kernel = { network: await measureTimes(batches, createKernel(model.network, model.layout)) }
        years[horizon] = await measureYear(tf, models[horizon])
        const onnx = await measureOnnx(model, windows)
        notes[horizon] = onnx.note
        if (onnx.times !== null) times[horizon]['onnxruntime-node'] = onnx.times
      }
      model.network.dispose()
    }
  }
  const figures = (horizon: Horizon): NetworkFigures => {
    const year = years[horizon]
    if (year === null) throw new Error('WebAssembly does not load')
    return { times: times[horizon], year, onnxNote: notes[horizon] }
  }
  return { nextHour: figures('nextHour'), nextDay: figures('nextDay') }
}

/** Times of `run` in ms for each input. */
async function measureTimes<T>(inputs: readonly T[], run: (input: T) => unknown): Promise<Percentiles> {
  for (const input of inputs.slice(0, WARM_UP)) await run(input)
  const latencies = new Latencies()
  for (const input of inputs) {
    const startedAt = performance.now()
    await run(input)
    latencies.add(performance.now() - startedAt)
  }
  return latencies.percentiles()
}

/** A window as input of the model's network. */
function createWindowBatch(window: ForecastWindow, { layout, scaleKw, linear }: OwnModel) {
  const past = createWindowDataset(window, layout, scaleKw)
  if ('reason' in past) throw new Error(past.reason)
  const batch = createBatch(layout, 1)
  fillBatch(past.dataset, linear, [past.at], batch)
  return { batch, scale: scaleKwAt(past.dataset, past.at) ?? Number.NaN }
}

async function measureOnnx(
  model: OwnModel,
  windows: readonly ForecastWindow[],
): Promise<{ readonly times: NetworkTimes | null; readonly note: string }> {
  const onnx = await openOnnx(buildOnnxNetwork(model.network, model.layout), model.layout)
  if (onnx === null) return { times: null, note: 'onnxruntime-node is not installed.' }
  const kernel = createKernel(model.network, model.layout)
  const batches = windows.map((window) => createWindowBatch(window, model).batch)
  let largestDifference = 0
  for (const batch of batches) {
    const expected = kernel(batch)
    const answer = await onnx.run(batch)
    answer.forEach((value, i) => {
      largestDifference = Math.max(largestDifference, Math.abs(value - (expected[i] ?? Number.NaN)))
    })
  }
  // What is no number is not below it either.
  if (!(largestDifference < TOLERANCE))
    throw new Error(`onnxruntime-node says something else than the kernel: ${largestDifference} apart`)
  const times = {
    network: await measureTimes(batches, onnx.run),
    uncached: await measureTimes(windows, (window) => forecastWithOnnx(onnx, model, window)),
  }
  await onnx.close()
  const agreement = `its answers for ${windows.length} windows are at most ${largestDifference.toExponential(0)} from the kernel’s`
  return { times, note: `onnxruntime-node runs the same network as ONNX: ${agreement} (in shares of the scale).` }
}

/** A forecast as the forecaster makes it, with onnxruntime-node's network in it. */
async function forecastWithOnnx(onnx: OnnxNetwork, model: OwnModel, window: ForecastWindow) {
  const { layout, card, calibration } = model
  const key = cacheKey(window, card.weightsSha256)
  const naive = findBestNaiveForecast(window.loadKw, layout.horizon)
  if (naive === null) throw new Error('The window holds no load')
  const { batch, scale } = createWindowBatch(window, model)
  const outputs = await onnx.run(batch)
  const band = decodeQuantiles(outputs, batch, 0, layout.steps, scale, calibration)
  return { key, steps: toForecastSteps(window.end, band, band, naive) }
}

/** As in an evaluation: forecasts in batches, bands by the outcomes before each day, scores beside the naive rules'. */
async function measureYear(tf: Tensorflow, folder: string): Promise<YearTimes> {
  const predictor: Predictor = await openPredictor(tf, 'wasm', folder)
  const { card, layout, scaleKw, computedBy } = predictor
  if (computedBy !== 'kernel') throw new Error(`The kernel does not agree with TensorFlow.js about ${card.id}`)
  const length = layout.history + YEAR_WINDOWS + layout.steps
  const series = simulateHistory(7, Math.ceil((length * layout.resolutionMs) / DAY))
  const startedAt = performance.now()
  const dataset = readDataset(series, card.horizon, scaleKw)
  const windows = findWindows(dataset, { from: 0, to: series.loadKw.length }).slice(0, YEAR_WINDOWS)
  if (windows.length < YEAR_WINDOWS) throw new Error(`Only ${windows.length} of a year's windows can be read`)
  const forecasts = predictor.forecast(dataset, windows)
  const forecastS = (performance.now() - startedAt) / 1000
  compareForecasts(dataset, windows, walkForward(dataset, windows, forecasts))
  const evaluatedS = (performance.now() - startedAt) / 1000
  predictor.dispose()
  return { forecastS, evaluatedS }
}
