import { readFile } from 'node:fs/promises'
import { Refusal } from '../../fixtures/page/engine.ts'
import { modelsAt, switchModel } from '../../fixtures/page/models.ts'
import { expect, findAxeViolations, test } from '../../fixtures/page/page-test.ts'
import { snapshotAt } from '../../fixtures/page/plant.ts'

test('a model is taken by one click, and gone back from by another', async ({ page, engine }) => {
  let models = modelsAt()
  engine.answers.models = () => models
  engine.answers.useModel = ({ id }) => {
    models = switchModel(models, String(id))
    return models
  }
  await page.goto(`${engine.url}/model`)
  const challenger = page.locator('[data-model="next-hour-2026-11-23"]')
  await expect(challenger).toContainText(
    'trained here, made 23 Nov 2026 · the kept history of Northfield works, 210 days',
  )
  await expect(challenger).toContainText('better than the model in use (2.4 %)')
  await challenger.getByRole('button', { name: /^Use this one/ }).click()
  await expect(challenger.locator('.mark')).toHaveText('in use')
  await expect(challenger).toBeFocused()
  await expect(page.locator('.models-panel [role=status]')).toHaveText(
    'next-hour-2026-11-23 is in use. The one before it is one click away.',
  )
  const before = page.locator('[data-model="next-hour-1"]')
  await expect(before.locator('.mark')).toHaveText('was in use before')
  await before.getByRole('button', { name: /^Go back to this one/ }).click()
  await expect(before.locator('.mark')).toHaveText('in use')
  expect(engine.receivedCalls.filter(({ name }) => name === 'useModel').map(({ input }) => input.id)).toEqual([
    'next-hour-2026-11-23',
    'next-hour-1',
  ])
})

test('a model that is no gain can’t be taken, and the reason is shown beside it', async ({ page, engine }) => {
  await page.goto(`${engine.url}/model`)
  const keras = page.locator('[data-model="plant-lstm"]')
  const use = keras.getByRole('button', { name: /^Use this one/ })
  await expect(use).toBeDisabled()
  await expect(use).toHaveAccessibleDescription(/same time last week has 4\.3 %, so it is no gain/)
})

test('a refusal of the engine is its sentence, and the list stays', async ({ page, engine }) => {
  const message = 'The weights of next-hour-2026-11-23 don’t match its card.'
  engine.answers.useModel = () => {
    throw new Refusal({ code: 'invalid', field: 'id', message })
  }
  await page.goto(`${engine.url}/model`)
  await page.locator('[data-model="next-hour-2026-11-23"]').getByRole('button', { name: /^Use/ }).click()
  await expect(page.locator('.models-panel [role=status]')).toHaveText(message)
  await expect(page.locator('.model')).toHaveCount(3)
})

test('a model that another window took into use is seen here', async ({ page, engine }) => {
  let models = modelsAt()
  engine.answers.models = () => models
  await page.goto(`${engine.url}/model`)
  await expect(page.locator('[data-model="next-hour-1"] .mark')).toHaveText('in use')
  models = switchModel(models, 'next-hour-2026-11-23')
  const { engine: status } = snapshotAt(engine.now())
  const inUse = { ...status.forecast.models, nextHour: 'next-hour-2026-11-23' }
  engine.send({ kind: 'engine', engine: { ...status, forecast: { ...status.forecast, models: inUse } } })
  await expect(page.locator('[data-model="next-hour-2026-11-23"] .mark')).toHaveText('in use')
})

test('removing is to be confirmed, and is not offered for what is in use or was shipped', async ({ page, engine }) => {
  engine.answers.removeModel = ({ id }) => modelsAt().filter((each) => each.id !== id)
  await page.goto(`${engine.url}/model`)
  await expect(page.locator('[data-model="next-hour-1"]').getByRole('button', { name: /^Remove/ })).toHaveCount(0)
  const keras = page.locator('[data-model="plant-lstm"]')
  await keras.getByRole('button', { name: 'Remove plant-lstm' }).click()
  await keras.getByRole('button', { name: 'Keep' }).click()
  await keras.getByRole('button', { name: 'Remove plant-lstm' }).click()
  await keras.getByRole('button', { name: 'Remove for good' }).click()
  await expect(keras).toHaveCount(0)
  await expect(page.getByText('plant-lstm is removed.')).toBeVisible()
})

test('a model is exported as a Keras file with its sidecar', async ({ page, engine }) => {
  const sidecar = { horizon: 'nextHour', stepMinutes: 15 }
  engine.answers.exportModel = () => ({ fileName: 'next-hour-1.h5', base64: btoa('\x89HDF'), sidecar })
  await page.goto(`${engine.url}/model`)
  const files = new Map<string, Buffer>()
  page.on('download', async (file) => files.set(file.suggestedFilename(), await readFile(await file.path())))
  await page.getByRole('button', { name: 'Export next-hour-1' }).click()
  await expect.poll(() => [...files.keys()].sort()).toEqual(['next-hour-1.h5', 'next-hour-1.json'])
  expect(files.get('next-hour-1.h5')).toEqual(Buffer.from('\x89HDF', 'latin1'))
  expect(JSON.parse(String(files.get('next-hour-1.json')))).toEqual(sidecar)
  await expect(page.getByText('next-hour-1.h5 and its sidecar next-hour-1.json are saved.')).toBeVisible()
})

test('a model’s card is one key away', async ({ page, engine }) => {
  await page.goto(`${engine.url}/model`)
  const summary = page.locator('[data-model="next-hour-1"] summary')
  await summary.focus()
  await page.keyboard.press('Enter')
  const card = page.locator('[data-model="next-hour-1"] .card')
  await expect(card).toContainText('1 Sept 2025 to 26 Oct 2026 (420 days) in steps of 15 min, no holes, Europe/Berlin')
  await expect(card).toContainText('lstm units 32, head units 48')
  expect(await findAxeViolations(page)).toEqual([])
})

test('a data engineer finds latencies, raw window and forecast, and the commands for them', async ({
  page,
  engine,
}) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto(`${engine.url}/model`)
  expect(engine.receivedCalls.some(({ name }) => name === 'inference')).toBe(false)
  await page.locator('.engineer-panel summary').click()
  const panel = page.locator('.engineer-panel')
  await expect(panel.getByRole('row').nth(1)).toHaveText('Next hourcomputedkernel1,0001.622.112.51')
  await expect(panel).toContainText('nothing waits · 42 tensors alive, 181 kB · heap 46 MB · none failed')
  await expect(panel).toContainText('wasm: tfjs-node is not installed')
  await expect(panel).toContainText(`curl '${engine.url}/predict' -H 'content-type: application/json' -d @window.json`)
  await panel.getByRole('button', { name: /^Copy Window/ }).click()
  await expect(panel.getByText('Copied')).toBeVisible()
  const body = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()))
  expect(body).toMatchObject({ horizon: 'nextHour', end: '2026-11-24T13:00:00.000Z', zone: 'Europe/Berlin' })
  expect(body.loadKw).toHaveLength(768)
  expect(body.loadKw).toContain(null)
  expect(body.temperatureC).toHaveLength(768)
  await panel.getByRole('button', { name: /^Copy Forecast/ }).click()
  const forecast = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()))
  expect(forecast.steps).toHaveLength(4)
  expect(await findAxeViolations(page)).toEqual([])
})
