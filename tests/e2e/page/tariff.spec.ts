import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright/test'
import type { CallOutput, Snapshot } from '../../../src/contract/api.ts'
import { SAMPLE_TARIFF } from '../../../src/domain/tariff/sample-tariff.ts'
import type { Tariff } from '../../../src/domain/tariff/tariff.ts'
import { type FixtureEngine, Refusal } from '../../fixtures/page/engine.ts'
import { expect, findAxeViolations, test } from '../../fixtures/page/page-test.ts'
import { snapshotAt } from '../../fixtures/page/plant.ts'
import { importedTariff, TARIFF } from '../../fixtures/page/tariff.ts'

const PLANT: Snapshot['settings']['source'] = {
  kind: 'plant',
  url: 'ws://plant.example',
  auth: { kind: 'none' },
  tls: {},
  mapping: [],
  gridSign: 'import',
  pingSeconds: 15,
}
const CSV = { name: 'rates.csv', mimeType: 'text/csv', buffer: Buffer.from('utility,type,charge') }

type SettingsParts = Partial<Snapshot['settings']>

/** The view of an engine with this tariff. */
async function openTariff(page: Page, engine: FixtureEngine, tariff: Tariff | null, more: SettingsParts = {}) {
  engine.snapshot = (at) => {
    const usual = snapshotAt(at)
    return { ...usual, settings: { ...usual.settings, ...more, tariff: tariff as Snapshot['settings']['tariff'] } }
  }
  await page.goto(`${engine.url}/tariff`)
  await expect(page.locator('.tariff-view')).toBeVisible()
}

const saved = (engine: FixtureEngine) =>
  engine.receivedCalls.findLast(({ name }) => name === 'changeSettings')?.input as CallOutput<'settings'> | undefined
const save = (page: Page) => page.getByRole('button', { name: 'Save' }).click()
const charge = (page: Page, name: string) => page.locator('.item', { has: page.getByText(name, { exact: true }) })
const spans = (page: Page, of: string) => page.getByRole('list', { name: `${of}, as a list` }).getByRole('listitem')

test('each charge has a sentence on what it means', async ({ page, engine }) => {
  await openTariff(page, engine, TARIFF)
  await expect(charge(page, 'Any time')).toContainText(
    'The highest 15 minutes of each month, at any time, at 21.30 $/kW; at least 80 % of the highest of the 11 months before.',
  )
  await expect(charge(page, 'Part-peak')).toContainText(
    'The mean of each month’s 3 highest stretches of 15 minutes, weekdays except holidays 8:30–12:00 and 18:00–21:30 in May to October, at 5.88 $/kW.',
  )
  await expect(charge(page, 'Night and weekend')).toContainText(
    '0.08981 $/kWh, weekdays except holidays 0:00–8:30 and 21:30–24:00; weekends and holidays.',
  )
})

test('the week shows what holds in a season, as blocks and as a list of spans', async ({ page, engine }) => {
  await openTariff(page, engine, TARIFF)
  await expect(page.getByText('as it is billed now')).toBeVisible()
  await expect(spans(page, 'Demand charges')).toHaveText([
    'Monday to Friday 0:00–8:30: Any time, 21.30 $/kW',
    'Monday to Friday 8:30–21:30: Any time and Winter day, 21.36 $/kW',
    'Monday to Friday 21:30–24:00: Any time, 21.30 $/kW',
    'Saturday to Sunday all day: Any time, 21.30 $/kW',
    'Holidays all day: Any time, 21.30 $/kW',
  ])
  await page.getByRole('button', { name: 'May–Oct' }).click()
  await expect(page.getByText('not in force now')).toBeVisible()
  await expect(spans(page, 'Demand charges').nth(2)).toHaveText(
    'Monday to Friday 12–18: Any time and Summer peak, 42.49 $/kW',
  )
  await expect(page.locator('.week').first().locator('.week-block').nth(2)).toHaveText('A B')
})

test('the week and the sentence follow what is typed, before anything is saved', async ({ page, engine }) => {
  await openTariff(page, engine, TARIFF)
  await charge(page, 'Winter day').locator('summary').click()
  const winter = page.getByRole('group', { name: 'Winter day', exact: true })
  await winter.getByLabel('Price ($/kW)').fill('3.5')
  await winter.getByLabel('From (h)').fill('9')
  await winter.getByLabel('Friday').uncheck()
  await expect(charge(page, 'Winter day')).toContainText(
    'Monday to Thursday except holidays 9:00–21:30 in November to April, at 3.50 $/kW.',
  )
  await expect(spans(page, 'Demand charges').nth(1)).toHaveText(
    'Monday to Thursday 9:00–21:30: Any time and Winter day, 24.80 $/kW',
  )
  await winter.getByLabel('First month').selectOption('December')
  await expect(page.getByRole('group', { name: 'Season' }).getByRole('button')).toHaveText([
    'Dec–Apr',
    'May–Oct',
    'Nov',
  ])
  expect(saved(engine)).toBeUndefined()
})

test('what was changed is saved with the whole settings, and shown as saved', async ({ page, engine }) => {
  await openTariff(page, engine, TARIFF)
  await page.getByLabel('Demand interval').selectOption('30 minutes')
  await page.getByLabel('Its kind').selectOption('Sliding')
  await page.getByLabel('It moves by').selectOption('15 minutes')
  await page.getByLabel('Power factor').selectOption('kW are corrected to a target')
  await page.getByLabel('Its target').fill('0.95')
  await page.getByLabel('Days, one a line').fill('12-25\n2026-04-03')
  await charge(page, 'Summer peak').locator('summary').click()
  const peak = page.getByRole('group', { name: 'Summer peak', exact: true })
  await peak.getByLabel('What is billed').selectOption('Highest with ratchet')
  await peak.getByLabel('At least (%)').fill('62.5')
  await peak.getByRole('button', { name: 'Add another time' }).click()
  await page.getByRole('group', { name: 'Time 2 of Summer peak' }).getByLabel('From (h)').fill('19:15')
  await page.getByRole('group', { name: 'Time 2 of Summer peak' }).getByLabel('To (h)').fill('24')
  expect(await findAxeViolations(page)).toEqual([])
  await save(page)
  await expect(page.getByText('Saved and applied.')).toBeVisible()
  const [any, summer, ...others] = TARIFF.demandCharges
  const window = summer?.windows[0]
  expect(saved(engine)).toEqual({
    ...snapshotAt(0).settings,
    tariff: {
      ...TARIFF,
      demandRule: { kind: 'sliding', minutes: 30, stepMinutes: 15 },
      powerFactor: { kind: 'correction', target: 0.95 },
      holidays: ['12-25', '2026-04-03'],
      demandCharges: [
        any,
        {
          ...summer,
          basis: { kind: 'ratchet', share: 0.625, months: 11 },
          windows: [window, { ...window, hours: [19.25, 24] }],
        },
        ...others,
      ],
    },
  })
})

test('charges are added, duplicated and removed by keyboard alone', async ({ page, engine }) => {
  await openTariff(page, engine, { ...TARIFF, demandCharges: TARIFF.demandCharges.slice(0, 1) })
  await page.getByRole('button', { name: 'Add a demand charge' }).focus()
  await page.keyboard.press('Enter')
  const fresh = page.getByRole('group', { name: 'New demand charge' })
  await expect(fresh.getByLabel('Name')).toBeFocused()
  await page.keyboard.type('Night')
  await page.keyboard.press('Tab')
  await page.keyboard.type('4.2')
  await page.getByRole('button', { name: 'Duplicate Night' }).focus()
  await page.keyboard.press('Space')
  await expect(page.getByRole('group', { name: 'Night 2', exact: true }).getByLabel('Name')).toBeFocused()
  await charge(page, 'Any time').locator('summary').focus()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Remove Any time' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Add a demand charge' })).toBeFocused()
  await save(page)
  await expect(page.getByText('Saved and applied.')).toBeVisible()
  const charges = saved(engine)?.tariff?.demandCharges ?? []
  expect(charges.map(({ name, pricePerKw }) => [name, pricePerKw])).toEqual([
    ['Night', 4.2],
    ['Night 2', 4.2],
  ])
  expect(new Set(charges.map(({ id }) => id)).size).toBe(2)
})

test('fixed charges and further times keep the keyboard where they are', async ({ page, engine }) => {
  await openTariff(page, engine, TARIFF)
  await page.getByRole('button', { name: 'Add a fixed charge' }).click()
  await expect(page.getByRole('group', { name: 'Fixed charge 2' }).getByLabel('Name')).toBeFocused()
  await page.keyboard.type('Metering')
  await page.getByRole('group', { name: 'Metering' }).getByLabel('Price ($ a month)').fill('85')
  await page.getByRole('button', { name: 'Remove Customer' }).click()
  await expect(page.getByRole('button', { name: 'Add a fixed charge' })).toBeFocused()
  await charge(page, 'Part-peak').locator('summary').click()
  await page.getByRole('button', { name: 'Remove Time 1 of Part-peak' }).click()
  await expect(page.getByRole('button', { name: 'Add another time to Part-peak' })).toBeFocused()
  await save(page)
  await expect(page.getByText('Saved and applied.')).toBeVisible()
  expect(saved(engine)?.tariff?.fixedCharges).toEqual([{ name: 'Metering', pricePerMonth: 85 }])
  expect(saved(engine)?.tariff?.demandCharges[2]?.windows.map(({ hours }) => hours)).toEqual([[18, 21.5]])
})

test('a field that was refused isn’t hidden by the bar, on a narrow screen either', async ({ page, engine }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await openTariff(page, engine, TARIFF)
  await charge(page, 'Part-peak').locator('summary').click()
  const to = page.getByRole('group', { name: 'Time 2 of Part-peak' }).getByLabel('To (h)')
  await to.fill('noon')
  await save(page)
  await expect(to).toBeFocused()
  const isInSight = await to.evaluate((control) => {
    const { left, top, width, height } = control.getBoundingClientRect()
    return document.elementFromPoint(left + width / 2, top + height / 2) === control
  })
  expect(isInSight).toBe(true)
})

test('a refusal opens the charge, is shown at its field, and focuses it', async ({ page, engine }) => {
  const field = 'tariff.demandCharges.1.windows.0.hours'
  const sentence = 'Expected an end after the beginning; for a span over midnight use two windows'
  engine.answers.changeSettings = () => {
    throw new Refusal({ code: 'invalid', field, message: `${field}: ${sentence}` })
  }
  await openTariff(page, engine, TARIFF)
  await page.getByLabel('Name').first().fill('Other')
  await save(page)
  const from = page.getByRole('group', { name: 'Time 1 of Summer peak' }).getByLabel('From (h)')
  await expect(from).toBeFocused()
  await expect(from).toHaveAccessibleDescription(sentence)
  await expect(from).toHaveAttribute('aria-invalid', 'true')
  expect(await findAxeViolations(page)).toEqual([])
  await page.getByRole('group', { name: 'Time 1 of Summer peak' }).getByLabel('To (h)').fill('20')
  await expect(from).toHaveAttribute('aria-invalid', 'false')
})

test('a refused holiday is named at the list of them', async ({ page, engine }) => {
  engine.answers.changeSettings = () => {
    const field = 'tariff.holidays.1'
    throw new Refusal({ code: 'invalid', field, message: `${field}: Expected 2026-12-25, or 12-25 for every year` })
  }
  await openTariff(page, engine, TARIFF)
  const days = page.getByLabel('Days, one a line')
  await days.fill('12-25\nEaster')
  await save(page)
  await expect(days).toBeFocused()
  await expect(days).toHaveAccessibleDescription('Day 2, Easter: Expected 2026-12-25, or 12-25 for every year')
})

test('a price that is not entered, or a time that is none, is requested and not sent', async ({ page, engine }) => {
  await openTariff(page, engine, null)
  await page.getByRole('button', { name: 'Enter a tariff' }).click()
  await save(page)
  const price = page.getByRole('group', { name: 'Demand', exact: true }).getByLabel('Price (€/kW)')
  await expect(price).toBeFocused()
  await expect(price).toHaveAccessibleDescription('Enter a price.')
  await price.fill('9.8')
  const to = page.getByRole('group', { name: 'Time 1 of Demand' }).getByLabel('To (h)')
  await to.fill('noon')
  await save(page)
  await expect(to).toBeFocused()
  await expect(to).toHaveAccessibleDescription('Enter a time like 8:30; the end of the day is 24:00.')
  expect(saved(engine)).toBeUndefined()
})

test('changes are kept while another view is open', async ({ page, engine }) => {
  await openTariff(page, engine, TARIFF)
  await page.getByLabel('Currency').fill('chf')
  await page.getByRole('link', { name: /^Live/ }).click()
  await expect(page.getByRole('navigation')).toContainText('Tariffunsaved')
  await page.getByRole('link', { name: /^Tariff/ }).click()
  await expect(page.getByLabel('Currency')).toHaveValue('CHF')
  await page.getByRole('button', { name: 'Discard' }).click()
  await expect(page.getByLabel('Currency')).toHaveValue('USD')
})

test('the simulated plant shows its sample as one, which can be used as a start', async ({ page, engine }) => {
  await openTariff(page, engine, null)
  await expect(page.getByRole('heading', { name: 'A sample: Sample tariff' })).toBeVisible()
  await expect(spans(page, 'Energy').first()).toContainText('€/kWh')
  await expect(page.getByRole('button', { name: 'Save' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Use it as a start' }).click()
  await page.getByLabel('Name').first().fill('Ours')
  await save(page)
  await expect(page.getByText('Saved and applied.')).toBeVisible()
  expect(saved(engine)?.tariff).toEqual({ ...SAMPLE_TARIFF, name: 'Ours' })
})

test('a plant without a tariff is offered two ways to begin', async ({ page, engine }) => {
  await openTariff(page, engine, null, { source: PLANT })
  await expect(page.getByRole('heading', { name: 'No tariff yet' })).toBeVisible()
  await expect(page.locator('.begin-panel').getByRole('button')).toHaveText(['Enter a tariff', 'Import a file…'])
  expect(await findAxeViolations(page)).toEqual([])
  await page.getByRole('button', { name: 'Enter a tariff' }).click()
  await expect(page.getByLabel('Name').first()).toBeFocused()
  await expect(charge(page, 'Demand')).toContainText('no price yet')
  await page.getByRole('button', { name: 'Remove', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'No tariff yet' })).toBeFocused()
  await expect(page.getByRole('navigation')).not.toContainText('unsaved')
})

test('a file becomes a draft with its notes, and nothing is saved before it is reviewed', async ({ page, engine }) => {
  await openTariff(page, engine, null, { source: PLANT })
  await page.locator('input[type=file]').setInputFiles(CSV)
  await expect(page.getByRole('heading', { name: 'Read from rates.csv' })).toBeFocused()
  await expect(page.locator('.notes li')).toHaveText(importedTariff('rates.csv').notes)
  await expect(charge(page, 'Summer peak')).toBeVisible()
  expect(engine.receivedCalls.findLast(({ name }) => name === 'readTariff')?.input).toEqual({
    fileName: 'rates.csv',
    text: CSV.buffer.toString(),
  })
  expect(saved(engine)).toBeUndefined()
  expect(await findAxeViolations(page)).toEqual([])
  await save(page)
  await expect(page.getByText('Saved and applied.')).toBeVisible()
  expect(saved(engine)?.tariff?.name).toBe('rates')
})

test('an import is undone to what was entered before it', async ({ page, engine }) => {
  await openTariff(page, engine, TARIFF)
  await page.getByLabel('Name').first().fill('By hand')
  await page.locator('input[type=file]').setInputFiles(CSV)
  await expect(page.getByLabel('Name').first()).toHaveValue('rates')
  await page.getByRole('button', { name: 'Back to what was entered before' }).click()
  await expect(page.getByLabel('Name').first()).toHaveValue('By hand')
  await expect(page.getByRole('heading', { name: 'Read from rates.csv' })).toHaveCount(0)
})

test('a file that can’t be read is refused in the engine’s sentence, and nothing changes', async ({ page, engine }) => {
  const message = 'Line 3 of rates.csv has no charge: expected a number.'
  engine.answers.readTariff = () => {
    throw new Refusal({ code: 'invalid', message })
  }
  await openTariff(page, engine, TARIFF)
  await page.locator('input[type=file]').setInputFiles(CSV)
  await expect(page.locator('.import-panel').getByRole('alert')).toHaveText(message)
  await expect(page.getByText('Nothing has changed.')).toBeVisible()
  await expect(page.getByLabel('Name').first()).toHaveValue(TARIFF.name)
  await expect(page.getByRole('navigation')).not.toContainText('unsaved')
  expect(await findAxeViolations(page)).toEqual([])
  await page.getByRole('button', { name: 'Close' }).click()
  await expect(page.locator('.import-panel')).toHaveCount(0)
})

test('a tariff that is dropped on another view opens here', async ({ page, engine }) => {
  await openTariff(page, engine, TARIFF)
  await page.getByRole('link', { name: /^Live/ }).click()
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer()
    dataTransfer.items.add(new File(['{}'], 'ours.json'))
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
  })
  await expect(page).toHaveURL(/\/tariff/)
  await expect(page.getByRole('heading', { name: 'Read from ours.json' })).toBeVisible()
})

test('the tariff is exported as JSON as it is on the screen', async ({ page, engine }) => {
  await openTariff(page, engine, TARIFF)
  await page.getByLabel('Name').first().fill('TOU 20')
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export as JSON' }).click()
  const file = await download
  expect(file.suggestedFilename()).toBe('tou-20.json')
  expect(JSON.parse(await readFile(await file.path(), 'utf8'))).toEqual({ ...TARIFF, name: 'TOU 20' })
})

test('the holidays of the coming weeks are listed with what they change', async ({ page, engine }) => {
  await openTariff(page, engine, TARIFF)
  await expect(page.locator('.coming li')).toHaveText([
    'Fri 25 Decin 31 daysWinter day and Day don’t hold',
    'Fri 1 Janin 38 daysWinter day and Day don’t hold',
  ])
})
