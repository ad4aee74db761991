import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ALARM_CHANGES, ALARM_STATES, type AlarmChange, type AlarmState } from './alarm.ts'
import {
  type AlarmEvent,
  type AlarmStatus,
  createNormalStatus,
  findAlarmChange,
  nextAlarmStatus,
} from './alarm-state-machine.ts'

const kinds = ['raise', 'return', 'acknowledge', 'unshelve', 'suppress', 'unsuppress', 'clear', 'tick'] as const
const events: fc.Arbitrary<AlarmEvent> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...kinds).map((kind): AlarmEvent => ({ kind })) },
  {
    weight: 2,
    arbitrary: fc.integer({ min: 1, max: 400 }).map((until): AlarmEvent => ({ kind: 'shelve', until, reason: 'test' })),
  },
)
const sequences = fc.array(fc.tuple(events, fc.integer({ min: 0, max: 20 })), { maxLength: 60 })

interface Step {
  readonly before: AlarmStatus
  readonly event: AlarmEvent
  readonly after: AlarmStatus
  readonly now: number
  readonly change: AlarmChange | null
}

/** Each event happens so many ms after the one before it. */
function run(sequence: readonly (readonly [AlarmEvent, number])[]): Step[] {
  let now = 0
  let life = createNormalStatus(now)
  return sequence.map(([event, pause]) => {
    now += pause
    const before = life
    // A shelf is so many ms long.
    const placed = event.kind === 'shelve' ? { ...event, until: now + event.until } : event
    life = nextAlarmStatus(before, placed, now)
    return { before, event: placed, after: life, now, change: findAlarmChange(before, placed, life) }
  })
}

/** What ISA-18.2 allows: from a state, by a change, into these. */
const ALLOWED: Readonly<Record<AlarmState, Partial<Record<AlarmChange, readonly AlarmState[]>>>> = {
  normal: { raised: ['activeUnacknowledged'], shelved: ['shelved'], suppressed: ['suppressed'] },
  activeUnacknowledged: {
    acknowledged: ['activeAcknowledged'],
    returned: ['returnedUnacknowledged'],
    shelved: ['shelved'],
    suppressed: ['suppressed'],
    cleared: ['normal'],
  },
  activeAcknowledged: { returned: ['normal'], shelved: ['shelved'], suppressed: ['suppressed'], cleared: ['normal'] },
  returnedUnacknowledged: {
    raised: ['activeUnacknowledged'],
    acknowledged: ['normal'],
    shelved: ['shelved'],
    suppressed: ['suppressed'],
    cleared: ['normal'],
  },
  shelved: { shelved: ['shelved'], unshelved: ['normal', 'activeUnacknowledged'], cleared: ['normal'] },
  suppressed: { unsuppressed: ['normal', 'activeUnacknowledged'], shelved: ['shelved'], cleared: ['normal'] },
}

describe('the life of an alarm', () => {
  test('no sequence of events leaves an impossible state', () => {
    fc.assert(
      fc.property(sequences, (sequence) => {
        for (const { after, now } of run(sequence)) {
          expect(ALARM_STATES).toContain(after.state)
          expect(after.since).toBeLessThanOrEqual(now)
          expect(after.shelf !== null).toBe(after.state === 'shelved')
          const active = after.state === 'activeUnacknowledged' || after.state === 'activeAcknowledged'
          if (active) expect(after.activeSince).not.toBeNull()
          if (after.state === 'normal' || after.state === 'returnedUnacknowledged') expect(after.activeSince).toBeNull()
        }
      }),
    )
  })

  test('every change leads where the standard lets it, and nothing changes a state without one', () => {
    fc.assert(
      fc.property(sequences, (sequence) => {
        for (const { before, after, change } of run(sequence)) {
          if (change === null) expect(after.state).toBe(before.state)
          else expect(ALLOWED[before.state][change]).toContain(after.state)
        }
      }),
    )
  })

  test('every transition of the standard can be had', () => {
    const seen = new Set<string>()
    for (const { before, change, after } of run(fc.sample(sequences, { numRuns: 3_000, seed: 1 }).flat())) {
      if (change !== null) seen.add(`${before.state} ${change} ${after.state}`)
    }
    const expected = ALARM_STATES.flatMap((from) =>
      ALARM_CHANGES.flatMap((change) => (ALLOWED[from][change] ?? []).map((to) => `${from} ${change} ${to}`)),
    )
    expect([...seen].sort()).toEqual(expected.sort())
  })

  test('the audit trail replayed gives the state', () => {
    fc.assert(
      fc.property(sequences, (sequence) => {
        const steps = run(sequence)
        let state: AlarmState = 'normal'
        for (const { change, after } of steps) {
          if (change === null) continue
          // An entry is the change and the state that it led to: it must fit the state that the entries before it gave.
          expect(ALLOWED[state][change]).toContain(after.state)
          state = after.state
        }
        expect(state).toBe(steps.at(-1)?.after.state ?? 'normal')
      }),
    )
  })

  test('saying again what is so already changes nothing, not even the object', () => {
    fc.assert(
      fc.property(sequences, (sequence) => {
        for (const { event, after, now } of run(sequence)) {
          if (event.kind === 'shelve') continue
          expect(nextAlarmStatus(after, event, now + 1)).toBe(after)
        }
      }),
    )
  })

  test('what was never raised is never active', () => {
    const calm = sequences.map((sequence) => sequence.filter(([{ kind }]) => kind !== 'raise'))
    fc.assert(fc.property(calm, (sequence) => run(sequence).every(({ after }) => after.activeSince === null)))
  })
})

const through = (...all: (AlarmEvent['kind'] | AlarmEvent)[]) =>
  all.reduce<AlarmStatus>((life, event, i) => {
    const whole = typeof event === 'string' ? ({ kind: event } as AlarmEvent) : event
    return nextAlarmStatus(life, whole, i + 1)
  }, createNormalStatus(0))
const shelf: AlarmEvent = { kind: 'shelve', until: 100, reason: 'maintenance' }

test('an acknowledged alarm goes to normal when it returns, an unacknowledged one waits to be seen', () => {
  expect(through('raise', 'acknowledge', 'return').state).toBe('normal')
  expect(through('raise', 'return').state).toBe('returnedUnacknowledged')
  expect(through('raise', 'return', 'acknowledge').state).toBe('normal')
})

test('what is unshelved while active is unacknowledged, and active since it was raised', () => {
  expect(through('raise', 'acknowledge', shelf, 'unshelve')).toEqual({
    state: 'activeUnacknowledged',
    since: 4,
    activeSince: 1,
    shelf: null,
  })
  expect(through('raise', shelf, 'return', 'unshelve').state).toBe('normal')
  expect(through(shelf, 'raise', 'unshelve')).toMatchObject({ state: 'activeUnacknowledged', activeSince: 2 })
})

test('a shelf ends at its time, however late the clock ticks', () => {
  const shelved = through('raise', shelf)
  expect(nextAlarmStatus(shelved, { kind: 'tick' }, 99)).toBe(shelved)
  expect(nextAlarmStatus(shelved, { kind: 'tick' }, 5_000)).toMatchObject({ state: 'activeUnacknowledged', since: 100 })
})

test('shelving again makes the shelf longer, and is an entry of its own', () => {
  const once = through('raise', shelf)
  const longer: AlarmEvent = { kind: 'shelve', until: 300, reason: 'takes longer' }
  const twice = nextAlarmStatus(once, longer, 50)
  expect(twice).toEqual({ ...once, shelf: { until: 300, reason: 'takes longer' } })
  expect(findAlarmChange(once, longer, twice)).toBe('shelved')
  expect(nextAlarmStatus(twice, { kind: 'tick' }, 200)).toBe(twice)
})

test('nothing but the operator or time unshelves an alarm, and acknowledging leaves it shelved', () => {
  const shelved = through('raise', shelf)
  for (const kind of ['suppress', 'unsuppress', 'acknowledge'] as const)
    expect(nextAlarmStatus(shelved, { kind }, 50)).toBe(shelved)
})
