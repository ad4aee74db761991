import assert from 'node:assert/strict'
import type { CallName } from '../../../src/contract/api.ts'
import { DAY } from '../../../src/domain/time/time.ts'
import { type ContractCase, requireAnswer, requireError } from '../contract-case.ts'

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

export const callCases: readonly ContractCase[] = [
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
]
