import { expect, test } from 'vitest'
import type { TrainingJob } from '../../../contract/schemas/models.ts'
import { describeLastTraining, describePhase, describeTimeLeft, formatLoss } from './training-text.ts'

const job = (changes: Partial<TrainingJob>): TrainingJob => ({
  horizon: 'nextHour',
  phase: 'fitting',
  epoch: 12,
  epochs: 40,
  share: 0.3,
  leftMs: 250_000,
  loss: 0.01823,
  validationLoss: 0.02012,
  ...changes,
})

test('a job shows what it does', () => {
  expect(describePhase(job({}))).toBe('epoch 12 of at most 40')
  expect(describePhase(job({ epoch: 0 }))).toBe('begins to learn')
  expect(describePhase(job({ phase: 'waiting' }))).toBe('waits for its turn')
})

test('what is left is shown in whole minutes, and never as more than is known', () => {
  expect(describeTimeLeft(job({}))).toBe('at most 5 min left')
  expect(describeTimeLeft(job({ leftMs: 20_000 }))).toBe('less than a minute left')
  expect(describeTimeLeft(job({ leftMs: null }))).toBe('time left not known yet')
  expect(describeTimeLeft(job({ phase: 'done', leftMs: 0 }))).toBe('')
})

test('losses are shown once there are some', () => {
  expect(formatLoss(job({}))).toBe('loss 0.0182 · validation 0.0201')
  expect(formatLoss(job({ loss: null }))).toBe('')
})

test('the outcome is the engine’s sentence, and how long it lasted', () => {
  const ended = { kind: 'ended' as const, startedAt: 0, endedAt: 312_000, data: 'the kept history', models: [] }
  expect(describeLastTraining({ ...ended, outcome: 'failed', message: 'The load is too short.' })).toBe(
    'The load is too short. It ended after 5 min 12 s, on the kept history.',
  )
  expect(describeLastTraining({ kind: 'idle' })).toBe('')
})
