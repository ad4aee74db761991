import { expect, test } from 'vitest'
import type { Alarm } from '../../domain/alarms/alarm.ts'
import type { Tag } from '../../domain/telemetry/tag.ts'
import { formatAlarmName, formatAlarmValue } from './alarm-text.ts'

const tag = (id: string, role: Tag['role'], description = ''): Tag => ({
  id,
  role,
  description,
  unit: 'kW',
  periodMs: 1_000,
})
const TAGS = [
  tag('load', 'load', 'Load'),
  tag('furnace', 'feeder', 'Furnace'),
  tag('pf', 'powerFactor', 'Power factor'),
]

test('an alarm is named by its kind, and by its tag where there may be several', () => {
  expect(formatAlarmName('demandOverTarget', TAGS)).toBe('Demand over its target')
  expect(formatAlarmName('silentMeter:load', TAGS)).toBe('Silent meter · Load')
  expect(formatAlarmName('lowPowerFactor:pf', TAGS)).toBe('Low power factor')
  const two = [...TAGS, tag('pf2', 'powerFactor')]
  expect(formatAlarmName('lowPowerFactor:pf2', two)).toBe('Low power factor · pf2')
})

test('a kind that the page has no text for is named as the engine names it', () => {
  expect(formatAlarmName('somethingNew:a:b', TAGS)).toBe('somethingNew · a:b')
})

const textOf = (value: number | null, limit: number | null, unit: string) =>
  formatAlarmValue({ value, limit, unit } as Alarm)

test('a value is shown with its unit and its limit, with as many digits as its unit needs', () => {
  expect(textOf(105.3, 100, '%')).toEqual({ value: '105', unit: '%', limit: 'limit 100' })
  expect(textOf(-0.534, -0.5, 'Hz')).toEqual({ value: '−0.53', unit: 'Hz', limit: 'limit −0.50' })
  expect(textOf(0.82, 0.85, '')).toEqual({ value: '0.82', unit: '', limit: 'limit 0.85' })
  expect(textOf(42, null, '°C')).toEqual({ value: '42.0', unit: '°C', limit: '' })
})

test('seconds read as a time, and no value is no figure', () => {
  expect(textOf(660, 90, 's')).toEqual({ value: '11 min', unit: '', limit: 'limit 1 min 30 s' })
  expect(textOf(null, 90, 's')).toBeNull()
})
