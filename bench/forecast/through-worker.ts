import type { Percentiles } from '../../src/contract/schemas/values.ts'
import type { ForecastWindow, Horizon } from '../../src/domain/forecast/forecast.ts'
import { type ConnectForecasterOptions, connectForecaster } from '../../src/engine/ml/inference/forecaster-client.ts'
import type { ForecasterPort } from '../../src/engine/ml/inference/forecaster-port.ts'
import { Latencies } from '../../src/engine/ml/inference/latencies.ts'

/** Of one forecast in ms: in the worker, and as the engine waits for it. */
export interface WorkerTimes {
  readonly uncached: Percentiles
  readonly wait: Percentiles
  readonly cached: Percentiles
}

/**
 * Forecasts each window twice by a forecaster in its thread, as the engine does.
 * @param computedBy What has to compute.
 */
export async function measureWorker(
  options: ConnectForecasterOptions,
  horizon: Horizon,
  windows: readonly ForecastWindow[],
  computedBy: string,
): Promise<WorkerTimes> {
  const port = await connectForecaster(options)
  try {
    return await measurePort(port, horizon, windows, computedBy)
  } finally {
    await port.close()
  }
}

async function measurePort(
  port: ForecasterPort,
  horizon: Horizon,
  windows: readonly ForecastWindow[],
  computedBy: string,
): Promise<WorkerTimes> {
  const wait = new Latencies()
  let tensors = Number.NaN
  for (const window of windows) {
    const startedAt = performance.now()
    const forecast = await port.forecast(window, horizon)
    wait.add(performance.now() - startedAt)
    if (forecast.method !== 'model') throw new Error(forecast.reason ?? 'No model was asked')
    if (forecast.cached || !(await port.forecast(window, horizon)).cached)
      throw new Error('The cache is not as expected')
    if (Number.isNaN(tensors)) ({ tensors } = await port.status())
  }
  const status = await port.status()
  const findLatencies = (cached: boolean) => {
    const found = status.latencies.find((each) => each.cached === cached && each.computedBy === computedBy)
    if (found === undefined) throw new Error(`Not computed by ${computedBy}: ${status.backendNote}`)
    return found
  }
  if (status.tensors !== tensors) throw new Error(`${status.tensors - tensors} tensors were left behind`)
  return { uncached: findLatencies(false), wait: wait.percentiles(), cached: findLatencies(true) }
}
