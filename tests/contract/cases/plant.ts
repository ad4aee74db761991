import assert from 'node:assert/strict'
import { answerOf, type ContractCase, eventsUntil } from '../contract-case.ts'

export const plantCases: readonly ContractCase[] = [
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
]
