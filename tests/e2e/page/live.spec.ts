import { alarmsAt } from '../../fixtures/page/alarms.ts'
import { expect, tagValue, test } from '../../fixtures/page/page-test.ts'
import { forecastAt, snapshotAt } from '../../fixtures/page/plant.ts'
import { valueAt } from '../../fixtures/page/values.ts'

test('the load moves with every sample, and the page is titled after its view', async ({ page, engine }) => {
  await page.goto(engine.url)
  await expect(page).toHaveTitle('Live · EcoPulse')
  await expect(page.locator('.load-panel .trace-trace path').first()).toBeVisible()
  engine.sending = false
  const at = engine.now()
  for (const [index, value] of [1234, 987].entries()) {
    const samples = [{ tag: 'load', at: at + index * 1_000, value, quality: 'good' as const }]
    engine.send({ kind: 'samples', receivedAt: engine.now(), plantTime: at, samples })
    const text = value.toLocaleString('en-GB')
    await expect(page.locator('.figure-large strong')).toHaveText(text)
    await expect(tagValue(page, 'load')).toHaveText(text)
  }
})

test('the values that matter now are shown with their normal range and trend', async ({ page, engine }) => {
  await page.goto(engine.url)
  const rows = page.locator('.value-rows li')
  await expect(rows).toHaveCount(6)
  await expect(rows.locator('h3')).toHaveText([
    'Load',
    'Grid import',
    'Solar',
    'Power factor',
    'Frequency',
    'Temperature',
  ])
  await expect(rows.first().getByRole('img')).toHaveAccessibleName('normal 420 to 1,120, limits 0 and 1,400 kW')
  await expect(rows.first().locator('.sparkline path')).toHaveAttribute('d', /^M0\.0 .*L100\.0/)
})

test('an hour is fetched once and then fed by live samples', async ({ page, engine }) => {
  await page.goto(engine.url)
  await page.getByRole('button', { name: '1 h', exact: true }).click()
  await expect(page.locator('.load-panel .plot > [role=img]')).toHaveAccessibleName(/^Load over the last 1 h: between/)
  const calls = engine.receivedCalls.filter(
    ({ name, input }) => name === 'history' && Number(input.to) - Number(input.from) === 3_600_000,
  )
  expect(calls.map(({ input }) => input.tag).sort()).toEqual(['gridImport', 'load'])
})

test('the next hour shows the highest expected quarter-hour beside the naive forecast', async ({ page, engine }) => {
  await page.goto(engine.url)
  const panel = page.locator('.next-hour-panel')
  await expect(panel.locator('.panel-title')).toHaveText(
    /Next hour[\d,]+ kW at 14:\d\d–1[45]:\d\d\(P10–P90 [\d,]+–[\d,]+\) · same time last week [\d,]+ · model/,
  )
  await expect(panel.locator('.trace-forecast path').first()).toBeVisible()
  await expect(panel.locator('.band-forecast path').first()).toBeVisible()
  await expect(panel.getByText('now', { exact: true })).toBeVisible()
  await expect(panel.getByText('expected', { exact: true })).toBeVisible()
})

test('the next 24 h show their highest quarter-hour, and are drawn over the 24 h before', async ({ page, engine }) => {
  await page.goto(engine.url)
  const panel = page.locator('.next-day-panel')
  await expect(panel.locator('.panel-title')).toHaveText(
    /Next 24 h[\d,]+ kW (today|tomorrow) \d\d:\d\d–\d\d:\d\d\(P10–P90 [\d,]+–[\d,]+\) · last 24 h at most [\d,]+/,
  )
  await expect(panel.locator('.band-forecast path').first()).toBeVisible()
  await expect(panel.locator('.trace-second path').first()).toBeVisible()
  await expect(panel.getByText('24 h before', { exact: true })).toBeVisible()
  const calls = engine.receivedCalls.filter(({ name, input }) => name === 'history' && input.points === '96')
  expect(calls).toHaveLength(1)
})

test('a forecast of one horizon leaves the other as it is', async ({ page, engine }) => {
  await page.goto(engine.url)
  const hour = page.locator('.next-hour-panel .expected')
  await expect(hour).toBeVisible()
  const before = await hour.textContent()
  const forecast = forecastAt(engine.now(), { horizon: 'nextDay' })
  const steps = forecast.steps.map((step) => ({ ...step, loadKw: { p10: 1_900, p50: 2_000, p90: 2_100 } }))
  engine.send({ kind: 'forecast', forecast: { ...forecast, steps } })
  await expect(page.locator('.next-day-panel .expected strong')).toHaveText('2,000 kW')
  await expect(hour).toHaveText(before ?? '')
})

test('grid dependency is shown beside each bar as a number with its time', async ({ page, engine }) => {
  await page.goto(engine.url)
  const columns = page.locator('.gauge li')
  await expect(columns).toHaveCount(5)
  const share = 1 - valueAt('solar', engine.now() - 30_000) / valueAt('load', engine.now() - 30_000)
  const shown = Number.parseInt((await columns.first().locator('strong').textContent()) ?? '', 10)
  expect(Math.abs(shown - share * 100)).toBeLessThan(5)
  await expect(columns.nth(2)).toContainText('14:15')
  await expect(page.locator('.sun-words')).toHaveText(/^solar \d+ → \d+ kW at 14:45–15:00$/)
})

test('the header gives site, plant time in the site’s zone, and how fresh the data is', async ({ page, engine }) => {
  await page.goto(engine.url)
  await expect(page.locator('.site')).toHaveText('Northfield works')
  await expect(page.locator('.plant-clock')).toHaveText(/^Tue 24 Nov 14:0\d:\d\d CET$/)
  await expect(page.locator('.status')).toHaveText(/^Live · \d\.\d s$/)
  await expect(page.locator('.status-line')).toContainText('simulator · seed 7 · ×1')
  await expect(page.locator('.status-line')).toContainText('3.1 ms (p99 4.8) · wasm')
  await expect(page.locator('.status-line')).toContainText('kept 8 d 4 h · 11.2 M samples · 412 MB')
})

for (const banner of [false, true]) {
  test(`all of the live view is on a screen of 1280 by 800${banner ? ', with an alarm’s banner too' : ''}`, async ({
    page,
    engine,
  }) => {
    const alarms = banner ? alarmsAt(engine.now()) : []
    engine.snapshot = (at) => ({ ...snapshotAt(at), alarms })
    await page.goto(engine.url)
    await expect(page.locator('.gauge li')).toHaveCount(5)
    await expect(page.locator('.next-peak')).toContainText('New peak')
    const hidden = await page.evaluate(() =>
      [...document.querySelectorAll('main, .live .panel')]
        .filter((box) => box.scrollHeight > box.clientHeight)
        .map((box) => box.className || 'main'),
    )
    expect(hidden).toEqual([])
  })
}

test('views are reached by number keys and have addresses', async ({ page, engine }) => {
  await page.goto(engine.url)
  await expect(page).toHaveTitle('Live · EcoPulse')
  await page.keyboard.press('4')
  await expect(page).toHaveURL(/\/history$/)
  await expect(page.getByRole('heading', { name: 'Load' })).toBeVisible()
  await page.keyboard.press('7')
  await expect(page).toHaveURL(/\/model$/)
  await expect(page.getByRole('heading', { name: 'How right' })).toBeVisible()
  await page.keyboard.press('8')
  await expect(page).toHaveURL(/\/settings$/)
  await expect(page.getByRole('heading', { name: 'What is kept' })).toBeVisible()
  await page.getByLabel('Name', { exact: true }).press('1')
  await expect(page).toHaveURL(/\/settings$/)
  await page.getByRole('heading', { name: 'Site' }).click()
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  await page.keyboard.press('1')
  await expect(page).toHaveURL(`${engine.url}/`)
})

test('an address without a view shows where views are', async ({ page, engine }) => {
  await page.goto(`${engine.url}/nowhere`)
  await expect(page.locator('main .empty')).toHaveText(
    'There is no view at this address. Press 1 for Live, 2 for Demand, 3 for Alarms, 4 for History, 5 for Tariff, 6 for Loads, 7 for Model, 8 for Settings.',
  )
})

test('disconnect and connect are calls to the engine', async ({ page, engine }) => {
  await page.goto(engine.url)
  await page.getByRole('button', { name: 'Disconnect' }).click()
  await expect.poll(() => engine.receivedCalls.at(-1)?.name).toBe('disconnect')
  engine.send({ kind: 'connection', connection: { kind: 'idle' } })
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await expect.poll(() => engine.receivedCalls.at(-1)?.name).toBe('connect')
})
