import { describe, expect, test } from 'vitest'
import type { TrainProgress } from '../../engine/ml/training/progress.ts'
import { createJobProgress, type ProgressOutput } from './job-progress.ts'

function output(isTTY: boolean): ProgressOutput & { readonly written: string[] } {
  const written: string[] = []
  return { isTTY, written, write: (text) => written.push(text) }
}

const state = (change: Partial<TrainProgress> = {}): TrainProgress => ({
  phase: 'fitting',
  epoch: 3,
  epochs: 28,
  share: 0.25,
  leftMs: 125_000,
  loss: 0.02,
  validationLoss: 0.0212345,
  ...change,
})

describe('a terminal', () => {
  test('shows one line with both horizons, which changes', () => {
    const to = output(true)
    const jobs = createJobProgress(to)
    jobs.show('nextDay', state({ phase: 'reading', share: 0 }))
    jobs.show('nextHour', state())
    expect(to.written).toEqual([
      '\rnext day: reading\u001b[K',
      '\rnext hour: epoch 3 of 28, 25 %, validation loss 0.02123, about 3 min left · next day: reading\u001b[K',
    ])
  })

  test('is left clean at the end', () => {
    const to = output(true)
    createJobProgress(to).clear()
    expect(to.written).toEqual(['\r\u001b[K'])
  })
})

describe('a file', () => {
  test('gets a line for each tenth of each horizon', () => {
    const to = output(false)
    const jobs = createJobProgress(to)
    for (let i = 0; i <= 100; i++) {
      jobs.show('nextHour', state({ share: i / 100 }))
      jobs.show('nextDay', state({ share: i / 200 }))
    }
    const of = (name: string) => to.written.filter((line) => line.startsWith(`${name}: epoch`))
    expect(of('next hour')).toHaveLength(11)
    expect(of('next day')).toHaveLength(6)
    for (const line of to.written) expect(line).toMatch(/\n$/)
    expect(to.written.join('')).not.toContain('\u001b')
    createJobProgress(to).clear()
    expect(to.written).toHaveLength(17)
  })
})

test('the time that is left is shown in minutes, and not shown where it isn’t known', () => {
  const textOf = (change: Partial<TrainProgress>) => {
    const to = output(false)
    createJobProgress(to).show('nextHour', state(change))
    return to.written.join('').trim()
  }
  expect(textOf({ leftMs: 59_000 })).toMatch(/, less than a minute left$/)
  expect(textOf({ leftMs: 60_000 })).toMatch(/, about 1 min left$/)
  expect(textOf({ leftMs: null, validationLoss: null })).toBe('next hour: epoch 3 of 28, 25 %')
  expect(textOf({ phase: 'scoring', share: 0.95 })).toBe('next hour: scoring')
  expect(textOf({ phase: 'done', share: 1 })).toBe('next hour: done')
})
