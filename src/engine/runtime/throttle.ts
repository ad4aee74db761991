import type { Clock } from './clock.ts'

/** The shortest time between two runs, in ms. */
const LEAST_PAUSE = 500

/** Runs after changes: at once where the last run is long enough ago, else as soon as it is. */
export interface Throttle {
  /** Something has changed. */
  request(): void
  close(): void
}

/** @param run Sends the state by then. */
export function createThrottle(clock: Clock, run: () => void): Throttle {
  let lastRunAt = Number.NEGATIVE_INFINITY
  let cancel: (() => void) | null = null
  const runNow = () => {
    cancel = null
    lastRunAt = clock.now()
    run()
  }
  return {
    request() {
      if (cancel !== null) return
      const wait = lastRunAt + LEAST_PAUSE - clock.now()
      // A clock that was set back must not silence it.
      if (wait <= 0 || wait > LEAST_PAUSE) runNow()
      else cancel = clock.after(wait, runNow)
    },
    close() {
      cancel?.()
      cancel = null
    },
  }
}
