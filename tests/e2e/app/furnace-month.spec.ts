import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { expect } from 'playwright/test'
import type { CallName, CallOutput } from '../../../src/contract/api.ts'
import { SettingsSchema } from '../../../src/contract/settings.ts'
import { MINUTE } from '../../../src/domain/time/time.ts'
import { readNewestAt } from '../../fixtures/app/engine-calls.ts'
import { startApp, test } from '../../fixtures/app/running-app.ts'
import { LOADS, PLAY_FROM, RESTART, SITE, TARIFF, writeFurnaceMonth } from '../../fixtures/plant/furnace-month.ts'

/** Calls the engine as the page does. */
function ask<N extends 'alerts' | 'bill'>(page: Page, name: N): Promise<CallOutput<N>> {
  return page.evaluate(async (call: CallName) => {
    const outcome = await window.ecopulse?.call(call, {})
    if (outcome?.ok !== true) throw new Error(JSON.stringify(outcome))
    return outcome.value
  }, name) as Promise<CallOutput<N>>
}

function changeSpeed(page: Page, speed: number): Promise<void> {
  return page.evaluate(async (factor) => {
    const saved = await window.ecopulse?.call('settings', {})
    if (saved?.ok !== true || saved.value.source.kind !== 'replay') throw new Error(JSON.stringify(saved))
    const changed = { ...saved.value, source: { ...saved.value.source, speed: factor } }
    const outcome = await window.ecopulse?.call('changeSettings', changed)
    if (outcome?.ok !== true) throw new Error(JSON.stringify(outcome))
  }, speed)
}

const plantPasses = (page: Page, at: number, timeout: number) =>
  expect.poll(() => readNewestAt(page, 'load'), { timeout, intervals: [200] }).toBeGreaterThanOrEqual(at)

test('a furnace that starts on the hottest afternoon is forecast a day ahead, shed against, and proven on the bill', async ({
  data,
}) => {
  test.setTimeout(180_000)
  const file = join(data, 'july.csv')
  // What people shed that afternoon, the meter shows.
  const demands = writeFurnaceMonth(file, { kw: 180, span: { start: RESTART.from, end: RESTART.to } })
  const playFrom = new Date(PLAY_FROM).toISOString()
  const source = { kind: 'replay', file, speed: 900, playFrom }
  const settings = SettingsSchema.parse({ site: SITE, source, tariff: TARIFF, loads: LOADS, planned: [RESTART] })
  writeFileSync(join(data, 'settings.json'), JSON.stringify(settings))
  const { page, quit } = await startApp(data)
  try {
    await page.getByRole('link', { name: 'Demand' }).click()
    const panel = page.locator('.alert-panel')
    await expect(panel.getByRole('heading')).toHaveText(/^New peak tomorrow/, { timeout: 60_000 })
    await panel.getByRole('button', { name: 'Accept the plan' }).click()
    await expect(panel.locator('.next-step')).toBeVisible()
    const accepted = (await ask(page, 'alerts')).open[0]
    if (!accepted?.accepted) throw new Error('The plan was not accepted')
    expect(accepted.raisedAt).toBeLessThan(RESTART.from - 20 * 60 * MINUTE)
    expect(accepted.interval.start).toBeGreaterThanOrEqual(RESTART.from)
    expect(accepted.interval.end).toBeLessThanOrEqual(RESTART.to)
    expect(accepted.chance).toBeGreaterThan(0.5)
    expect(accepted.stake.thisMonth).toBeGreaterThan(0)

    await changeSpeed(page, 3_600)
    await plantPasses(page, RESTART.from - 40 * MINUTE, 60_000)
    await changeSpeed(page, 60)
    await plantPasses(page, RESTART.from - 10 * MINUTE, 60_000)
    for (const step of accepted.accepted.plan.steps) {
      await panel.getByRole('button', { name: `Shed: ${step.name}` }).click()
      await expect(panel.getByRole('button', { name: new RegExp(`^Shed \\d.*: ${step.name}$`) })).toBeVisible()
    }
    await changeSpeed(page, 3_600)
    const past = page.locator('.past-alerts')
    await expect(past).toContainText('avoided', { timeout: 60_000, ignoreCase: true })

    const { closed, record } = await ask(page, 'alerts')
    expect(record).toMatchObject({ closed: 1, cameTrue: 1 })
    const { outcome, result } = closed[0] ?? {}
    expect(outcome).toBe('avoided')
    if (!result) throw new Error('Nothing came of the alert')
    const shedKw = accepted.accepted.plan.steps.reduce((sum, { kw }) => sum + kw, 0)
    expect(result.withoutSheddingKw).toBeGreaterThan(result.demandKw)
    expect(result.withoutSheddingKw).toBeLessThanOrEqual(result.demandKw + shedKw + 1e-6)
    expect(result.withoutSheddingKw).toBeGreaterThan(accepted.billedPeakKw)
    expect(result.saved).toBeGreaterThan(0)

    // The bill on the screen is that of the meter's quarter-hours.
    const bill = await ask(page, 'bill')
    const counted = demands.slice(0, Math.round((bill.until - bill.start) / (15 * MINUTE)))
    const highest = Math.max(...counted)
    const demand = bill.lines.find(({ kind }) => kind === 'demand')
    expect(demand?.quantity).toBeCloseTo(highest, 3)
    expect(demand?.amount).toBe(Math.round(highest * 14 * 100) / 100)
    const energy = bill.lines.find(({ kind }) => kind === 'energy')
    expect(energy?.quantity).toBeCloseTo(
      counted.reduce((sum, kw) => sum + kw / 4, 0),
      1,
    )
    const euros = new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' })
    await expect(page.locator('.bill-panel')).toContainText(euros.format(bill.total))
  } finally {
    await quit()
  }
})
