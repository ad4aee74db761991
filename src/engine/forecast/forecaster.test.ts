import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SiteSchema } from '../../contract/settings.ts'
import { type ForecastWindow, HISTORY_STEPS } from '../../domain/forecast.ts'
import { DAY, QUARTER_HOUR } from '../../domain/time.ts'
import { createPlantModel, quarterHourMeans } from '../sources/plant-model.ts'
import { createForecaster } from './forecaster.ts'
import type { Forecaster } from './forecaster-port.ts'
import { createKernel } from './kernel.ts'

const modelsDir = fileURLToPath(new URL('../../../models', import.meta.url))
const wasmDir = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))
const scratch = mkdtempSync(join(tmpdir(), 'ecopulse-models-'))
const site = SiteSchema.parse({})
/** A plant and weeks that the model has not seen. */
const start = Date.UTC(2026, 10, 2)
const plant = quarterHourMeans(createPlantModel(42, site), start, start + 12 * DAY)
let forecaster: Forecaster

function windowAt(i: number, change: Partial<ForecastWindow> = {}): ForecastWindow {
  return {
    end: start + (HISTORY_STEPS + i) * QUARTER_HOUR,
    zone: site.zone,
    loadKw: plant.loadKw.slice(i, i + HISTORY_STEPS),
    temperatureC: plant.temperatureC.slice(i, i + HISTORY_STEPS),
    ...change,
  }
}

beforeAll(async () => {
  forecaster = await createForecaster({ modelsDir, wasmDir, backends: ['wasm', 'cpu'] })
})

afterAll(() => {
  forecaster.close()
  rmSync(scratch, { recursive: true, force: true })
})

test('the shipped model runs on WebAssembly and says so', async () => {
  const forecast = await forecaster.forecast(windowAt(0))
  expect(forecast).toMatchObject({ method: 'lstm', reason: null, backend: 'wasm', cached: false })
  expect(forecast.model).toMatch(/^next-hour \d{4}-\d\d-\d\d/)
  expect(forecast.steps.map(({ start: at }) => at)).toEqual(
    [0, 1, 2, 3].map((i) => forecast.windowEnd + i * QUARTER_HOUR),
  )
  for (const { loadKw } of forecast.steps) {
    expect(loadKw.p10).toBeLessThanOrEqual(loadKw.p50)
    expect(loadKw.p50).toBeLessThanOrEqual(loadKw.p90)
  }
  expect(forecaster.status()).toMatchObject({ backend: 'wasm', model: forecast.model, failures: 0 })
  expect(forecaster.status().backendNote).toBe('A kernel that agrees with it computes.')
})

test('over a working day it is far better than persistence and better than the same time last week', async () => {
  const errors = { lstm: 0, persistence: 0, lastWeek: 0 }
  // Wednesday, every half hour.
  for (let i = DAY / QUARTER_HOUR; i < (2 * DAY) / QUARTER_HOUR; i += 2) {
    const { steps } = await forecaster.forecast(windowAt(i))
    steps.forEach(({ loadKw }, lead) => {
      const target = HISTORY_STEPS + i + lead
      const actual = plant.loadKw[target] ?? Number.NaN
      errors.lstm += Math.abs(loadKw.p50 - actual)
      errors.persistence += Math.abs((plant.loadKw[HISTORY_STEPS + i - 1] ?? Number.NaN) - actual)
      errors.lastWeek += Math.abs((plant.loadKw[target - 672] ?? Number.NaN) - actual)
    })
  }
  expect(errors.lstm).toBeLessThan(0.6 * errors.persistence)
  expect(errors.lstm).toBeLessThan(errors.lastWeek)
})

test('a plant ten times as large gets ten times the forecast', async () => {
  const small = await forecaster.forecast(windowAt(40))
  const large = await forecaster.forecast(windowAt(40, { loadKw: windowAt(40).loadKw.map((kw) => 10 * (kw ?? 0)) }))
  large.steps.forEach(({ loadKw }, i) => {
    const ratio = loadKw.p50 / (small.steps[i]?.loadKw.p50 ?? Number.NaN)
    expect(Math.abs(ratio - 10)).toBeLessThan(0.001)
  })
})

test('the same window again comes out of the cache with equal steps', async () => {
  const first = await forecaster.forecast(windowAt(50))
  const again = await forecaster.forecast(windowAt(50))
  expect(again).toEqual({ ...first, cached: true, latencyMs: again.latencyMs })
  const { uncached, cached } = forecaster.status()
  expect(cached.count).toBeGreaterThanOrEqual(1)
  expect(uncached.p99).toBeGreaterThanOrEqual(uncached.p50)
})

test('200 forecasts leave no tensor behind', async () => {
  const before = forecaster.status().tensors
  const flat = windowAt(0).loadKw
  for (let i = 0; i < 200; i++) await forecaster.forecast(windowAt(i % 96, { loadKw: [...flat.slice(1), 300 + i] }))
  expect(forecaster.status().tensors).toBe(before)
  expect(before).toBeGreaterThan(0)
}, 60_000)

test('where the window has too little past or holes, a naive forecast stands in and says why', async () => {
  const short = await forecaster.forecast(windowAt(0, { loadKw: [500, 510], temperatureC: null }))
  expect(short).toMatchObject({ method: 'naive', naive: 'persistence', model: null, backend: 'wasm' })
  expect(short.reason).toBe('The model needs 8 days of load; 0.5 hours are known.')
  expect(short.steps.map(({ loadKw, naiveKw }) => [loadKw.p50, naiveKw])).toEqual(new Array(4).fill([510, 510]))
  const holed = windowAt(3).loadKw.map((kw, i) => (i >= 700 && i < 710 ? null : kw))
  const holes = await forecaster.forecast(windowAt(3, { loadKw: holed }))
  expect(holes).toMatchObject({ method: 'naive', reason: '10 of the last 768 quarter-hours of load are missing.' })
  await expect(forecaster.forecast(windowAt(0, { loadKw: [null] }))).rejects.toThrow('loadKw holds no value')
})

test('a missing or damaged model leaves naive forecasts with the reason; the backend is still named', async () => {
  const reasons: (string | null)[] = []
  const damage: Record<string, (folder: string) => void> = {
    missing: (folder) => rmSync(folder, { recursive: true }),
    'not JSON': (folder) => writeFileSync(join(folder, 'model.json'), '{'),
    'cut short': (folder) => writeFileSync(join(folder, 'weights.bin'), Buffer.alloc(100)),
    'no card': (folder) => writeFileSync(join(folder, 'card.json'), '{}'),
  }
  for (const [name, harm] of Object.entries(damage)) {
    const models = join(scratch, name)
    cpSync(modelsDir, models, { recursive: true })
    harm(join(models, 'next-hour'))
    const harmed = await createForecaster({ modelsDir: models, wasmDir, backends: ['wasm'] })
    const forecast = await harmed.forecast(windowAt(0))
    expect(forecast).toMatchObject({ method: 'naive', model: null, backend: 'wasm' })
    expect(forecast.steps).toHaveLength(4)
    expect(harmed.status()).toMatchObject({ model: null, lastFailure: forecast.reason })
    reasons.push(forecast.reason)
    harmed.close()
  }
  for (const reason of reasons) expect(reason).toMatch(/^The model in .* can't be used: .+\.$/)
  expect(new Set(reasons).size).toBe(reasons.length)
})

test('a backend that does not load is named with its reason, and the next one is used', async () => {
  const nowhere = await createForecaster({ modelsDir, wasmDir, backends: ['tfjs-node', 'wasm'] })
  const { backend, backendNote } = nowhere.status()
  if (backend === 'tfjs-node') expect(backendNote).toBe('')
  else expect(backendNote).toMatch(/^tfjs-node is not in use: .+\.$/)
  nowhere.close()
})

test('a kernel that does not say what TensorFlow.js says is not used, and forecasts are the same without it', async () => {
  const off: typeof createKernel = (network) => {
    const right = createKernel(network)
    return (inputs) => right(inputs).map((value) => value + 1e-4)
  }
  const without = await createForecaster({ modelsDir, wasmDir, backends: ['wasm'], createKernel: off })
  expect(without.status().backendNote).toMatch(/kernel is not in use/)
  for (const i of [3, 50, 90]) {
    const [one, other] = await Promise.all([forecaster.forecast(windowAt(i)), without.forecast(windowAt(i))])
    expect(other.method).toBe(one.method)
    other.steps.forEach(({ loadKw }, lead) => {
      expect(loadKw.p10).toBeCloseTo(one.steps[lead]?.loadKw.p10 ?? Number.NaN, 1)
      expect(loadKw.p90).toBeCloseTo(one.steps[lead]?.loadKw.p90 ?? Number.NaN, 1)
    })
  }
  without.close()
})

test('a plant that never exported is not expected to, however wide its band', async () => {
  const loadKw = Array.from({ length: HISTORY_STEPS }, (_, i) => (Math.imul(i, 2654435761) % 7 > 3 ? 90 : 0.5))
  const { steps } = await forecaster.forecast(windowAt(0, { loadKw }))
  for (const step of steps) expect(step.loadKw.p10).toBeGreaterThanOrEqual(0)
})
