import { expect, test } from 'vitest'
import { TariffSchema } from '../../contract/schemas/tariff.ts'
import {
  changeDemandRule,
  createCopyName,
  createNewTariff,
  createUniqueId,
  describeMissingTariffNumber,
  parseHolidays,
  slidingStepsOf,
} from './tariff-defaults.ts'

test('an id is made that no other has', () => {
  const first = createUniqueId('demand', [], 1_000)
  expect(createUniqueId('demand', [{ id: first }], 1_000)).not.toBe(first)
})

test('a copy is numbered', () => {
  expect(createCopyName('Peak', [{ name: 'Peak' }])).toBe('Peak 2')
  expect(createCopyName('Peak 2', [{ name: 'Peak' }, { name: 'Peak 2' }])).toBe('Peak 3')
})

test('a fresh tariff is one that the engine accepts once its prices are entered', () => {
  const { demandCharges, energyRates, ...rest } = createNewTariff(1_000)
  const entered = {
    ...rest,
    demandCharges: demandCharges.map((charge) => ({ ...charge, pricePerKw: 12 })),
    energyRates: energyRates.map((rate) => ({ ...rate, pricePerKwh: 0.2 })),
  }
  expect(TariffSchema.parse(entered)).toEqual(entered)
  expect(TariffSchema.safeParse(createNewTariff(1_000)).success).toBe(false)
})

test('the step of a rule follows its kind and length', () => {
  const fixed = { kind: 'fixed', minutes: 15, stepMinutes: 15 } as const
  expect(changeDemandRule(fixed, { minutes: 60 })).toEqual({ kind: 'fixed', minutes: 60, stepMinutes: 60 })
  expect(changeDemandRule(fixed, { kind: 'sliding' })).toEqual({ kind: 'sliding', minutes: 15, stepMinutes: 5 })
  const slow = { kind: 'sliding', minutes: 60, stepMinutes: 30 } as const
  expect(changeDemandRule(slow, { minutes: 30 })).toEqual({ kind: 'sliding', minutes: 30, stepMinutes: 5 })
  expect(slidingStepsOf(30)).toEqual([1, 5, 15])
})

test('holidays are read line by line or with commas between', () => {
  expect(parseHolidays('12-25, 12-26\n\n 2026-04-03 ')).toEqual(['12-25', '12-26', '2026-04-03'])
})

test('what is missing is requested by its name', () => {
  expect(describeMissingTariffNumber('tariff.demandCharges.1.windows.0.hours.1')).toContain('8:30')
  expect(describeMissingTariffNumber('tariff.energyRates.0.pricePerKwh')).toBe('Enter a price.')
  expect(describeMissingTariffNumber('tariff.demandCharges.0.basis.months')).toBeNull()
})
