import assert from 'node:assert/strict'
import { type EngineApi, EventSchema } from '../../../src/contract/api.ts'
import { type ContractCase, collectEventsUntil, has, readSettings, requireAnswer } from '../contract-case.ts'

async function readLiveSince(api: EngineApi): Promise<number | null> {
  const { connection } = await requireAnswer(api, 'health', {})
  return connection.kind === 'live' ? connection.since : null
}

export const demandCases: readonly ContractCase[] = [
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
]
