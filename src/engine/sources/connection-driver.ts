import {
  type Connection,
  type ConnectionEvent,
  IDLE,
  nextChangeAt,
  nextConnection,
} from '../../domain/telemetry/connection.ts'
import { SECOND } from '../../domain/time/time.ts'
import type { Clock } from '../runtime/clock.ts'
import { createEmitter, type Subscribable } from '../runtime/emitter.ts'
import { createThrottle, type Throttle } from '../runtime/throttle.ts'

/** While data flows, its newest time is published this often at the most, in ms. */
const PUBLISH_EVERY = SECOND

/** Holds the one state of a connection, and lets events and time change it. */
export interface ConnectionDriver {
  /** Every change, and the newest data once a second. */
  readonly changed: Subscribable<Connection>
  /** The kind has changed, or what belongs to it: the connection is to be opened or closed now, by its kind. */
  readonly kindChanged: Subscribable<Connection>
  handle(event: ConnectionEvent): void
  /** Nothing changes any more, and no timer runs, from now on. */
  close(): void
}

/** What a driver needs, and what it calls. */
export interface ConnectionDriverOptions {
  readonly clock: Clock
  readonly staleAfterMs: () => number
  /** A number in [0, 1), anew at each call. */
  readonly jitter?: (() => number) | undefined
}

/** The driver of a connection that was not requested yet. */
export function createConnectionDriver({
  clock,
  staleAfterMs,
  jitter = Math.random,
}: ConnectionDriverOptions): ConnectionDriver {
  return new TimedConnection(clock, staleAfterMs, jitter)
}

class TimedConnection implements ConnectionDriver {
  readonly #clock: Clock
  readonly #staleAfterMs: () => number
  readonly #jitter: () => number
  readonly #changed = createEmitter<Connection>()
  readonly #kindChanged = createEmitter<Connection>()
  readonly #newestData: Throttle
  #state: Connection = IDLE
  #timer: { readonly at: number; readonly cancel: () => void } | null = null
  #closed = false

  constructor(clock: Clock, staleAfterMs: () => number, jitter: () => number) {
    this.#clock = clock
    this.#staleAfterMs = staleAfterMs
    this.#jitter = jitter
    this.#newestData = createThrottle(clock, { pauseMs: PUBLISH_EVERY, trailing: false }, () =>
      this.#changed.emit(this.#state),
    )
  }

  get changed(): Subscribable<Connection> {
    return this.#changed
  }

  get kindChanged(): Subscribable<Connection> {
    return this.#kindChanged
  }

  handle(event: ConnectionEvent): void {
    if (this.#closed) return
    const now = this.#clock.now()
    const previous = this.#state
    const rules = { staleAfterMs: this.#staleAfterMs(), jitter: this.#jitter() }
    const connection = nextConnection(previous, event, now, rules)
    this.#state = connection
    if (connection === previous) {
      this.#schedule()
      return
    }
    const kindChanged = connection.kind !== previous.kind || connection.kind !== 'live'
    if (kindChanged) this.#newestData.runNow()
    else this.#newestData.request()
    this.#schedule()
    if (kindChanged) this.#kindChanged.emit(connection)
  }

  close(): void {
    this.#closed = true
    this.#cancel()
  }

  /** A timer that is early costs an event; one that would be late is set anew. */
  #schedule(): void {
    const due = nextChangeAt(this.#state, { staleAfterMs: this.#staleAfterMs() })
    if (due === null || this.#closed) {
      this.#cancel()
      return
    }
    if (this.#timer !== null && this.#timer.at <= due) return
    this.#timer?.cancel()
    const cancel = this.#clock.after(Math.max(1, due - this.#clock.now()), () => {
      this.#timer = null
      this.handle({ kind: 'tick' })
    })
    this.#timer = { at: due, cancel }
  }

  #cancel(): void {
    this.#timer?.cancel()
    this.#timer = null
  }
}
