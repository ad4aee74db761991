import { readFile } from 'node:fs/promises'
import type { Snapshot } from '../../../src/contract/api.ts'
import type { RunningDemand } from '../../../src/domain/demand/demand-interval.ts'
import { plainAlert } from '../../fixtures/page/alert.ts'
import { intervalsOf, runningAt, standingAt } from '../../fixtures/page/demand.ts'
import { type FixtureEngine, Refusal } from '../../fixtures/page/engine.ts'
import { AFTERNOON, expect, findAxeViolations, test } from '../../fixtures/page/page-test.ts'
import { snapshotAt } from '../../fixtures/page/plant.ts'

const at = (time: string) => Date.parse(`2026-11-24T${time}Z`)

/** An interval that will cross its target. */
const CROSSING: RunningDemand = {
  ...{ start: at('13:00'), end: at('13:15'), at: at('13:07:32'), meanKw: 988.4, coverage: 0.82, nowKw: 1_275.2 },
  ...{ endsAtKw: 1_130.6, targetKw: 1_100, targetIs: 'setpoint', billedPeakKw: 1_180.2, mayAverageKw: 1_213.3 },
  ...{ crossesAt: at('13:13:10'), origin: 'power' },
}

function change(engine: FixtureEngine, changes: (at: number) => Partial<Snapshot>): void {
  engine.snapshot = (at) => ({ ...snapshotAt(at), ...changes(at) })
}

test('the running interval is shown as the engine sends it: where it ends, when it crosses, what is left', async ({
  page,
  engine,
}) => {
  engine.sending = false
  change(engine, () => ({ demand: CROSSING }))
  await page.goto(engine.url)
  await expect(page).toHaveTitle('Live · EcoPulse')
  await page.keyboard.press('2')
  await expect(page).toHaveTitle('Demand · EcoPulse')
  const panel = page.locator('.running-panel')
  await expect(panel.getByRole('heading')).toHaveText('Demand 14:00–14:15')
  await expect(panel.locator('.ends-at dd')).toHaveText('1,131 kW')
  await expect(panel.locator('.verdict')).toHaveText('target 1,100 kWcrosses at 14:13')
  await expect(panel.locator('.left dd')).toHaveText(/^7:[012]\d$/)
  await expect(panel.locator('dd').nth(3)).toHaveText('988 kW')
  await expect(panel.locator('dd').nth(4)).toHaveText('1,213 kW')
  await expect(panel.locator('dd').nth(5)).toHaveText('1,275 kW')
  await expect(panel.locator('.coverage')).toHaveText('known for 82 % of the time so far')
  await expect(panel.getByRole('img')).toHaveAccessibleName(
    '988 kW so far, expected to end at 1,131 kW, target 1,100 kW, billed peak 1,180 kW',
  )
  engine.send({ kind: 'demand', demand: { ...CROSSING, endsAtKw: 1_042, crossesAt: null, coverage: 1 } })
  await expect(panel.locator('.verdict dd')).toHaveText('stays below')
  await expect(panel.locator('.ends-at dd')).toHaveText('1,042 kW')
  await expect(panel.locator('.coverage')).toHaveCount(0)
  engine.send({ kind: 'demand', demand: { ...CROSSING, mayAverageKw: -12 } })
  await expect(panel.locator('dd').nth(4)).toHaveText('can’t be kept')
})

test('labels of the bar stay within it, wherever target and billed peak lie', async ({ page, engine }) => {
  engine.sending = false
  change(engine, () => ({ demand: { ...CROSSING, targetKw: 1_178, billedPeakKw: 1_180 } }))
  await page.goto(`${engine.url}/demand`)
  for (const targetKw of [1_178, 40]) {
    engine.send({ kind: 'demand', demand: { ...CROSSING, targetKw, billedPeakKw: targetKw + 2 } })
    await expect(page.locator('.demand-labels span').first()).toContainText(
      `target ${targetKw.toLocaleString('en-GB')}`,
    )
    const outside = await page.locator('.demand-bar').evaluate((bar) => {
      const box = bar.getBoundingClientRect()
      return [...bar.querySelectorAll('.demand-labels span')].filter((label) => {
        const { left, right } = label.getBoundingClientRect()
        return left < box.left - 1 || right > box.right + 1
      }).length
    })
    expect(outside).toBe(0)
  }
})

test('old values grey out and show their age', async ({ page, engine }) => {
  engine.sending = false
  change(engine, (now) => {
    const { latest } = snapshotAt(now)
    return {
      latest: Object.fromEntries(
        Object.entries(latest).map(([id, each]) => [id, { ...each, receivedAt: now - 12_000 }]),
      ),
    }
  })
  await page.goto(`${engine.url}/demand`)
  const panel = page.locator('.running-panel')
  await expect(panel.locator('.age')).toHaveText(/^1[2-9] s old$/)
  await expect(panel).toHaveClass(/is-old/)
  expect(await findAxeViolations(page)).toEqual([])
})

test('charges are shown as the engine sends them, and intervals and the bill are fetched anew when they change', async ({
  page,
  engine,
}) => {
  const standing = standingAt(engine.now())
  const [first, second] = standing.charges
  if (first === undefined || second === undefined) throw new Error('The fixture has two charges')
  await page.goto(`${engine.url}/demand`)
  const panel = page.locator('.charges-panel')
  await expect(panel.locator('.bill-to-date')).toHaveText(`€${standing.total.toLocaleString('en-GB')}`)
  await expect(panel.locator('tbody tr').first()).toHaveText(/^Any time1,051Fri 13 Nov 19:301,051€10,299\.34$/)
  await expect(panel.locator('tbody tr').nth(1)).toHaveText(/^Weekdays 8–201,051Fri 13 Nov 19:301,076€4,519\.20$/)
  await expect(panel).toContainText('By a sample tariff')
  const askedFor = (name: string) => engine.receivedCalls.filter((each) => each.name === name).length
  await expect.poll(() => [askedFor('demand'), askedFor('bill')]).toEqual([1, 1])
  const raised = {
    ...first,
    peakKw: 1_212,
    peakAt: at('12:45'),
    billedKw: 1_212,
    raisesAboveKw: 1_220,
    amount: 11_877.6,
  }
  engine.send({ kind: 'standing', standing: { ...standing, sample: false, charges: [raised, second], total: 1_234.5 } })
  await expect(panel.locator('tbody tr').first()).toHaveText(
    'Any time1,212Tue 24 Nov 13:451,212rises above 1,220€11,877.60',
  )
  await expect(panel.locator('.bill-to-date')).toHaveText('€1,234.50')
  await expect(panel).toContainText('By Sample: industry, medium voltage.')
  await expect.poll(() => [askedFor('demand'), askedFor('bill')]).toEqual([2, 2])
})

test('today’s intervals, and the highest of each day of the month, are shown beside what is billed', async ({
  page,
  engine,
}) => {
  await page.goto(`${engine.url}/demand`)
  const panel = page.locator('.intervals-panel')
  const highestIn = (from: number) =>
    intervalsOf(from, AFTERNOON, AFTERNOON).reduce((highest, each) => (each.meanKw > highest.meanKw ? each : highest))
  const today = Math.round(highestIn(at('00:00') - 3_600_000).meanKw).toLocaleString('en-GB')
  await expect(panel.locator('.highest')).toHaveText(
    new RegExp(`^highest ${today} kW \\d\\d:\\d\\d–\\d\\d:\\d\\d · 1 of 56 known in part$`),
  )
  await expect(panel.getByText('Weekdays 8–20 1,076')).toBeVisible()
  await expect(panel.getByText('Any time 1,051')).toBeVisible()
  await expect(panel.locator('.steps path').first()).toBeVisible()
  await panel.getByRole('button', { name: 'Month' }).click()
  await expect(panel.locator('.highest')).toHaveText(
    'highest 1,051 kW Fri 13 Nov 19:30–19:45 · 24 of 2,264 known in part',
  )
  const spans = engine.receivedCalls
    .filter(({ name }) => name === 'demand')
    .map(({ input }) => [Number(input.from), Number(input.to)])
  expect(spans).toEqual([
    [Date.parse('2026-11-23T23:00Z'), Date.parse('2026-11-24T23:00Z')],
    [Date.parse('2026-10-31T23:00Z'), Date.parse('2026-11-30T23:00Z')],
  ])
})

test('the bill is shown line by line, for past months too, and a refusal with the engine’s text', async ({
  page,
  engine,
}) => {
  await page.goto(`${engine.url}/demand`)
  const panel = page.locator('.bill-panel')
  const rows = panel.locator('tbody tr')
  await expect(rows).toHaveText([
    'Metering1 month€85.00€85.00',
    'Demand: Any timeset Fri 13 Nov 19:301,051 kW€9.80€10,299.34',
    'Demand: Weekdays 8–2080 % of 1,345 kW in August1,076 kW€4.20€4,519.20',
    /^Energy: Weekdays 8–20[\d,]+ kWh€0\.142€[\d,.]+$/,
    /^Energy: Other times[\d,]+ kWh€0\.098€[\d,.]+$/,
  ])
  const { total } = standingAt(AFTERNOON)
  await expect(panel.locator('tfoot')).toHaveText(`Total€${total.toLocaleString('en-GB')}`)
  engine.answers.bill = () => {
    throw new Refusal({ code: 'not-found', message: 'Nothing of this month is kept.' })
  }
  await expect(panel.locator('option')).toHaveCount(25)
  await panel.getByLabel('Month').selectOption('October 2026')
  await expect(panel.locator('.empty')).toHaveText('Nothing of this month is kept.')
  expect(engine.receivedCalls.findLast(({ name }) => name === 'bill')?.input).toEqual({ month: '2026-10' })
})

test('a month’s report is saved as PDF and CSV, and a refusal is shown', async ({ page, engine }) => {
  await page.goto(`${engine.url}/demand`)
  for (const [name, file, content] of [
    ['Report as PDF', 'EcoPulse 2026-11.pdf', '%PDF-1.7 of 2026-11'],
    ['Report as CSV', 'EcoPulse 2026-11.csv', 'month,2026-11\r\n'],
  ] as const) {
    const coming = page.waitForEvent('download')
    await page.getByRole('button', { name }).click()
    const download = await coming
    expect(download.suggestedFilename()).toBe(file)
    expect(await readFile(await download.path(), 'utf8')).toBe(content)
  }
  engine.answers.report = () => {
    throw new Refusal({ code: 'unavailable', message: 'The report needs a whole interval.' })
  }
  await page.getByRole('button', { name: 'Report as PDF' }).click()
  await expect(page.locator('.bill-panel [role=alert]')).toHaveText('The report needs a whole interval.')
})

test('the day ahead is compared with what raises the bill, with its likely peaks', async ({ page, engine }) => {
  const { ahead } = snapshotAt(AFTERNOON)
  if (ahead === null) throw new Error('The fixture has a day ahead')
  const steps = ahead.steps.map((step, index) =>
    index === 1
      ? { ...step, demandKw: { p10: 1_150, p50: 1_240, p90: 1_330 }, chance: 0.71, costAtP50: 839.6, costAtP90: 2_100 }
      : { ...step, chance: 0.02 },
  )
  change(engine, () => ({ ahead: { ...ahead, steps } }))
  await page.goto(`${engine.url}/demand`)
  const panel = page.locator('.ahead-panel')
  await expect(panel.locator('.expected')).toHaveText('71 % chance of a new peak today 14:15–14:30')
  await expect(panel.locator('.likely-peaks li')).toHaveText(['today 14:15–14:301,240 kW (1,150–1,330)71 %€840'])
  await expect(panel.locator('.band-forecast path').first()).toBeVisible()
  await expect(panel.getByText('raises bill')).toBeVisible()
  engine.send({ kind: 'ahead', ahead: { ...ahead, steps: steps.map((step) => ({ ...step, chance: 0.01 })) } })
  await expect(panel.locator('.panel-title')).toHaveText(/^Day aheadno new peak expected in 24 h · forecast of 14:07$/)
  await expect(panel.locator('.likely-peaks')).toHaveCount(0)
})

test('with nothing known yet each panel shows what is missing', async ({ page, engine }) => {
  engine.sending = false
  engine.answers.demand = () => []
  const none = { open: [], closed: [], record: { closed: 0, cameTrue: 0, missed: 0 } }
  change(engine, () => ({ demand: null, standing: null, ahead: null, alerts: none }))
  await page.goto(`${engine.url}/demand`)
  await expect(page.locator('.running-panel .empty')).toContainText('Known with the first minute')
  await expect(page.locator('.intervals-panel .empty')).toHaveText('No interval of today is over and known yet.')
  await expect(page.locator('.past-alerts .empty')).toContainText('None yet.')
  await expect(page.locator('.alert-panel')).toHaveCount(0)
  for (const panel of ['.charges-panel', '.ahead-panel', '.bill-panel']) {
    await expect(page.locator(`${panel} .empty`)).toHaveText('Enter your tariff to see what a peak costs.')
  }
  expect(await findAxeViolations(page)).toEqual([])
  await page.locator('.charges-panel').getByRole('link', { name: 'Enter your tariff' }).click()
  await expect(page).toHaveURL(/\/tariff$/)
})

test('an interval without a target is shown without one, and leads to where it is set', async ({ page, engine }) => {
  engine.sending = false
  const bare = { ...runningAt(AFTERNOON), targetKw: null, targetIs: null, billedPeakKw: null, mayAverageKw: null }
  change(engine, () => ({ demand: { ...bare, endsAtKw: 805.04 }, standing: null }))
  await page.goto(`${engine.url}/demand`)
  const panel = page.locator('.running-panel')
  await expect(panel.locator('.ends-at dd')).toHaveText('805 kW')
  await expect(panel.locator('.verdict')).toHaveText('no target–')
  await panel.getByRole('link', { name: 'Set a target' }).click()
  await expect(page.getByLabel('Stay below (kW)')).toBeVisible()
})

test('the live view has the running interval and the next likely peak', async ({ page, engine }) => {
  engine.sending = false
  change(engine, () => ({ demand: CROSSING }))
  await page.goto(engine.url)
  const panel = page.locator('.demand-panel')
  await expect(panel.getByRole('heading')).toHaveText('Demand 14:00–14:15')
  await expect(panel.locator('.panel-title')).toHaveText(/^Demand 14:00–14:15ends in 7:[12]\d$/)
  await expect(panel.locator('.glance')).toHaveText('1,131 kW · crosses at 14:13')
  await expect(panel.locator('.beside')).toHaveText(
    'may average 1,213 · billed 1,180 · known for 82 % of the time so far',
  )
  const quiet = { open: [], closed: [], record: { closed: 0, cameTrue: 0, missed: 0 } }
  engine.send({ kind: 'alerts', alerts: { ...quiet, open: [plainAlert(AFTERNOON)] } })
  await expect(panel.locator('.next-peak')).toHaveText('New peak today 14:15–14:30 1,240 kW · 71 % · €840')
  const { ahead } = snapshotAt(AFTERNOON)
  if (ahead === null) throw new Error('The fixture has a day ahead')
  engine.send({ kind: 'alerts', alerts: quiet })
  await expect(panel.locator('.next-peak')).toHaveText('No alert likeliest tomorrow 08:00–08:15 1,115 kW · 87 %')
  engine.send({ kind: 'ahead', ahead: { ...ahead, steps: ahead.steps.map((step) => ({ ...step, chance: 0 })) } })
  await expect(panel.locator('.next-peak')).toHaveText('No new peak expected in 24 h')
  engine.send({ kind: 'standing', standing: null })
  engine.send({ kind: 'ahead', ahead: null })
  await expect(panel.locator('.next-peak')).toHaveText('Enter your tariff to see what a peak costs')
})

test('amounts are in the tariff’s currency, demand in its unit', async ({ page, engine }) => {
  const standing = { ...standingAt(AFTERNOON), currency: 'USD', unit: 'kVA' as const }
  change(engine, () => ({ standing }))
  await page.goto(`${engine.url}/demand`)
  await expect(page.locator('.charges-panel .bill-to-date')).toHaveText(/^\$[\d,]+\.\d\d$/)
  await expect(page.locator('.charges-panel thead')).toHaveText('ChargeHighest (kVA)Billed (kVA)Costs')
  await expect(page.locator('.intervals-panel .highest')).toContainText('kVA')
})
