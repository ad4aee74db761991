import type { CDPSession } from 'playwright/test'
import { expect, test } from '../../fixtures/page/page-test.ts'
import { samplesAt } from '../../fixtures/page/plant.ts'

/** What is alive in the page once it has worked off what was sent, and its garbage is collected: when that no longer falls. */
async function readCounts(session: CDPSession): Promise<{ heap: number; nodes: number; listeners: number }> {
  let last = await measureSettledCounts(session)
  for (let round = 0; round < 20; round += 1) {
    await new Promise((resume) => setTimeout(resume, 500))
    const next = await measureSettledCounts(session)
    if (Math.abs(next.heap - last.heap) < 100_000) return next
    last = next
  }
  return last
}

async function measureSettledCounts(session: CDPSession): Promise<{ heap: number; nodes: number; listeners: number }> {
  for (let i = 0; i < 3; i += 1) await session.send('HeapProfiler.collectGarbage')
  const { metrics } = await session.send('Performance.getMetrics')
  const of = (name: string) => metrics.find((each) => each.name === name)?.value ?? Number.NaN
  return { heap: of('JSHeapUsedSize'), nodes: of('Nodes'), listeners: of('JSEventListeners') }
}

test('four hours of telemetry, twenty visits of each view and ten reconnections leave the page as it was', async ({
  page,
  engine,
}) => {
  test.setTimeout(180_000)
  engine.sending = false
  await page.goto(engine.url)
  await expect(page.locator('.status')).toHaveText(/^Live/)
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const look = async () => {
    for (const key of ['2', '3', '4', '5', '6', '7', '8', '1']) {
      await page.keyboard.press(key)
      await expect(page.locator('.navigation [aria-current=page] kbd')).toHaveText(key)
    }
    await expect(page.locator('.next-hour-panel .recharts-surface')).toBeVisible()
  }
  let sentAt = engine.now()
  const send = (seconds: number) => {
    for (let second = 0; second < seconds; second += 1) {
      sentAt += 1_000
      engine.send(samplesAt(sentAt))
    }
  }
  const reconnect = async () => {
    engine.goOffline()
    await expect(page.locator('.status')).toHaveText(/^Engine unreachable/)
    engine.goOnline()
    await page.getByRole('button', { name: 'Try now' }).click()
    await expect(page.locator('.status')).not.toHaveText(/^Engine unreachable/)
  }
  // The browser keeps what it compiled: that is paid once, before what is measured.
  for (let hour = 0; hour < 2; hour += 1) send(3_600)
  for (let count = 0; count < 10; count += 1) await look()
  await reconnect()
  await look()
  const before = await readCounts(session)

  for (let hour = 0; hour < 4; hour += 1) {
    send(3_600)
    await look()
  }
  for (let count = 0; count < 20; count += 1) await look()
  for (let count = 0; count < 10; count += 1) await reconnect()
  await look()

  const after = await readCounts(session)
  expect(engine.subscribers()).toBe(1)
  expect(after.nodes).toBeLessThan(before.nodes * 1.2)
  expect(after.listeners).toBeLessThan(before.listeners * 1.2)
  // The samples of four hours alone would be more than 10 MB; what the browser compiles meanwhile is 1 to 3 MB.
  expect(after.heap - before.heap).toBeLessThan(6e6)
})
