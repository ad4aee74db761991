import assert from 'node:assert/strict'
import { DAY, floorTo, QUARTER_HOUR } from '../../../src/domain/time/time.ts'
import {
  type ContractCase,
  collectEventsUntil,
  has,
  readSettings,
  requireAnswer,
  requireError,
} from '../contract-case.ts'

export const tariffAndBillCases: readonly ContractCase[] = [
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
]
