import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Connection,
  type ConnectionEvent,
  type ConnectionRules,
  IDLE,
  MAX_PAUSE,
  nextChangeAt,
  nextConnection,
  pauseBefore,
  SHORT_PAUSE,
} from './connection.ts'

const rules: ConnectionRules = { staleAfterMs: 3_000, jitter: 0.5 }
const closed: ConnectionEvent = { kind: 'closed', reason: 'gone' }

const times = fc.integer({ min: 0, max: 1e9 })
const attempts = fc.integer({ min: 1, max: 1_000 })
const states: fc.Arbitrary<Connection> = fc.oneof(
  fc.constant(IDLE),
  fc.record({ kind: fc.constant('connecting' as const), attempt: attempts, since: times }),
  fc.record({ kind: fc.constant('live' as const), since: times, lastDataAt: times }),
  fc.record({ kind: fc.constant('stale' as const), since: times, lastDataAt: times }),
  fc.record({
    kind: fc.constant('waiting' as const),
    attempt: attempts,
    retryAt: times,
    reason: fc.string(),
  }),
  fc.record({ kind: fc.constant('stopped' as const), reason: fc.string() }),
)
const events: fc.Arbitrary<ConnectionEvent> = fc.oneof(
  fc.constantFrom<ConnectionEvent>(
    { kind: 'connect' },
    { kind: 'disconnect' },
    { kind: 'opened' },
    { kind: 'data' },
    { kind: 'tick' },
  ),
  fc.constantFrom<ConnectionEvent>(closed, { kind: 'refused', reason: 'no' }, { kind: 'ended', reason: 'over' }),
)

/** The pauses of attempts that all fail, beginning in `state`. */
function pausesOf(state: Connection, count: number, jitter = 0.5): number[] {
  const pauses: number[] = []
  let now = 1_000
  let current = state
  while (pauses.length < count) {
    current = nextConnection(current, closed, now, { ...rules, jitter })
    if (current.kind !== 'waiting') throw new Error(`expected waiting, got ${current.kind}`)
    pauses.push(current.retryAt - now)
    now = current.retryAt
    current = nextConnection(current, { kind: 'tick' }, now, rules)
    expect(current.kind).toBe('connecting')
  }
  return pauses
}

test('a plant that can not be reached is tried again five times after 3 s, then ever less often, up to 60 s', () => {
  const first = nextConnection(IDLE, { kind: 'connect' }, 0, rules)
  expect(pausesOf(first, 11, 1)).toEqual([3, 3, 3, 3, 3, 6, 12, 24, 48, 60, 60].map((s) => s * 1_000))
})

test('a connection that was open and is lost is tried again in the same rhythm', () => {
  const lost: Connection = { kind: 'live', since: 0, lastDataAt: 500 }
  expect(pausesOf(lost, 6, 1)).toEqual([3, 3, 3, 3, 3, 6].map((s) => s * 1_000))
})

test('no pause is shorter than 3 s or longer than 60 s, whatever the attempt and the jitter', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 1e6 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, jitter) => {
      const pause = pauseBefore(attempt, jitter)
      expect(pause).toBeGreaterThanOrEqual(SHORT_PAUSE)
      expect(pause).toBeLessThanOrEqual(MAX_PAUSE)
      expect(pauseBefore(attempt, 0)).toBeLessThanOrEqual(pause)
    }),
  )
})

test('an open connection is live, stale when silent, and live again with data', () => {
  const opened = nextConnection({ kind: 'connecting', attempt: 4, since: 0 }, { kind: 'opened' }, 100, rules)
  expect(opened).toEqual({ kind: 'live', since: 100, lastDataAt: 100 })
  expect(nextConnection(opened, { kind: 'tick' }, 3_099, rules)).toBe(opened)
  const stale = nextConnection(opened, { kind: 'tick' }, 3_100, rules)
  expect(stale).toEqual({ kind: 'stale', since: 100, lastDataAt: 100 })
  expect(nextConnection(stale, { kind: 'data' }, 9_000, rules)).toEqual({ kind: 'live', since: 100, lastDataAt: 9_000 })
})

test('a connection that stays silent is made anew', () => {
  const stale: Connection = { kind: 'stale', since: 0, lastDataAt: 0 }
  expect(nextConnection(stale, { kind: 'tick' }, 300_000, rules)).toMatchObject({ kind: 'waiting', attempt: 2 })
})

test('refused credentials end the attempts until someone connects again', () => {
  const stopped = nextConnection(
    { kind: 'connecting', attempt: 1, since: 0 },
    { kind: 'refused', reason: 'HTTP 401' },
    1,
    rules,
  )
  expect(stopped).toEqual({ kind: 'stopped', reason: 'HTTP 401' })
  expect(nextChangeAt(stopped, rules)).toBeNull()
  expect(nextConnection(stopped, { kind: 'tick' }, 1e12, rules)).toBe(stopped)
  expect(nextConnection(stopped, { kind: 'connect' }, 7, rules)).toEqual({ kind: 'connecting', attempt: 1, since: 7 })
})

test('from every state but idle and stopped, time alone leads on', () => {
  fc.assert(
    fc.property(states, (state) => {
      const due = nextChangeAt(state, rules)
      if (state.kind === 'idle' || state.kind === 'stopped') {
        expect(due).toBeNull()
        return
      }
      if (due === null) throw new Error('stuck')
      expect(nextConnection(state, { kind: 'tick' }, due - 1, rules)).toBe(state)
      expect(nextConnection(state, { kind: 'tick' }, due, rules).kind).not.toBe(state.kind)
    }),
  )
})

test('whatever happens, disconnecting leads to idle and connecting to an open connection or an attempt', () => {
  fc.assert(
    fc.property(states, fc.array(fc.tuple(events, fc.nat(100_000)), { maxLength: 40 }), (start, story) => {
      let now = 1e9
      let state = start
      for (const [event, pause] of story) {
        now += pause
        state = nextConnection(state, event, now, rules)
      }
      expect(nextConnection(state, { kind: 'disconnect' }, now, rules)).toEqual(IDLE)
      expect(['connecting', 'live']).toContain(nextConnection(state, { kind: 'connect' }, now, rules).kind)
    }),
  )
})

test('events of a socket that was given up change nothing', () => {
  for (const kind of ['opened', 'data', 'tick'] as const) expect(nextConnection(IDLE, { kind }, 5, rules)).toBe(IDLE)
  expect(nextConnection(IDLE, closed, 5, rules)).toBe(IDLE)
  const paused: Connection = { kind: 'waiting', attempt: 3, retryAt: 9_000, reason: 'gone' }
  for (const kind of ['opened', 'data'] as const) expect(nextConnection(paused, { kind }, 5, rules)).toBe(paused)
  expect(nextConnection(paused, closed, 5, rules)).toBe(paused)
})
