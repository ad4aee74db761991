import type { Clock } from './clock.ts'

export interface ThrottleOptions {
  /** Least time between two runs, in ms. */
  readonly pauseMs: number
  /** Default true: the first request runs at once. If false, it waits for `pauseMs`. */
  readonly leading?: boolean
  /** Default true: a request during the pause runs when the pause is over. If false, it is dropped. */
  readonly trailing?: boolean
}

/** Runs something that is requested often, but not more often than it may. */
export interface Throttle {
  request(): void
  /** Runs now, in place of what may be waiting, and begins a pause. */
  runNow(): void
  /** Nothing runs from now on. */
  close(): void
}

/** @param run Does the requested work, by the state at the time of the call. */
export function createThrottle(
  clock: Clock,
  { pauseMs, leading = true, trailing = true }: ThrottleOptions,
  run: () => void,
): Throttle {
  let lastRunAt = Number.NEGATIVE_INFINITY
  let cancel: (() => void) | null = null
  let closed = false
  const stopWaiting = () => {
    cancel?.()
    cancel = null
  }
  const runNow = () => {
    if (closed) return
    stopWaiting()
    lastRunAt = clock.now()
    run()
  }
  return {
    request() {
      if (closed || cancel !== null) return
      const sinceLast = clock.now() - lastRunAt
      // A clock that was set back must not silence it.
      const isDue = sinceLast >= pauseMs || sinceLast < 0
      if (leading && isDue) runNow()
      else if (trailing) cancel = clock.after(leading ? pauseMs - sinceLast : pauseMs, runNow)
    },
    runNow,
    close() {
      closed = true
      stopWaiting()
    },
  }
}
