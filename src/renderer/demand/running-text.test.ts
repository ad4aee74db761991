import { expect, test } from 'vitest'
import type { RunningDemand } from '../../domain/demand/demand-interval.ts'
import { allowanceOf, coverageWords, targetWords, verdictOf } from './running-text.ts'

const at = (text: string) => Date.parse(`2026-11-24T${text}Z`)
const demand: RunningDemand = {
  ...{ start: at('13:00'), end: at('13:15'), at: at('13:07:32'), meanKw: 988, coverage: 1, nowKw: 1_075 },
  ...{ endsAtKw: 1_031, targetKw: 1_100, targetIs: 'setpoint', billedPeakKw: 1_180, mayAverageKw: 1_213 },
  ...{ crossesAt: null, origin: 'power' },
}

test('an interval stays below its target, crosses it, or has crossed it', () => {
  const words = (changes: Partial<RunningDemand>) => verdictOf({ ...demand, ...changes }, 'Europe/Berlin')
  expect(words({})).toBe('stays below')
  expect(words({ crossesAt: at('13:11') })).toBe('crosses at 14:11')
  expect(words({ crossesAt: at('13:05') })).toBe('over since 14:05')
  expect(words({ targetKw: null })).toBe('')
  expect(words({ endsAtKw: null })).toBe('')
})

test('what the rest may average is said, or that no load is low enough', () => {
  expect(allowanceOf(demand)).toBe('1,213')
  expect(allowanceOf({ ...demand, mayAverageKw: -20 })).toBe('can’t be kept')
  expect(allowanceOf({ ...demand, mayAverageKw: null })).toBe('–')
})

test('the target is the operator’s or what is billed so far, and poor coverage is said', () => {
  expect(targetWords(demand)).toBe('target 1,100 kW')
  expect(targetWords({ ...demand, targetKw: 1_180, targetIs: 'billedPeak' })).toBe('billed peak 1,180 kW')
  expect(coverageWords(demand)).toBe('')
  expect(coverageWords({ coverage: 0.82 })).toBe('known for 82 % of the time so far')
})
