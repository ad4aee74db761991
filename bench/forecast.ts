/** Latency of the next hour's forecast through its worker, by backend: in the worker, and as the engine waits for it. */
import { fileURLToPath } from 'node:url'
import { SiteSchema } from '../src/contract/settings.ts'
import { BACKENDS, type Backend, type ForecastWindow, HISTORY_STEPS } from '../src/domain/forecast.ts'
import { quantile } from '../src/domain/naive.ts'
import { QUARTER_HOUR } from '../src/domain/time.ts'
import { connectForecaster } from '../src/engine/forecast/forecaster-client.ts'
import type { ForecasterPort } from '../src/engine/forecast/forecaster-port.ts'
import { createPlantModel, quarterHourMeans } from '../src/engine/sources/plant-model.ts'

const RUNS = 500
const START = Date.UTC(2026, 4, 4)
const modelsDir = fileURLToPath(new URL('../models', import.meta.url))
const windows = simulatedWindows()

const figures: Record<string, unknown> = {}
for (const backend of BACKENDS) figures[backend] = await measure(backend)
console.log(JSON.stringify({ bench: 'forecast', runs: RUNS, ms: figures }))

async function measure(backend: Backend) {
  const port = await connectForecaster({ modelsDir, backends: [backend] }).catch((error: unknown) => {
    console.log(`${backend}: ${error instanceof Error ? error.message : String(error)}`)
    return null
  })
  if (port === null) return null
  try {
    return await measured(backend, port)
  } finally {
    await port.close()
  }
}

async function measured(backend: Backend, port: ForecasterPort) {
  const waits = { uncached: new Float64Array(RUNS), cached: new Float64Array(RUNS) }
  for (let i = 0; i < RUNS; i++) {
    for (const kind of ['uncached', 'cached'] as const) {
      const startedAt = performance.now()
      const forecast = await port.forecast(windows[i] ?? failed('no window'))
      waits[kind][i] = performance.now() - startedAt
      if (forecast.method !== 'lstm') failed(forecast.reason ?? 'no model')
      if (forecast.cached !== (kind === 'cached')) failed(`expected a forecast that is ${kind}`)
    }
  }
  const { uncached, cached } = await port.status()
  const row = { uncached, cached, uncachedWait: percentiles(waits.uncached), cachedWait: percentiles(waits.cached) }
  for (const [name, { p50, p95, p99 }] of Object.entries(row)) {
    console.log(`${backend.padEnd(9)} ${name.padEnd(12)} p50 ${ms(p50)}  p95 ${ms(p95)}  p99 ${ms(p99)}`)
  }
  return Object.fromEntries(
    Object.entries(row).map(([name, { p50, p95, p99 }]) => [
      name,
      [p50, p95, p99].map((value) => Number(value.toFixed(3))),
    ]),
  )
}

function percentiles(values: Float64Array) {
  const sorted = values.slice().sort()
  return { p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95), p99: quantile(sorted, 0.99) }
}

function simulatedWindows(): ForecastWindow[] {
  const site = SiteSchema.parse({})
  const length = HISTORY_STEPS + RUNS
  const { loadKw, temperatureC } = quarterHourMeans(createPlantModel(7, site), START, START + length * QUARTER_HOUR)
  return Array.from({ length: RUNS }, (_, i) => ({
    end: START + (i + HISTORY_STEPS) * QUARTER_HOUR,
    zone: site.zone,
    loadKw: loadKw.slice(i, i + HISTORY_STEPS),
    temperatureC: temperatureC.slice(i, i + HISTORY_STEPS),
  }))
}

function ms(value: number): string {
  return `${value.toFixed(3)} ms`.padStart(11)
}

function failed(why: string): never {
  throw new Error(why)
}
