import assert from 'node:assert/strict'
import { type ContractCase, requireAnswer, requireError } from '../contract-case.ts'

export const peakAlertCases: readonly ContractCase[] = [
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
