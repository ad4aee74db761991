import { expect, test } from 'vitest'
import { TINY_TRAINING } from '../../../../tests/fixtures/make-model.ts'
import type { Epoch } from './fit.ts'
import { createTrainProgressReporter, type TrainProgress } from './progress.ts'

/** Two members of four epochs each. */
const plan = { network: { ...TINY_TRAINING.network, members: 2 }, fit: { ...TINY_TRAINING.fit, epochs: 4 } }

function progress() {
  const reported: TrainProgress[] = []
  return { reported, of: createTrainProgressReporter(plan, (state) => reported.push(state)) }
}

test('a training is reported from its reading to its end', () => {
  const { reported, of } = progress()
  of.fitting()
  of.member(0).onBatch(1, 0.5)
  of.scoring()
  of.done()
  expect(reported.map(({ phase }) => phase)).toEqual(['reading', 'fitting', 'fitting', 'scoring', 'done'])
  expect(reported.map(({ share }) => share)).toEqual([0, 0, expect.closeTo(0.95 / 16, 12), 0.95, 1])
  expect(reported.at(-1)?.leftMs).toBe(0)
})

test('its epochs are those of all members, and each is reported with its losses', () => {
  const { reported, of } = progress()
  of.fitting()
  of.member(1).onBatch(3, 1)
  const epoch: Epoch = { epoch: 3, loss: 0.5, validationLoss: 0.25, best: true, ms: 1 }
  of.member(1).onEpoch(epoch)
  expect(reported.at(-1)).toMatchObject({ epoch: 7, epochs: 8, loss: 0.5, validationLoss: 0.25 })
  expect(reported.at(-1)?.share).toBeCloseTo((0.95 * 7) / 8, 12)
})

test('what is left is as much as the part that was done took, for its share', () => {
  const { reported, of } = progress()
  of.fitting()
  of.member(0).onBatch(1, 0)
  expect(reported.at(-1)).toMatchObject({ share: 0, leftMs: null })
  of.member(0).onBatch(4, 1)
  const half = reported.at(-1)
  expect(half?.leftMs).toBeGreaterThanOrEqual(0)
  expect(half?.share).toBeCloseTo(0.475, 12)
})

test('a member that ends early does not turn anything back', () => {
  const { reported, of } = progress()
  of.fitting()
  of.member(0).onBatch(2, 1)
  of.member(1).onBatch(1, 0)
  const shares = reported.map(({ share }) => share)
  expect(shares).toEqual([...shares].sort((a, b) => a - b))
})
