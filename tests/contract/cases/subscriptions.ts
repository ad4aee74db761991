import assert from 'node:assert/strict'
import { EventSchema } from '../../../src/contract/api.ts'
import { type ContractCase, collectEventsUntil, has } from '../contract-case.ts'

export const subscriptionCases: readonly ContractCase[] = [
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
]
