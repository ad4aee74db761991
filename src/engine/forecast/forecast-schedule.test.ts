import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../../../tests/fixtures/engine/fake-clock.ts'
import { makePlantContext } from '../../../tests/fixtures/engine/make-plant-context.ts'
import { makeBand, makeForecast } from '../../../tests/fixtures/make-forecast.ts'
import type { EngineEvent } from '../../contract/api.ts'
import { type Forecast, type ForecastWindow, HISTORY_STEPS, type Horizon } from '../../domain/forecast/forecast.ts'
import { MINUTE, QUARTER_HOUR, SECOND } from '../../domain/time/time.ts'
import type { QuarterHour } from '../store/store-port.ts'
import { openForecastSchedule } from './forecast-schedule.ts'

const END = Date.UTC(2026, 10, 23, 12)

/** What a model makes, or what is made without one. */
const made = (horizon: Horizon, windowEnd: number, hasModel: boolean): Forecast =>
  makeForecast(horizon, windowEnd, () => (hasModel ? makeBand(40, 5) : null))

function setUp(quarterHours: readonly QuarterHour[], hasModel = true, horizon: Horizon = 'nextHour') {
  const past = { isStored: true }
  const clock = createFakeClock(END + 7 * MINUTE)
  const windows: ForecastWindow[] = []
  const kept: Forecast[] = []
  const events: EngineEvent[] = []
  const failures: unknown[] = []
  const context = makePlantContext({
    clock,
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
    isPastStored: () => past.isStored,
    publish: (event) => events.push(event),
    onFailure: (_doing, error) => failures.push(error),
  })
  const toPublished = (forecast: Forecast) => ({ ...forecast, reason: 'as shown' })
  const schedule = openForecastSchedule(horizon, context, toPublished, null)
  const emitted: Forecast[] = []
  schedule.forecastMade.subscribe((forecast) => emitted.push(forecast))
  return { clock, schedule, past, windows, kept, events, emitted, failures }
}

const quarterHour = (stepsBack: number, mean: number, coverage = 1): QuarterHour => ({
  at: END - stepsBack * QUARTER_HOUR,
  mean,
  coverage,
})

describe('the forecast of a horizon', () => {
  it('reads the quarter-hours on the clock before the running one, and a hole is null', async () => {
    const { schedule, windows } = setUp([
      quarterHour(4, 10),
      quarterHour(3, 20, 0.2),
      quarterHour(1, 40),
      quarterHour(0, 99),
    ])
    await schedule.run()
    expect(windows).toEqual([{ end: END, zone: 'UTC', loadKw: [10, null, null, 40], temperatureC: null }])
  })

  it('never reads further back than a forecast can use', async () => {
    const { schedule, windows } = setUp(
      Array.from({ length: HISTORY_STEPS + 50 }, (_, i) => quarterHour(HISTORY_STEPS + 50 - i, i)),
    )
    await schedule.run()
    expect(windows[0]?.loadKw).toHaveLength(HISTORY_STEPS)
    expect(windows[0]?.loadKw.at(-1)).toBe(HISTORY_STEPS + 49)
  })

  it('is stored, published and emitted as it is shown', async () => {
    const { schedule, kept, events, emitted } = setUp([quarterHour(1, 40)])
    const forecast = await schedule.run()
    expect(forecast).toEqual({ ...made('nextHour', END, true), reason: 'as shown' })
    expect([schedule.latest(), kept[0], emitted[0]]).toEqual([forecast, forecast, forecast])
    expect(events).toEqual([{ kind: 'forecast', forecast }])
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

  it('of the next day waits until the past of a new source is stored, and is made at once then', async () => {
    const { clock, schedule, past, windows } = setUp([quarterHour(1, 40)], true, 'nextDay')
    past.isStored = false
    await clock.advance(20 * SECOND)
    expect(windows).toEqual([])
    await schedule.run()
    await clock.advance(20 * SECOND)
    expect(windows).toHaveLength(1)
    past.isStored = true
    await clock.advance(SECOND)
    expect(windows).toHaveLength(2)
  })

  it('of the next hour is made also while the past of a new source is being stored', async () => {
    const { clock, past, windows } = setUp([quarterHour(1, 40)])
    past.isStored = false
    await clock.advance(SECOND)
    expect(windows).toHaveLength(1)
  })

  it('goes on at once where the machine’s clock is set back', async () => {
    const { clock, windows } = setUp([1, 2, 3, 4, 5, 6].map((stepsBack) => quarterHour(stepsBack, 40)))
    await clock.advance(SECOND)
    const { now } = clock
    Object.assign(clock, { now: () => now() - 4 * QUARTER_HOUR })
    await clock.advance(2 * SECOND)
    expect(windows.map(({ end }) => end)).toEqual([END, END - 4 * QUARTER_HOUR])
  })

  it('is tried again sooner while no model could forecast', async () => {
    const { clock, windows } = setUp([quarterHour(1, 40)], false)
    await clock.advance(21 * SECOND)
    expect(windows.length).toBeGreaterThanOrEqual(4)
  })

  it('reports what is missing where no load is kept yet, and waits quietly', async () => {
    const { clock, schedule, failures } = setUp([])
    await expect(schedule.run()).rejects.toMatchObject({ code: 'unavailable' })
    await clock.advance(MINUTE)
    expect(failures).toEqual([])
  })

  it('is made once for two callers at the same time', async () => {
    const { schedule, windows } = setUp([quarterHour(1, 40)])
    await Promise.all([schedule.run(), schedule.run()])
    expect(windows).toHaveLength(1)
  })

  it('ends with its timers', () => {
    const { clock, schedule } = setUp([])
    schedule.close()
    expect(clock.pending).toBe(0)
  })
})
