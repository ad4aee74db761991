import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright'
import type { CallName, EngineApi, EngineEvent } from '../../../src/contract/api.ts'
import { contractCases } from '../../contract/cases.ts'
import { test as appTest, startApp } from '../../fixtures/app/running-app.ts'

type Listener = (event: EngineEvent) => void

/** The preload's own bridge, called from outside the window. */
async function bridgeOf(page: Page): Promise<EngineApi> {
  const listeners = new Map<number, Listener>()
  let last = 0
  await page.exposeFunction('deliver', (id: number, event: EngineEvent) => listeners.get(id)?.(event))
  return {
    call: (name, input) =>
      page.evaluate(([callName, value]) => window.ecopulse?.call(callName as CallName, value as never), [
        name,
        input,
      ] as [string, unknown]) as ReturnType<EngineApi['call']> as never,
    subscribe(listener) {
      last += 1
      const id = last
      listeners.set(id, listener)
      void page.evaluate((key) => {
        const own = window as unknown as { deliver: (id: number, event: EngineEvent) => void; ends?: (() => void)[] }
        own.ends ??= []
        own.ends[key] = window.ecopulse?.subscribe((event) => own.deliver(key, event)) ?? (() => {})
      }, id)
      return () => {
        listeners.delete(id)
        void page.evaluate((key) => (window as unknown as { ends?: (() => void)[] }).ends?.[key]?.(), id)
      }
    },
  }
}

/** One app for all of them, as they have one engine over HTTP. */
const test = appTest.extend<object, { api: EngineApi }>({
  api: [
    async ({ browserName: _ }, use) => {
      const data = mkdtempSync(join(tmpdir(), 'ecopulse-app-'))
      const running = await startApp(data)
      await use(await bridgeOf(running.page))
      await running.quit()
      rmSync(data, { recursive: true, force: true, maxRetries: 5 })
    },
    { scope: 'worker' },
  ],
})

test.describe('the contract over IPC', () => {
  for (const { name, run } of contractCases) test(name, ({ api }) => run(api))
})
