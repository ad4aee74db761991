import type { Clock } from '../runtime/clock.ts'

/** Changes are published twice a second at the most. */
const MIN_PAUSE_MS = 500

/** Publishes changes: at once where none was published for half a second, else as soon as that is over. */
export interface ProgressThrottle {
  publish(): void
  /** Of a change that shall not wait. */
  publishNow(): void
  /** Nothing is published from then on. */
  close(): void
}

/** @param publish Sends the state as it is by then. */
export function createProgressThrottle(clock: Pick<Clock, 'after'>, publish: () => void): ProgressThrottle {
  let cancelPause: (() => void) | null = null
  let more = false
  let closed = false
  function publishNow(): void {
    if (closed) return
    cancelPause?.()
    more = false
    cancelPause = clock.after(MIN_PAUSE_MS, () => {
      cancelPause = null
      if (more) publishNow()
    })
    publish()
  }
  return {
    publish() {
      if (cancelPause === null) publishNow()
      else more = true
    },
    publishNow,
    close() {
      closed = true
      cancelPause?.()
    },
  }
}
