import type { Clock } from './clock.ts'

/** Interfaces hear of alarms at most this often, in ms. */
const RELAY_EVERY = 500

/** Tells of changes: at once where nothing was told lately, else as soon as it may. */
export interface AlarmRelay {
  /** Something has changed. */
  changed(): void
  close(): void
}

/** @param tell Sends how things stand by then. */
export function createAlarmRelay(clock: Clock, tell: () => void): AlarmRelay {
  let toldAt = Number.NEGATIVE_INFINITY
  let cancel: (() => void) | null = null
  const flush = () => {
    cancel = null
    toldAt = clock.now()
    tell()
  }
  return {
    changed() {
      if (cancel !== null) return
      const wait = toldAt + RELAY_EVERY - clock.now()
      // A clock that was set back must not silence it.
      if (wait <= 0 || wait > RELAY_EVERY) flush()
      else cancel = clock.after(wait, flush)
    },
    close() {
      cancel?.()
      cancel = null
    },
  }
}
