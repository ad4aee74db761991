import { expect } from 'playwright/test'
import { readNewestAt } from '../../fixtures/app/engine-calls.ts'
import { test } from '../../fixtures/app/running-app.ts'

test.beforeEach(async ({ running: { page } }) => {
  await expect.poll(() => readNewestAt(page, 'load')).not.toBeNull()
  await page.keyboard.press('7')
  await expect(page.locator('.models-panel')).toBeVisible()
})

test('commands are copied, though the page is granted no clipboard', async ({ running: { app, page } }) => {
  await page.locator('.engineer-panel summary').click()
  await page.getByRole('button', { name: 'Copy By API' }).click()
  await expect(page.locator('.text-block [role=status]').last()).toHaveText('Copied')
  const copied = await app.evaluate(({ clipboard }) => clipboard.readText())
  expect(copied).toContain("curl 'http://127.0.0.1:8420/api/v1/models'")
})

test('a file that is dropped on the window is read by the engine, and the page stays where it is', async ({
  running: { page },
}) => {
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer()
    dataTransfer.items.add(new File(['this is no HDF5'], 'plant.h5'))
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
  })
  const dialog = page.getByRole('dialog', { name: 'Not imported' })
  await expect(dialog.getByRole('alert')).toContainText('plant.h5')
  await dialog.getByRole('button', { name: 'Close' }).click()
  expect(page.url()).toBe('ecopulse://app/model')
})
