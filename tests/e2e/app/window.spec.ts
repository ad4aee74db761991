import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'playwright/test'
import { collectEventKinds, readNewestAt, readSampleTimes } from '../../fixtures/app/engine-calls.ts'
import { createCommand, startApp, test } from '../../fixtures/app/running-app.ts'

test('the window opens and its load moves', async ({ running: { page } }) => {
  await expect(page).toHaveTitle(/EcoPulse/)
  await expect(page.getByRole('main')).toBeVisible()
  await expect.poll(() => readNewestAt(page, 'load')).not.toBeNull()
  const before = await readNewestAt(page, 'load')
  await expect.poll(() => readNewestAt(page, 'load')).toBeGreaterThan(before ?? 0)
})

test('a subscription delivers a snapshot first, and goes on after a reload of the page', async ({
  running: { page },
}) => {
  expect((await collectEventKinds(page, 3))[0]).toBe('snapshot')
  await page.reload()
  expect((await collectEventKinds(page, 3))[0]).toBe('snapshot')
})

test('the menu goes to each view without a reload', async ({ running: { app, page } }) => {
  await page.evaluate(() => Object.assign(window, { stayed: true }))
  for (const [label, path] of [
    ['Demand', '/demand'],
    ['Alarms', '/alarms'],
    ['History', '/history'],
    ['Tariff', '/tariff'],
    ['Loads', '/loads'],
    ['Model', '/model'],
    ['Settings', '/settings'],
    ['Live', '/'],
  ] as const) {
    await app.evaluate(({ Menu }, label) => {
      const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? []
      items.find((item) => item.label.replace('&', '') === label)?.click()
    }, label)
    await expect.poll(() => page.evaluate(() => location.pathname)).toBe(path)
  }
  expect(await page.evaluate(() => 'stayed' in window)).toBe(true)
})

test('an address of a view opens that view', async ({ running: { page } }) => {
  await page.evaluate(() => history.pushState(null, '', '/history'))
  await page.reload()
  expect(new URL(page.url()).pathname).toBe('/history')
  await expect(page.getByRole('main')).toBeVisible()
})

test('a second start ends at once and leaves the first one running', async ({ running: { app, page }, data }) => {
  const { executable, args, env } = createCommand(data)
  const focused = app.evaluate(
    ({ app: electron }) => new Promise<boolean>((resolve) => electron.once('second-instance', () => resolve(true))),
  )
  const [code] = await once(spawn(executable, args, { env, stdio: 'ignore' }), 'exit')
  expect(code).toBe(0)
  expect(await focused).toBe(true)
  expect(app.windows()).toHaveLength(1)
  await expect.poll(() => readNewestAt(page, 'load')).not.toBeNull()
})

test('the window opens where it was left, and on another screen where that is gone', async ({ data }) => {
  const bounds = { x: 60, y: 80, width: 900, height: 700 }
  const first = await startApp(data)
  await first.app.evaluate(({ BrowserWindow }, label) => BrowserWindow.getAllWindows()[0]?.setBounds(label), bounds)
  await first.quit()

  const size = () => ({ width: bounds.width, height: bounds.height })
  const second = await startApp(data)
  const read = ({ BrowserWindow }: typeof import('electron')) => BrowserWindow.getAllWindows()[0]?.getBounds()
  expect(await second.app.evaluate(read)).toMatchObject(size())
  await second.quit()

  writeFileSync(join(data, 'app', 'window.json'), JSON.stringify({ bounds: { ...bounds, x: 90_000 } }))
  const third = await startApp(data)
  expect((await third.app.evaluate(read))?.x).toBeLessThan(10_000)
  await third.quit()
})

test('killed and started again, it still has what it showed', async ({ data }) => {
  const first = await startApp(data)
  await expect.poll(() => readNewestAt(first.page, 'load')).not.toBeNull()
  const startedAt = (await readNewestAt(first.page, 'load')) ?? 0
  await expect.poll(() => readNewestAt(first.page, 'load')).toBeGreaterThan(startedAt + 2_000)
  const shownUntil = (await readNewestAt(first.page, 'load')) ?? 0
  await first.kill()

  const second = await startApp(data)
  await expect.poll(() => readNewestAt(second.page, 'load')).not.toBeNull()
  // No more than the last second may be lost.
  const times = await readSampleTimes(second.page, 'load', startedAt, shownUntil - 1_000)
  expect(new Set(times).size).toBe(times.length)
  expect(Math.max(...times)).toBeGreaterThanOrEqual(shownUntil - 2_000)
  await second.quit()
})

test('ended by a signal, it keeps all it received and ends with code 0', async ({ data }) => {
  test.skip(process.platform === 'win32', 'Windows has no such signal')
  const first = await startApp(data)
  await expect.poll(() => readNewestAt(first.page, 'load')).not.toBeNull()
  const last = (await readNewestAt(first.page, 'load')) ?? 0
  const ended = once(first.app.process(), 'exit')
  first.app.process().kill('SIGTERM')
  expect((await ended)[0]).toBe(0)

  const second = await startApp(data)
  await expect.poll(() => readNewestAt(second.page, 'load')).not.toBeNull()
  expect(await readSampleTimes(second.page, 'load', last, last + 1)).toEqual([last])
  await second.quit()
})

test('a start that fails prints why in one line and ends with code 1', async ({ data }) => {
  const { executable, args, env } = createCommand(data, ['--source', 'nonsense'])
  const child = spawn(executable, args, { env, stdio: ['ignore', 'ignore', 'pipe'] })
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  const [code] = await once(child, 'close')
  expect(code).toBe(1)
  expect(errors.split('\n').filter((line) => line.startsWith('EcoPulse'))).toEqual([
    expect.stringContaining('The source “nonsense” is not known'),
  ])
})
