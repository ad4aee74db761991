import { performance } from 'node:perf_hooks'
import type { SlicedWork } from '../../domain/slices/sliced-work.ts'

/** Longest that arithmetic holds up what else there is to do, in ms. */
const MAX_SLICE_MS = 8

/** Runs long arithmetic on this thread so that samples, timers and calls get their turn in between. */
export async function runInSlices<T>(work: SlicedWork<T>): Promise<T> {
  for (;;) {
    const until = performance.now() + MAX_SLICE_MS
    do {
      const { done, value } = work.next()
      if (done === true) return value
    } while (performance.now() < until)
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
}
