import assert from 'node:assert/strict'
import { REDACTED } from '../../../src/contract/settings.ts'
import { answerOf, type ContractCase, errorOf, eventsUntil, has, settingsOf } from '../contract-case.ts'

const simulator = { kind: 'simulator', seed: 7, speed: 1 } as const

export const settingsCases: readonly ContractCase[] = [
  {
    name: 'applies settings, tells subscribers, and never shows a secret',
    async run(api) {
      const before = await settingsOf(api)
      const source = {
        kind: 'plant',
        url: 'ws://127.0.0.1:9',
        auth: { kind: 'bearer', token: 'a-secret-token' },
      } as const
      const heard = eventsUntil(api, (events) =>
        events.some((event) => event.kind === 'snapshot' && event.settings.source.kind === 'plant'),
      )
      const changed = await answerOf(api, 'changeSettings', { ...before, source })
      const shown = JSON.stringify([changed, await settingsOf(api), await heard])
      assert.doesNotMatch(shown, /a-secret-token/)
      assert.match(shown, new RegExp(REDACTED))
      const restored = await answerOf(api, 'changeSettings', { ...before, source: simulator })
      assert.equal(restored.source.kind, 'simulator')
      await eventsUntil(api, has('samples'))
    },
  },
  {
    name: 'leaves everything as it is where a source makes no sense',
    async run(api) {
      const before = await settingsOf(api)
      const error = await errorOf(api, 'changeSettings', {
        ...before,
        source: { kind: 'replay', file: '/no/such/file.csv' },
      })
      assert.equal(error.code, 'invalid')
      assert.match(error.message, /no\/such\/file/)
      assert.deepEqual(await settingsOf(api), before)
    },
  },
]
