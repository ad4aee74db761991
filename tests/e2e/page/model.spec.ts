import { readFile } from 'node:fs/promises'
import { HOUR } from '../../../src/domain/time.ts'
import { Refusal } from './fixture-engine.ts'
import { afterUse, horizonSkillAt, modelsAt, scoreOf, skillAt, spanAt } from './fixture-models.ts'
import { forecastAt, snapshotAt } from './fixture-plant.ts'
import { axeFindings, expect, test } from './page-test.ts'

const STAND_IN =
  'Over the last day the model was off by 51.2 kW on average and the same time last week by 34.8 kW: a naive forecast stands in until the model is no worse.'
const DRIFT = 'The load of the last week lies 38 % above what the model was trained on.'

test('how right the forecasts were stands in the title and beside each naive rule', async ({ page, engine }) => {
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

test('horizon and stretch are chosen, stay in the address, and what was made in hindsight is said', async ({
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

test('a naive forecast that stands in, and inputs that drifted, are said in words', async ({ page, engine }) => {
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
  expect(await axeFindings(page)).toEqual([])
  await page.getByRole('button', { name: 'Next day' }).click()
  await expect(remarks).toHaveCount(0)
})

test('where the load goes near zero WAPE takes the place of MAPE', async ({ page, engine }) => {
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

test('figures change when a quarter-hour has come, without a reload', async ({ page, engine }) => {
  await page.goto(`${engine.url}/model`)
  await expect(page.locator('.skill-panel .expected')).toHaveText(/^MAPE 2\.6 %/)
  const at = engine.now()
  const nextHour = { ...horizonSkillAt('nextHour', at), day: spanAt('nextHour', at, { days: 1, worse: 2 }) }
  engine.send({ kind: 'skill', skill: { ...skillAt(at), nextHour } })
  await expect(page.locator('.skill-panel .expected')).toHaveText(/^MAPE 5\.2 %/)
})

test('before a forecast has come true each panel says what it waits for', async ({ page, engine }) => {
  engine.snapshot = (at) => ({ ...snapshotAt(at), skill: null, forecasts: { nextHour: null, nextDay: null } })
  engine.answers.forecasts = () => []
  engine.answers.models = () => []
  await page.goto(`${engine.url}/model`)
  await expect(page.locator('.skill-panel .empty')).toContainText('No forecast has come true yet.')
  await expect(page.locator('.curve-panel .empty')).toContainText('No forecast made so far ahead has come true')
  await expect(page.locator('.models-panel .empty')).toContainText('There is no model: a naive forecast stands in.')
  expect(await axeFindings(page)).toEqual([])
})

test('the curve lays forecasts of a lead over what came, and is read by keyboard', async ({ page, engine }) => {
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
    .poll(() => engine.asked.findLast(({ name }) => name === 'forecasts')?.input)
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

test('stretches in which a naive forecast stood in are dashed', async ({ page, engine }) => {
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

test('a model is taken by one click, and gone back from by another', async ({ page, engine }) => {
  let models = modelsAt()
  engine.answers.models = () => models
  engine.answers.useModel = ({ id }) => {
    models = afterUse(models, String(id))
    return models
  }
  await page.goto(`${engine.url}/model`)
  const challenger = page.locator('[data-model="next-hour-2026-11-23"]')
  await expect(challenger).toContainText(
    'trained here, made 23 Nov 2026 · the kept history of Northfield works, 210 days',
  )
  await expect(challenger).toContainText('better than the model in use (2.4 %)')
  await challenger.getByRole('button', { name: /^Use this one/ }).click()
  await expect(challenger.locator('.mark')).toHaveText('in use')
  await expect(challenger).toBeFocused()
  await expect(page.locator('.models-panel [role=status]')).toHaveText(
    'next-hour-2026-11-23 is in use. The one before it is one click away.',
  )
  const before = page.locator('[data-model="next-hour-1"]')
  await expect(before.locator('.mark')).toHaveText('was in use before')
  await before.getByRole('button', { name: /^Go back to this one/ }).click()
  await expect(before.locator('.mark')).toHaveText('in use')
  expect(engine.asked.filter(({ name }) => name === 'useModel').map(({ input }) => input.id)).toEqual([
    'next-hour-2026-11-23',
    'next-hour-1',
  ])
})

test('a model that is no gain can’t be taken, and why stands beside it', async ({ page, engine }) => {
  await page.goto(`${engine.url}/model`)
  const keras = page.locator('[data-model="plant-lstm"]')
  const use = keras.getByRole('button', { name: /^Use this one/ })
  await expect(use).toBeDisabled()
  await expect(use).toHaveAccessibleDescription(/same time last week has 4\.3 %, so it is no gain/)
})

test('a refusal of the engine is its sentence, and the list stays', async ({ page, engine }) => {
  const message = 'The weights of next-hour-2026-11-23 don’t match its card.'
  engine.answers.useModel = () => {
    throw new Refusal({ code: 'invalid', field: 'id', message })
  }
  await page.goto(`${engine.url}/model`)
  await page.locator('[data-model="next-hour-2026-11-23"]').getByRole('button', { name: /^Use/ }).click()
  await expect(page.locator('.models-panel [role=status]')).toHaveText(message)
  await expect(page.locator('.model')).toHaveCount(3)
})

test('a model that another window took into use is seen here', async ({ page, engine }) => {
  let models = modelsAt()
  engine.answers.models = () => models
  await page.goto(`${engine.url}/model`)
  await expect(page.locator('[data-model="next-hour-1"] .mark')).toHaveText('in use')
  models = afterUse(models, 'next-hour-2026-11-23')
  const { engine: status } = snapshotAt(engine.now())
  const inUse = { ...status.forecast.models, nextHour: 'next-hour-2026-11-23' }
  engine.send({ kind: 'engine', engine: { ...status, forecast: { ...status.forecast, models: inUse } } })
  await expect(page.locator('[data-model="next-hour-2026-11-23"] .mark')).toHaveText('in use')
})

test('removing asks once more, and is not offered for what is in use or was shipped', async ({ page, engine }) => {
  engine.answers.removeModel = ({ id }) => modelsAt().filter((each) => each.id !== id)
  await page.goto(`${engine.url}/model`)
  await expect(page.locator('[data-model="next-hour-1"]').getByRole('button', { name: /^Remove/ })).toHaveCount(0)
  const keras = page.locator('[data-model="plant-lstm"]')
  await keras.getByRole('button', { name: 'Remove plant-lstm' }).click()
  await keras.getByRole('button', { name: 'Keep' }).click()
  await keras.getByRole('button', { name: 'Remove plant-lstm' }).click()
  await keras.getByRole('button', { name: 'Remove for good' }).click()
  await expect(keras).toHaveCount(0)
  await expect(page.getByText('plant-lstm is removed.')).toBeVisible()
})

test('a model is exported as a Keras file with its sidecar', async ({ page, engine }) => {
  const sidecar = { horizon: 'nextHour', stepMinutes: 15 }
  engine.answers.exportModel = () => ({ fileName: 'next-hour-1.h5', base64: btoa('\x89HDF'), sidecar })
  await page.goto(`${engine.url}/model`)
  const files = new Map<string, Buffer>()
  page.on('download', async (file) => files.set(file.suggestedFilename(), await readFile(await file.path())))
  await page.getByRole('button', { name: 'Export next-hour-1' }).click()
  await expect.poll(() => [...files.keys()].sort()).toEqual(['next-hour-1.h5', 'next-hour-1.json'])
  expect(files.get('next-hour-1.h5')).toEqual(Buffer.from('\x89HDF', 'latin1'))
  expect(JSON.parse(String(files.get('next-hour-1.json')))).toEqual(sidecar)
  await expect(page.getByText('next-hour-1.h5 and its sidecar next-hour-1.json are saved.')).toBeVisible()
})

test('a model’s card is one key away', async ({ page, engine }) => {
  await page.goto(`${engine.url}/model`)
  const summary = page.locator('[data-model="next-hour-1"] summary')
  await summary.focus()
  await page.keyboard.press('Enter')
  const card = page.locator('[data-model="next-hour-1"] .card')
  await expect(card).toContainText('1 Sept 2025 to 26 Oct 2026 (420 days) in steps of 15 min, no holes, Europe/Berlin')
  await expect(card).toContainText('lstm units 32, head units 48')
  expect(await axeFindings(page)).toEqual([])
})

test('a data engineer finds latencies, raw window and forecast, and the commands that ask for them', async ({
  page,
  engine,
}) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto(`${engine.url}/model`)
  expect(engine.asked.some(({ name }) => name === 'inference')).toBe(false)
  await page.locator('.engineer-panel summary').click()
  const panel = page.locator('.engineer-panel')
  await expect(panel.getByRole('row').nth(1)).toHaveText('Next hourcomputedkernel1,0001.622.112.51')
  await expect(panel).toContainText('nothing waits · 42 tensors alive, 181 kB · heap 46 MB · none failed')
  await expect(panel).toContainText('wasm: tfjs-node is not installed')
  await expect(panel).toContainText(`curl '${engine.url}/predict' -H 'content-type: application/json' -d @window.json`)
  await panel.getByRole('button', { name: /^Copy Window/ }).click()
  await expect(panel.getByText('Copied')).toBeVisible()
  const body = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()))
  expect(body).toMatchObject({ horizon: 'nextHour', end: '2026-11-24T13:00:00.000Z', zone: 'Europe/Berlin' })
  expect(body.loadKw).toHaveLength(768)
  expect(body.loadKw).toContain(null)
  expect(body.temperatureC).toHaveLength(768)
  await panel.getByRole('button', { name: /^Copy Forecast/ }).click()
  const forecast = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()))
  expect(forecast.steps).toHaveLength(4)
  expect(await axeFindings(page)).toEqual([])
})
