import assert from 'node:assert/strict'
import { REDACTED } from '../../../src/contract/settings.ts'
import {
  type ContractCase,
  collectEventsUntil,
  has,
  readSettings,
  requireAnswer,
  requireError,
} from '../contract-case.ts'

const simulator = { kind: 'simulator', seed: 7, speed: 1 } as const

export const settingsCases: readonly ContractCase[] = [
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
]
