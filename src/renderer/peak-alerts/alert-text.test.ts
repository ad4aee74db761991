import { expect, test } from 'vitest'
import type { AcceptedPlan, Alert } from '../../domain/peak-alerts/peak-alert.ts'
import type { ShedPlan } from '../../domain/shedding/sheddable-load.ts'
import {
  describeExpected,
  describeNeed,
  describeNewPlan,
  describeNextStep,
  describeRecord,
  describeResult,
  describeStake,
  formatAlertTime,
} from './alert-text.ts'

const at = (text: string) => Date.parse(`2026-11-24T${text}Z`)
const ZONE = 'Europe/Berlin'
const interval = { start: at('13:15'), end: at('13:30') }
const plan: ShedPlan = {
  steps: [
    { load: 'chiller', name: 'Chiller 2', kw: 45, from: at('13:10'), to: at('13:30'), cost: 8 },
    { load: 'chargers', name: 'Chargers', kw: 30, from: at('13:13'), to: at('13:30'), cost: 0 },
  ],
  ...{ shedKw: 75, cost: 8, saves: 832, enough: true, advised: true },
}
const alert: Alert = {
  ...{ id: 'a', raisedAt: 0, updatedAt: 0, closedAt: null, outcome: null, span: interval, interval },
  ...{ demandKw: { p10: 1_150, p50: 1_240, p90: 1_330 }, unit: 'kW', charge: 'c', chargeName: 'Any time' },
  ...{ billedPeakKw: 1_180, chance: 0.71, highestChance: 0.71, needKw: 60, shedFrom: at('13:10') },
  ...{ stake: { currency: 'EUR', thisMonth: 840, ratchet: 0 }, plan, accepted: null, result: null },
}
const accepted = (marks: AcceptedPlan['marks']): Alert => ({ ...alert, accepted: { at: at('12:00'), plan, marks } })
const shed = (shedAt: number, backAt: number | null = null) => ({ shedAt, backAt })

test('what to shed, from when, and what that costs and saves', () => {
  expect(describeNeed(alert, ZONE)).toBe(
    'To avoid it, shed 60.0 kW or more from 14:10: Chiller 2 (45 kW), Chargers (30 kW). Shedding costs €8.00 and saves €832 after that.',
  )
  expect(describeNeed({ ...alert, plan: null }, ZONE)).toBe('To avoid it, shed 60.0 kW or more from 14:10.')
})

test('a plan that isn’t likely enough to pay is marked as such', () => {
  expect(describeNeed({ ...alert, plan: { ...plan, advised: false } }, ZONE)).toContain(
    'Not advised: shedding costs €8.00, and saves €832 after that only if the peak comes and no later day exceeds it.',
  )
})

test('a plan that is not enough is marked as such', () => {
  const description = describeNeed({ ...alert, needKw: 120, plan: { ...plan, enough: false } }, ZONE)
  expect(description).toContain('More than 75 of the 120 kW can’t be shed, or costs more than it saves.')
  const mixed = describeNeed({ ...alert, plan: { ...plan, enough: false } }, ZONE)
  expect(mixed).toContain('It is not enough for all of the intervals.')
})

test('what is at stake names the ratchet where there is one, and the span where it is longer than the interval', () => {
  expect(describeStake(alert)).toBe('At stake: €840 this month.')
  expect(describeStake({ ...alert, stake: { ...alert.stake, ratchet: 200 } })).toContain(
    '€200 that the ratchet carries',
  )
  const billed = { billedKw: 1_180, targetKw: 1_000 }
  expect(describeExpected(alert, billed, ZONE)).toBe(
    '1,240 kW expected (P10–P90 1,150–1,330); billed so far: 1,180 kW (Any time).',
  )
  expect(describeExpected(alert, { billedKw: 900, targetKw: 1_180 }, ZONE)).toContain('; the target is 1,180 kW.')
  expect(describeExpected(alert, { billedKw: 900, targetKw: null }, ZONE)).toContain(
    '; the month is likely to reach 1,180 kW in any case (Any time).',
  )
  const longer = { ...alert, span: { ...interval, end: at('14:00') } }
  expect(describeExpected(longer, billed, ZONE)).toMatch(/^1,240 kW expected at 14:15–14:30 \(/)
  expect(formatAlertTime(longer, at('12:00'), ZONE)).toBe('today 14:15–15:00')
})

test('an accepted plan is counted down, then is a request to shed, to switch on again, and to wait', () => {
  const notices = new Map([['chiller', 5]])
  const description = (marks: AcceptedPlan['marks'], now: number) =>
    describeNextStep(accepted(marks), notices, now, ZONE)
  expect(description({}, at('13:01:40'))).toBe('Shed from 14:05, in 3:20.')
  expect(description({}, at('13:06'))).toBe('Shed now: Chiller 2.')
  expect(description({ chiller: shed(at('13:11')) }, at('13:12'))).toBe('Shed from 14:13, in 1:00.')
  const both = { chiller: shed(at('13:11')), chargers: shed(at('13:13')) }
  expect(description(both, at('13:29'))).toBe('Back from 14:30, in 1:00.')
  expect(description(both, at('13:31'))).toBe('Take back now: Chiller 2, Chargers.')
  const back = { chiller: shed(at('13:11'), at('13:31')), chargers: shed(at('13:13'), at('13:31')) }
  expect(description(back, at('13:32'))).toBe('Nothing is left to do. The result comes when the interval is over.')
})

test('a plan that has changed since it was accepted is shown, and the accepted one isn’t repeated', () => {
  const [chiller] = plan.steps
  const changed = { ...accepted({}), plan: { ...plan, steps: chiller === undefined ? [] : [chiller] } }
  expect(describeNeed(changed, ZONE)).toBe('To avoid it, shed 60.0 kW or more from 14:10.')
  expect(describeNewPlan(changed)).toContain('By now the plan would be: Chiller 2 (45 kW).')
  expect(describeNewPlan(accepted({}))).toBe('')
})

test('a result has the demand, what it would have been, and what was saved', () => {
  const result = { at: interval.start, demandKw: 1_165, withoutSheddingKw: 1_240, saved: 832, cost: 0 }
  expect(describeResult({ ...alert, outcome: 'avoided', result })).toBe(
    'It came to 1,165 kW; without shedding it would have been 1,240 kW. Saved: €832.00.',
  )
  const cameTrue = { ...result, demandKw: 1_240, saved: 0, cost: 840 }
  expect(describeResult({ ...alert, outcome: 'cameTrue', result: cameTrue })).toBe(
    'It came to 1,240 kW. The peak costs €840.00.',
  )
  expect(describeResult({ ...alert, outcome: 'unknown' })).toContain('not known')
})

test('how often alerts came true, and how many peaks had no alert', () => {
  expect(describeRecord({ closed: 10, cameTrue: 8, missed: 1 })).toBe(
    'Of the last 10 such alerts 8 came true; 1 peak was not foreseen.',
  )
  expect(describeRecord({ closed: 0, cameTrue: 0, missed: 0 })).toBe('')
})
