import { expect, test } from 'vitest'
import { showProgress } from './train-progress.ts'

function shown(isTTY: boolean) {
  const lines: string[] = []
  const progress = showProgress(4, { isTTY, write: (text) => lines.push(text) })
  progress.onStart({ backend: 'wasm', windows: 1000 })
  progress.onBatch(1, 0.5)
  progress.onEpoch({ epoch: 1, loss: 0.5, validationLoss: 0.25, best: true, ms: 120_000 })
  progress.onEpoch({ epoch: 4, loss: 0.4, validationLoss: 0.3, best: false, ms: 60_000 })
  return lines
}

test('a file gets a line an epoch, with what is left', () => {
  expect(shown(false)).toEqual([
    "1000 windows to train on, computed by wasm. Losses are shares of the plant's mean load.\n",
    'epoch 1 of 4: loss 0.50000, validation 0.25000 (best), 120 s, about 6 min left\n',
    'epoch 4 of 4: loss 0.40000, validation 0.30000, 60 s\n',
  ])
})

test('a terminal shows the epoch under way besides', () => {
  expect(shown(true)[1]).toContain('epoch 1, 50 %')
})
