import { defineConfig } from 'playwright/test'

const chromium = process.env.CHROMIUM_PATH
const SLOW = '**/*.slow.spec.ts'
/** Plays a month in a minute: forecasts that come late foresee other peaks. */
const ALONE = '**/furnace-month.spec.ts'

/** What a test in a browser takes. */
const browser = {
  browserName: 'chromium',
  headless: true,
  launchOptions: chromium === undefined ? {} : { executablePath: chromium },
} as const

// An app lays down weeks of past at its first start, and two do so at once.
const app = { testDir: 'tests/e2e/app', expect: { timeout: 20_000 } }

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  timeout: 60_000,
  // Each test has an engine of its own; more than two at once would need more than the small machines that run this have.
  workers: 2,
  forbidOnly: process.env.CI !== undefined,
  reporter: 'list',
  use: { screenshot: 'only-on-failure' },
  projects: [
    { name: 'page', testDir: 'tests/e2e/page', testIgnore: SLOW, fullyParallel: true, use: browser },
    { name: 'slow', testDir: 'tests/e2e/page', testMatch: SLOW, use: browser },
    { name: 'app', testIgnore: ALONE, ...app },
    { name: 'app-alone', testMatch: ALONE, ...app },
  ],
})
