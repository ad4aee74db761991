import type { CallOutput } from '../../../src/contract/api.ts'
import { SAMPLE_LOADS } from '../../../src/domain/shedding/sample-loads.ts'
import { PLANNED } from '../../fixtures/page/demand.ts'
import { Refusal } from '../../fixtures/page/engine.ts'
import { AFTERNOON, expect, findAxeViolations, test } from '../../fixtures/page/page-test.ts'
import { snapshotAt } from '../../fixtures/page/plant.ts'

test('samples are marked as samples, and are a start', async ({ page, engine }) => {
  await page.goto(engine.url)
  await expect(page).toHaveTitle('Live · EcoPulse')
  await page.keyboard.press('6')
  await expect(page).toHaveTitle('Loads · EcoPulse')
  const panel = page.getByRole('region', { name: 'Loads that can be shed' })
  await expect(panel).toContainText('These are samples: none are entered')
  await expect(panel.locator('.samples tbody tr').nth(1)).toHaveText('Chiller 245602€8.005')
  await panel.getByRole('button', { name: 'Use these as a start' }).press('Enter')
  await expect(panel).toContainText('Together they take 235 kW off.')
  await expect(panel).toContainText('EcoPulse switches nothing')
  await panel.getByLabel('kW of Chiller 2').fill('52.5')
  await panel.getByRole('button', { name: 'Remove Chargers' }).click()
  await expect(panel).toContainText('Together they take 212.5 kW off.')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Saved and applied.')).toBeVisible()
  const sent = engine.receivedCalls.at(-1)?.input as CallOutput<'settings'>
  const [, chiller, ...others] = SAMPLE_LOADS
  expect(sent.loads).toEqual([{ ...chiller, kw: 52.5 }, ...others])
  expect(sent).toEqual({ ...snapshotAt(AFTERNOON).settings, loads: sent.loads })
})

test('a load is added by keyboard alone, with an id of its own', async ({ page, engine }) => {
  await page.goto(`${engine.url}/loads`)
  await page.getByRole('button', { name: 'Add a load' }).press('Enter')
  await page.getByLabel('Name of load 1').focus()
  for (const text of ['Pumps', '18', '90', '3', '2.5', '1']) {
    await page.keyboard.press('Control+A')
    await page.keyboard.type(text)
    await page.keyboard.press('Tab')
  }
  await page.getByLabel('Name of load 1').press('Enter')
  await expect(page.getByText('Saved and applied.')).toBeVisible()
  const sent = engine.receivedCalls.at(-1)?.input as CallOutput<'settings'>
  expect(sent.loads).toEqual([
    {
      ...{ id: expect.stringMatching(/^load-/), name: 'Pumps', kw: 18, longestMinutes: 90, timesPerDay: 3 },
      ...{ costPerUse: 2.5, noticeMinutes: 1 },
    },
  ])
})

test('what is not filled in, and what the engine refuses, is shown at its field', async ({ page, engine }) => {
  await page.goto(`${engine.url}/loads`)
  await page.getByRole('button', { name: 'Add a load' }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  const kw = page.getByLabel('kW of load 1')
  await expect(kw).toBeFocused()
  await expect(kw).toHaveAccessibleDescription('Enter a number.')
  expect(engine.receivedCalls.some(({ name }) => name === 'changeSettings')).toBe(false)
  await kw.fill('20')
  engine.answers.changeSettings = () => {
    throw new Refusal({ code: 'invalid', field: 'loads.0.name', message: 'loads.0.name: Give it a name' })
  }
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByLabel('Name of load 1')).toHaveAccessibleDescription('Give it a name')
  await expect(page.getByLabel('Name of load 1')).toBeFocused()
  expect(await findAxeViolations(page)).toEqual([])
})

test('planned changes are in the site’s time', async ({ page, engine }) => {
  await page.goto(`${engine.url}/loads`)
  const panel = page.getByRole('region', { name: 'Planned changes' })
  await expect(panel.getByLabel('From, of Furnace 2 starts')).toHaveValue('2026-11-25T08:00')
  await expect(panel.locator('thead')).toHaveText('NamekWFrom (CET)To (CET)')
  await panel.getByRole('button', { name: 'Add a change' }).click()
  await panel.getByLabel('Name of change 2').fill('Line 3 stands still')
  await panel.getByLabel('kW of Line 3 stands still').fill('-80')
  await expect(panel.getByLabel('From, of Line 3 stands still')).toHaveValue('2026-11-24T15:00')
  await panel.getByLabel('To, of Line 3 stands still').fill('2026-11-24T22:30')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Saved and applied.')).toBeVisible()
  const sent = engine.receivedCalls.at(-1)?.input as CallOutput<'settings'>
  expect(sent.planned).toEqual([
    ...PLANNED,
    {
      ...{ id: expect.stringMatching(/^planned-/), name: 'Line 3 stands still', kw: -80 },
      ...{ from: Date.parse('2026-11-24T14:00Z'), to: Date.parse('2026-11-24T21:30Z') },
    },
  ])
})

test('a time that is not filled in is requested', async ({ page, engine }) => {
  await page.goto(`${engine.url}/loads`)
  const from = page.getByLabel('From, of Furnace 2 starts')
  await from.fill('')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(from).toHaveAccessibleDescription('Enter a date and a time.')
  await expect(from).toBeFocused()
})

test('the target is set and taken away, and changes are kept while another view is open', async ({ page, engine }) => {
  await page.goto(`${engine.url}/settings`)
  await page.locator('main').getByRole('link', { name: 'Loads view' }).click()
  const target = page.getByLabel('Stay below (kW)')
  await expect(target).toHaveValue('1000')
  await target.fill('')
  await page.getByLabel('Demand is billed on').selectOption('All that the plant uses')
  await page.getByRole('link', { name: /^Demand/ }).click()
  await expect(page.getByRole('navigation')).toContainText('Loadsunsaved')
  await page.getByRole('link', { name: /^Loads/ }).click()
  await expect(target).toHaveValue('')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Saved and applied.')).toBeVisible()
  const sent = engine.receivedCalls.at(-1)?.input as CallOutput<'settings'>
  expect(sent.demand).toEqual({ targetKw: null, billedOn: 'load' })
})

test('a plant of one’s own has no loads until some are entered', async ({ page, engine }) => {
  engine.snapshot = (now) => {
    const usual = snapshotAt(now)
    const source = {
      ...{ kind: 'plant' as const, url: 'ws://plant.example', auth: { kind: 'none' as const }, tls: {}, mapping: [] },
      ...{ gridSign: 'import' as const, pingSeconds: 15 },
    }
    return { ...usual, settings: { ...usual.settings, source } }
  }
  await page.goto(`${engine.url}/loads`)
  const panel = page.getByRole('region', { name: 'Loads that can be shed' })
  await expect(panel).toContainText('None are entered.')
  await expect(panel.getByRole('button')).toHaveText(['Add a load'])
})
