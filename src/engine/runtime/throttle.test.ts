import { expect, test } from 'vitest'
import { createFakeClock } from '../../../tests/fixtures/engine/fake-clock.ts'
import { createThrottle, type ThrottleOptions } from './throttle.ts'

/** A throttle of half a second, and when it ran. */
function throttled(options: Omit<ThrottleOptions, 'pauseMs'> = {}) {
  const clock = createFakeClock(10_000)
  const ranAt: number[] = []
  const throttle = createThrottle(clock, { pauseMs: 500, ...options }, () => ranAt.push(clock.now() - 10_000))
  return { clock, ranAt, throttle }
}

test('a request runs at once where nothing ran lately, later ones once, when the pause is over', async () => {
  const { clock, ranAt, throttle } = throttled()
  throttle.request()
  await clock.advance(100)
  throttle.request()
  throttle.request()
  await clock.advance(1_000)
  throttle.request()
  expect(ranAt).toEqual([0, 500, 1_100])
})

test('without a leading run a request waits, and gathers those that follow', async () => {
  const { clock, ranAt, throttle } = throttled({ leading: false })
  throttle.request()
  await clock.advance(400)
  throttle.request()
  await clock.advance(300)
  throttle.request()
  await clock.advance(1_000)
  expect(ranAt).toEqual([500, 1_200])
})

test('without a trailing run a request during the pause is dropped, and leaves no timer', async () => {
  const { clock, ranAt, throttle } = throttled({ trailing: false })
  throttle.request()
  await clock.advance(499)
  throttle.request()
  expect(clock.pending).toBe(0)
  await clock.advance(1)
  throttle.request()
  expect(ranAt).toEqual([0, 500])
})

test('what must not wait runs now, in place of what waits, and begins a pause', async () => {
  const { clock, ranAt, throttle } = throttled()
  throttle.request()
  await clock.advance(100)
  throttle.request()
  await clock.advance(100)
  throttle.runNow()
  throttle.request()
  await clock.advance(1_000)
  expect(ranAt).toEqual([0, 200, 700])
})

test('a clock that is set back silences nothing', () => {
  let now = 10_000
  let runs = 0
  const clock = { now: () => now, after: () => () => {} }
  const throttle = createThrottle(clock, { pauseMs: 500, trailing: false }, () => {
    runs += 1
  })
  throttle.request()
  now -= 5_000
  throttle.request()
  expect(runs).toBe(2)
})

test('nothing runs once it is closed', async () => {
  const { clock, ranAt, throttle } = throttled()
  throttle.request()
  throttle.request()
  throttle.close()
  throttle.request()
  throttle.runNow()
  await clock.advance(1_000)
  expect(ranAt).toEqual([0])
  expect(clock.pending).toBe(0)
})
