import { performance } from 'node:perf_hooks'
import { expect, test } from 'vitest'
import { runAtOnce, type SlicedWork } from '../../domain/slices/sliced-work.ts'
import { runInSlices } from './run-in-slices.ts'

function* sumTo(count: number, spin: () => void): SlicedWork<number> {
  let sum = 0
  for (let i = 1; i <= count; i++) {
    spin()
    sum += i
    yield
  }
  return sum
}

function spinFor(ms: number) {
  const until = performance.now() + ms
  while (performance.now() < until);
}

test('other work runs between the slices of long arithmetic, and the result is the same as at once', async () => {
  let others = 0
  let running = true
  const next = () => {
    others += 1
    if (running) setImmediate(next)
  }
  setImmediate(next)
  const sum = await runInSlices(sumTo(20, () => spinFor(3)))
  running = false
  expect(sum).toBe(runAtOnce(sumTo(20, () => {})))
  expect(others).toBeGreaterThanOrEqual(3)
})

test('what it throws is thrown', async () => {
  const work = sumTo(3, () => {
    throw new Error('no sum')
  })
  await expect(runInSlices(work)).rejects.toThrow('no sum')
})
