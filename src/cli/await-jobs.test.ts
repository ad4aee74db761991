import { expect, test } from 'vitest'
import type { RunningJob } from '../engine/models/model-thread.ts'
import { awaitJobs } from './await-jobs.ts'

interface MadeJob {
  readonly running: RunningJob<string>
  readonly answer: (text: string) => void
  readonly fail: (why: string) => void
  readonly wasEnded: () => boolean
}

/** A job that answers when the test lets it. */
function job(): MadeJob {
  let ended = false
  let answer: (text: string) => void = () => {}
  let fail: (why: string) => void = () => {}
  const promise = new Promise<string>((resolve, reject) => {
    answer = resolve
    fail = (why) => reject(new Error(why))
  })
  const end = async () => {
    ended = true
  }
  return { running: { answer: promise, end }, answer, fail, wasEnded: () => ended }
}

test('jobs answer in their own order, whichever is done first', async () => {
  const [one, other] = [job(), job()]
  const all = awaitJobs([one.running, other.running])
  other.answer('b')
  one.answer('a')
  expect(await all).toEqual(['a', 'b'])
  expect([one.wasEnded(), other.wasEnded()]).toEqual([false, false])
})

test('where one fails the others are ended, and its reason is the answer', async () => {
  const [one, other] = [job(), job()]
  const all = awaitJobs([one.running, other.running])
  other.fail('too few days')
  await expect(all).rejects.toThrow('too few days')
  expect(one.wasEnded()).toBe(true)
})
