import {
  type Connection,
  type ConnectionEvent,
  IDLE,
  nextChangeAt,
  nextConnection,
} from '../../domain/telemetry/connection.ts'
import { SECOND } from '../../domain/time/time.ts'
import type { Clock } from '../runtime/clock.ts'
import { createThrottle } from '../runtime/throttle.ts'

/** While data flows, its newest time is told this often at the most, in ms. */
const PUBLISH_EVERY = SECOND

/** Holds the one state of a connection, lets time act on it, and tells when it changed. */
export interface ConnectionDriver {
  state(): Connection
  handle(event: ConnectionEvent): void
  /** Nothing is told, and no timer runs, from now on. */
  close(): void
}

export interface ConnectionDriverOptions {
  readonly clock: Clock
  readonly staleAfterMs: () => number
  /** Hears of every change, and of the newest data once a second. */
  readonly onChange: (connection: Connection) => void
  /** Does what a change of the kind asks for: opens, closes. */
  readonly onKindChange: (connection: Connection, previous: Connection) => void
  /** A number in [0, 1), anew at each call. */
  readonly jitter?: () => number
}

/** A keeper of a connection that nobody asked for yet. */
export function createConnectionDriver(parts: ConnectionDriverOptions): ConnectionDriver {
  const { clock, staleAfterMs, jitter = Math.random } = parts
  let state: Connection = IDLE
  let timer: { readonly at: number; readonly cancel: () => void } | null = null
  let closed = false
  const newestData = createThrottle(clock, { pauseMs: PUBLISH_EVERY, trailing: false }, () => parts.onChange(state))

  function handle(event: ConnectionEvent): void {
    if (closed) return
    const now = clock.now()
    const previous = state
    state = nextConnection(previous, event, now, { staleAfterMs: staleAfterMs(), jitter: jitter() })
    if (state === previous) {
      schedule()
      return
    }
    const kindChanged = state.kind !== previous.kind || state.kind !== 'live'
    if (kindChanged) newestData.runNow()
    else newestData.request()
    schedule()
    if (kindChanged) parts.onKindChange(state, previous)
  }

  /** A timer that is early costs a look; one that would be late is set anew. */
  function schedule(): void {
    const due = nextChangeAt(state, { staleAfterMs: staleAfterMs() })
    if (due === null || closed) {
      cancel()
      return
    }
    if (timer !== null && timer.at <= due) return
    timer?.cancel()
    const stop = clock.after(Math.max(1, due - clock.now()), () => {
      timer = null
      handle({ kind: 'tick' })
    })
    timer = { at: due, cancel: stop }
  }

  function cancel(): void {
    timer?.cancel()
    timer = null
  }

  return {
    state: () => state,
    handle,
    close() {
      closed = true
      cancel()
    },
  }
}
