import type { RateWindow, Tariff } from './tariff.ts'

const always: RateWindow = { months: [1, 12], weekdays: [0, 1, 2, 3, 4, 5, 6], hours: [0, 24], holidays: 'byWeekday' }
const weekdays: RateWindow = { ...always, weekdays: [0, 1, 2, 3, 4], holidays: 'excluded' }
const weekends: RateWindow = { ...always, weekdays: [5, 6], holidays: 'excluded' }
const holidays: RateWindow = { ...always, holidays: 'only' }

/**
 * The tariff of the simulated plant while none is entered. It is no real one: plausible for a plant of its size in
 * Europe.
 */
export const SAMPLE_TARIFF: Tariff = {
  name: 'Sample tariff',
  currency: 'EUR',
  demandRule: { kind: 'fixed', minutes: 15, stepMinutes: 15 },
  powerFactor: { kind: 'none' },
  holidays: ['01-01', '05-01', '10-03', '12-25', '12-26'],
  fixedCharges: [{ name: 'Metering', pricePerMonth: 85 }],
  demandCharges: [
    {
      id: 'any-time',
      name: 'Any time',
      windows: [always],
      basis: { kind: 'ratchet', share: 0.8, months: 11 },
      pricePerKw: 7.6,
    },
    {
      id: 'peak',
      name: 'Weekdays 8–20',
      windows: [{ ...weekdays, hours: [8, 20] }],
      basis: { kind: 'maximum' },
      pricePerKw: 5.4,
    },
  ],
  energyRates: [
    { id: 'day', name: 'Weekdays 6–22', windows: [{ ...weekdays, hours: [6, 22] }], pricePerKwh: 0.142 },
    {
      id: 'night',
      name: 'Nights and weekends',
      windows: [{ ...weekdays, hours: [0, 6] }, { ...weekdays, hours: [22, 24] }, weekends, holidays],
      pricePerKwh: 0.108,
    },
  ],
  exportRates: [{ id: 'feed-in', name: 'Feed-in', windows: [always], pricePerKwh: 0.062 }],
}
