import { type ElectronApplication, expect, type Page } from 'playwright/test'
import { type AlarmRule, DEFAULT_ALARM_RULES } from '../../../src/domain/alarms/alarm.ts'
import { test } from '../../fixtures/app/running-app.ts'

test.beforeEach(async ({ running: { app, page } }) => {
  await page.waitForLoadState('load')
  await watchNotifications(app)
})

/** Keeps what is to be shown from now on instead of showing it: also where the system has no notifications. */
function watchNotifications(app: ElectronApplication): Promise<void> {
  return app.evaluate(({ Notification }) => {
    const shown: Electron.Notification[] = []
    Object.assign(globalThis, { shown })
    Notification.isSupported = () => true
    Notification.prototype.show = function show(this: Electron.Notification) {
      shown.push(this)
    }
  })
}

const shownIn = (app: ElectronApplication) =>
  app.evaluate(() =>
    (globalThis as unknown as { shown: Electron.Notification[] }).shown.map(({ title, body }) => ({ title, body })),
  )

/** Has the outdoor temperature be above its limit at once; other settings as they are. */
function heat(page: Page, rule: Partial<AlarmRule>, native = true): Promise<boolean> {
  const whole = { ...DEFAULT_ALARM_RULES.temperatureOutOfRange, low: null, high: -60, onDelaySeconds: 0, ...rule }
  return page.evaluate(
    async ([temperatureOutOfRange, isTurnedOn]) => {
      const settings = await window.ecopulse?.call('settings', {})
      if (settings?.ok !== true) return false
      const changed = {
        ...settings.value,
        alarms: { temperatureOutOfRange },
        notifications: { native: isTurnedOn },
      }
      return (await window.ecopulse?.call('changeSettings', changed))?.ok === true
    },
    [whole, native] as const,
  )
}

const stateOf = (page: Page) =>
  page.evaluate(async () => {
    const outcome = await window.ecopulse?.call('alarms', {})
    if (outcome?.ok !== true) return null
    return outcome.value.alarms.find(({ kind }) => kind === 'temperatureOutOfRange')?.state ?? null
  })

test('a new alarm of high priority is notified of, and a click brings the window to the alarms', async ({
  running: { app, page },
}) => {
  expect(await heat(page, { priority: 'high' })).toBe(true)
  await expect.poll(() => shownIn(app)).toHaveLength(1)
  expect(await shownIn(app)).toEqual([
    { title: 'High alarm', body: expect.stringMatching(/^Temperature is .* °C, above −60\.0 °C\. Look at/) },
  ])
  await app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.minimize()
    ;(globalThis as unknown as { shown: Electron.Notification[] }).shown[0]?.emit('click')
  })
  await expect.poll(() => page.evaluate(() => location.pathname)).toBe('/alarms')
})

test('there is no notification of an alarm of low priority, nor of any where that is off in the settings', async ({
  running: { app, page },
}) => {
  expect(await heat(page, { priority: 'low' })).toBe(true)
  await expect.poll(() => stateOf(page)).toBe('activeUnacknowledged')
  expect(await heat(page, { priority: 'low', enabled: false }, false)).toBe(true)
  expect(await heat(page, { priority: 'high' }, false)).toBe(true)
  await expect.poll(() => stateOf(page)).toBe('activeUnacknowledged')
  // The page gets it after the main process.
  expect(await shownIn(app)).toEqual([])
})

test('the page itself is still granted no notifications', async ({ running: { page } }) => {
  expect(await page.evaluate(() => Notification.requestPermission())).toBe('denied')
})
