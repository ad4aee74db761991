import type { Page } from 'playwright'
import type { CallName, EngineApi, EngineEvent } from '../../../src/contract/api.ts'
import { contractCases } from '../../contract/cases.ts'
import { startApp, test } from '../../fixtures/app/running-app.ts'

type Listener = (event: EngineEvent) => void

/** The preload's own bridge, called from outside the window. */
async function bridgeOf(page: Page): Promise<EngineApi> {
  const listeners = new Map<number, Listener>()
  let last = 0
  await page.exposeFunction('deliver', (id: number, event: EngineEvent) => listeners.get(id)?.(event))
  return {
    call: (name, input) =>
      page.evaluate(([wanted, value]) => window.ecopulse?.call(wanted as CallName, value as never), [name, input] as [
        string,
        unknown,
      ]) as ReturnType<EngineApi['call']> as never,
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

test.describe('the contract over IPC', () => {
  for (const { name, run } of contractCases) {
    test(name, async ({ data }) => {
      const running = await startApp(data)
      await run(await bridgeOf(running.page))
      await running.quit()
    })
  }
})
