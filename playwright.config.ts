import { defineConfig } from 'playwright/test'

const chromium = process.env.CHROMIUM_PATH

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  timeout: 60_000,
  // The machines that run this are small, and two engines at once disturb what is timed in the page.
  workers: 1,
  forbidOnly: process.env.CI !== undefined,
  reporter: 'list',
  use: { screenshot: 'only-on-failure' },
  projects: [
    {
      name: 'page',
      testDir: 'tests/e2e/page',
      use: {
        browserName: 'chromium',
        headless: true,
        launchOptions: chromium === undefined ? {} : { executablePath: chromium },
      },
    },
    { name: 'app', testDir: 'tests/e2e/app' },
  ],
})
