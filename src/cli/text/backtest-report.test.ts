import { expect, test } from 'vitest'
import { formatBacktestTable } from './backtest-report.ts'

const score = {
  days: 365,
  peaks: 20,
  foreseen: 17,
  falseAlerts: 12,
  nearMisses: 5,
  recall: 0.85,
  largeRecall: null,
  falseAMonth: 1,
  chanceSaid: 0.52,
  cameTrue: null,
  leadHours: 6.25,
  twelveHours: 0.4,
  errorKw: 31.4,
  errorMinutes: 45,
}

test('a row has how right the alerts were; what isn’t known is a dash', () => {
  const saving = { costWithout: 100, costWith: 80, uses: 0, usesCost: 0, net: 0 }
  const [head, row] = formatBacktestTable([{ name: 'load', score, saving }], 'EUR').split('\n')
  expect(head).toMatch(/peaks +foreseen +of large +false\/month/)
  expect(row?.split(/ {2,}/)).toEqual([
    'load',
    '20',
    '85 %',
    '–',
    '1.0',
    '5 of 12',
    '52 %',
    '–',
    '6.3 h',
    '40 %',
    '31.4 kW',
    '45 min',
    '–',
  ])
})
