import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../../tests/fake-clock.ts'
import { type Forecast, type ForecastWindow, HISTORY_STEPS } from '../domain/forecast.ts'
import { MINUTE, QUARTER_HOUR, SECOND } from '../domain/time.ts'
import { createNextHour } from './next-hour.ts'
import type { QuarterHour } from './store/store-port.ts'

const END = Date.UTC(2026, 10, 23, 12)

const made = (windowEnd: number, method: Forecast['method']): Forecast => ({
  windowEnd,
  steps: [],
  method,
  reason: null,
  naive: 'persistence',
  model: null,
  backend: null,
  latencyMs: 1,
  cached: false,
})

function setUp(quarterHours: readonly QuarterHour[], method: Forecast['method'] = 'lstm') {
  const clock = createFakeClock(END + 7 * MINUTE)
  const windows: ForecastWindow[] = []
  const kept: Forecast[] = []
  const failures: unknown[] = []
  const nextHour = createNextHour(
    {
      store: {
        quarterHours: async (_source, tag, { start, end }) =>
          tag === 'load' ? quarterHours.filter(({ at }) => at >= start && at < end) : [],
        keepForecast: async (_source, _at, forecast) => {
          kept.push(forecast)
        },
        forecasts: async () => [],
      },
      forecaster: {
        forecast: async (window) => {
          windows.push(window)
          return made(window.end, method)
        },
      },
      source: 'plant',
      zone: () => 'UTC',
      plantTime: clock.now,
      settled: async () => {},
      clock,
      onForecast: () => {},
      onFailure: (error) => failures.push(error),
    },
    null,
  )
  return { clock, nextHour, windows, kept, failures }
}

const quarterHour = (stepsBack: number, mean: number, coverage = 1): QuarterHour => ({
  at: END - stepsBack * QUARTER_HOUR,
  mean,
  coverage,
})

describe('the forecast of the next hour', () => {
  it('reads the quarter-hours on the clock before the running one, and a hole is null', async () => {
    const { nextHour, windows } = setUp([
      quarterHour(4, 10),
      quarterHour(3, 20, 0.2),
      quarterHour(1, 40),
      quarterHour(0, 99),
    ])
    await nextHour.run()
    expect(windows).toEqual([{ end: END, zone: 'UTC', loadKw: [10, null, null, 40], temperatureC: null }])
  })

  it('never reads further back than a forecast can use', async () => {
    const { nextHour, windows } = setUp(
      Array.from({ length: HISTORY_STEPS + 50 }, (_, i) => quarterHour(HISTORY_STEPS + 50 - i, i)),
    )
    await nextHour.run()
    expect(windows[0]?.loadKw).toHaveLength(HISTORY_STEPS)
    expect(windows[0]?.loadKw.at(-1)).toBe(HISTORY_STEPS + 49)
  })

  it('is made once a minute, at once when a quarter-hour begins, and kept each time', async () => {
    const { clock, windows, kept } = setUp([quarterHour(1, 40)])
    await clock.advance(SECOND)
    expect(windows).toHaveLength(1)
    await clock.advance(2 * MINUTE)
    expect(windows).toHaveLength(3)
    await clock.advance(6 * MINUTE)
    expect(windows.at(-1)?.end).toBe(END + QUARTER_HOUR)
    expect(kept).toHaveLength(windows.length)
  })

  it('is tried again sooner while a naive one stands in', async () => {
    const { clock, windows } = setUp([quarterHour(1, 40)], 'naive')
    await clock.advance(21 * SECOND)
    expect(windows.length).toBeGreaterThanOrEqual(4)
  })

  it('says what is missing where no load is kept yet, and waits quietly', async () => {
    const { clock, nextHour, failures } = setUp([])
    await expect(nextHour.run()).rejects.toMatchObject({ code: 'unavailable' })
    await clock.advance(MINUTE)
    expect(failures).toEqual([])
  })

  it('is made once for two who ask at the same time', async () => {
    const { nextHour, windows } = setUp([quarterHour(1, 40)])
    await Promise.all([nextHour.run(), nextHour.run()])
    expect(windows).toHaveLength(1)
  })

  it('ends with its timers', () => {
    const { clock, nextHour } = setUp([])
    nextHour.close()
    expect(clock.pending).toBe(0)
  })
})
