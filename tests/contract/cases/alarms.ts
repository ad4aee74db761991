import assert from 'node:assert/strict'
import { type EngineApi, EventSchema } from '../../../src/contract/api.ts'
import { DEFAULT_ALARM_RULES } from '../../../src/domain/alarms/alarm.ts'
import {
  type ContractCase,
  collectEventsUntil,
  has,
  readSettings,
  requireAnswer,
  requireError,
} from '../contract-case.ts'

/** The disk is looked at a moment after the start. */
async function waitForAlarm(api: EngineApi, id: string): Promise<void> {
  while (!(await requireAnswer(api, 'alarms', {})).alarms.some((alarm) => alarm.id === id)) {
    await collectEventsUntil(api, has('samples'))
  }
}

export const alarmCases: readonly ContractCase[] = [
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
]
