import type { Clock } from '../src/engine/runtime/clock.ts'

/** A clock that stands still until it is moved. */
export interface FakeClock extends Clock {
  /** Moves on by `ms` and runs what falls due, in order; promises settle in between. */
  advance(ms: number): Promise<void>
  /** Timers that wait. */
  readonly pending: number
}

export function createFakeClock(start = Date.UTC(2026, 10, 23, 12)): FakeClock {
  let now = start
  let timers: { at: number; run: () => void }[] = []
  const settle = () => new Promise<void>((resume) => setImmediate(resume))
  return {
    now: () => now,
    after(ms, run) {
      const timer = { at: now + ms, run }
      timers.push(timer)
      return () => {
        timers = timers.filter((each) => each !== timer)
      }
    },
    async advance(ms) {
      const end = now + ms
      for (;;) {
        await settle()
        const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
        if (next === undefined) break
        timers = timers.filter((each) => each !== next)
        now = Math.max(now, next.at)
        next.run()
      }
      now = end
      await settle()
    },
    get pending() {
      return timers.length
    },
  }
}
