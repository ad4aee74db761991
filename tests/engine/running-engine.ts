import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { EngineEvent } from '../../src/contract/api.ts'
import type { SourceSettings } from '../../src/contract/settings.ts'
import type { Forecast } from '../../src/domain/forecast/forecast.ts'
import { createEngine, type Engine } from '../../src/engine/engine.ts'
import { createForecaster } from '../../src/engine/ml/inference/forecaster.ts'
import { connectForecaster } from '../../src/engine/ml/inference/forecaster-client.ts'
import type { ForecasterPort } from '../../src/engine/ml/inference/forecaster-port.ts'
import { shippedFolders } from '../../src/engine/models/model-folders.ts'
import type { Clock } from '../../src/engine/runtime/clock.ts'

/** The shipped models. */
const MODELS = shippedFolders(resolve('models'))

/** A forecaster on the test's own thread: TensorFlow.js runs there through the test runner's bundler. */
export async function inProcessForecaster(): Promise<ForecasterPort> {
  const wasmDir = resolve('node_modules/@tensorflow/tfjs-backend-wasm/dist')
  const forecaster = await createForecaster({ models: MODELS, wasmDir })
  return {
    forecast: forecaster.forecast,
    async forecastMany(windows, horizon) {
      const forecasts: Forecast[] = []
      for (const window of windows) forecasts.push(await forecaster.forecast(window, horizon))
      return forecasts
    },
    use: forecaster.use,
    status: async () => ({ ...forecaster.status(), queued: 0 }),
    close: async () => forecaster.close(),
  }
}

export const temporaryFolder = () => mkdtempSync(join(tmpdir(), 'ecopulse-engine-'))

/** The forecaster in its worker, as hosts have it: needs a build (`npm run build`). */
export const forecasterInWorker = () => connectForecaster({ models: MODELS })

/** An engine with a real store in its own folder, fed by `source`. */
export async function startEngine(source: SourceSettings, clock: Clock, dataDir = temporaryFolder()): Promise<Engine> {
  const forecaster = await forecasterInWorker()
  return createEngine({ dataDir, modelsDir: resolve('models'), version: '0.0.0', source, clock, forecaster })
}

/** A clock that runs `factor` times as fast as the machine's: a pause of 3 s takes 3 s / factor. */
export function hurriedClock(factor: number): Clock {
  const start = Date.now()
  return {
    now: () => Math.round(start + (Date.now() - start) * factor),
    after(ms, run) {
      const timer = setTimeout(run, ms / factor)
      return () => clearTimeout(timer)
    },
  }
}

/** Resolves with the first event that `wanted` accepts. */
export function eventOf(engine: Engine, wanted: (event: EngineEvent) => boolean): Promise<EngineEvent> {
  return new Promise((resolve) => {
    let found = false
    const end = engine.subscribe((event) => {
      if (found || !wanted(event)) return
      found = true
      queueMicrotask(() => end())
      resolve(event)
    })
  })
}

export const isConnected = (event: EngineEvent) =>
  (event.kind === 'connection' || event.kind === 'snapshot') &&
  (event.connection.kind === 'live' || event.connection.kind === 'stale')

/** Waits until `holds`, looking again at every turn of the event loop. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resume) => setImmediate(resume))
}
