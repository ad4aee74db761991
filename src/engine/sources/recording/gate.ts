import type { Clock } from '../../runtime/clock.ts'

/** Lets a loop through, holds it, or ends it. Shut at first. */
export interface Gate {
  open(): void
  shut(): void
  /** Lets everything through for good; callers check `closed` after it. */
  close(): void
  readonly closed: boolean
  /** Resolves as soon as the gate is open or closed. */
  whenOpen(): Promise<void>
  /** Resolves after `ms`, or when the gate closes. */
  sleep(ms: number): Promise<void>
}

/** A gate whose sleepers wake by `clock`. */
export function createGate(clock: Clock): Gate {
  let isOpen = false
  let closed = false
  let waiting: (() => void)[] = []
  let wake: (() => void) | null = null
  const letThrough = () => {
    const released = waiting
    waiting = []
    for (const resolve of released) resolve()
  }
  return {
    get closed() {
      return closed
    },
    open() {
      isOpen = true
      letThrough()
    },
    shut() {
      isOpen = false
    },
    close() {
      closed = true
      wake?.()
      letThrough()
    },
    whenOpen() {
      if (isOpen || closed) return Promise.resolve()
      return new Promise((resolve) => waiting.push(resolve))
    },
    sleep(ms) {
      if (closed) return Promise.resolve()
      return new Promise((resolve) => {
        const cancel = clock.after(ms, () => wake?.())
        wake = () => {
          wake = null
          cancel()
          resolve()
        }
      })
    },
  }
}
