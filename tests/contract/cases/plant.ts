import assert from 'node:assert/strict'
import { type ContractCase, collectEventsUntil, requireAnswer } from '../contract-case.ts'

export const plantCases: readonly ContractCase[] = [
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
]
