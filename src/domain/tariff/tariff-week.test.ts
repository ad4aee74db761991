import { expect, test } from 'vitest'
import type { RateWindow, Tariff } from './tariff.ts'
import { computeTariffWeek, findTariffSeasons } from './tariff-week.ts'

const always: RateWindow = { months: [1, 12], weekdays: [0, 1, 2, 3, 4, 5, 6], hours: [0, 24], holidays: 'byWeekday' }
const weekdays = [0, 1, 2, 3, 4]
const charge = (id: string, windows: readonly Partial<RateWindow>[]) => ({
  id,
  name: id,
  windows: windows.map((window) => ({ ...always, ...window })),
  basis: { kind: 'maximum' } as const,
  pricePerKw: 1,
})
const rate = (id: string, windows: readonly Partial<RateWindow>[]) => {
  const { basis: _, pricePerKw: pricePerKwh, ...rest } = charge(id, windows)
  return { ...rest, pricePerKwh }
}
const tariff: Tariff = {
  name: 'Made',
  currency: 'EUR',
  demandRule: { kind: 'fixed', minutes: 15, stepMinutes: 15 },
  powerFactor: { kind: 'none' },
  holidays: [],
  fixedCharges: [],
  demandCharges: [
    charge('any', [{}]),
    charge('winter', [{ months: [11, 2], weekdays, hours: [8.5, 12], holidays: 'excluded' }]),
  ],
  energyRates: [
    rate('day', [{ weekdays, hours: [6, 22] }]),
    rate('night', [{ hours: [0, 6] }, { hours: [22, 24] }, { weekdays: [5, 6], hours: [6, 22] }]),
  ],
  exportRates: [],
}

test('each quarter-hour of the week has the ids of what holds', () => {
  const { demand, energy, export: exported } = computeTariffWeek(tariff, { month: 1 })
  expect([demand.length, energy.length, exported.length]).toEqual([672, 672, 672])
  const at = (weekday: number, hour: number) => weekday * 96 + hour * 4
  expect(demand[at(0, 8.25)]).toEqual(['any'])
  expect(demand[at(0, 8.5)]).toEqual(['any', 'winter'])
  expect(demand[at(4, 11.75)]).toEqual(['any', 'winter'])
  expect(demand[at(5, 9)]).toEqual(['any'])
  expect(energy.filter((ids) => ids.includes('day'))).toHaveLength(5 * 16 * 4)
  expect(energy.every((ids) => ids.length === 1)).toBe(true)
  expect(exported.every((ids) => ids.length === 0)).toBe(true)
  expect(computeTariffWeek(tariff, { month: 6 }).demand[at(0, 9)]).toEqual(['any'])
  expect(computeTariffWeek(tariff, { month: 1, holidays: true }).demand[at(0, 9)]).toEqual(['any'])
})

test('months whose weeks are the same are one season', () => {
  expect(findTariffSeasons(tariff)).toEqual([
    [1, 2, 11, 12],
    [3, 4, 5, 6, 7, 8, 9, 10],
  ])
  expect(findTariffSeasons({ ...tariff, demandCharges: [] })).toEqual([[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]])
})
