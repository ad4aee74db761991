import { expect, test } from 'vitest'
import type { RunningDemand } from '../../domain/demand/demand-interval.ts'
import { describeCoverage, describeVerdict, formatAllowance, formatTarget } from './running-text.ts'

const at = (text: string) => Date.parse(`2026-11-24T${text}Z`)
const demand: RunningDemand = {
  ...{ start: at('13:00'), end: at('13:15'), at: at('13:07:32'), meanKw: 988, coverage: 1, nowKw: 1_075 },
  ...{ endsAtKw: 1_031, targetKw: 1_100, targetIs: 'setpoint', billedPeakKw: 1_180, mayAverageKw: 1_213 },
  ...{ crossesAt: null, origin: 'power' },
}

test('an interval stays below its target, crosses it, or has crossed it', () => {
  const describeChanged = (changes: Partial<RunningDemand>) =>
    describeVerdict({ ...demand, ...changes }, 'Europe/Berlin')
  expect(describeChanged({})).toBe('stays below')
  expect(describeChanged({ crossesAt: at('13:11') })).toBe('crosses at 14:11')
  expect(describeChanged({ crossesAt: at('13:05') })).toBe('over since 14:05')
  expect(describeChanged({ targetKw: null })).toBe('')
  expect(describeChanged({ endsAtKw: null })).toBe('')
})

test('what the rest may average is shown, or that no load is low enough', () => {
  expect(formatAllowance(demand)).toBe('1,213')
  expect(formatAllowance({ ...demand, mayAverageKw: -20 })).toBe('can’t be kept')
  expect(formatAllowance({ ...demand, mayAverageKw: null })).toBe('–')
})

test('the target is the operator’s or what is billed so far, and poor coverage is shown', () => {
  expect(formatTarget(demand)).toBe('target 1,100 kW')
  expect(formatTarget({ ...demand, targetKw: 1_180, targetIs: 'billedPeak' })).toBe('billed peak 1,180 kW')
  expect(describeCoverage(demand)).toBe('')
  expect(describeCoverage({ coverage: 0.82 })).toBe('known for 82 % of the time so far')
})
