/** Time as the engine gets it: handed in, so that tests can fake it. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number
  /** Calls `run` once after `ms`. @returns a function that cancels it. */
  after(ms: number, run: () => void): () => void
}

/** The machine's clock. Its timers don't keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms)
    timer.unref()
    return () => clearTimeout(timer)
  },
}

/** Calls `run` every `ms`, the first time after `ms`. @returns a function that cancels it. */
export function every(clock: Clock, ms: number, run: () => void): () => void {
  let cancel = clock.after(ms, runAgain)
  function runAgain() {
    cancel = clock.after(ms, runAgain)
    run()
  }
  return () => cancel()
}
