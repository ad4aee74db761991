/** The page: size of its script and style gzipped, time to interactive in a cold browser, and what a second's telemetry costs it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { type Browser, type CDPSession, chromium } from 'playwright'
import { type FixtureEngine, startFixtureEngine } from '../tests/fixtures/page/engine.ts'

const RUNS = 5
const TICKS = 10
const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
const page = fileURLToPath(new URL('../out/renderer', import.meta.url))

const size = measureGzippedKb()
const engine = await startFixtureEngine()
const browser = await chromium.launch({
  args: ['--no-sandbox'],
  ...(existsSync(CHROMIUM) ? { executablePath: CHROMIUM } : {}),
})
const runs: number[] = []
for (let run = 0; run < RUNS; run += 1) runs.push(await measureInteractiveMs(browser, engine))
const tickMs = await measureMsPerTick(browser, engine)
await browser.close()
await engine.close()

console.log(`script and style, gzipped: ${size.toFixed(1)} KB`)
console.log(
  `interactive (first value on the screen and a key answered): ${runs.map((ms) => ms.toFixed(0)).join(', ')} ms`,
)
console.log(`a second's telemetry with an hour on the chart: ${tickMs.toFixed(1)} ms of the page's thread`)
const worst = Math.max(...runs)
console.log(JSON.stringify({ bench: 'page', gzipKb: round(size), interactiveMs: round(worst), tickMs: round(tickMs) }))

function measureGzippedKb(): number {
  const files = readdirSync(page, { recursive: true }).map(String)
  const counted = files.filter((file) => /\.(js|css)$/.test(file))
  if (counted.length === 0) throw new Error(`There is no page in ${page}: build it first.`)
  return counted.reduce((sum, file) => sum + gzipSync(readFileSync(join(page, file))).length, 0) / 1_000
}

/** From the start of the navigation until a value is on the screen and the key `?` has opened its list. */
async function measureInteractiveMs(on: Browser, at: FixtureEngine): Promise<number> {
  const context = await on.newContext({ viewport: { width: 1280, height: 800 } })
  const tab = await context.newPage()
  await tab.addInitScript(() => {
    const poll = () => {
      const value = document.querySelector('.figure-large strong')?.textContent ?? '–'
      if (document.querySelector('dialog[open]') !== null) Object.assign(window, { interactiveAt: performance.now() })
      else {
        if (value !== '–') window.dispatchEvent(new KeyboardEvent('keydown', { key: '?' }))
        setTimeout(poll, 5)
      }
    }
    poll()
  })
  await tab.goto(at.url)
  const answer = await tab.waitForFunction(() => 'interactiveAt' in window && window.interactiveAt)
  const ms = Number(await answer.jsonValue())
  await context.close()
  return ms
}

/** Of the page's main thread, script, style, layout and paint together, for each second of samples. */
async function measureMsPerTick(on: Browser, at: FixtureEngine): Promise<number> {
  const tab = await on.newPage({ viewport: { width: 1280, height: 800 } })
  await tab.goto(at.url)
  await tab.getByRole('button', { name: '1 h', exact: true }).click()
  await tab.waitForTimeout(3_000)
  const session = await tab.context().newCDPSession(tab)
  await session.send('Performance.enable')
  const before = await readTaskSeconds(session)
  await tab.waitForTimeout(TICKS * 1_000)
  const spent = (await readTaskSeconds(session)) - before
  await tab.close()
  return (spent / TICKS) * 1_000
}

async function readTaskSeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics')
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN
}

function round(value: number): number {
  return Number(value.toFixed(1))
}
