import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright/test'
import type { CallOutput } from '../../../src/contract/api.ts'
import { alarmAt } from '../../fixtures/page/alarms.ts'
import { alertsAt, standingAt } from '../../fixtures/page/demand.ts'
import { Refusal } from '../../fixtures/page/engine.ts'
import { expect, findAxeViolations, test } from '../../fixtures/page/page-test.ts'
import { showAlarms } from '../../fixtures/page/show-alarms.ts'

const row = (page: Page, id: string) => page.locator(`.alarm-row[data-alarm="${id}"]`)
const rowIds = (page: Page) =>
  page.locator('.alarm-row').evaluateAll((rows) => rows.map((each) => each.getAttribute('data-alarm')))
const banner = (page: Page) => page.getByRole('region', { name: 'Most urgent alarm' })

test('with no alarm there is a calm line in the view, and no banner in any', async ({ page, engine }) => {
  await page.goto(`${engine.url}/alarms`)
  await expect(page.getByRole('heading', { name: 'Alerts and alarms' })).toBeVisible()
  await expect(page.locator('.no-alarms')).toContainText('No alarms')
  await expect(banner(page)).toHaveCount(0)
  await page.keyboard.press('1')
  await expect(page.locator('.load-panel')).toBeVisible()
  await expect(page.getByText('No alarms')).toHaveCount(0)
})

test('alarms are in order of priority, each with its state as a text, its value and limit, and what to do', async ({
  page,
  engine,
}) => {
  showAlarms(engine)
  await page.goto(`${engine.url}/alarms`)
  await expect(row(page, 'demandOverTarget')).toBeVisible()
  expect(await rowIds(page)).toEqual([
    'demandOverTarget',
    'silentMeter:furnace',
    'frequencyOutOfRange',
    'lowPowerFactor',
  ])
  const first = row(page, 'demandOverTarget')
  await expect(first).toContainText('High')
  await expect(first).toContainText('Active, not acknowledged')
  await expect(first).toContainText(/\d\d:\d\d:\d\d · 1 min \d+ s/)
  await expect(first).toContainText('105 %limit 100')
  await expect(first).toContainText('Shed 60 kW or more until 14:15')
  await expect(row(page, 'frequencyOutOfRange')).toContainText('Over, not acknowledged')
  await expect(row(page, 'lowPowerFactor')).toContainText('Active, acknowledged')
  const shelved = page.getByRole('region', { name: 'Shelved' })
  await expect(shelved).toContainText('Reason: The sensor lies in the draught')
  await expect(shelved).toContainText(/until Tue 24 Nov 14:\d\d · 22 min left/)
  await expect(page.getByRole('region', { name: 'Suppressed' })).toContainText('A silent meter explains it.')
})

test('by keyboard alone an alarm is reached, acknowledged, and shelved with a reason', async ({ page, engine }) => {
  showAlarms(engine)
  await page.goto(engine.url)
  await expect(page.locator('.load-panel')).toBeVisible()
  await page.keyboard.press('3')
  await expect(row(page, 'demandOverTarget')).toBeVisible()
  await page.keyboard.press('j')
  await expect(row(page, 'demandOverTarget')).toBeFocused()
  await page.keyboard.press('a')
  await expect(row(page, 'demandOverTarget')).toContainText('Active, acknowledged')
  expect(engine.receivedCalls.at(-1)).toEqual({ name: 'acknowledgeAlarms', input: { ids: ['demandOverTarget'] } })
  await expect(row(page, 'demandOverTarget')).toBeFocused()

  await page.keyboard.press('ArrowDown')
  await expect(row(page, 'silentMeter:furnace')).toBeFocused()
  await page.keyboard.press('j')
  await page.keyboard.press('k')
  await expect(row(page, 'silentMeter:furnace')).toBeFocused()
  await page.keyboard.press('s')
  const dialog = page.getByRole('dialog', { name: 'Shelve this alarm' })
  await expect(dialog.getByLabel('For')).toBeFocused()
  await page.keyboard.press('End')
  await page.keyboard.press('Tab')
  await page.keyboard.type('Its meter is being changed')
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  expect(engine.receivedCalls.at(-1)).toEqual({
    name: 'shelveAlarm',
    input: { id: 'silentMeter:furnace', minutes: 1_440, reason: 'Its meter is being changed' },
  })
  await expect(page.getByRole('region', { name: 'Shelved' })).toContainText('Reason: Its meter is being changed')
  await expect(row(page, 'silentMeter:furnace')).toBeFocused()
})

test('an alarm without a reason is not shelved, and a refusal of the engine is shown in the dialog', async ({
  page,
  engine,
}) => {
  showAlarms(engine)
  engine.answers.shelveAlarm = () => {
    throw new Refusal({ code: 'not-found', message: 'This alarm is no longer watched.' })
  }
  await page.goto(`${engine.url}/alarms`)
  await row(page, 'demandOverTarget').getByRole('button', { name: 'Shelve…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Shelve this alarm' })
  await dialog.getByRole('button', { name: 'Shelve', exact: true }).click()
  const reason = dialog.getByLabel('Reason')
  await expect(reason).toBeFocused()
  await expect(reason).toHaveAccessibleDescription('Say why, in a few words.')
  expect(engine.receivedCalls.some(({ name }) => name === 'shelveAlarm')).toBe(false)
  expect(await findAxeViolations(page)).toEqual([])
  await reason.fill('Known')
  await page.keyboard.press('Enter')
  await expect(dialog.getByRole('alert')).toHaveText('This alarm is no longer watched.')
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
})

test('what is shelved is unshelved by a button, and is to be acknowledged again', async ({ page, engine }) => {
  showAlarms(engine)
  await page.goto(`${engine.url}/alarms`)
  await page.getByRole('button', { name: /^Unshelve/ }).click()
  await expect(row(page, 'temperatureOutOfRange')).toContainText('Active, not acknowledged')
  await expect(page.getByRole('region', { name: 'Shelved' })).toHaveCount(0)
})

test('all that are shown are acknowledged at once, and a refusal is shown', async ({ page, engine }) => {
  showAlarms(engine)
  const answer = engine.answers.acknowledgeAlarms
  engine.answers.acknowledgeAlarms = () => {
    throw new Refusal({ code: 'unavailable', message: 'The engine is being closed.' })
  }
  await page.goto(`${engine.url}/alarms`)
  await expect(row(page, 'demandOverTarget')).toBeVisible()
  await page.keyboard.press('Shift+A')
  await expect(page.locator('.alarm-panel [role=alert]')).toHaveText('The engine is being closed.')
  if (answer !== undefined) engine.answers.acknowledgeAlarms = answer
  await page.keyboard.press('Shift+A')
  await expect(page.getByRole('button', { name: /^Acknowledge all shown/ })).toBeDisabled()
  expect(engine.receivedCalls.at(-1)?.input).toEqual({
    ids: ['demandOverTarget', 'silentMeter:furnace', 'frequencyOutOfRange'],
  })
  await expect(banner(page)).toHaveCount(0)
})

test('the order holds still while a row is focused, and is let go by a key', async ({ page, engine }) => {
  const shown = showAlarms(engine)
  await page.goto(`${engine.url}/alarms`)
  await expect(row(page, 'demandOverTarget')).toBeVisible()
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  const focused = row(page, 'silentMeter:furnace')
  await expect(focused).toBeFocused()
  await page.emulateMedia({ colorScheme: 'dark' })
  expect(await findAxeViolations(page)).toEqual([])
  const before = await focused.boundingBox()
  const newer = alarmAt(engine.now(), { id: 'silentMeter:hvac', priority: 'high' })
  shown.setAlarms([newer, ...shown.current().filter(({ id }) => id !== 'demandOverTarget')])
  await expect(row(page, 'silentMeter:hvac')).toBeVisible()
  expect(await rowIds(page)).toEqual([
    'demandOverTarget',
    'silentMeter:furnace',
    'frequencyOutOfRange',
    'lowPowerFactor',
    'silentMeter:hvac',
  ])
  await expect(row(page, 'demandOverTarget')).toContainText('Normal again')
  expect(await focused.boundingBox()).toEqual(before)
  await page.keyboard.press('r')
  await expect(row(page, 'demandOverTarget')).toHaveCount(0)
  expect((await rowIds(page))[0]).toBe('silentMeter:hvac')
  await expect(focused).toBeFocused()
})

test('the banner is in every view, and leads to its alarm or acknowledges it by a key', async ({ page, engine }) => {
  showAlarms(engine)
  await page.goto(engine.url)
  for (const key of ['2', '4', '5', '6', '7', '8', '1']) {
    await page.keyboard.press(key)
    await expect(banner(page)).toContainText('The running interval will end at 1,243 kW')
    await expect(banner(page)).toContainText('and 2 more')
  }
  await expect(page.locator('.navigation .alarm-count')).toHaveText('3 not acknowledged')
  await expect(page).toHaveTitle('(3) Live · EcoPulse')
  await page.keyboard.press('F2')
  await expect(page).toHaveURL(`${engine.url}/alarms`)
  await expect(row(page, 'demandOverTarget')).toBeFocused()
  await page.keyboard.press('8')
  await page.keyboard.press('!')
  await expect(banner(page)).toContainText('Furnace has sent nothing')
  await expect(banner(page)).toContainText('and 1 more')
  expect(engine.receivedCalls.at(-1)?.input).toEqual({ ids: ['demandOverTarget'] })
})

test('a banner that could not acknowledge shows it', async ({ page, engine }) => {
  showAlarms(engine)
  engine.answers.acknowledgeAlarms = () => {
    throw new Refusal({ code: 'not-found', message: 'There is no such alarm.' })
  }
  await page.goto(engine.url)
  await banner(page)
    .getByRole('button', { name: /^Acknowledge/ })
    .click()
  await expect(banner(page).getByRole('alert')).toHaveText('Not acknowledged. There is no such alarm.')
})

test('a banner is given its row once: what is beside and below stays where it is while its text changes', async ({
  page,
  engine,
}) => {
  const shown = showAlarms(engine)
  await page.goto(engine.url)
  await expect(banner(page)).toBeVisible()
  const boxes = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('main, .alarm-banner, .alarm-banner button, .alarm-banner-message')].map(
        (element) => {
          const { x, y, width, height } = element.getBoundingClientRect()
          return [x, y, width, height]
        },
      ),
    )
  const before = await boxes()
  const message = `The running interval will end at 11,243 kW, ${'far '.repeat(60)}over its target.`
  const others = Array.from({ length: 140 }, (_, index) => alarmAt(engine.now(), { id: `silentMeter:m${index}` }))
  shown.setAlarms([
    ...shown.current().map((alarm) => (alarm.id === 'demandOverTarget' ? { ...alarm, message } : alarm)),
    ...others,
  ])
  await expect(banner(page)).toContainText('11,243 kW')
  await expect(banner(page)).toContainText('and 142 more')
  expect(await boxes()).toEqual(before)
})

test('alerts about tomorrow are listed apart with their figures and their record, and are not counted among alarms', async ({
  page,
  engine,
}) => {
  const usual = engine.snapshot
  engine.snapshot = (at) => ({ ...usual(at), alerts: alertsAt(at), standing: standingAt(at) })
  await page.goto(`${engine.url}/alarms`)
  const alerts = page.getByRole('region', { name: 'Alerts', exact: true })
  await expect(alerts).toContainText(/Tomorrow 08:\d\d–08:\d\d site time/)
  await expect(alerts).toContainText(
    /1,\d{3} kW expected \(P10–P90 1,\d{3}–1,\d{3}\); billed so far: 1,\d{3} kW \(Any time\)\./,
  )
  await expect(alerts).toContainText(/Chance of a new peak \d\d %\. At stake: €\d+ this month/)
  await expect(alerts).toContainText(/To avoid it, shed [\d.]+ kW or more from 07:\d\d: /)
  await expect(alerts).toContainText('Of the last 10 such alerts 8 came true')
  await expect(alerts.locator('.closed-alerts li')).toHaveCount(3)
  await expect(page.locator('.no-alarms')).toBeVisible()
  await expect(page.locator('.navigation .alarm-count')).toHaveCount(0)
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme })
    expect(await findAxeViolations(page)).toEqual([])
  }
  await alerts.getByRole('link', { name: 'Act in Demand' }).click()
  await expect(page).toHaveURL(`${engine.url}/demand`)
})

test('the audit trail is chosen by its span, and downloaded as CSV', async ({ page, engine }) => {
  showAlarms(engine)
  await page.goto(`${engine.url}/alarms?show=trail`)
  const rows = page.locator('.trail tbody tr')
  await expect(rows).toHaveCount(39)
  await expect(rows.first()).toContainText('Silent meter · Furnace')
  await expect(rows.first()).toContainText('Reason: Meter is being changed, "until noon"')
  await page.getByRole('button', { name: 'Last hour' }).click()
  await expect(rows).toHaveCount(2)
  await expect(page).toHaveURL(`${engine.url}/alarms?show=trail&span=hour`)
  const { from, to } = engine.receivedCalls.findLast(({ name }) => name === 'alarmEntries')?.input ?? {}
  expect(Number(to) - Number(from)).toBe(3_600_000)
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download CSV' }).click(),
  ])
  expect(file.suggestedFilename()).toBe('alarms-24-Nov-last-hour.csv')
  const lines = (await readFile(await file.path(), 'utf8')).trim().split('\r\n')
  expect(lines).toHaveLength(3)
  expect(lines[1]).toContain('"Meter is being changed, ""until noon"""')
})

test('the operator’s figures are shown beside what is acceptable', async ({ page, engine }) => {
  await page.goto(`${engine.url}/alarms?show=figures`)
  const line = (name: string) => page.locator('.alarm-figures tbody tr', { hasText: name })
  await expect(line('Alarms in 10 min')).toContainText('about 1, 2 at the most')
  await expect(line('Time in a flood')).toContainText('1.4 %▸ more than acceptable')
  await expect(line('Chattering')).toContainText('Silent meter · Furnace')
  await expect(line('Low / medium / high')).toContainText('78 % / 17 % / 5 %')
  await expect(page.locator('.top-ten li').first()).toHaveText(/^Silent meter · Furnace148 times$/)
})

test('an alarm is set with a limit, a deadband and delays, and set back to how it began', async ({ page, engine }) => {
  await page.goto(`${engine.url}/alarms?show=settings`)
  const form = page.getByRole('form', { name: 'Alarm settings' })
  await form.getByRole('button', { name: 'Set Low power factor' }).click()
  await form.getByLabel('Lower limit of Low power factor').fill('0.9')
  await form.getByLabel('Priority of Low power factor').selectOption('medium')
  await form.getByLabel('Deadband of Low power factor').fill('')
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(form.getByLabel('Deadband of Low power factor')).toBeFocused()
  await expect(form.getByText('Enter a number, 0 or more.').first()).toBeVisible()
  await form.getByLabel('Deadband of Low power factor').fill('0.01')
  await form.getByRole('button', { name: 'Set Disk nearly full' }).click()
  await form.getByLabel('Disk nearly full is watched').uncheck()
  await form.getByRole('button', { name: 'Set Silent meter' }).click()
  await form.getByRole('button', { name: 'Silent meter as to begin with' }).click()
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(form.getByText('Saved and applied.')).toBeVisible()
  const sent = engine.receivedCalls.at(-1)?.input as CallOutput<'settings'>
  expect(sent.alarms).toEqual({
    lowPowerFactor: {
      ...{ enabled: true, priority: 'medium', low: 0.9, high: null, deadband: 0.01 },
      ...{ onDelaySeconds: 300, offDelaySeconds: 60 },
    },
    diskFull: {
      ...{ enabled: false, priority: 'medium', low: 5, high: null, deadband: 1 },
      ...{ onDelaySeconds: 60, offDelaySeconds: 60 },
    },
  })
})

test('a narrow screen has all eight views: four at hand, the others behind one button', async ({ page, engine }) => {
  showAlarms(engine)
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(engine.url)
  const more = page.getByRole('button', { name: 'More' })
  const bar = page.getByRole('navigation', { name: 'Views' })
  await expect(bar.getByRole('link')).toHaveCount(4)
  await more.click()
  await expect(bar.getByRole('link')).toHaveCount(8)
  await page.keyboard.press('Escape')
  await expect(bar.getByRole('link')).toHaveCount(4)
  await more.click()
  await bar.getByRole('link', { name: 'Settings' }).click()
  await expect(page).toHaveURL(`${engine.url}/settings`)
  await expect(bar.getByRole('button', { name: 'Settings , more views' })).toHaveAttribute('aria-expanded', 'false')
  const sideways = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(sideways).toBe(0)
})

test('ten thousand changes are drawn in few steps, with 100 rows, and neither row nor focus moves', async ({
  page,
  engine,
}) => {
  engine.sending = false
  const began = engine.now()
  const storm = (round: number) =>
    Array.from({ length: 440 }, (_, index) =>
      alarmAt(began - index * 1_000, {
        id: `silentMeter:m${String(index).padStart(3, '0')}`,
        priority: (['high', 'medium', 'low'] as const)[index % 3] ?? 'low',
        state: (index + round) % 11 === 0 ? 'returnedUnacknowledged' : 'activeUnacknowledged',
        value: round,
        unit: 's',
      }),
    )
  const shown = showAlarms(engine, storm(0))
  await page.goto(`${engine.url}/alarms`)
  await expect(page.locator('.alarm-row')).toHaveCount(100)
  await expect(page.locator('.alarm-more')).toContainText('and 340 more')
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  const before = await rowIds(page)
  const focused = page.locator('.alarm-row:focus')
  const box = await focused.boundingBox()
  await page.evaluate(() => {
    const counts = { commits: 0 }
    Object.assign(window, { counts })
    const rows = document.querySelector('.alarm-rows')
    const isOfValue = ({ target }: MutationRecord) => target.parentElement?.closest('.alarm-value-cell') != null
    const observer = new MutationObserver((records) => {
      if (records.some(isOfValue)) counts.commits += 1
    })
    if (rows !== null) observer.observe(rows, { subtree: true, childList: true, characterData: true })
  })
  const rounds = 250
  for (let round = 1; round <= rounds; round += 1) shown.setAlarms(storm(round))
  await expect(page.locator('.alarm-row').first().locator('.alarm-value-cell strong')).toHaveText('4 min 10 s')
  const commits = await page.evaluate(() => (window as unknown as { counts: { commits: number } }).counts.commits)
  expect(commits).toBeGreaterThan(0)
  expect(commits / rounds).toBeLessThan(0.2)
  await expect(page.locator('.alarm-row')).toHaveCount(100)
  expect(await rowIds(page)).toEqual(before)
  expect(await focused.boundingBox()).toEqual(box)
  await page.keyboard.press('j')
  await expect(page.locator(`.alarm-row[data-alarm="${before[2]}"]`)).toBeFocused()
})
