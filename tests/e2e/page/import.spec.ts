import type { Page } from 'playwright/test'
import { Refusal } from '../../fixtures/page/engine.ts'
import { inspectedModel, modelsAt } from '../../fixtures/page/models.ts'
import { expect, findAxeViolations, test } from '../../fixtures/page/page-test.ts'

const KERAS = { name: 'plant-lstm.h5', mimeType: 'application/x-hdf5', buffer: Buffer.from('\x89HDF', 'latin1') }
const BASE64 = KERAS.buffer.toString('base64')

interface Dropped {
  readonly name: string
  readonly text: string
}

/** Drops files on the window, after holding them over it. */
async function drop(page: Page, files: readonly Dropped[]): Promise<void> {
  await page.evaluate((dropped) => {
    const dataTransfer = new DataTransfer()
    for (const { name, text } of dropped) dataTransfer.items.add(new File([text], name))
    const send = (type: string) =>
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }))
    send('dragover')
    send('drop')
  }, files)
}

test('a file is picked, its network’s inputs are confirmed, and it is kept', async ({ page, engine }) => {
  const kept = modelsAt().find(({ id }) => id === 'plant-lstm')
  if (kept === undefined) throw new Error('the fixture has no imported model')
  let models = modelsAt().filter(({ id }) => id !== kept.id)
  engine.answers.models = () => models
  engine.answers.inspectModel = inspectedModel
  engine.answers.importModel = () => {
    models = modelsAt()
    return kept
  }
  await page.goto(`${engine.url}/model`)
  await expect(page.locator('.model')).toHaveCount(2)
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Import Keras file…' }).click()
  await (await chooser).setFiles(KERAS)

  const dialog = page.getByRole('dialog', { name: 'Import plant-lstm.h5' })
  await expect(dialog).toContainText('Keras 2.11.0 · takes 96 steps of 3 features · LSTM 32, Dense 4')
  await expect(dialog).toContainText('Answers 4 numbers: 4 steps of 15 min, 1 h ahead.')
  await expect(dialog.getByLabel('Forecasts the')).toBeFocused()
  expect(engine.receivedCalls.findLast(({ name }) => name === 'inspectModel')?.input).toEqual({
    fileName: KERAS.name,
    base64: BASE64,
  })
  await dialog.getByLabel('Mean of column 1').fill('812.5')
  await dialog.getByLabel('Std of column 1').fill('190')
  await dialog.getByLabel('What column 3 is').selectOption('constant')
  await dialog.getByLabel('Number of column 3').fill('3')
  await dialog.getByLabel('They stand for').selectOption('its change since the last load')
  expect(await findAxeViolations(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Import' }).click()

  await expect(dialog).toBeHidden()
  await expect(page.locator('[data-model="plant-lstm"]')).toBeVisible()
  await expect(page.locator('.models-panel [role=status]')).toContainText('plant-lstm is imported.')
  expect(engine.receivedCalls.findLast(({ name }) => name === 'importModel')?.input).toEqual({
    fileName: KERAS.name,
    base64: BASE64,
    description: {
      horizon: 'nextHour',
      stepMinutes: 15,
      features: [
        { name: 'load', mean: 812.5, std: 190 },
        { name: 'hour', mean: 0, std: 1 },
        { name: 'constant', mean: 0, std: 1, value: 3 },
      ],
      output: { kind: 'points', stepMinutes: 15, mean: 0, std: 1, of: 'change since the last load' },
    },
  })
})

test('a file is dropped anywhere on the view, and its sidecar fills in the form', async ({ page, engine }) => {
  engine.answers.inspectModel = inspectedModel
  const sidecar = {
    horizon: 'nextDay',
    stepMinutes: 60,
    features: [{ name: 'temperature', mean: 9.5, std: 6 }],
    output: { kind: 'quantiles', stepMinutes: 60, mean: 800, std: 200, of: 'load' },
  }
  await page.goto(`${engine.url}/model`)
  await expect(page.locator('.model').first()).toBeVisible()
  await drop(page, [
    { name: 'plant.json', text: JSON.stringify(sidecar) },
    { name: 'plant.h5', text: 'x' },
  ])
  const dialog = page.getByRole('dialog', { name: 'Import plant.h5' })
  await expect(dialog).toContainText('Filled in from plant.json: check it.')
  await expect(dialog.getByLabel('Forecasts the')).toHaveValue('nextDay')
  await expect(dialog.getByLabel('What column 1 is')).toHaveValue('temperature')
  await expect(dialog.getByLabel('Mean of column 1')).toHaveValue('9.5')
  await expect(dialog).toContainText('4 numbers can’t be three for each step.')
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  expect(engine.receivedCalls.some(({ name }) => name === 'importModel')).toBe(false)
})

test('a Keras file that is dropped on another view opens on the Model view', async ({ page, engine }) => {
  engine.answers.inspectModel = inspectedModel
  await page.goto(engine.url)
  await expect(page.locator('.live').first()).toBeVisible()
  await drop(page, [{ name: 'plant.h5', text: 'x' }])
  await expect(page).toHaveURL(/\/model/)
  await expect(page.getByRole('dialog', { name: 'Import plant.h5' })).toBeVisible()
})

test('what no view can read is refused where it was dropped, with a sentence on what can be', async ({
  page,
  engine,
}) => {
  await page.goto(engine.url)
  await expect(page.locator('.live').first()).toBeVisible()
  await drop(page, [{ name: 'notes.txt', text: 'x' }])
  const dialog = page.getByRole('dialog', { name: 'Not taken' })
  await expect(dialog.getByRole('alert')).toHaveText(
    'EcoPulse can’t read notes.txt. It takes a tariff as .json or .csv, and Keras files (.h5, .keras).',
  )
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(page).toHaveURL(`${engine.url}/`)
})

test('while a file is held over the window the view shows what may be dropped', async ({ page, engine }) => {
  await page.goto(`${engine.url}/model`)
  await expect(page.locator('.model').first()).toBeVisible()
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer()
    dataTransfer.items.add(new File(['x'], 'a.h5'))
    document.body.dispatchEvent(new DragEvent('dragover', { dataTransfer, bubbles: true, cancelable: true }))
  })
  await expect(page.getByText('Drop a tariff here (.json or .csv), or a Keras file')).toBeVisible()
  await page.evaluate(() => document.body.dispatchEvent(new DragEvent('dragleave', { bubbles: true })))
  await expect(page.getByText('Drop a tariff here')).toBeHidden()
})

test('a file that can’t be had is refused in the engine’s sentence, and nothing changes', async ({ page, engine }) => {
  const message =
    'plant-lstm.h5 has a GRU with reset_after: TensorFlow.js can’t run it. Train it with reset_after=False.'
  engine.answers.inspectModel = () => {
    throw new Refusal({ code: 'invalid', field: 'file', message })
  }
  await page.goto(`${engine.url}/model`)
  await page.locator('input[type=file]').setInputFiles(KERAS)
  const dialog = page.getByRole('dialog', { name: 'Not imported' })
  await expect(dialog.getByRole('alert')).toHaveText(message)
  await expect(dialog).toContainText('Nothing has changed.')
  expect(await findAxeViolations(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Close' }).click()
  await expect(page.locator('.model')).toHaveCount(3)
})

test('what is no Keras file is not sent', async ({ page, engine }) => {
  await page.goto(`${engine.url}/model`)
  await expect(page.locator('.model').first()).toBeVisible()
  await page.locator('input[type=file]').setInputFiles({ ...KERAS, name: 'plant.json' })
  await expect(page.getByRole('dialog').getByRole('alert')).toHaveText(
    'That is no Keras file: choose one that ends in .h5 or .keras.',
  )
  expect(engine.receivedCalls.some(({ name }) => name === 'inspectModel')).toBe(false)
})

test('the engine’s objection to a description is shown at its field, and the form stays', async ({ page, engine }) => {
  engine.answers.inspectModel = inspectedModel
  engine.answers.importModel = () => {
    const field = 'description.features.1.std'
    throw new Refusal({ code: 'invalid', field, message: `${field}: Too small: expected number to be >0` })
  }
  await page.goto(`${engine.url}/model`)
  await page.locator('input[type=file]').setInputFiles(KERAS)
  const dialog = page.getByRole('dialog', { name: 'Import plant-lstm.h5' })
  await dialog.getByLabel('Std of column 2').fill('0')
  await dialog.getByRole('button', { name: 'Import' }).click()
  await expect(dialog.getByRole('alert')).toContainText('Not imported, and nothing has changed.')
  await expect(dialog.getByLabel('Std of column 2')).toBeFocused()
  await expect(dialog.getByLabel('Std of column 2')).toHaveAttribute('aria-invalid', 'true')
  await expect(dialog.getByLabel('Std of column 2')).toHaveValue('0')
})
