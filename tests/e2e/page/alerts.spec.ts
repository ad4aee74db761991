import type { Snapshot } from '../../../src/contract/api.ts'
import { plainAlert } from '../../fixtures/page/alert.ts'
import { standingAt } from '../../fixtures/page/demand.ts'
import { type FixtureEngine, Refusal } from '../../fixtures/page/engine.ts'
import { AFTERNOON, expect, findAxeViolations, test } from '../../fixtures/page/page-test.ts'
import { snapshotAt } from '../../fixtures/page/plant.ts'

function show(engine: FixtureEngine, changes: Partial<Snapshot>): void {
  engine.snapshot = (now) => ({ ...snapshotAt(now), ...changes })
}

test('an alert shows what to do; its plan is accepted, counted down and marked by keyboard alone', async ({
  page,
  engine,
}) => {
  const record = { closed: 10, cameTrue: 8, missed: 0 }
  const alerts = { open: [plainAlert(AFTERNOON)], closed: [], record }
  const standing = standingAt(AFTERNOON)
  const charges = standing.charges.map((each) => ({ ...each, billedKw: 1_180 }))
  show(engine, { alerts, standing: { ...standing, charges } })
  await page.goto(`${engine.url}/demand`)
  const panel = page.locator('.alert-panel')
  await expect(panel.getByRole('heading')).toHaveText('New peak today 14:15–14:30')
  await expect(panel.locator('.alert-words p')).toHaveText([
    '1,240 kW expected (P10–P90 1,150–1,330); billed so far: 1,180 kW (Any time).',
    'At stake: €840 this month.',
    'To avoid it, shed 60.0 kW or more from 14:10: Chiller 2 (45 kW), Chargers (30 kW). Shedding costs €8.00 and saves €832 after that.',
    'Of the last 10 such alerts 8 came true.',
  ])
  await expect(panel).toContainText('EcoPulse advises; it switches nothing.')
  await panel.getByRole('button', { name: 'Accept the plan' }).press('Enter')
  await expect(panel.locator('.next-step')).toHaveText(
    /^Shed from 14:10, in 2:\d\d\.accepted Tue 24 Nov 14:07 · costs €8\.00$/,
  )
  const chiller = panel.locator('tbody tr').first()
  await expect(chiller.getByRole('button', { name: 'Back: Chiller 2' })).toBeDisabled()
  await page.keyboard.press('Tab')
  await chiller.getByRole('button', { name: 'Shed: Chiller 2' }).press('Enter')
  await expect(chiller).toHaveText('Chiller 24514:15–14:30begin at 14:10€8.00Shed 14:07Back')
  await expect(panel.locator('.next-step strong')).toHaveText(/^Shed from 14:13, in 5:\d\d\.$/)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(chiller).toHaveText('Chiller 24514:15–14:30begin at 14:10€8.00Shed 14:07Back 14:07')
  const marks = engine.receivedCalls.filter(({ name }) => name === 'markShed').map(({ input }) => input)
  expect(marks).toEqual([
    { id: 'alert-1', load: 'chiller-2', shed: true },
    { id: 'alert-1', load: 'chiller-2', shed: false },
  ])
  expect(await findAxeViolations(page)).toEqual([])
})

test('a plan that can’t be accepted shows why; an alert without loads leads to where they are entered', async ({
  page,
  engine,
}) => {
  const message = 'This alert no longer stands.'
  engine.answers.acceptPlan = () => {
    throw new Refusal({ code: 'not-found', message })
  }
  await page.goto(`${engine.url}/demand`)
  await page.getByRole('button', { name: 'Accept the plan' }).click()
  await expect(page.locator('.alert-panel [role=alert]')).toHaveText(message)
  const { alerts } = snapshotAt(engine.now())
  const alert = plainAlert(AFTERNOON)
  const nothing = { steps: [], shedKw: 0, cost: 0, saves: 0, enough: false, advised: false }
  engine.send({ kind: 'alerts', alerts: { ...alerts, open: [{ ...alert, plan: nothing }] } })
  await expect(page.locator('.alert-panel')).toContainText('are not enough to avoid it')
  await expect(page.getByRole('button', { name: 'Accept the plan' })).toHaveCount(0)
  const dear = alert.plan === null ? null : { ...alert.plan, advised: false }
  engine.send({ kind: 'alerts', alerts: { ...alerts, open: [{ ...alert, plan: dear }] } })
  await expect(page.locator('.need')).toContainText('Not advised: shedding costs €8.00')
  await expect(page.getByRole('button', { name: 'Accept the plan' })).toBeEnabled()
  engine.send({ kind: 'alerts', alerts: { ...alerts, open: [{ ...alert, plan: null }] } })
  await page.locator('.alert-panel').getByRole('link', { name: 'Enter them' }).click()
  await expect(page).toHaveURL(/\/loads$/)
})

test('an alert whose peak is no longer expected shows it, and a plan that has changed can be accepted anew', async ({
  page,
  engine,
}) => {
  const alert = plainAlert(AFTERNOON)
  const { alerts } = snapshotAt(AFTERNOON)
  const { plan } = alert
  if (plan === null) throw new Error('The alert has a plan')
  const accepted = { at: AFTERNOON, plan, marks: {} }
  const changed = { ...alert, accepted, plan: { ...plan, steps: plan.steps.slice(0, 1) } }
  show(engine, { alerts: { ...alerts, open: [changed] } })
  await page.goto(`${engine.url}/demand`)
  const panel = page.locator('.alert-panel')
  await expect(panel.locator('tbody tr')).toHaveCount(2)
  await expect(panel.locator('.new-plan')).toContainText('By now the plan would be: Chiller 2 (45 kW).')
  await panel.getByRole('button', { name: 'Accept this plan instead' }).click()
  await expect(panel.locator('tbody tr')).toHaveCount(1)
  await expect(panel.locator('.new-plan')).toHaveCount(0)
  engine.send({ kind: 'alerts', alerts: { ...alerts, open: [{ ...alert, chance: 0, highestChance: 0.71 }] } })
  await expect(panel.locator('.panel-title')).toHaveText('New peak today 14:15–14:30no longer expected')
  await expect(panel).toContainText('Its chance was 71 % at the most.')
  await expect(panel.getByRole('button')).toHaveCount(0)
})

test('the outcome of past alerts is shown: without shedding, with it, and what was saved', async ({ page, engine }) => {
  await page.goto(`${engine.url}/demand`)
  const panel = page.locator('.past-alerts')
  await expect(panel.locator('.newest-result')).toHaveText(
    'Tue 17 Nov 10:00: avoided. It came to 1,012 kW; without shedding it would have been 1,087 kW. Saved: €612.40.',
  )
  await expect(panel.locator('tbody tr')).toHaveText([
    'Tue 17 Nov 10:00avoided1,0801,0121,087€612€0',
    'Thu 12 Nov 10:00came true1,0801,0491,049€0€219',
    'Mon 9 Nov 10:00did not come1,080934934€0€0',
  ])
})
