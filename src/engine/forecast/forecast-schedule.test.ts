import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../../../tests/fixtures/engine/fake-clock.ts'
import { makeBand, makeForecast } from '../../../tests/fixtures/make-forecast.ts'
import { type Forecast, type ForecastWindow, HISTORY_STEPS, type Horizon } from '../../domain/forecast/forecast.ts'
import { MINUTE, QUARTER_HOUR, SECOND } from '../../domain/time/time.ts'
import type { QuarterHour } from '../store/store-port.ts'
import { openForecastSchedule } from './forecast-schedule.ts'

const END = Date.UTC(2026, 10, 23, 12)

/** What a model makes, or what is made without one. */
const made = (horizon: Horizon, windowEnd: number, hasModel: boolean): Forecast =>
  makeForecast(horizon, windowEnd, () => (hasModel ? makeBand(40, 5) : null))

function setUp(quarterHours: readonly QuarterHour[], hasModel = true, horizon: Horizon = 'nextHour') {
  const clock = createFakeClock(END + 7 * MINUTE)
  const windows: ForecastWindow[] = []
  const kept: Forecast[] = []
  const failures: unknown[] = []
  const runner = openForecastSchedule(
    horizon,
    {
      store: {
        quarterHours: async (_source, tag, { start, end }) =>
          tag === 'load' ? quarterHours.filter(({ at }) => at >= start && at < end) : [],
        keepForecasts: async (_source, _at, forecasts) => {
          kept.push(...forecasts)
        },
      },
      forecaster: {
        forecast: async (window, asked) => {
          windows.push(window)
          return made(asked, window.end, hasModel)
        },
      },
      source: 'plant',
      zone: () => 'UTC',
      plantTime: () => clock.now(),
      flushSamples: async () => {},
      clock,
      toPublished: (forecast) => ({ ...forecast, reason: 'as shown' }),
      onForecast: () => {},
      onFailure: (error) => failures.push(error),
    },
    null,
  )
  return { clock, runner, windows, kept, failures }
}

const quarterHour = (stepsBack: number, mean: number, coverage = 1): QuarterHour => ({
  at: END - stepsBack * QUARTER_HOUR,
  mean,
  coverage,
})

describe('the forecast of a horizon', () => {
  it('reads the quarter-hours on the clock before the running one, and a hole is null', async () => {
    const { runner, windows } = setUp([
      quarterHour(4, 10),
      quarterHour(3, 20, 0.2),
      quarterHour(1, 40),
      quarterHour(0, 99),
    ])
    await runner.run()
    expect(windows).toEqual([{ end: END, zone: 'UTC', loadKw: [10, null, null, 40], temperatureC: null }])
  })

  it('never reads further back than a forecast can use', async () => {
    const { runner, windows } = setUp(
      Array.from({ length: HISTORY_STEPS + 50 }, (_, i) => quarterHour(HISTORY_STEPS + 50 - i, i)),
    )
    await runner.run()
    expect(windows[0]?.loadKw).toHaveLength(HISTORY_STEPS)
    expect(windows[0]?.loadKw.at(-1)).toBe(HISTORY_STEPS + 49)
  })

  it('is shown as live truth says, and kept so', async () => {
    const { runner, kept } = setUp([quarterHour(1, 40)])
    const forecast = await runner.run()
    expect(forecast).toEqual({ ...made('nextHour', END, true), reason: 'as shown' })
    expect([runner.latest(), kept[0]]).toEqual([forecast, forecast])
  })

  it('of the next hour is made once a minute, at once when a quarter-hour begins, and kept each time', async () => {
    const { clock, windows, kept } = setUp([quarterHour(1, 40)])
    await clock.advance(SECOND)
    expect(windows).toHaveLength(1)
    await clock.advance(2 * MINUTE)
    expect(windows).toHaveLength(3)
    await clock.advance(6 * MINUTE)
    expect(windows.at(-1)?.end).toBe(END + QUARTER_HOUR)
    expect(kept).toHaveLength(windows.length)
  })

  it('of the next day is made at the start and when a quarter-hour begins', async () => {
    const { clock, windows, kept } = setUp([quarterHour(1, 40)], true, 'nextDay')
    await clock.advance(7 * MINUTE)
    expect(windows).toHaveLength(1)
    await clock.advance(2 * MINUTE)
    expect(windows.map(({ end }) => end)).toEqual([END, END + QUARTER_HOUR])
    expect(kept.map(({ horizon, steps }) => [horizon, steps.length])).toEqual([
      ['nextDay', 96],
      ['nextDay', 96],
    ])
  })

  it('goes on at once where the machine’s clock is set back', async () => {
    const { clock, windows } = setUp([1, 2, 3, 4, 5, 6].map((stepsBack) => quarterHour(stepsBack, 40)))
    await clock.advance(SECOND)
    const { now } = clock
    Object.assign(clock, { now: () => now() - 4 * QUARTER_HOUR })
    await clock.advance(2 * SECOND)
    expect(windows.map(({ end }) => end)).toEqual([END, END - 4 * QUARTER_HOUR])
  })

  it('is tried again sooner while no model could be asked', async () => {
    const { clock, windows } = setUp([quarterHour(1, 40)], false)
    await clock.advance(21 * SECOND)
    expect(windows.length).toBeGreaterThanOrEqual(4)
  })

  it('says what is missing where no load is kept yet, and waits quietly', async () => {
    const { clock, runner, failures } = setUp([])
    await expect(runner.run()).rejects.toMatchObject({ code: 'unavailable' })
    await clock.advance(MINUTE)
    expect(failures).toEqual([])
  })

  it('is made once for two who ask at the same time', async () => {
    const { runner, windows } = setUp([quarterHour(1, 40)])
    await Promise.all([runner.run(), runner.run()])
    expect(windows).toHaveLength(1)
  })

  it('ends with its timers', () => {
    const { clock, runner } = setUp([])
    runner.close()
    expect(clock.pending).toBe(0)
  })
})
