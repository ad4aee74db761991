import type { Training, TrainingJob } from '../../../src/contract/schemas/models.ts'
import { MINUTE } from '../../../src/domain/time/time.ts'
import { type FixtureEngine, Refusal } from '../../fixtures/page/engine.ts'
import { modelsAt } from '../../fixtures/page/models.ts'
import { expect, findAxeViolations, test } from '../../fixtures/page/page-test.ts'
import { snapshotAt } from '../../fixtures/page/plant.ts'

const job = (horizon: TrainingJob['horizon'], changes: Partial<TrainingJob> = {}): TrainingJob => ({
  horizon,
  phase: 'fitting',
  epoch: 12,
  epochs: 40,
  share: 0.31,
  leftMs: 254_000,
  loss: 0.0182,
  validationLoss: 0.0201,
  ...changes,
})
const WAITING = { phase: 'waiting', epoch: 0, share: 0, leftMs: null, loss: null, validationLoss: null } as const

function runningAt(at: number, jobs = [job('nextHour'), job('nextDay', WAITING)]): Training {
  return { kind: 'running', startedAt: at - 3 * MINUTE, data: '210 days of kept load', jobs }
}

function endedAt(at: number, changes: Partial<Extract<Training, { kind: 'ended' }>>): Training {
  const ended = {
    kind: 'ended',
    startedAt: at - 6 * MINUTE,
    endedAt: at - MINUTE,
    data: '210 days of kept load',
  } as const
  return { ...ended, outcome: 'done', message: '', models: [], ...changes }
}

/** Answers like an engine: the state is an event, too. */
function answerTraining(engine: FixtureEngine, training: () => Training) {
  return () => {
    engine.send({ kind: 'training', training: training() })
    return training()
  }
}

test('training is started on the kept history, followed, and cancelled', async ({ page, engine }) => {
  engine.answers.startTraining = answerTraining(engine, () => runningAt(engine.now()))
  const cancelled = { outcome: 'cancelled', message: 'Cancelled: nothing of it was kept.' } as const
  engine.answers.cancelTraining = answerTraining(engine, () => endedAt(engine.now(), cancelled))
  await page.goto(`${engine.url}/model`)
  const panel = page.locator('.training-panel')
  await expect(panel).toContainText('209 days of load are kept.')
  await panel.getByRole('button', { name: 'Start training' }).click()
  expect(engine.receivedCalls.findLast(({ name }) => name === 'startTraining')?.input).toEqual({
    data: { kind: 'history' },
  })
  await expect(panel.locator('.panel-title')).toContainText('on 210 days of kept load')
  const hour = panel.getByRole('listitem').first()
  await expect(hour).toContainText('epoch 12 of at most 40')
  await expect(hour).toContainText('at most 5 min left')
  await expect(hour).toContainText('loss 0.0182 · validation 0.0201')
  await expect(panel.getByRole('progressbar', { name: 'Next hour' })).toHaveAttribute('aria-valuenow', '31')
  await expect(panel.getByRole('listitem').last()).toContainText('waits for its turn')
  expect(await findAxeViolations(page)).toEqual([])

  engine.send({ kind: 'training', training: runningAt(engine.now(), [job('nextHour', { epoch: 13, share: 0.34 })]) })
  await expect(panel).toContainText('epoch 13 of at most 40')
  await panel.getByRole('button', { name: 'Cancel training' }).click()
  await expect(panel.getByRole('status')).toHaveText(
    'Cancelled: nothing of it was kept. It ended after 5 min, on 210 days of kept load.',
  )
  await expect(panel.getByRole('button', { name: 'Start training' })).toBeEnabled()
})

test('a training that another window started is followed, and its models are listed when it ends', async ({
  page,
  engine,
}) => {
  engine.answers.models = () => modelsAt().filter(({ origin }) => origin === 'shipped')
  engine.snapshot = (at) => ({ ...snapshotAt(at), training: runningAt(at) })
  await page.goto(`${engine.url}/model`)
  await expect(page.getByRole('progressbar')).toHaveCount(2)
  await expect(page.locator('.model')).toHaveCount(1)
  delete engine.answers.models
  const models = ['next-hour-2026-11-23', 'next-day-2026-11-23']
  const message = 'The model of the next hour may be taken. The model of the next day may be taken.'
  engine.send({ kind: 'training', training: endedAt(engine.now(), { message, models }) })
  await expect(page.locator('.training-panel [role=status]')).toContainText(
    `${message} It ended after 5 min, on 210 days of kept load.`,
  )
  await expect(page.locator('[data-model="next-hour-2026-11-23"]')).toBeVisible()
})

test('a training can be cancelled while its data is still being read', async ({ page, engine }) => {
  const reading = [job('nextHour', { ...WAITING, phase: 'reading' }), job('nextDay', WAITING)]
  await page.route('**/api/v1/training', () => {
    // Never answered: the engine answers when it has read the data.
    engine.send({ kind: 'training', training: runningAt(engine.now(), reading) })
  })
  await page.goto(`${engine.url}/model`)
  await page.getByRole('button', { name: 'Start training' }).click()
  await expect(page.locator('.training-panel')).toContainText('reads the data')
  await expect(page.getByRole('button', { name: 'Cancel training' })).toBeEnabled()
})

test('a CSV is described by its columns, and what the engine refuses is shown at its field', async ({
  page,
  engine,
}) => {
  engine.answers.startTraining = () => {
    throw new Refusal({ code: 'invalid', field: 'data.value', message: 'There is no column “power” in plant.csv.' })
  }
  await page.goto(`${engine.url}/model`)
  const panel = page.locator('.training-panel')
  await panel.getByRole('button', { name: 'CSV file' }).click()
  await panel.getByLabel('File', { exact: true }).fill(' /data/plant.csv ')
  await panel.getByLabel('Column with the load').fill('power')
  await panel.getByLabel('Zone').fill('Europe/Berlin')
  await panel.getByRole('button', { name: 'Start training' }).click()
  await expect(panel.getByRole('status')).toHaveText('There is no column “power” in plant.csv.')
  await expect(panel.getByLabel('Column with the load')).toHaveAttribute('aria-invalid', 'true')
  expect(engine.receivedCalls.findLast(({ name }) => name === 'startTraining')?.input).toEqual({
    data: { kind: 'csv', file: '/data/plant.csv', value: 'power', zone: 'Europe/Berlin' },
  })
  expect(await findAxeViolations(page)).toEqual([])
})
