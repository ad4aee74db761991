import { readFile } from 'node:fs/promises'
import { expect, test } from '../../fixtures/page/page-test.ts'

const chart = '.history-panel .recharts-surface'

test('a tag and a range are switched without a reload, and are in the address', async ({ page, engine }) => {
  await page.goto(`${engine.url}/history?tag=load&range=24h`)
  await expect(page.locator(chart)).toBeVisible()
  await page.evaluate(() => Object.assign(window, { notReloaded: true }))
  await page.getByLabel('Tag').selectOption('solar')
  await page.getByRole('button', { name: '7 d' }).click()
  await expect(page).toHaveURL(/tag=solar&range=7d/)
  await expect(page.getByRole('heading', { name: 'Solar' })).toBeVisible()
  await expect.poll(() => engine.receivedCalls.at(-1)?.input.tag).toBe('solar')
  expect(await page.evaluate(() => 'notReloaded' in window)).toBe(true)
})

test('a gap breaks the line and counts in the coverage', async ({ page, engine }) => {
  await page.goto(`${engine.url}/history?tag=load&range=24h`)
  await expect(page.locator('.history-panel .beside')).toContainText('samples cover 92 %')
  const path = await page.locator('.history-panel .trace-trace path').first().getAttribute('d')
  expect(path?.match(/M/g)).toHaveLength(2)
})

test('dragging zooms into what was dragged over, and the zoom is reset', async ({ page, engine }) => {
  await page.goto(`${engine.url}/history?tag=load&range=24h`)
  const cursor = page.getByRole('slider')
  const box = await cursor.boundingBox()
  if (box === null) throw new Error('the chart has no size')
  await page.mouse.move(box.x + box.width * 0.25, box.y + 50)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.5, box.y + 80, { steps: 4 })
  await page.mouse.up()
  await expect(page).toHaveURL(/zoom=\d+-\d+/)
  const [start, end] = (new URL(page.url()).searchParams.get('zoom') ?? '').split('-').map(Number)
  expect(((end ?? 0) - (start ?? 0)) / 3_600_000).toBeCloseTo(6, 1)
  await page.getByRole('button', { name: 'Reset zoom' }).click()
  await expect(page).not.toHaveURL(/zoom/)
})

test('the chart is read, zoomed and moved by keyboard alone', async ({ page, engine }) => {
  await page.goto(`${engine.url}/history?tag=load&range=24h`)
  const cursor = page.getByRole('slider')
  await cursor.focus()
  await expect(cursor).toHaveAttribute('aria-valuetext', /^Tue 24 Nov 1[34]:\d\d · [\d,]+ \([\d,]+ to [\d,]+\)/)
  const before = await cursor.getAttribute('aria-valuetext')
  await page.keyboard.press('ArrowLeft')
  await expect(cursor).not.toHaveAttribute('aria-valuetext', before ?? '')
  await expect(page.locator('.readout')).toHaveText((await cursor.getAttribute('aria-valuetext')) ?? '-')
  await page.keyboard.press('+')
  await expect(page).toHaveURL(/zoom=/)
  const zoom = () => new URL(page.url()).searchParams.get('zoom')
  const zoomed = zoom()
  await page.keyboard.press('Shift+ArrowLeft')
  await expect.poll(zoom).not.toBe(zoomed)
  await page.keyboard.press('0')
  await expect(page).not.toHaveURL(/zoom/)
})

test('past forecasts are drawn over the measured load, as far ahead as chosen', async ({ page, engine }) => {
  await page.goto(`${engine.url}/history?tag=load&range=24h`)
  await page.getByLabel('Past forecasts').check()
  await expect(page).toHaveURL(/ahead=4/)
  await expect(page.locator('.history-panel .trace-forecast path').first()).toBeVisible()
  await expect(page.locator('.history-panel .band-forecast path').first()).toBeVisible()
  await page.getByLabel('Made ahead by').selectOption('15 min ahead')
  await expect(page).toHaveURL(/ahead=1/)
  await page.getByLabel('Made ahead by').selectOption('6 h ahead')
  await expect(page).toHaveURL(/horizon=nextDay&ahead=24/)
  await expect(page.locator('.history-panel .trace-forecast path').first()).toBeVisible()
  expect(engine.receivedCalls.findLast(({ name }) => name === 'forecasts')?.input).toMatchObject({
    horizon: 'nextDay',
    lead: '24',
  })
  await page.getByLabel('Tag').selectOption('solar')
  await expect(page.getByLabel('Past forecasts')).toHaveCount(0)
})

test('a span of one’s own is read in the site’s zone', async ({ page, engine }) => {
  await page.goto(`${engine.url}/history?tag=load&range=24h`)
  await page.getByRole('button', { name: 'From – to' }).click()
  await page.getByLabel('From, site time').fill('2026-11-23T10:00')
  await page.getByLabel('To, site time').fill('2026-11-23T09:00')
  await page.getByRole('button', { name: 'Show' }).click()
  await expect(page.getByRole('main').getByRole('alert')).toHaveText('The first time must be before the second.')
  await page.getByLabel('To, site time').fill('2026-11-23T12:00')
  await page.getByRole('button', { name: 'Show' }).click()
  const nineUtc = Date.parse('2026-11-23T09:00Z')
  await expect(page).toHaveURL(new RegExp(`span=${nineUtc}-${nineUtc + 7_200_000}`))
  await expect.poll(() => Number(engine.receivedCalls.at(-1)?.input.from)).toBe(nineUtc)
})

test('the figures are there as a table and as a file', async ({ page, engine }) => {
  await page.goto(`${engine.url}/history?tag=load&range=24h`)
  await page.getByRole('button', { name: 'Table' }).click()
  await expect(page.getByRole('columnheader')).toHaveText(['Time', 'Mean', 'Lowest', 'Highest', 'Coverage'])
  const rows = (await page.getByRole('row').count()) - 1
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV' }).click()])
  const lines = (await readFile(await file.path(), 'utf8')).trim().split('\n')
  expect(lines[0]).toBe('time,mean,min,max,coverage')
  expect(lines).toHaveLength(rows + 1)
})

test('an empty range and a refusal are shown', async ({ page, engine }) => {
  engine.answers.history = () => ({ tag: 'load', resolutionMs: 0, points: [] })
  await page.goto(`${engine.url}/history?tag=load&range=1h`)
  await expect(page.locator('.empty')).toContainText('No values in this range. What is kept begins on Mon 16 Nov')
})
