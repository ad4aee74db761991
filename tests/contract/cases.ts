import assert from 'node:assert/strict'
import { type CallName, calls, type EngineApi, type EngineEvent, EventSchema } from '../../src/contract/api.ts'
import { REDACTED, type Settings } from '../../src/contract/settings.ts'
import { DEFAULT_ALARM_RULES } from '../../src/domain/alarms/alarm.ts'
import { HISTORY_STEPS, HORIZON_STEPS, HORIZONS, type Quantiles } from '../../src/domain/forecast/forecast.ts'
import { DAY, floorTo, HOUR, QUARTER_HOUR } from '../../src/domain/time/time.ts'

/** One thing that the contract promises, whatever carries it. The engine behind `api` reads the simulator. */
export interface ContractCase {
  readonly name: string
  run(api: EngineApi): Promise<void>
}

const simulator = { kind: 'simulator', seed: 7, speed: 1 } as const

/** The value of a call that must succeed, checked against the contract's schema. */
async function requireAnswer<N extends CallName>(api: EngineApi, name: N, input: Parameters<typeof api.call<N>>[1]) {
  const outcome = await api.call(name, input)
  assert.ok(outcome.ok, `${name}: ${JSON.stringify(outcome)}`)
  calls[name].output.parse(outcome.value)
  return outcome.value
}

async function requireError<N extends CallName>(api: EngineApi, name: N, input: unknown) {
  const outcome = await api.call(name, input as Parameters<typeof api.call<N>>[1])
  assert.ok(!outcome.ok, `${name} should have been refused`)
  return outcome.error
}

/** A lower limit above the upper one. */
const CROSSED_LIMITS = {
  enabled: true,
  priority: 'low',
  low: 51,
  high: 49,
  deadband: 0,
  onDelaySeconds: 1,
  offDelaySeconds: 1,
}

/** Subscribes until `enough` of the events have come. */
function collectEventsUntil(api: EngineApi, enough: (events: EngineEvent[]) => boolean): Promise<EngineEvent[]> {
  return new Promise((resolve, reject) => {
    const events: EngineEvent[] = []
    const late = setTimeout(
      () => finish(() => reject(new Error(`only ${events.map(({ kind }) => kind)} came`))),
      30_000,
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

/** The disk is read a moment after the start. */
async function waitForAlarm(api: EngineApi, id: string): Promise<void> {
  while (!(await requireAnswer(api, 'alarms', {})).alarms.some((alarm) => alarm.id === id)) {
    await collectEventsUntil(api, has('samples'))
  }
}

async function readSettings(api: EngineApi): Promise<Settings> {
  return requireAnswer(api, 'settings', {})
}

async function readLiveSince(api: EngineApi): Promise<number | null> {
  const { connection } = await requireAnswer(api, 'health', {})
  return connection.kind === 'live' ? connection.since : null
}

/** A window of a saw-tooth that repeats each day, so that every naive rule has something to go by. */
const sawTooth = (end: number) => ({
  end,
  zone: 'Europe/Berlin',
  loadKw: Array.from({ length: HISTORY_STEPS }, (_, step) => 800 + 3 * (step % 96)),
})

const isOrdered = ({ p10, p50, p90 }: Quantiles) => p10 <= p50 && p50 <= p90

export const contractCases: readonly ContractCase[] = [
  {
    name: 'answers every reading call by its schema',
    async run(api) {
      const about = ['health', 'tags', 'gridOutlook', 'engine', 'settings'] as const
      const demand = ['demandNow', 'alarms'] as const
      const forecasting = ['latestForecast', 'skill', 'models', 'training', 'inference'] as const
      for (const name of [...about, ...demand, ...forecasting]) await requireAnswer(api, name, {})
    },
  },
  {
    name: 'delivers a snapshot first and samples after it, each by its schema',
    async run(api) {
      const events = await collectEventsUntil(api, has('samples'))
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
      await collectEventsUntil(api, has('samples'))
      unsubscribe()
      await collectEventsUntil(api, has('snapshot'))
      const before = ended
      await collectEventsUntil(api, has('samples'))
      assert.equal(ended, before)
    },
  },
  {
    name: 'gives a tag’s history within the span, in order',
    async run(api) {
      await collectEventsUntil(api, has('samples'))
      const to = Date.now() + 1000
      const history = await requireAnswer(api, 'history', { tag: 'load', from: to - HOUR, to, points: 120 })
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
      await requireAnswer(api, 'history', { tag: 'load', from: '2026-01-01T00:00:00+01:00', to })
      const error = await requireError(api, 'history', { tag: 'load', from: '2026-01-01T00:00:00', to })
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
        ['predict', { end: 0, loadKw: [null, null] }, 'loadKw'],
        ['predict', { end: 0, loadKw: [1], horizon: 'nextYear' }, 'horizon'],
        ['predictBatch', { windows: [] }, 'windows'],
        [
          'predictBatch',
          {
            windows: [
              { end: 0, loadKw: [1] },
              { end: 0, loadKw: ['two'] },
            ],
          },
          'windows.1.loadKw.0',
        ],
        [
          'predictBatch',
          { windows: [...Array(3).fill({ end: 0, loadKw: [1] }), { end: 7, loadKw: [1] }] },
          'windows.3.end',
        ],
        ['predictBatch', { windows: [{ end: 0, loadKw: [1], temperatureC: [] }] }, 'windows.0.temperatureC'],
        ['forecasts', { from: 0, to: 2 * DAY, horizon: 'nextDay' }, 'to'],
        ['forecasts', { from: 0, to: 1, lead: 97 }, 'lead'],
        ['latestForecast', { horizon: 'today' }, 'horizon'],
        ['startTraining', { data: { kind: 'csv', file: '/no/such.csv', value: 'load' } }, 'data.file'],
        ['changeSettings', { source: { kind: 'plant', url: 'http://plant' } }, 'source.url'],
        ['changeSettings', { site: { zone: 'Middle/Earth' } }, 'site.zone'],
        ['changeSettings', { tariff: { name: 'Works', currency: 'euros' } }, 'tariff.currency'],
        ['changeSettings', { demand: { targetKw: -5 } }, 'demand.targetKw'],
        ['demand', { from: 2, to: 1 }, 'from'],
        ['demand', { from: 0, to: 401 * DAY }, 'to'],
        ['bill', { month: '2026-13' }, 'month'],
        ['alarmEntries', { from: 2, to: 1 }, 'from'],
        ['acknowledgeAlarms', { ids: [] }, 'ids'],
        ['shelveAlarm', { id: 'diskFull', minutes: 0, reason: 'maintenance' }, 'minutes'],
        ['shelveAlarm', { id: 'diskFull', minutes: 24 * 60 + 1, reason: 'maintenance' }, 'minutes'],
        ['shelveAlarm', { id: 'diskFull', minutes: 5, reason: ' x ' }, 'reason'],
        ['changeSettings', { alarms: { diskFull: { enabled: true } } }, 'alarms.diskFull.priority'],
        ['changeSettings', { alarms: { frequencyOutOfRange: CROSSED_LIMITS } }, 'alarms.frequencyOutOfRange.high'],
      ]
      for (const [name, input, field] of cases) {
        const error = await requireError(api, name, input)
        assert.deepEqual([error.code, error.field], ['invalid', field], JSON.stringify(error))
        assert.match(error.message, /\w+ \w+/)
      }
    },
  },
  {
    name: 'says which tags there are where one is asked for that there isn’t',
    async run(api) {
      await collectEventsUntil(api, has('samples'))
      const error = await requireError(api, 'history', { tag: 'laod', from: 0, to: 1 })
      assert.equal(error.code, 'not-found')
      assert.match(error.message, /load/)
    },
  },
  {
    name: 'forecasts a window that is handed in, for both horizons, and the same window out of the cache',
    async run(api) {
      for (const horizon of HORIZONS) {
        const window = { ...sawTooth(floorTo(Date.now(), QUARTER_HOUR)), horizon }
        const first = await requireAnswer(api, 'predict', window)
        assert.equal(first.horizon, horizon)
        assert.equal(first.steps.length, HORIZON_STEPS[horizon])
        assert.equal(first.steps[0]?.start, window.end)
        assert.ok(first.steps.every(({ loadKw: step }) => isOrdered(step)))
        const again = await requireAnswer(api, 'predict', window)
        assert.equal(again.cached, true)
        assert.deepEqual(again.steps, first.steps)
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
        const asked = { from: forecast.windowEnd, to: forecast.windowEnd + 1, horizon }
        const [kept, ...others] = await requireAnswer(api, 'forecasts', asked)
        assert.deepEqual([kept?.windowEnd, kept?.hindsight, others.length], [forecast.windowEnd, false, 0])
        const [step] = await requireAnswer(api, 'forecasts', { ...asked, lead: 3 })
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
  {
    name: 'tells where the running demand interval stands once a second, and how the month’s charges do',
    async run(api) {
      const events = await collectEventsUntil(
        api,
        (all) =>
          all.filter(({ kind }) => kind === 'demand').length > 1 &&
          all.some((event) => (event.kind === 'snapshot' || event.kind === 'standing') && event.standing !== null),
      )
      for (const event of events) EventSchema.parse(event)
      const { running, standing } = await requireAnswer(api, 'demandNow', {})
      assert.ok(running !== null && running.start <= running.at && running.at < running.end)
      assert.ok(running.meanKw !== null && running.meanKw > 0)
      assert.ok(standing?.sample && standing.charges.length > 0)
    },
  },
  {
    name: 'holds the demand against another setpoint at once, without another session',
    async run(api) {
      await collectEventsUntil(api, has('samples'))
      const before = await readSettings(api)
      const since = await readLiveSince(api)
      const received = collectEventsUntil(api, (all) =>
        all.some((event) => event.kind === 'demand' && event.demand?.targetKw === 777),
      )
      await requireAnswer(api, 'changeSettings', { ...before, demand: { ...before.demand, targetKw: 777 } })
      await received
      assert.equal(await readLiveSince(api), since)
      await requireAnswer(api, 'changeSettings', before)
    },
  },
  {
    name: 'gives the demand of intervals that have ended, in order, and the bill that they make',
    async run(api) {
      await collectEventsUntil(api, (all) =>
        all.some(
          (event) =>
            (event.kind === 'snapshot' || event.kind === 'standing') &&
            event.standing?.charges.some(({ peakKw }) => peakKw !== null),
        ),
      )
      const to = floorTo(Date.now(), QUARTER_HOUR)
      const intervals = await requireAnswer(api, 'demand', { from: to - DAY, to: to + DAY })
      assert.ok(intervals.every(({ start, end }, i) => end <= Date.now() && start >= (intervals[i - 1]?.end ?? 0)))
      const bill = await requireAnswer(api, 'bill', {})
      assert.ok(bill.lines.some(({ kind }) => kind === 'demand') && bill.lines.some(({ kind }) => kind === 'energy'))
      const cents = bill.lines.reduce((sum, { amount }) => sum + Math.round(amount * 100), 0)
      assert.equal(Math.round(bill.total * 100), cents)
      const named = await requireAnswer(api, 'bill', { month: bill.month })
      assert.deepEqual([named.month, named.start, named.lines.length], [bill.month, bill.start, bill.lines.length])
    },
  },
  {
    name: 'says of a month without data from when on there is some',
    async run(api) {
      await collectEventsUntil(api, has('samples'))
      const error = await requireError(api, 'bill', { month: '2020-02' })
      assert.deepEqual([error.code, error.field], ['not-found', 'month'])
      assert.match(error.message, /2020-02/)
    },
  },
  {
    name: 'reads a tariff without taking it into use, and refuses what is none in a sentence',
    async run(api) {
      const before = await readSettings(api)
      const text = JSON.stringify({
        name: 'Works',
        currency: 'EUR',
        demandRule: { kind: 'fixed', minutes: 30, stepMinutes: 30 },
        powerFactor: { kind: 'none' },
        demandCharges: [{ id: 'any', name: 'Any time', basis: { kind: 'maximum' }, pricePerKw: 9.5 }],
      })
      const { tariff } = await requireAnswer(api, 'readTariff', { fileName: 'works.json', text })
      assert.deepEqual(
        [tariff.name, tariff.demandRule.minutes, tariff.demandCharges[0]?.pricePerKw],
        ['Works', 30, 9.5],
      )
      const error = await requireError(api, 'readTariff', {
        fileName: 'works.json',
        text: text.replace('EUR', 'euros'),
      })
      assert.equal(error.code, 'invalid')
      assert.match(error.message, /works\.json/)
      assert.deepEqual(await readSettings(api), before)
    },
  },
  {
    name: 'raises an alarm, tells subscribers, and lets the operator acknowledge and shelve it, all of it audited',
    async run(api) {
      await collectEventsUntil(api, has('samples'))
      const id = 'temperatureOutOfRange:temperature'
      const before = await readSettings(api)
      const from = Date.now()
      const stateIn = (alarms: readonly { readonly id: string; readonly state: string }[]) =>
        alarms.find((alarm) => alarm.id === id)?.state
      const received = collectEventsUntil(api, (all) =>
        all.some(
          (event) =>
            (event.kind === 'snapshot' || event.kind === 'alarms') && stateIn(event.alarms) === 'activeUnacknowledged',
        ),
      )
      const rule = { ...DEFAULT_ALARM_RULES.temperatureOutOfRange, low: null, high: -60, onDelaySeconds: 0 }
      await requireAnswer(api, 'changeSettings', { ...before, alarms: { temperatureOutOfRange: rule } })
      for (const event of await received) EventSchema.parse(event)
      const { alarms, figures } = await requireAnswer(api, 'alarms', {})
      const raised = alarms.find((alarm) => alarm.id === id)
      assert.match(raised?.message ?? '', /^Temperature is .* °C, above −60\.0 °C\.$/)
      assert.ok(raised !== undefined && raised.advice.length > 10 && raised.limit === -60)
      assert.ok(figures.lastTenMinutes >= 1 && figures.topTen.some(({ alarm }) => alarm === id))

      assert.equal(stateIn(await requireAnswer(api, 'acknowledgeAlarms', { ids: [id] })), 'activeAcknowledged')
      const shelf = { id, minutes: 5, reason: 'Sensor is being moved' }
      assert.equal(stateIn(await requireAnswer(api, 'shelveAlarm', shelf)), 'shelved')
      const longer = await requireAnswer(api, 'shelveAlarm', { ...shelf, minutes: 60, reason: 'Takes longer' })
      assert.equal(longer.find((alarm) => alarm.id === id)?.shelf?.reason, 'Takes longer')
      assert.equal(stateIn(await requireAnswer(api, 'unshelveAlarm', { id })), 'activeUnacknowledged')
      assert.equal(stateIn(await requireAnswer(api, 'acknowledgeAlarms', {})), 'activeAcknowledged')

      await requireAnswer(api, 'changeSettings', before)
      const entries = await requireAnswer(api, 'alarmEntries', { from, to: Date.now() + 1 })
      const own = entries.filter(({ alarm }) => alarm === id).reverse()
      assert.deepEqual(
        own.slice(0, 6).map(({ change, by, reason }) => [change, by, reason]),
        [
          ['raised', 'EcoPulse', null],
          ['acknowledged', 'operator', null],
          ['shelved', 'operator', 'Sensor is being moved'],
          ['shelved', 'operator', 'Takes longer'],
          ['unshelved', 'operator', null],
          ['acknowledged', 'operator', null],
        ],
      )
    },
  },
  {
    name: 'an alarm that is switched off in the settings is gone at once, with an entry',
    async run(api) {
      await collectEventsUntil(api, has('samples'))
      const before = await readSettings(api)
      const from = Date.now()
      const rule = { ...DEFAULT_ALARM_RULES.temperatureOutOfRange, low: null, high: -60, onDelaySeconds: 0 }
      await requireAnswer(api, 'changeSettings', { ...before, alarms: { temperatureOutOfRange: rule } })
      const off = { ...rule, enabled: false }
      await requireAnswer(api, 'changeSettings', { ...before, alarms: { temperatureOutOfRange: off } })
      const { alarms } = await requireAnswer(api, 'alarms', {})
      assert.ok(alarms.length > 0 && alarms.every(({ kind }) => kind !== 'temperatureOutOfRange'))
      const [last] = await requireAnswer(api, 'alarmEntries', { from, to: Date.now() + 1 })
      assert.deepEqual([last?.change, last?.state], ['cleared', 'normal'])
      await requireAnswer(api, 'changeSettings', before)
    },
  },
  {
    name: 'says which alarms there are where one is meant that there isn’t, or that isn’t on the shelf',
    async run(api) {
      await waitForAlarm(api, 'diskFull')
      const shelf = { minutes: 5, reason: 'maintenance' }
      for (const [error, field] of [
        [await requireError(api, 'acknowledgeAlarms', { ids: ['diskFull', 'diskFul'] }), 'ids.1'],
        [await requireError(api, 'shelveAlarm', { id: 'diskFul', ...shelf }), 'id'],
        [await requireError(api, 'unshelveAlarm', { id: 'diskFul' }), 'id'],
      ] as const) {
        assert.deepEqual([error.code, error.field], ['not-found', field])
        assert.match(error.message, /demandOverTarget, .*diskFull/)
      }
      const error = await requireError(api, 'unshelveAlarm', { id: 'diskFull' })
      assert.deepEqual([error.code, error.field], ['invalid', 'id'])
    },
  },
  {
    name: 'lists the models, and refuses what can’t be done with one in a sentence',
    async run(api) {
      const models = await requireAnswer(api, 'models', {})
      assert.ok(models.filter(({ inUse }) => inUse).length <= HORIZONS.length)
      for (const name of ['useModel', 'removeModel', 'exportModel'] as const) {
        const error = await requireError(api, name, { id: 'no-such-model' })
        assert.deepEqual([error.code, error.field], ['not-found', 'id'])
      }
      for (const { id } of models.filter(({ origin }) => origin === 'shipped')) {
        const error = await requireError(api, 'removeModel', { id })
        assert.equal(error.code, 'invalid')
        assert.match(error.message, /came with EcoPulse/)
      }
      assert.deepEqual(await requireAnswer(api, 'models', {}), models)
    },
  },
  {
    name: 'refuses a file that is no Keras network, and keeps nothing of it',
    async run(api) {
      const before = await requireAnswer(api, 'models', {})
      const file = { fileName: 'plant.h5', base64: Buffer.from('no network').toString('base64') }
      for (const refused of [
        await requireError(api, 'inspectModel', file),
        await requireError(api, 'importModel', { ...file, description: {} }),
      ]) {
        assert.equal(refused.code, 'invalid')
        assert.match(refused.message, /\w+ \w+/)
      }
      assert.deepEqual(await requireAnswer(api, 'models', {}), before)
    },
  },
  {
    name: 'has nothing to cancel where nothing is trained',
    async run(api) {
      const before = await requireAnswer(api, 'training', {})
      assert.notEqual(before.kind, 'running')
      assert.deepEqual(await requireAnswer(api, 'cancelTraining', {}), before)
    },
  },
  {
    name: 'disconnects until it is told to connect',
    async run(api) {
      assert.equal((await requireAnswer(api, 'disconnect', {})).kind, 'idle')
      assert.equal((await requireAnswer(api, 'health', {})).status, 'degraded')
      await requireAnswer(api, 'connect', {})
      await collectEventsUntil(api, (events) =>
        events.some(
          (event) => (event.kind === 'snapshot' || event.kind === 'connection') && event.connection.kind === 'live',
        ),
      )
    },
  },
  {
    name: 'applies settings, tells subscribers, and never shows a secret',
    async run(api) {
      const before = await readSettings(api)
      const source = {
        kind: 'plant',
        url: 'ws://127.0.0.1:9',
        auth: { kind: 'bearer', token: 'a-secret-token' },
      } as const
      const received = collectEventsUntil(api, (events) =>
        events.some((event) => event.kind === 'snapshot' && event.settings.source.kind === 'plant'),
      )
      const changed = await requireAnswer(api, 'changeSettings', { ...before, source })
      const shown = JSON.stringify([changed, await readSettings(api), await received])
      assert.doesNotMatch(shown, /a-secret-token/)
      assert.match(shown, new RegExp(REDACTED))
      const restored = await requireAnswer(api, 'changeSettings', { ...before, source: simulator })
      assert.equal(restored.source.kind, 'simulator')
      await collectEventsUntil(api, has('samples'))
    },
  },
  {
    name: 'leaves everything as it is where a source makes no sense',
    async run(api) {
      const before = await readSettings(api)
      const error = await requireError(api, 'changeSettings', {
        ...before,
        source: { kind: 'replay', file: '/no/such/file.csv' },
      })
      assert.equal(error.code, 'invalid')
      assert.match(error.message, /no\/such\/file/)
      assert.deepEqual(await readSettings(api), before)
    },
  },
  {
    name: 'lists alerts, and refuses to accept or mark what there isn’t',
    async run(api) {
      const { open, closed, record } = await requireAnswer(api, 'alerts', {})
      assert.ok(open.every(({ closedAt }) => closedAt === null) && closed.every(({ closedAt }) => closedAt !== null))
      assert.ok(record.cameTrue <= record.closed)
      const none = { code: 'not-found', message: 'There is no alert “peak-1999-01-01”.', field: 'id' }
      assert.deepEqual(await requireError(api, 'acceptPlan', { id: 'peak-1999-01-01' }), none)
      assert.deepEqual(await requireError(api, 'markShed', { id: 'peak-1999-01-01', load: 'a', shed: true }), none)
      assert.equal((await requireError(api, 'markShed', { id: 'peak-1999-01-01', load: 'a' })).code, 'invalid')
    },
  },
]
