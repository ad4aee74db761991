import {
  type Connection,
  type ConnectionEvent,
  IDLE,
  nextChangeAt,
  nextConnection,
} from '../../domain/telemetry/connection.ts'
import { SECOND } from '../../domain/time/time.ts'
import type { Clock } from '../runtime/clock.ts'

/** While data flows, its newest time is published this often at the most, in ms. */
const PUBLISH_EVERY = SECOND

/** Holds the one state of a connection, applies events and time to it, and publishes its changes. */
export interface ConnectionDriver {
  state(): Connection
  handle(event: ConnectionEvent): void
  /** Nothing is published, and no timer runs, from now on. */
  close(): void
}

/** What a driver needs, and what it calls. */
export interface ConnectionDriverOptions {
  readonly clock: Clock
  readonly staleAfterMs: () => number
  /** Called at every change, and with the newest data's time once a second. */
  readonly onChange: (connection: Connection) => void
  /** Does what a change of the kind asks for: opens, closes. */
  readonly onKindChange: (connection: Connection, previous: Connection) => void
  /** A number in [0, 1), anew at each call. */
  readonly jitter?: () => number
}

/** A driver of a connection that is idle to begin with. */
export function createConnectionDriver(parts: ConnectionDriverOptions): ConnectionDriver {
  const { clock, staleAfterMs, jitter = Math.random } = parts
  let state: Connection = IDLE
  let publishedAt = Number.NEGATIVE_INFINITY
  let timer: { readonly at: number; readonly cancel: () => void } | null = null
  let closed = false

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
    if (kindChanged || now - publishedAt >= PUBLISH_EVERY) {
      publishedAt = now
      parts.onChange(state)
    }
    schedule()
    if (kindChanged) parts.onKindChange(state, previous)
  }

  /** A timer that is early costs one check; one that would be late is set anew. */
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
