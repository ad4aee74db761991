import type { Clock } from '../runtime/clock.ts'

/** Changes are told twice a second at the most. */
const PAUSE = 500

/** Tells of changes: at once where none was told for half a second, else as soon as that is over. */
export interface ProgressTeller {
  tell(): void
  /** Of a change that shall not wait. */
  tellNow(): void
  /** Nothing is told from then on. */
  close(): void
}

export function createProgressTeller(clock: Pick<Clock, 'after'>, told: () => void): ProgressTeller {
  let cancelPause: (() => void) | null = null
  let more = false
  let closed = false
  function tellNow(): void {
    if (closed) return
    cancelPause?.()
    more = false
    cancelPause = clock.after(PAUSE, () => {
      cancelPause = null
      if (more) tellNow()
    })
    told()
  }
  return {
    tell() {
      if (cancelPause === null) tellNow()
      else more = true
    },
    tellNow,
    close() {
      closed = true
      cancelPause?.()
    },
  }
}
