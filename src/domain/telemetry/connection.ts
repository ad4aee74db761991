import { MINUTE, SECOND } from '../time/time.ts'

/** The state of a connection (the plant's socket, a database). Times are epoch milliseconds. */
export type Connection =
  /** Not wanted: never asked for, or disconnected by the operator. */
  | { readonly kind: 'idle' }
  /** An attempt is under way; `attempt` counts from 1. */
  | { readonly kind: 'connecting'; readonly attempt: number; readonly since: number }
  /** Open, and data arrives. */
  | { readonly kind: 'live'; readonly since: number; readonly lastDataAt: number }
  /** Open but silent since `lastDataAt`. */
  | { readonly kind: 'stale'; readonly since: number; readonly lastDataAt: number }
  /** Closed; attempt number `attempt` is made at `retryAt`. `reason` is a sentence for the operator. */
  | { readonly kind: 'waiting'; readonly attempt: number; readonly retryAt: number; readonly reason: string }
  /** Given up until the operator changes something: the plant refused the credentials, or the file ended. */
  | { readonly kind: 'stopped'; readonly reason: string }

/** What can happen to a connection. A `reason` is a sentence for the operator. */
export type ConnectionEvent =
  /** It is asked for: by the start, or the operator. Skips a pause, and makes a silent connection anew. */
  | { readonly kind: 'connect' }
  /** It is asked for no longer. */
  | { readonly kind: 'disconnect' }
  | { readonly kind: 'opened' }
  | { readonly kind: 'data' }
  /** It closed, or an attempt failed. */
  | { readonly kind: 'closed'; readonly reason: string }
  /** The credentials were refused: trying again would not help. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** There is nothing more to read: a recording has ended. */
  | { readonly kind: 'ended'; readonly reason: string }
  /** Time went by. */
  | { readonly kind: 'tick' }

/** What `nextConnection` needs beside the event. */
export interface ConnectionRules {
  /** Silence longer than this, in ms, makes a live connection stale. */
  readonly staleAfterMs: number
  /** A number in [0, 1) that spreads the pauses of many clients. */
  readonly jitter: number
}

/** Longest time of an attempt, in ms. */
export const ATTEMPT_TIMEOUT = 15 * SECOND
/** Pause before each of the first five repeated attempts, in ms. */
export const SHORT_PAUSE = 3 * SECOND
/** How many attempts are repeated after the short pause. */
export const SHORT_PAUSES = 5
/** Longest pause between two attempts, in ms. */
export const MAX_PAUSE = MINUTE

/** The state of a connection that nobody asked for yet. */
export const IDLE: Connection = { kind: 'idle' }

/**
 * The connection's state after `event` at `now` (epoch ms). Pure: the caller opens and closes what the answer asks for.
 * An event that can't happen in a state, like data from a socket that was given up, changes nothing.
 */
export function nextConnection(
  state: Connection,
  event: ConnectionEvent,
  now: number,
  rules: ConnectionRules,
): Connection {
  switch (event.kind) {
    case 'connect':
      return state.kind === 'live' || state.kind === 'connecting' ? state : startAttempt(1, now)
    case 'disconnect':
      return IDLE
    case 'opened':
      return state.kind === 'connecting' ? { kind: 'live', since: now, lastDataAt: now } : state
    case 'data':
      return applyData(state, now)
    case 'closed':
      return isUnderWay(state) ? scheduleRetry(state, event.reason, now, rules.jitter) : state
    case 'refused':
    case 'ended':
      return isUnderWay(state) ? { kind: 'stopped', reason: event.reason } : state
    case 'tick':
      return applyTick(state, now, rules)
  }
}

/** When `tick` will next change the state (epoch ms); null where time alone changes nothing. */
export function nextChangeAt(state: Connection, rules: Pick<ConnectionRules, 'staleAfterMs'>): number | null {
  switch (state.kind) {
    case 'connecting':
      return state.since + ATTEMPT_TIMEOUT
    case 'live':
      return state.lastDataAt + rules.staleAfterMs
    case 'stale':
      return state.lastDataAt + silenceLimit(rules.staleAfterMs)
    case 'waiting':
      return state.retryAt
    case 'idle':
    case 'stopped':
      return null
  }
}

/**
 * Pause in ms before attempt number `attempt` (from 2): five times 3 s, then 6, 12, 24, 48 and 60 s, each shortened by
 * up to a quarter by `jitter` (0 to 1).
 */
export function pauseBefore(attempt: number, jitter: number): number {
  const growth = attempt - 1 - SHORT_PAUSES
  if (growth <= 0) return SHORT_PAUSE
  const pause = Math.min(MAX_PAUSE, SHORT_PAUSE * 2 ** Math.min(growth, 10))
  return Math.round(pause * (0.75 + 0.25 * jitter))
}

/**
 * Silence, in ms, after which a connection that still answers pings is made anew: the sender may have lost this client.
 */
function silenceLimit(staleAfterMs: number): number {
  return Math.max(5 * MINUTE, 10 * staleAfterMs)
}

function applyTick(state: Connection, now: number, rules: ConnectionRules): Connection {
  const due = nextChangeAt(state, rules)
  if (due === null || now < due) return state
  switch (state.kind) {
    case 'connecting':
      return scheduleRetry(state, 'No answer came in time.', now, rules.jitter)
    case 'live':
      return { ...state, kind: 'stale' }
    case 'stale':
      return scheduleRetry(
        state,
        `Nothing arrived for ${Math.round((now - state.lastDataAt) / MINUTE)} min.`,
        now,
        rules.jitter,
      )
    case 'waiting':
      return startAttempt(state.attempt, now)
    case 'idle':
    case 'stopped':
      return state
  }
}

function applyData(state: Connection, now: number): Connection {
  if (state.kind === 'connecting') return { kind: 'live', since: now, lastDataAt: now }
  if (state.kind !== 'live' && state.kind !== 'stale') return state
  return { kind: 'live', since: state.since, lastDataAt: now }
}

type UnderWay = Extract<Connection, { kind: 'connecting' | 'live' | 'stale' }>

function isUnderWay(state: Connection): state is UnderWay {
  return state.kind === 'connecting' || state.kind === 'live' || state.kind === 'stale'
}

function startAttempt(attempt: number, now: number): Connection {
  return { kind: 'connecting', attempt, since: now }
}

/** A connection that was open counts as a first attempt, so that it too is repeated five times after the short pause. */
function scheduleRetry(state: UnderWay, reason: string, now: number, jitter: number): Connection {
  const attempt = state.kind === 'connecting' ? state.attempt + 1 : 2
  return { kind: 'waiting', attempt, retryAt: now + pauseBefore(attempt, jitter), reason }
}
