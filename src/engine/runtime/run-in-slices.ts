import { performance } from 'node:perf_hooks'
import type { InTurns } from '../../domain/shedding/sliced-work.ts'

/** Longest that arithmetic holds up what else there is to do, in ms. */
const LONGEST_TURN = 8

/** Runs long arithmetic on this thread so that samples, timers and calls get their turn in between. */
export async function inTurns<T>(work: InTurns<T>): Promise<T> {
  for (;;) {
    const until = performance.now() + LONGEST_TURN
    do {
      const { done, value } = work.next()
      if (done === true) return value
    } while (performance.now() < until)
    await new Promise<void>((resume) => setImmediate(resume))
  }
}
