import { expect, test } from 'vitest'
import type { Alarm } from '../../domain/alarms/alarm.ts'
import { compareByUrgency, isInOrder, isListed, updateRows } from './alarm-order.ts'

const alarm = (id: string, changes: Partial<Alarm> = {}): Alarm => ({
  ...{
    id,
    kind: 'silentMeter',
    tag: null,
    priority: 'medium',
    state: 'activeUnacknowledged',
    since: 0,
    activeSince: 0,
  },
  ...{ message: '', advice: '', value: null, limit: null, unit: '', shelf: null },
  ...changes,
})
const idsOf = (rows: readonly { readonly alarm: Alarm }[]) => rows.map((row) => row.alarm.id)

test('the highest priority is first, of one priority the newest', () => {
  const alarms = [
    alarm('old', { activeSince: 1 }),
    alarm('low', { priority: 'low', activeSince: 9 }),
    alarm('new', { activeSince: 5 }),
    alarm('high', { priority: 'high', activeSince: 2 }),
  ]
  expect(alarms.sort(compareByUrgency).map(({ id }) => id)).toEqual(['high', 'new', 'old', 'low'])
})

test('that an alarm is acknowledged moves it nowhere', () => {
  const before = [alarm('b', { activeSince: 5 }), alarm('a', { activeSince: 5, since: 5 })].sort(compareByUrgency)
  const after = before
    .map((each) => ({ ...each, state: 'activeAcknowledged' as const, since: 99 }))
    .sort(compareByUrgency)
  expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id))
})

test('what is normal, shelved or suppressed is not listed', () => {
  const states = ['activeUnacknowledged', 'activeAcknowledged', 'returnedUnacknowledged'] as const
  expect(states.map((state) => isListed(alarm('a', { state })))).toEqual([true, true, true])
  const others = ['normal', 'shelved', 'suppressed'] as const
  expect(others.map((state) => isListed(alarm('a', { state })))).toEqual([false, false, false])
})

test('while the order is held rows stay, what is over keeps its place, and what is new is last', () => {
  const first = [alarm('a'), alarm('b', { advice: 'Do it.' }), alarm('c')]
  const rows = updateRows([], first, first, true)
  const now = [alarm('new', { priority: 'high' }), alarm('c'), alarm('a')]
  const all = [...now, alarm('b', { state: 'normal', advice: '' })]
  const held = updateRows(rows, now, all, true)
  expect(idsOf(held)).toEqual(['a', 'b', 'c', 'new'])
  expect(held.map(({ gone }) => gone)).toEqual([false, true, false, false])
  expect(held[1]?.alarm).toMatchObject({ state: 'normal', advice: 'Do it.' })
  expect(isInOrder(held, now)).toBe(false)
  const loose = updateRows(held, now, all, false)
  expect(idsOf(loose)).toEqual(['new', 'c', 'a'])
  expect(isInOrder(loose, now)).toBe(true)
})

test('one that is raised again while the order is held keeps its place', () => {
  const first = [alarm('a'), alarm('b')]
  const gone = updateRows(updateRows([], first, first, true), [alarm('b')], [alarm('b')], true)
  const back = updateRows(gone, first, first, true)
  expect(idsOf(back)).toEqual(['a', 'b'])
  expect(back[0]?.gone).toBe(false)
})
