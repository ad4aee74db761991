import { expect, test } from 'vitest'
import { formatTrailCsv } from './trail-csv.ts'

test('times are in UTC, what there is none of is empty, and what would break a line is quoted', () => {
  const csv = formatTrailCsv([
    {
      at: Date.parse('2026-11-24T13:07:32.250Z'),
      alarm: 'lowPowerFactor',
      priority: 'low',
      change: 'shelved',
      state: 'shelved',
      by: 'operator',
      value: null,
      message: 'The power factor is 0.82, below 0.85.',
      reason: 'Capacitors "C2"\nare out',
    },
  ])
  expect(csv).toBe(
    'time,alarm,priority,change,state,by,value,message,reason\r\n' +
      '2026-11-24T13:07:32.250Z,lowPowerFactor,low,shelved,shelved,operator,,' +
      '"The power factor is 0.82, below 0.85.","Capacitors ""C2""\nare out"\r\n',
  )
})

test('a reason that a spreadsheet would compute is only a text in it', () => {
  const csv = formatTrailCsv([
    {
      at: Date.parse('2026-11-24T13:07:32.250Z'),
      alarm: 'lowPowerFactor',
      priority: 'low',
      change: 'shelved',
      state: 'shelved',
      by: 'operator',
      value: -0.5,
      message: 'The power factor is low.',
      reason: '=HYPERLINK("http://x")',
    },
  ])
  expect(csv.split('\r\n')[1]).toBe(
    '2026-11-24T13:07:32.250Z,lowPowerFactor,low,shelved,shelved,operator,-0.5,The power factor is low.,' +
      '"\'=HYPERLINK(""http://x"")"',
  )
})
