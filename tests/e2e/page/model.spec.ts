import { HOUR } from '../../../src/domain/time/time.ts'
import { horizonSkillAt, scoreOf, skillAt, spanAt } from '../../fixtures/page/models.ts'
import { expect, findAxeViolations, test } from '../../fixtures/page/page-test.ts'
import { forecastAt, snapshotAt } from '../../fixtures/page/plant.ts'

const STAND_IN =
  'Over the last day the model was off by 51.2 kW on average and the same time last week by 34.8 kW: a naive forecast stands in until the model is no worse.'
const DRIFT = 'The load of the last week lies 38 % above what the model was trained on.'

test('how right the forecasts were is in the title and beside each naive rule', async ({ page, engine }) => {
  await page.goto(`${engine.url}/model`)
  const panel = page.locator('.skill-panel')
  await expect(panel.locator('.panel-title')).toHaveText(
    /How right\s*MAPE 2\.6 % last day\s*43 % better than same time last week · WAPE 2\.5 %/,
  )
  await expect(panel.getByRole('rowheader')).toHaveText([
    'Model',
    'Last value',
    'Same time yesterday',
    'Same time last week · best naive',
    'Last value with yesterday’s change',
  ])
  const model = panel.getByRole('row', { name: /^Model/ })
  await expect(model.getByRole('cell')).toHaveText(['2.6 %', '2.5 %', '19.8', '6.15', '79 %', '+43 %'])
  await expect(page.getByText('by next-hour-1')).toBeVisible()
})

test('horizon and stretch are chosen, stay in the address, and the share of hindcasts is shown', async ({
  page,
  engine,
}) => {
  await page.goto(`${engine.url}/model`)
  await page.getByRole('button', { name: 'Next day' }).click()
  await page.getByRole('button', { name: 'Month' }).click()
  await expect(page).toHaveURL(/\/model\?horizon=nextDay&score=month$/)
  await page.reload()
  const panel = page.locator('.skill-panel')
  await expect(panel).toContainText('86 % of the forecasts were made in hindsight, from what was known at their time.')
  await expect(panel.locator('.expected')).toHaveText(/^MAPE 4\.3 % last month$/)
  await expect(page.getByLabel('Made ahead by')).toHaveValue('96')
})

test('a naive forecast in the model’s place, and inputs that drifted, are shown as a text', async ({
  page,
  engine,
}) => {
  engine.snapshot = (at) => {
    const day = { ...spanAt('nextHour', at, { days: 1, worse: 2.6 }), forecast: scoreOf(384, 36.1, 0.8) }
    const standIn = { since: at - 3 * HOUR, reason: STAND_IN }
    const nextHour = { ...horizonSkillAt('nextHour', at), day, standIn, drift: DRIFT }
    return { ...snapshotAt(at), skill: { ...skillAt(at), nextHour } }
  }
  await page.goto(`${engine.url}/model`)
  const remarks = page.locator('.remark')
  await expect(remarks).toHaveCount(2)
  await expect(remarks.first()).toHaveText(`A naive forecast stands in since Tue 24 Nov 11:07. ${STAND_IN}`)
  await expect(remarks.last()).toHaveText(`The inputs have drifted. ${DRIFT}`)
  await expect(page.locator('.skill-panel .beside')).toContainText('48 % worse than same time last week')
  await expect(page.getByRole('rowheader', { name: 'As it was shown' })).toBeVisible()
  expect(await findAxeViolations(page)).toEqual([])
  await page.getByRole('button', { name: 'Next day' }).click()
  await expect(remarks).toHaveCount(0)
})

test('where the load goes near zero WAPE replaces MAPE', async ({ page, engine }) => {
  engine.snapshot = (at) => {
    const day = spanAt('nextHour', at, { days: 1 })
    const model = { ...scoreOf(384, 160), mape: 0.81 }
    return {
      ...snapshotAt(at),
      skill: { ...skillAt(at), nextHour: { ...horizonSkillAt('nextHour', at), day: { ...day, model } } },
    }
  }
  await page.goto(`${engine.url}/model`)
  await expect(page.locator('.skill-panel .expected')).toHaveText('WAPE 19.9 % last day')
  await expect(page.locator('.skill-panel .beside')).toContainText('MAPE 81.0 % misleads: the load goes near zero')
})

test('figures change when a quarter-hour is over, without a reload', async ({ page, engine }) => {
  await page.goto(`${engine.url}/model`)
  await expect(page.locator('.skill-panel .expected')).toHaveText(/^MAPE 2\.6 %/)
  const at = engine.now()
  const nextHour = { ...horizonSkillAt('nextHour', at), day: spanAt('nextHour', at, { days: 1, worse: 2 }) }
  engine.send({ kind: 'skill', skill: { ...skillAt(at), nextHour } })
  await expect(page.locator('.skill-panel .expected')).toHaveText(/^MAPE 5\.2 %/)
})

test('before the outcome of a forecast is known each panel shows what it waits for', async ({ page, engine }) => {
  engine.snapshot = (at) => ({ ...snapshotAt(at), skill: null, forecasts: { nextHour: null, nextDay: null } })
  engine.answers.forecasts = () => []
  engine.answers.models = () => []
  await page.goto(`${engine.url}/model`)
  await expect(page.locator('.skill-panel .empty')).toContainText('No forecast has come true yet.')
  await expect(page.locator('.curve-panel .empty')).toContainText('No forecast made so far ahead has come true')
  await expect(page.locator('.models-panel .empty')).toContainText('There is no model: a naive forecast stands in.')
  expect(await findAxeViolations(page)).toEqual([])
})

test('the curve has forecasts of a lead over the measured load, and is read by keyboard', async ({ page, engine }) => {
  await page.goto(`${engine.url}/model`)
  const panel = page.locator('.curve-panel')
  await expect(panel.locator('.panel-title')).toHaveText(
    /Against what came\s*\d+ % in P10–P90\s*80 % is right · worst [+−][\d.,]+ kW \w+ \d+ Nov \d\d:\d\d/,
  )
  for (const part of ['.trace-trace', '.trace-forecast', '.band-forecast'])
    await expect(panel.locator(`${part} path`).first()).toBeVisible()
  await page.getByLabel('Made ahead by').selectOption('15 min ahead')
  await panel.getByRole('button', { name: '3 d' }).click()
  await expect(page).toHaveURL(/span=3d&lead=1/)
  await expect
    .poll(() => engine.receivedCalls.findLast(({ name }) => name === 'forecasts')?.input)
    .toMatchObject({ horizon: 'nextHour', lead: '1' })
  const cursor = panel.getByRole('slider')
  await cursor.focus()
  await page.keyboard.press('ArrowLeft')
  await expect(panel.locator('.readout')).toHaveText(
    /^Tue 24 Nov 13:\d\d · [\d,]+ kW came · [\d,]+ expected \([\d,]+–[\d,]+\)$/,
  )
  await page.keyboard.press('+')
  await expect(page).toHaveURL(/\/model/)
  await panel.getByRole('link', { name: 'History' }).click()
  await expect(page).toHaveURL(/\/history\?tag=load&span=\d+-\d+&ahead=1$/)
})

test('stretches with a naive forecast in the model’s place are dashed', async ({ page, engine }) => {
  engine.answers.forecasts = ({ from, to, lead }) => {
    const [first, ends] = [Number(from), (Number(to) - Number(from)) / 900_000]
    return Array.from({ length: ends }, (_, index) => {
      const madeAt = first + index * 900_000
      const made = forecastAt(madeAt, { method: index > ends / 2 ? 'naive' : 'model' })
      return { ...made, steps: made.steps.slice(Number(lead) - 1, Number(lead)), madeAt, hindsight: false }
    })
  }
  await page.goto(`${engine.url}/model`)
  await expect(page.locator('.curve-panel .trace-naive path').first()).toHaveAttribute('stroke-dasharray', '4 4')
})

test('of hindcasts made once an hour each quarter-hour is shown, with how far ahead it is', async ({
  page,
  engine,
}) => {
  engine.answers.forecasts = ({ from, to, lead }) => {
    const first = Math.ceil(Number(from) / HOUR) * HOUR
    const count = Math.max(0, Math.ceil((Number(to) - first) / HOUR))
    return Array.from({ length: count }, (_, index) => {
      const madeAt = first + index * HOUR
      const made = forecastAt(madeAt, { horizon: 'nextDay' })
      return { ...made, steps: made.steps.slice(Number(lead) - 1, Number(lead)), madeAt, hindsight: true }
    })
  }
  await page.goto(`${engine.url}/model?horizon=nextDay`)
  await expect(page.locator('.curve-panel .hint')).toHaveText(
    'In hindsight one forecast an hour is made: what it says is up to 45 min less ahead.',
  )
  const leads = () =>
    engine.receivedCalls.filter(({ name }) => name === 'forecasts').map(({ input }) => Number(input.lead))
  await expect.poll(() => leads().sort()).toEqual([93, 94, 95, 96])
  const path = page.locator('.curve-panel .trace-forecast path').first()
  // The line breaks where the load does, and nowhere else.
  await expect.poll(async () => (await path.getAttribute('d'))?.match(/M/g)?.length).toBe(2)
})
