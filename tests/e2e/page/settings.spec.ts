import type { CallOutput } from '../../../src/contract/api.ts'
import { Refusal } from '../../fixtures/page/engine.ts'
import { expect, findAxeViolations, test } from '../../fixtures/page/page-test.ts'
import { snapshotAt } from '../../fixtures/page/plant.ts'

test('an error is shown at its field, with the sentence of the engine, and the field is focused', async ({
  page,
  engine,
}) => {
  engine.answers.changeSettings = () => {
    throw new Refusal({
      code: 'invalid',
      field: 'site.zone',
      message: 'site.zone: Expected an IANA time zone, like Europe/Berlin',
    })
  }
  await page.goto(`${engine.url}/settings`)
  const zone = page.getByLabel('Time zone')
  await zone.fill('Berlin')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(zone).toHaveAttribute('aria-invalid', 'true')
  await expect(zone).toBeFocused()
  await expect(zone).toHaveAccessibleDescription('Expected an IANA time zone, like Europe/Berlin')
  expect(await findAxeViolations(page)).toEqual([])
})

test('what was changed is saved as a whole, and shown as saved', async ({ page, engine }) => {
  await page.goto(`${engine.url}/settings`)
  await expect(page.getByRole('button', { name: 'Save' })).toBeDisabled()
  await page.getByLabel('Name', { exact: true }).fill('Southfield')
  await page.getByLabel('PV peak (kW)').fill('250.5')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Saved and applied.')).toBeVisible()
  const sent = engine.receivedCalls.at(-1)?.input as CallOutput<'settings'>
  const { settings } = snapshotAt(0)
  expect(sent).toEqual({ ...settings, site: { ...settings.site, name: 'Southfield', pvPeakKw: 250.5 } })
})

test('changes are kept while another view is open', async ({ page, engine }) => {
  await page.goto(`${engine.url}/settings`)
  await page.getByLabel('Name', { exact: true }).fill('Southfield')
  await page.getByRole('link', { name: /^Live/ }).click()
  await expect(page.getByRole('navigation')).toContainText('Settingsunsaved')
  await page.getByRole('link', { name: /^Settings/ }).click()
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Southfield')
  await page.getByRole('button', { name: 'Discard' }).click()
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Northfield works')
})

test('a number that is none is not sent', async ({ page, engine }) => {
  await page.goto(`${engine.url}/settings`)
  await page.getByLabel('Latitude (°)').fill('north')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByLabel('Latitude (°)')).toHaveAccessibleDescription('Enter a number.')
  expect(engine.receivedCalls.some(({ name }) => name === 'changeSettings')).toBe(false)
})

test('a plant is filled in with credentials, mapping and grid sign', async ({ page, engine }) => {
  await page.goto(`${engine.url}/settings`)
  await page.getByRole('button', { name: 'Plant (WebSocket)' }).click()
  await page.getByLabel('Address').fill('wss://plant.example/stream')
  await page.getByLabel('Positive values are').selectOption('Export to the grid')
  await page.getByRole('button', { name: 'Headers', exact: true }).click()
  await page.getByLabel('Headers', { exact: true }).last().fill('X-Api-Key: secret\nX-Site: 7')
  await page.getByRole('button', { name: 'Add a name' }).click()
  await page.getByLabel('Plant’s name of name 1').fill('P_total')
  await page.getByLabel('What name 1 stands for').selectOption('Load')
  await page.getByLabel('Factor of name 1').fill('0.001')
  expect(await findAxeViolations(page)).toEqual([])
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Saved and applied.')).toBeVisible()
  const sent = engine.receivedCalls.at(-1)?.input as CallOutput<'settings'>
  expect(sent.source).toEqual({
    kind: 'plant',
    url: 'wss://plant.example/stream',
    auth: { kind: 'headers', headers: { 'X-Api-Key': 'secret', 'X-Site': '7' } },
    tls: {},
    mapping: [{ name: 'P_total', role: 'load', unit: '', scale: 0.001, description: '' }],
    gridSign: 'export',
    pingSeconds: 15,
  })
})

test('secrets are sent as dots and go back unchanged', async ({ page, engine }) => {
  const plant = {
    kind: 'plant' as const,
    url: 'ws://plant.example',
    auth: { kind: 'bearer' as const, token: '••••••••' },
    tls: { key: '••••••••' },
    mapping: [],
    gridSign: 'import' as const,
    pingSeconds: 15,
  }
  engine.snapshot = (at) => {
    const usual = snapshotAt(at)
    return { ...usual, settings: { ...usual.settings, source: plant } }
  }
  await page.goto(`${engine.url}/settings`)
  await expect(page.getByLabel('Token')).toHaveValue('••••••••')
  await page.getByLabel('Name', { exact: true }).fill('Southfield')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Saved and applied.')).toBeVisible()
  expect(engine.receivedCalls.at(-1)?.input.source).toEqual(plant)
})

test('a range of one’s own replaces the usual one', async ({ page, engine }) => {
  await page.goto(`${engine.url}/settings`)
  await page.getByRole('button', { name: 'Set the range of Solar' }).click()
  await page.getByLabel('Normal to of Solar').fill('350')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Saved and applied.')).toBeVisible()
  const sent = engine.receivedCalls.at(-1)?.input as CallOutput<'settings'>
  expect(sent.ranges).toEqual({ solar: { min: 0, max: 400, normalLow: 0, normalHigh: 350 } })
})

test('the theme is chosen over the system’s and kept', async ({ page, engine }) => {
  await page.emulateMedia({ colorScheme: 'light' })
  await page.goto(`${engine.url}/settings`)
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  expect(await ground()).toBe('rgb(201, 204, 206)')
  await page.getByRole('button', { name: 'Dark' }).click()
  expect(await ground()).toBe('rgb(43, 46, 49)')
  await page.reload()
  await expect(page.getByRole('button', { name: 'Dark' })).toHaveAttribute('aria-pressed', 'true')
  expect(await ground()).toBe('rgb(43, 46, 49)')
})
