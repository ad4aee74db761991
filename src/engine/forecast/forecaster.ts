import { join } from 'node:path'
import {
  type Backend,
  type Forecast,
  type ForecastWindow,
  HISTORY_STEPS,
  type Quantiles,
} from '../../domain/forecast.ts'
import { bestNaive, type NaiveForecast } from '../../domain/naive.ts'
import { reasonOf } from '../engine-error.ts'
import { openBackend } from './backends.ts'
import { encode, type ModelInput } from './features.ts'
import { cacheKey, ForecastCache } from './forecast-cache.ts'
import type { Forecaster } from './forecaster-port.ts'
import { agrees, createKernel, type Kernel } from './kernel.ts'
import { Latencies } from './latency.ts'
import { type LoadedModel, loadModel, NEXT_HOUR_FOLDER } from './model-files.ts'
import { OUTPUTS, runNetwork } from './network.ts'
import { demandSomeLoad, readPast } from './past.ts'
import { decode, stepsFrom } from './steps.ts'
import type { Tensorflow } from './tensorflow.ts'
import { hindsightInputs, lostTo, stretched, trackRecord } from './track-record.ts'

export interface ForecasterOptions {
  /** Folder with the shipped models. */
  readonly modelsDir: string
  /** Folder with TensorFlow.js's `.wasm` files. */
  readonly wasmDir: string
  /** Backends to try, in this order; all by default. */
  readonly backends?: readonly Backend[]
  /** Makes the kernel that computes in place of TensorFlow.js; the project's own by default. */
  readonly createKernel?: typeof createKernel
  /** Milliseconds from any start, for latencies. */
  readonly stopwatch?: () => number
}

type Answer = Pick<Forecast, 'steps' | 'method' | 'reason' | 'naive' | 'model'>

/**
 * A forecaster on this thread. Opens the fastest backend that loads, loads the model and warms it up; a model that
 * can't be used leaves naive forecasts that say so, and so does one that a naive rule would have beaten over the last
 * hours of the very window. A forecast runs from beginning to end without giving way to another.
 */
export async function createForecaster(options: ForecasterOptions): Promise<Forecaster> {
  const stopwatch = options.stopwatch ?? (() => performance.now())
  const { tf, backend, note } = await openBackend(options.wasmDir, options.backends)
  const loaded = await loadModel(tf, join(options.modelsDir, NEXT_HOUR_FOLDER))
  const model = loaded.kind === 'loaded' ? `${loaded.card.name} ${loaded.card.version}` : null
  const key = loaded.kind === 'loaded' ? `${model} ${loaded.card.weightsSha256}` : 'none'
  const kernel = loaded.kind === 'loaded' ? warmUp(tf, loaded, options.createKernel ?? createKernel) : null
  const kernelNote =
    kernel === null ? 'The kernel is not in use: it does not agree with it.' : 'A kernel that agrees with it computes.'
  const backendNote = loaded.kind === 'loaded' ? `${note} ${kernelNote}`.trim() : note
  const cache = new ForecastCache()
  const uncached = new Latencies()
  const cached = new Latencies()
  const failures = { count: 0, last: loaded.kind === 'none' ? loaded.reason : null }

  function answer(window: ForecastWindow, naive: NaiveForecast): Answer {
    const standIn = (reason: string): Answer => {
      const lowest = window.loadKw.reduce<number>((least, value) => Math.min(least, value ?? 0), 0)
      const band = naive.steps.map((step) => atLeast(lowest, step))
      const steps = stepsFrom(window.end, band, naive)
      return { steps, method: 'naive', reason, naive: naive.name, model: null }
    }
    if (loaded.kind === 'none') return standIn(loaded.reason)
    const past = readPast(window)
    if (past.kind === 'unusable') return standIn(past.reason)
    try {
      const now = encode(window, past.loadKw, past.scaleKw)
      const inputs = [now, ...hindsightInputs(window, past.loadKw)]
      const outputs = kernel === null ? runNetwork(tf, loaded.network, inputs) : kernel(inputs)
      const quantiles = decodeAll(outputs, inputs, loaded)
      const record = trackRecord(past.loadKw, quantiles.slice(1), naive)
      const lost = lostTo(record, naive)
      if (lost !== null) return standIn(lost)
      const lowest = Math.min(0, ...past.loadKw)
      const band = (quantiles[0] ?? []).map((step) => atLeast(lowest, stretched(step, record.stretch)))
      return { steps: stepsFrom(window.end, band, naive), method: 'lstm', reason: null, naive: naive.name, model }
    } catch (error) {
      failures.count += 1
      failures.last = reasonOf(error)
      return standIn(`The model failed: ${failures.last}.`)
    }
  }

  return {
    async forecast(window) {
      const startedAt = stopwatch()
      demandSomeLoad(window)
      const windowKey = cacheKey(window, key)
      const known = cache.get(windowKey)
      if (known !== undefined) {
        const latencyMs = stopwatch() - startedAt
        cached.add(latencyMs)
        return { ...known, latencyMs, cached: true }
      }
      const naive = bestNaive(window.loadKw)
      if (naive === null) throw new Error('A window with some load has a naive forecast')
      const made = { windowEnd: window.end, ...answer(window, naive), backend }
      const latencyMs = stopwatch() - startedAt
      uncached.add(latencyMs)
      const forecast: Forecast = { ...made, latencyMs, cached: false }
      cache.set(windowKey, forecast)
      return forecast
    },
    status: () => ({
      backend,
      backendNote,
      model,
      uncached: uncached.percentiles(),
      cached: cached.percentiles(),
      failures: failures.count,
      lastFailure: failures.last,
      tensors: tf.core.memory().numTensors,
    }),
    close() {
      if (loaded.kind === 'loaded') loaded.network.dispose()
    },
  }
}

type Usable = Extract<LoadedModel, { kind: 'loaded' }>

function decodeAll(outputs: Float32Array, inputs: readonly ModelInput[], { card }: Usable) {
  return inputs.map((input, i) => decode(outputs.subarray(i * OUTPUTS, (i + 1) * OUTPUTS), input, card.calibration))
}

/** A plant that never exported is not expected to. */
function atLeast(lowestKw: number, { p10, p50, p90 }: Quantiles): Quantiles {
  return { p10: Math.max(lowestKw, p10), p50: Math.max(lowestKw, p50), p90: Math.max(lowestKw, p90) }
}

/**
 * The first runs of a backend take many times as long as those after them. Answers the kernel where it says what
 * TensorFlow.js says of the same inputs, else null: then TensorFlow.js does its work as well.
 */
function warmUp(tf: Tensorflow, { network }: Usable, make: typeof createKernel): Kernel | null {
  const loadKw = Array.from({ length: HISTORY_STEPS }, (_, i) => 100 + (i % 96))
  const window = { end: 0, zone: 'UTC', loadKw, temperatureC: null }
  const inputs = [encode(window, loadKw, 100), ...hindsightInputs(window, loadKw)]
  const kernel = make(network)
  const agreed = agrees(kernel(inputs), runNetwork(tf, network, inputs))
  const [first] = inputs
  for (let i = 0; i < 5; i++) {
    if (first !== undefined) runNetwork(tf, network, [first])
    kernel(inputs)
  }
  return agreed ? kernel : null
}
