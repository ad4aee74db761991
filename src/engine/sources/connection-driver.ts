import { type Connection, type ConnectionEvent, dueAt, IDLE, next } from '../../domain/telemetry/connection.ts'
import { SECOND } from '../../domain/time/time.ts'
import type { Clock } from '../runtime/clock.ts'

/** While data flows, its newest time is told this often at the most, in ms. */
const TELL_EVERY = SECOND

/** Holds the one state of a connection, lets time act on it, and tells when it changed. */
export interface ConnectionKeeper {
  state(): Connection
  on(event: ConnectionEvent): void
  /** Nothing is told, and no timer runs, from now on. */
  close(): void
}

export interface ConnectionKeeperParts {
  readonly clock: Clock
  readonly staleAfterMs: () => number
  /** Hears of every change, and of the newest data once a second. */
  readonly tell: (connection: Connection) => void
  /** Does what a change of the kind asks for: opens, closes. */
  readonly act: (connection: Connection, previous: Connection) => void
  /** A number in [0, 1), anew at each call. */
  readonly jitter?: () => number
}

/** A keeper of a connection that nobody asked for yet. */
export function createConnectionKeeper(parts: ConnectionKeeperParts): ConnectionKeeper {
  const { clock, staleAfterMs, jitter = Math.random } = parts
  let state: Connection = IDLE
  let toldAt = Number.NEGATIVE_INFINITY
  let timer: { readonly at: number; readonly cancel: () => void } | null = null
  let closed = false

  function on(event: ConnectionEvent): void {
    if (closed) return
    const now = clock.now()
    const previous = state
    state = next(previous, event, now, { staleAfterMs: staleAfterMs(), jitter: jitter() })
    if (state === previous) {
      schedule()
      return
    }
    const turned = state.kind !== previous.kind || state.kind !== 'live'
    if (turned || now - toldAt >= TELL_EVERY) {
      toldAt = now
      parts.tell(state)
    }
    schedule()
    if (turned) parts.act(state, previous)
  }

  /** A timer that is early costs a look; one that would be late is set anew. */
  function schedule(): void {
    const due = dueAt(state, { staleAfterMs: staleAfterMs() })
    if (due === null || closed) {
      cancel()
      return
    }
    if (timer !== null && timer.at <= due) return
    timer?.cancel()
    const stop = clock.after(Math.max(1, due - clock.now()), () => {
      timer = null
      on({ kind: 'tick' })
    })
    timer = { at: due, cancel: stop }
  }

  function cancel(): void {
    timer?.cancel()
    timer = null
  }

  return {
    state: () => state,
    on,
    close() {
      closed = true
      cancel()
    },
  }
}
