import assert from 'node:assert/strict'
import { type CallName, calls, type EngineApi, type EngineEvent, EventSchema } from '../../src/contract/api.ts'
import { REDACTED, type Settings } from '../../src/contract/settings.ts'
import { HISTORY_STEPS, NEXT_HOUR_STEPS, type Quantiles } from '../../src/domain/forecast.ts'
import { floorTo, HOUR, QUARTER_HOUR } from '../../src/domain/time.ts'

/** One thing that the contract promises, whatever carries it. The engine behind `api` reads the simulator. */
export interface ContractCase {
  readonly name: string
  run(api: EngineApi): Promise<void>
}

const simulator = { kind: 'simulator', seed: 7, speed: 1 } as const

/** The value of a call that must succeed, checked against the contract's schema. */
async function answerOf<N extends CallName>(api: EngineApi, name: N, input: Parameters<typeof api.call<N>>[1]) {
  const outcome = await api.call(name, input)
  assert.ok(outcome.ok, `${name}: ${JSON.stringify(outcome)}`)
  calls[name].output.parse(outcome.value)
  return outcome.value
}

async function errorOf<N extends CallName>(api: EngineApi, name: N, input: unknown) {
  const outcome = await api.call(name, input as Parameters<typeof api.call<N>>[1])
  assert.ok(!outcome.ok, `${name} should have been refused`)
  return outcome.error
}

/** Subscribes until `enough` of the events have come. */
function eventsUntil(api: EngineApi, enough: (events: EngineEvent[]) => boolean): Promise<EngineEvent[]> {
  return new Promise((resolve, reject) => {
    const events: EngineEvent[] = []
    const late = setTimeout(
      () => finish(() => reject(new Error(`only ${events.map(({ kind }) => kind)} came`))),
      15_000,
    )
    const end = { unsubscribe: () => {} }
    const finish = (how: () => void) => {
      clearTimeout(late)
      end.unsubscribe()
      how()
    }
    end.unsubscribe = api.subscribe((event) => {
      events.push(event)
      // The subscription's own answer comes first, even where the snapshot is delivered at once.
      if (enough(events)) queueMicrotask(() => finish(() => resolve(events)))
    })
  })
}

const has = (kind: EngineEvent['kind']) => (events: EngineEvent[]) => events.some((event) => event.kind === kind)

async function settingsOf(api: EngineApi): Promise<Settings> {
  return answerOf(api, 'settings', {})
}

const isOrdered = ({ p10, p50, p90 }: Quantiles) => p10 <= p50 && p50 <= p90

export const contractCases: readonly ContractCase[] = [
  {
    name: 'answers every reading call by its schema',
    async run(api) {
      for (const name of ['health', 'tags', 'latestForecast', 'gridOutlook', 'engine', 'settings'] as const) {
        await answerOf(api, name, {})
      }
    },
  },
  {
    name: 'delivers a snapshot first and samples after it, each by its schema',
    async run(api) {
      const events = await eventsUntil(api, has('samples'))
      for (const event of events) EventSchema.parse(event)
      const [first] = events
      assert.equal(first?.kind, 'snapshot')
      assert.ok(events.slice(1).every(({ kind }) => kind !== 'snapshot') || events.length > 1)
    },
  },
  {
    name: 'ends one subscription and leaves another',
    async run(api) {
      let ended = 0
      const unsubscribe = api.subscribe(() => {
        ended += 1
      })
      await eventsUntil(api, has('samples'))
      unsubscribe()
      await eventsUntil(api, has('snapshot'))
      const before = ended
      await eventsUntil(api, has('samples'))
      assert.equal(ended, before)
    },
  },
  {
    name: 'gives a tag’s history within the span, in order',
    async run(api) {
      await eventsUntil(api, has('samples'))
      const to = Date.now() + 1000
      const history = await answerOf(api, 'history', { tag: 'load', from: to - HOUR, to, points: 120 })
      assert.ok(history.points.length > 0)
      const times = history.points.map(([at]) => at)
      assert.deepEqual(
        times,
        [...times].sort((a, b) => a - b),
      )
      assert.ok(
        history.points.every(
          ([at, mean, min, max, coverage]) => at < to && min <= mean && mean <= max && coverage > 0 && coverage <= 1,
        ),
      )
    },
  },
  {
    name: 'takes times as ISO 8601 with an offset, and refuses them without',
    async run(api) {
      const to = new Date(Date.now()).toISOString()
      await answerOf(api, 'history', { tag: 'load', from: '2026-01-01T00:00:00+01:00', to })
      const error = await errorOf(api, 'history', { tag: 'load', from: '2026-01-01T00:00:00', to })
      assert.equal(error.code, 'invalid')
      assert.equal(error.field, 'from')
    },
  },
  {
    name: 'names the field that is wrong, with a sentence',
    async run(api) {
      const cases: [CallName, unknown, string][] = [
        ['history', { from: 0, to: 1 }, 'tag'],
        ['history', { tag: 'load', from: 2, to: 1 }, 'from'],
        ['history', { tag: 'load', from: 0, to: 1, points: 0 }, 'points'],
        ['predict', { end: 0, loadKw: [] }, 'loadKw'],
        ['predict', { end: 0, loadKw: [1, 'two'] }, 'loadKw.1'],
        ['predict', { end: 1, loadKw: [1] }, 'end'],
        ['predict', { end: 0, loadKw: [1], temperatureC: [1, 2] }, 'temperatureC'],
        ['changeSettings', { source: { kind: 'plant', url: 'http://plant' } }, 'source.url'],
        ['changeSettings', { site: { zone: 'Middle/Earth' } }, 'site.zone'],
      ]
      for (const [name, input, field] of cases) {
        const error = await errorOf(api, name, input)
        assert.deepEqual([error.code, error.field], ['invalid', field], JSON.stringify(error))
        assert.match(error.message, /\w+ \w+/)
      }
    },
  },
  {
    name: 'says which tags there are where one is asked for that there isn’t',
    async run(api) {
      await eventsUntil(api, has('samples'))
      const error = await errorOf(api, 'history', { tag: 'laod', from: 0, to: 1 })
      assert.equal(error.code, 'not-found')
      assert.match(error.message, /load/)
    },
  },
  {
    name: 'forecasts a window that is handed in, and the same window out of the cache',
    async run(api) {
      const end = floorTo(Date.now(), QUARTER_HOUR)
      // A saw-tooth that repeats each day, so that every naive rule has something to go by.
      const loadKw = Array.from({ length: HISTORY_STEPS }, (_, step) => 800 + 3 * (step % 96))
      const window = { end, zone: 'Europe/Berlin', loadKw }
      const first = await answerOf(api, 'predict', window)
      assert.equal(first.steps.length, NEXT_HOUR_STEPS)
      assert.equal(first.steps[0]?.start, end)
      assert.ok(first.steps.every(({ loadKw: step }) => isOrdered(step)))
      const again = await answerOf(api, 'predict', window)
      assert.equal(again.cached, true)
      assert.deepEqual(again.steps, first.steps)
    },
  },
  {
    name: 'stands in with a naive forecast where the window is too short, and says so',
    async run(api) {
      const forecast = await answerOf(api, 'predict', { end: QUARTER_HOUR * 1000, loadKw: [500, 510, 520, 530, 540] })
      assert.equal(forecast.method, 'naive')
      assert.ok(forecast.reason !== null && forecast.reason.length > 10)
      assert.equal(forecast.steps.length, NEXT_HOUR_STEPS)
    },
  },
  {
    name: 'forecasts the plant’s next hour on demand, tells subscribers, and keeps it',
    async run(api) {
      await eventsUntil(api, has('samples'))
      const heard = eventsUntil(api, has('forecast'))
      const forecast = await answerOf(api, 'forecastNow', {})
      await heard
      assert.equal(forecast.steps.length, NEXT_HOUR_STEPS)
      const latest = await answerOf(api, 'latestForecast', {})
      assert.ok(latest !== null && latest.windowEnd >= forecast.windowEnd)
      const kept = await answerOf(api, 'forecasts', { from: forecast.windowEnd, to: forecast.windowEnd + 1 })
      assert.equal(kept.length, 1)
    },
  },
  {
    name: 'disconnects until it is told to connect',
    async run(api) {
      assert.equal((await answerOf(api, 'disconnect', {})).kind, 'idle')
      assert.equal((await answerOf(api, 'health', {})).status, 'degraded')
      await answerOf(api, 'connect', {})
      await eventsUntil(api, (events) =>
        events.some(
          (event) => (event.kind === 'snapshot' || event.kind === 'connection') && event.connection.kind === 'live',
        ),
      )
    },
  },
  {
    name: 'applies settings, tells subscribers, and never shows a secret',
    async run(api) {
      const before = await settingsOf(api)
      const source = {
        kind: 'plant',
        url: 'ws://127.0.0.1:9',
        auth: { kind: 'bearer', token: 'a-secret-token' },
      } as const
      const heard = eventsUntil(api, (events) =>
        events.some((event) => event.kind === 'snapshot' && event.settings.source.kind === 'plant'),
      )
      const changed = await answerOf(api, 'changeSettings', { ...before, source })
      const shown = JSON.stringify([changed, await settingsOf(api), await heard])
      assert.doesNotMatch(shown, /a-secret-token/)
      assert.match(shown, new RegExp(REDACTED))
      const restored = await answerOf(api, 'changeSettings', { ...before, source: simulator })
      assert.equal(restored.source.kind, 'simulator')
      await eventsUntil(api, has('samples'))
    },
  },
  {
    name: 'leaves everything as it is where a source makes no sense',
    async run(api) {
      const before = await settingsOf(api)
      const error = await errorOf(api, 'changeSettings', {
        ...before,
        source: { kind: 'replay', file: '/no/such/file.csv' },
      })
      assert.equal(error.code, 'invalid')
      assert.match(error.message, /no\/such\/file/)
      assert.deepEqual(await settingsOf(api), before)
    },
  },
]
