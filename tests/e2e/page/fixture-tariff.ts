import type { CallOutput } from '../../../src/contract/api.ts'
import type { RateWindow, Tariff } from '../../../src/domain/tariff/tariff.ts'

const always = { months: [1, 12], weekdays: [0, 1, 2, 3, 4, 5, 6], hours: [0, 24], holidays: 'byWeekday' } as const
const when = (window: Partial<RateWindow>): RateWindow => ({ ...always, ...window })
const weekdays = [0, 1, 2, 3, 4]
const summer = { months: [5, 10], weekdays, holidays: 'excluded' } as const
const winter = { months: [11, 4], weekdays, holidays: 'excluded' } as const

/** Several charges at once, by seasons, hours and holidays, each on a basis of its own. */
export const TARIFF: Tariff = {
  name: 'TOU 19 secondary',
  currency: 'USD',
  demandRule: { kind: 'fixed', minutes: 15, stepMinutes: 15 },
  powerFactor: { kind: 'none' },
  holidays: ['01-01', '2026-12-25'],
  fixedCharges: [{ name: 'Customer', pricePerMonth: 1352.63 }],
  demandCharges: [
    {
      id: 'any',
      name: 'Any time',
      windows: [always],
      basis: { kind: 'ratchet', share: 0.8, months: 11 },
      pricePerKw: 21.3,
    },
    {
      id: 'peak',
      name: 'Summer peak',
      windows: [when({ ...summer, hours: [12, 18] })],
      basis: { kind: 'maximum' },
      pricePerKw: 21.19,
    },
    {
      id: 'part',
      name: 'Part-peak',
      windows: [when({ ...summer, hours: [8.5, 12] }), when({ ...summer, hours: [18, 21.5] })],
      basis: { kind: 'meanOfHighest', count: 3 },
      pricePerKw: 5.88,
    },
    {
      id: 'winter',
      name: 'Winter day',
      windows: [when({ ...winter, hours: [8.5, 21.5] })],
      basis: { kind: 'maximum' },
      pricePerKw: 0.06,
    },
  ],
  energyRates: [
    {
      id: 'day',
      name: 'Day',
      windows: [when({ weekdays, hours: [8.5, 21.5], holidays: 'excluded' })],
      pricePerKwh: 0.1196,
    },
    {
      id: 'night',
      name: 'Night and weekend',
      windows: [
        when({ weekdays, hours: [0, 8.5], holidays: 'excluded' }),
        when({ weekdays, hours: [21.5, 24], holidays: 'excluded' }),
        when({ weekdays: [5, 6], holidays: 'excluded' }),
        when({ holidays: 'only' }),
      ],
      pricePerKwh: 0.08981,
    },
  ],
  exportRates: [{ id: 'export', name: 'Feed-in', windows: [always], pricePerKwh: 0.04 }],
}

/** As an engine answers of a CSV. */
export function tariffRead(fileName: string): CallOutput<'readTariff'> {
  return {
    tariff: { ...structuredClone(TARIFF), name: fileName.replace(/\.\w+$/, '') } as CallOutput<'readTariff'>['tariff'],
    notes: [
      'Lines 24 and 25 are of gas and were left out.',
      'The file says nothing of how demand is metered: 15 min, fixed.',
    ],
  }
}
