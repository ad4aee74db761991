import assert from 'node:assert/strict'
import { HOUR } from '../../../src/domain/time/time.ts'
import { type ContractCase, collectEventsUntil, has, requireAnswer, requireError } from '../contract-case.ts'

export const historyCases: readonly ContractCase[] = [
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
    name: 'says which tags there are where one is asked for that there isn’t',
    async run(api) {
      await collectEventsUntil(api, has('samples'))
      const error = await requireError(api, 'history', { tag: 'laod', from: 0, to: 1 })
      assert.equal(error.code, 'not-found')
      assert.match(error.message, /load/)
    },
  },
]
