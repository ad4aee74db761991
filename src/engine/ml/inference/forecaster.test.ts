import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeTwoModels, type TwoModels } from '../../../../tests/fixtures/two-models.ts'
import {
  type ForecastWindow,
  HISTORY_STEPS,
  HORIZON_STEPS,
  HORIZONS,
  type Horizon,
} from '../../../domain/forecast/forecast.ts'
import { findBestNaiveForecast } from '../../../domain/forecast/naive-forecast.ts'
import { QUARTER_HOUR } from '../../../domain/time/time.ts'
import { createKernel } from '../kernels/kernel.ts'
import type { Forecaster } from './forecaster-port.ts'

let made: TwoModels
let forecaster: Forecaster
const windowAt: TwoModels['windowAt'] = (i, change) => made.windowAt(i, change)
const open: TwoModels['open'] = (change) => made.open(change)

beforeAll(async () => {
  made = await makeTwoModels()
  forecaster = await open()
})
afterAll(() => {
  forecaster.close()
  made.remove()
})

describe.each(HORIZONS)('a forecast of the %s', (horizon) => {
  test('has its quarter-hours after the window’s end, each with a band, the model’s own forecast and a naive rule’s', async () => {
    const forecast = await forecaster.forecast(windowAt(0), horizon)
    expect(forecast).toMatchObject({
      horizon,
      method: 'model',
      reason: null,
      model: `made-${horizon}-1`,
      backend: 'wasm',
      cached: false,
      windowEnd: windowAt(0).end,
    })
    expect(forecast.steps).toHaveLength(HORIZON_STEPS[horizon])
    const naive = findBestNaiveForecast(windowAt(0).loadKw, horizon)
    expect(forecast.naive).toBe(naive?.name)
    forecast.steps.forEach(({ start, end, loadKw, modelKw, naiveKw }, i) => {
      expect(start).toBe(forecast.windowEnd + i * QUARTER_HOUR)
      expect(end - start).toBe(QUARTER_HOUR)
      expect(loadKw.p10).toBeLessThanOrEqual(loadKw.p50)
      expect(loadKw.p50).toBeLessThanOrEqual(loadKw.p90)
      expect(modelKw).toEqual(loadKw)
      expect(naiveKw).toBe(naive?.steps[i]?.p50)
    })
  })

  test('is found in the cache for the same window, with equal steps', async () => {
    const made = await forecaster.forecast(windowAt(50), horizon)
    const again = await forecaster.forecast({ ...windowAt(50) }, horizon)
    expect(again).toEqual({ ...made, cached: true, latencyMs: again.latencyMs })
    const other = await forecaster.forecast(windowAt(50, { temperatureC: null }), horizon)
    expect(other.cached).toBe(false)
  })

  test('is a naive one with the reason where the window can’t be read', async () => {
    const short = await forecaster.forecast(windowAt(0, { loadKw: [500, 510], temperatureC: null }), horizon)
    expect(short).toMatchObject({ horizon, method: 'naive', naive: 'persistence', model: null, backend: 'wasm' })
    expect(short.reason).toBe('The model needs 8 days of load, and knows 30 min.')
    expect(short.steps.map(({ loadKw, modelKw, naiveKw }) => [loadKw.p50, modelKw, naiveKw])).toEqual(
      new Array(HORIZON_STEPS[horizon]).fill([510, null, 510]),
    )
    const reasons: readonly (readonly [Partial<ForecastWindow>, string])[] = [
      [
        { loadKw: windowAt(3).loadKw.map((kw, i) => (i >= 700 && i < 760 ? null : kw)) },
        '60 of the last 768 steps of load are missing.',
      ],
      [
        { loadKw: windowAt(3).loadKw.map((kw, i) => (i === 767 ? null : kw)) },
        'The load of the last step before the forecast is missing.',
      ],
      [{ loadKw: windowAt(3).loadKw.map(() => 0) }, "The last week's mean load is too near zero to scale by."],
      [{ zone: 'Mars/Olympus' }, "“Mars/Olympus” is no IANA time zone: the model needs the site's calendar."],
    ]
    for (const [change, reason] of reasons) {
      expect(await forecaster.forecast(windowAt(3, change), horizon)).toMatchObject({ method: 'naive', reason })
    }
  })

  test('can’t be made of nothing', async () => {
    for (const loadKw of [[], [null], new Array<null>(HISTORY_STEPS).fill(null)]) {
      await expect(forecaster.forecast(windowAt(0, { loadKw, temperatureC: null }), horizon)).rejects.toThrow(
        expect.objectContaining({ name: 'EngineError', code: 'invalid' }),
      )
    }
  })

  test('closes short holes in the window', async () => {
    const loadKw = windowAt(7).loadKw.map((kw, i) => ([100, 101, 500, 766].includes(i) ? null : kw))
    const holed = await forecaster.forecast(windowAt(7, { loadKw }), horizon)
    const whole = await forecaster.forecast(windowAt(7), horizon)
    expect(holed.method).toBe('model')
    holed.steps.forEach(({ loadKw: { p50 } }, i) => {
      expect(Math.abs(p50 - (whole.steps[i]?.loadKw.p50 ?? Number.NaN))).toBeLessThan(30)
    })
  })

  test('never goes below what the plant ever did, and follows it into export', async () => {
    const restless = Array.from({ length: HISTORY_STEPS }, (_, i) => (Math.imul(i, 2654435761) % 7 > 3 ? 90 : 0.5))
    const consuming = await forecaster.forecast(windowAt(0, { loadKw: restless }), horizon)
    for (const { loadKw, naiveKw } of consuming.steps) expect(Math.min(loadKw.p10, naiveKw)).toBeGreaterThanOrEqual(0)
    // Its level has fallen since yesterday: with yesterday's change the last value would end below 0.
    const falling = Array.from({ length: HISTORY_STEPS }, (_, i) =>
      Math.max(0, 200 + 250 * Math.sin((2 * Math.PI * (i + 65)) / 96) + 50 * Math.cos((i - 767) / 40 + 1.5)),
    )
    expect(Math.min(...(findBestNaiveForecast(falling, horizon)?.steps ?? []).map(({ p50 }) => p50))).toBeLessThan(-10)
    const { steps } = await forecaster.forecast(windowAt(1, { loadKw: falling }), horizon)
    for (const { loadKw, naiveKw } of steps) expect(Math.min(loadKw.p10, naiveKw)).toBeGreaterThanOrEqual(0)
    const exporting = await forecaster.forecast(
      windowAt(2, { loadKw: windowAt(2).loadKw.map((kw) => -(kw ?? 0)) }),
      horizon,
    )
    // A model without a scale of its own can't read it; the naive forecast can.
    expect(exporting).toMatchObject({ method: 'naive', reason: expect.stringContaining('too near zero') })
    for (const { loadKw } of exporting.steps) expect(loadKw.p50).toBeLessThan(0)
  })
})

describe('the forecaster’s state', () => {
  test('is what computes, which models, and the latency by horizon and by whether it was cached', async () => {
    let now = 0
    const timed = await open({
      stopwatch: () => {
        now += 3
        return now
      },
    })
    await timed.forecast(windowAt(0), 'nextHour')
    await timed.forecast(windowAt(0), 'nextHour')
    await timed.forecast(windowAt(1), 'nextHour')
    const { latencyMs } = await timed.forecast(windowAt(0), 'nextDay')
    expect(latencyMs).toBe(3)
    const row = (horizon: Horizon, cached: boolean, count: number) => ({
      ...{ horizon, cached, computedBy: 'kernel', count },
      ...{ p50: 3, p95: 3, p99: 3 },
    })
    expect(timed.status()).toMatchObject({
      backend: 'wasm',
      backendNote: 'A kernel that agrees with it computes.',
      models: { nextHour: 'made-nextHour-1', nextDay: 'made-nextDay-1' },
      latencies: [row('nextHour', false, 2), row('nextHour', true, 1), row('nextDay', false, 1)],
      failures: 0,
      lastFailure: null,
    })
    expect(timed.status().tensors).toBeGreaterThan(0)
    expect(timed.status().heapBytes).toBeGreaterThan(1e6)
    timed.close()
  })

  test('names a backend that does not load with its reason, and the next one is used', async () => {
    const next = await open({ backends: ['tfjs-node', 'wasm'] })
    const { backend, backendNote } = next.status()
    if (backend === 'tfjs-node') expect(backendNote).toMatch(/^A kernel/)
    else expect(backendNote).toMatch(/^tfjs-node is not in use: .+\. A kernel that agrees with it computes\.$/)
    next.close()
  })

  test('is that the kernel is not in use where it disagrees, and forecasts are the same without it', async () => {
    const off: typeof createKernel = (network, layout) => {
      const right = createKernel(network, layout)
      return (batch) => right(batch).map((value) => value + 1e-4)
    }
    const without = await open({ createKernel: off })
    expect(without.status().backendNote).toMatch(/kernel is not in use/)
    for (const horizon of HORIZONS) {
      const [one, other] = [
        await forecaster.forecast(windowAt(30), horizon),
        await without.forecast(windowAt(30), horizon),
      ]
      expect(other.method).toBe('model')
      other.steps.forEach(({ loadKw }, lead) => {
        expect(loadKw.p10).toBeCloseTo(one.steps[lead]?.loadKw.p10 ?? Number.NaN, 1)
        expect(loadKw.p90).toBeCloseTo(one.steps[lead]?.loadKw.p90 ?? Number.NaN, 1)
      })
    }
    expect(without.status().latencies.map(({ computedBy }) => computedBy)).toEqual(['wasm', 'wasm'])
    without.close()
    const half: typeof createKernel = (network, layout) =>
      (layout.horizon === 'nextHour' ? createKernel : off)(network, layout)
    const one = await open({ createKernel: half })
    expect(one.status().backendNote).toBe('A kernel that agrees with it computes one of the two models.')
    one.close()
    const none = await open({ createKernel: null })
    expect(none.status().backendNote).toBe('')
    none.close()
  })

  test('is a failure where the model answers no number: a naive forecast is the answer', async () => {
    // While they are opened, the kernels of both models are run six times each.
    let calls = 0
    const breaking: typeof createKernel = (network, layout) => {
      const right = createKernel(network, layout)
      return (batch) => (++calls > 12 ? right(batch).fill(Number.NaN) : right(batch))
    }
    const broken = await open({ createKernel: breaking })
    const forecast = await broken.forecast(windowAt(0), 'nextDay')
    expect(forecast).toMatchObject({
      method: 'naive',
      model: null,
      reason: 'The model failed: The model answered something that is no number.',
    })
    expect(broken.status()).toMatchObject({
      failures: 1,
      lastFailure: 'The model answered something that is no number',
    })
    broken.close()
  })
})
