import { expect, test } from 'vitest'
import { createSerialQueue } from './serial-queue.ts'

/** A task that is done when its `finish` is called. */
function openTask<T>(name: string, value: T, log: string[]) {
  let finish = () => {}
  const finished = new Promise<void>((resolve) => {
    finish = resolve
  })
  const task = async () => {
    log.push(`${name} begins`)
    await finished
    log.push(`${name} ends`)
    return value
  }
  return { task, finish: () => finish() }
}

test('a task begins when the one before it has ended, and answers for itself', async () => {
  const queue = createSerialQueue()
  const log: string[] = []
  const [slow, quick] = [openTask('slow', 1, log), openTask('quick', 'two', log)]
  const answers = Promise.all([queue.run(slow.task), queue.run(quick.task)])
  quick.finish()
  slow.finish()
  expect(await answers).toEqual([1, 'two'])
  expect(log).toEqual(['slow begins', 'slow ends', 'quick begins', 'quick ends'])
})

test('a task that fails fails alone', async () => {
  const queue = createSerialQueue()
  const failed = queue.run(() => Promise.reject(new Error('no luck')))
  const next = queue.run(async () => 'done')
  await expect(failed).rejects.toThrow('no luck')
  expect(await next).toBe('done')
})

test('it is idle when what was handed over is done, also where that failed', async () => {
  const queue = createSerialQueue()
  await queue.whenIdle()
  const log: string[] = []
  const { task, finish } = openTask('task', null, log)
  const running = queue.run(task)
  const failing = queue.run(() => Promise.reject(new Error('no luck')))
  const idle = queue.whenIdle().then(() => log.push('idle'))
  finish()
  await Promise.allSettled([running, failing, idle])
  expect(log).toEqual(['task begins', 'task ends', 'idle'])
})
