import { expect, test } from 'vitest'
import type { DemandCharge, RateWindow } from '../../domain/tariff/tariff.ts'
import * as texts from './tariff-text.ts'
import { describeWeekdays, describeWindows } from './window-text.ts'

const always: RateWindow = { months: [1, 12], weekdays: [0, 1, 2, 3, 4, 5, 6], hours: [0, 24], holidays: 'byWeekday' }
const weekdays: RateWindow = { ...always, weekdays: [0, 1, 2, 3, 4] }
const peak: DemandCharge = {
  id: 'peak',
  name: 'Peak',
  windows: [{ ...weekdays, months: [5, 10], hours: [12, 18] }],
  basis: { kind: 'maximum' },
  pricePerKw: 21.19,
}
/** Numbers keep their unit on their line. */
const plain = (text: string) => text.replaceAll('\u00a0', ' ')
const chargeText = (...parts: Parameters<typeof texts.describeCharge>) => plain(texts.describeCharge(...parts))
const rateText = (...parts: Parameters<typeof texts.describeRate>) => plain(texts.describeRate(...parts))
const tariff = {
  currency: 'USD',
  demandRule: { kind: 'fixed', minutes: 15, stepMinutes: 15 },
  powerFactor: { kind: 'none' },
} as const

test('a charge has what is billed, when and at what price', () => {
  expect(chargeText(peak, tariff)).toBe(
    'The highest 15 minutes of each month, weekdays 12–18 in May to October, at 21.19 $/kW.',
  )
  expect(chargeText({ ...peak, windows: [always], pricePerKw: 21.3 }, { ...tariff, currency: 'EUR' })).toBe(
    'The highest 15 minutes of each month, at any time, at 21.30 €/kW.',
  )
})

test('each basis has its sentence', () => {
  const of = (basis: DemandCharge['basis']) => chargeText({ ...peak, windows: [always], basis }, tariff)
  expect(of({ kind: 'ratchet', share: 0.8, months: 11 })).toBe(
    'The highest 15 minutes of each month, at any time, at 21.19 $/kW; at least 80 % of the highest of the 11 months before.',
  )
  expect(of({ kind: 'ratchet', share: 0.625, months: 1 })).toContain('; at least 62.5 % of the month before.')
  expect(of({ kind: 'meanOfHighest', count: 3 })).toBe(
    'The mean of each month’s 3 highest stretches of 15 minutes, at any time, at 21.19 $/kW.',
  )
  expect(of({ kind: 'meanOfMonths', months: 12, floorKw: 50 })).toBe(
    'The mean of the highest 15 minutes of this month and of the 11 before, at any time, at 21.19 $/kW; at least 50 kW.',
  )
})

test('the interval and the unit are the tariff’s', () => {
  const other = {
    ...tariff,
    demandRule: { kind: 'sliding', minutes: 60, stepMinutes: 5 },
    powerFactor: { kind: 'kva' },
  } as const
  expect(chargeText({ ...peak, pricePerKw: Number.NaN }, other)).toBe(
    'The highest hour of each month, weekdays 12–18 in May to October, at no price yet.',
  )
  expect(texts.describeMetering(other.demandRule, other.powerFactor)).toBe(
    'Demand is the mean of any hour, beginning every 5 minutes. It is billed in kVA: kW over the power factor.',
  )
})

test('windows that differ in hours or months alone are written together', () => {
  const morning: RateWindow = { ...weekdays, months: [5, 10], hours: [8.5, 12] }
  expect(describeWindows([morning, { ...morning, hours: [18, 21.5] }])).toBe(
    'weekdays 8:30–12:00 and 18:00–21:30 in May to October',
  )
  const both: RateWindow[] = [
    [1, 4],
    [11, 12],
  ].flatMap(([from = 1, to = 1]) => [
    { ...morning, months: [from, to] },
    { ...morning, months: [from, to], hours: [18, 21.5] },
  ])
  expect(describeWindows(both)).toBe('weekdays 8:30–12:00 and 18:00–21:30 in November to April')
  expect(describeWindows([weekdays, { ...always, hours: [20, 24] }])).toBe('weekdays; every day 20–24')
  const summer: RateWindow[] = [
    { ...weekdays, hours: [0, 8], months: [6, 8] },
    { ...always, weekdays: [5, 6], months: [6, 8] },
  ]
  expect(describeWindows(summer)).toBe('in June to August: weekdays 0–8; weekends')
})

test('holidays are named where they count otherwise', () => {
  expect(describeWindows([{ ...weekdays, hours: [8, 20], holidays: 'excluded' }])).toBe('weekdays except holidays 8–20')
  expect(describeWindows([{ ...always, holidays: 'excluded' }])).toBe('every day except holidays')
  expect(describeWindows([{ ...weekdays, hours: [8, 20], holidays: 'only' }])).toBe('holidays 8–20')
  const weekends: RateWindow = { ...always, weekdays: [5, 6], holidays: 'excluded' }
  expect(describeWindows([weekends, { ...always, holidays: 'only' }])).toBe('weekends and holidays')
})

test('days and months are named as a person would', () => {
  expect(describeWeekdays([5, 6])).toBe('weekends')
  expect(describeWeekdays([5, 0, 1, 2, 3])).toBe('Monday to Thursday and Saturday')
  expect(describeWeekdays([])).toBe('on no day')
  const months = (from: number, to: number) => describeWindows([{ ...weekdays, months: [from, to] }])
  expect([months(7, 7), months(11, 2), months(5, 4)]).toEqual([
    'weekdays in July',
    'weekdays in November to February',
    'weekdays',
  ])
})

test('a price of energy, and of what is exported', () => {
  const rate = { id: 'a', name: 'Night', windows: [{ ...always, hours: [0, 6] as const }], pricePerKwh: 0.0189944 }
  expect(rateText(rate, 'USD', 'energy')).toBe('0.0189944 $/kWh, every day 0–6.')
  expect(rateText(rate, 'USD', 'export')).toBe('0.0189944 $/kWh paid for what is exported, every day 0–6.')
})
