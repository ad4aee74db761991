import assert from 'node:assert/strict'
import { EventSchema } from '../../../src/contract/api.ts'
import { HISTORY_STEPS, HORIZON_STEPS, HORIZONS, type Quantiles } from '../../../src/domain/forecast/forecast.ts'
import { floorTo, HOUR, QUARTER_HOUR } from '../../../src/domain/time/time.ts'
import { type ContractCase, collectEventsUntil, has, requireAnswer } from '../contract-case.ts'

/** A window of a saw-tooth that repeats each day, so that every naive rule has something to go by. */
const sawTooth = (end: number) => ({
  end,
  zone: 'Europe/Berlin',
  loadKw: Array.from({ length: HISTORY_STEPS }, (_, step) => 800 + 3 * (step % 96)),
})

const isOrdered = ({ p10, p50, p90 }: Quantiles) => p10 <= p50 && p50 <= p90

export const forecastCases: readonly ContractCase[] = [
  {
    name: 'forecasts a window that is handed in, for both horizons, and the same window out of the cache',
    async run(api) {
      for (const horizon of HORIZONS) {
        const window = { ...sawTooth(floorTo(Date.now(), QUARTER_HOUR)), horizon }
        // At once: an engine that has just started reads so many windows of its past that the cache soon drops this
        // one.
        const [first, other] = await Promise.all([
          requireAnswer(api, 'predict', window),
          requireAnswer(api, 'predict', window),
        ])
        assert.deepEqual([first.cached, other.cached].sort(), [false, true])
        assert.deepEqual(other.steps, first.steps)
        assert.equal(first.horizon, horizon)
        assert.equal(first.steps.length, HORIZON_STEPS[horizon])
        assert.equal(first.steps[0]?.start, window.end)
        assert.ok(first.steps.every(({ loadKw: step }) => isOrdered(step)))
      }
    },
  },
  {
    name: 'forecasts many windows at once, in their order, each as it would be alone',
    async run(api) {
      const newest = floorTo(Date.now(), QUARTER_HOUR)
      const windows = [3, 1, 2].map((back) => sawTooth(newest - back * HOUR))
      const many = await requireAnswer(api, 'predictBatch', { windows, horizon: 'nextDay' })
      assert.deepEqual(
        many.map(({ windowEnd }) => windowEnd),
        windows.map(({ end }) => end),
      )
      const [second] = windows.slice(1)
      assert.ok(second !== undefined)
      const alone = await requireAnswer(api, 'predict', { ...second, horizon: 'nextDay' })
      assert.deepEqual(many[1]?.steps, alone.steps)
    },
  },
  {
    name: 'stands in with a naive forecast where the window is too short, and says so',
    async run(api) {
      const forecast = await requireAnswer(api, 'predict', {
        end: QUARTER_HOUR * 1000,
        loadKw: [500, 510, 520, 530, 540],
      })
      assert.equal(forecast.method, 'naive')
      assert.ok(forecast.reason !== null && forecast.reason.length > 10)
      assert.equal(forecast.steps.length, HORIZON_STEPS.nextHour)
    },
  },
  {
    name: 'forecasts the plant’s next hour and next day on demand, tells subscribers, and keeps them',
    async run(api) {
      await collectEventsUntil(api, has('samples'))
      for (const horizon of HORIZONS) {
        const received = collectEventsUntil(api, (events) =>
          events.some((event) => event.kind === 'forecast' && event.forecast.horizon === horizon),
        )
        const forecast = await requireAnswer(api, 'forecastNow', { horizon })
        await received
        assert.equal(forecast.steps.length, HORIZON_STEPS[horizon])
        const latest = await requireAnswer(api, 'latestForecast', { horizon })
        assert.ok(latest !== null && latest.windowEnd >= forecast.windowEnd)
        const query = { from: forecast.windowEnd, to: forecast.windowEnd + 1, horizon }
        const [kept, ...others] = await requireAnswer(api, 'forecasts', query)
        assert.deepEqual([kept?.windowEnd, kept?.hindsight, others.length], [forecast.windowEnd, false, 0])
        const [step] = await requireAnswer(api, 'forecasts', { ...query, lead: 3 })
        assert.deepEqual(step?.steps, kept?.steps.slice(2, 3))
      }
    },
  },
  {
    name: 'says how right the forecasts were, and tells subscribers',
    async run(api) {
      const now = Date.now()
      const { nextHour, nextDay } = await requireAnswer(api, 'skill', {})
      for (const { day, week, month } of [nextHour, nextDay]) {
        assert.ok(month.from < week.from && week.from < day.from && day.from < day.to)
        assert.ok(Math.abs(day.to - now) <= QUARTER_HOUR + HOUR)
      }
      const events = await collectEventsUntil(api, (all) =>
        all.some(({ kind }) => kind === 'skill' || kind === 'snapshot'),
      )
      for (const event of events) EventSchema.parse(event)
    },
  },
]
