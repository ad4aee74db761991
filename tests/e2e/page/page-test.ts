import { existsSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import { test as base, expect, type LaunchOptions, type Page } from 'playwright/test'
import { type FixtureEngine, startFixtureEngine } from './fixture-engine.ts'

const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'

interface Fixtures {
  /** An engine of this test's own; the page is at its `url`. */
  readonly engine: FixtureEngine
}

/** A Tuesday afternoon at the plant, with sun. */
export const AFTERNOON = Date.parse('2026-11-24T13:07:32Z')

const launchOptions = {
  args: ['--no-sandbox'],
  ...(existsSync(CHROMIUM) ? { executablePath: CHROMIUM } : {}),
}

export const test = base.extend<Fixtures, { launchOptions: LaunchOptions }>({
  launchOptions: [({ browserName: _ }, use) => use(launchOptions), { scope: 'worker' }],
  viewport: ({ browserName: _ }, use) => use({ width: 1280, height: 800 }),
  engine: async ({ browserName: _ }, use) => {
    const engine = await startFixtureEngine({ startAt: AFTERNOON })
    await use(engine)
    await engine.close()
  },
})

/** What axe has against the page as it is now. */
export async function axeFindings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  )
}

/** A tag's figure, without its unit. */
export function figure(page: Page, tag: string) {
  return page.locator(`.value-rows [data-tag=${tag}] strong`)
}

export { expect }
