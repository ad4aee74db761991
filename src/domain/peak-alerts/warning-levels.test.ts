import { expect, test } from 'vitest'
import { makeDemandCharge, makeQuarterHour, makeRateWindow, makeTariff } from '../../../tests/fixtures/make-tariff.ts'
import { findMonthPeaks } from '../billing/month-peaks.ts'
import { createRateClock } from '../tariff/rate-windows.ts'
import type { Tariff } from '../tariff/tariff.ts'
import { createWarningLevels } from './warning-levels.ts'

const zone = 'Europe/Berlin'
const standing = (tariff: Tariff, soFarKw: number | null, beforeKw: readonly number[]) => {
  const at = (month: string) => `${month}-05T10:00:00+01:00`
  const month = (name: string, kw: number | null) =>
    findMonthPeaks(tariff, zone, name, kw === null ? [] : [makeQuarterHour(at(name), kw)])
  const names = ['2026-10', '2026-09', '2026-08']
  return {
    tariff,
    clock: createRateClock(zone, tariff.holidays),
    peaks: month('2026-11', soFarKw),
    earlier: beforeKw.map((kw, i) => month(names[i] ?? '', kw)),
  }
}
const noon = Date.parse('2026-11-18T12:00:00+01:00')
const night = Date.parse('2026-11-18T02:00:00+01:00')
const tariff = makeTariff({ demandCharges: [makeDemandCharge()] })

test('a young month is compared with what it is likely to reach: the lower of the two peaks before', () => {
  expect(createWarningLevels(standing(tariff, 300, [1000, 1200]), null)(noon)?.kw).toBe(1000)
})

test('a peak of this month that is higher counts', () => {
  expect(createWarningLevels(standing(tariff, 1100, [1000, 1200]), null)(noon)?.kw).toBe(1100)
})

test('the operator’s target replaces what is likely, but there is no warning of what costs nothing', () => {
  expect(createWarningLevels(standing(tariff, 300, [1000]), 800)(noon)?.kw).toBe(800)
  expect(createWarningLevels(standing(tariff, 900, [1000]), 800)(noon)?.kw).toBe(900)
})

test('a ratchet’s floor is no peak to warn of', () => {
  const ratchet = makeTariff({
    demandCharges: [makeDemandCharge({ basis: { kind: 'ratchet', share: 0.8, months: 11 } })],
  })
  expect(createWarningLevels(standing(ratchet, 300, [1000, 1000, 2000]), null)(noon)?.kw).toBeCloseTo(1600)
})

test('where no month before is known, its own peaks warn once a week of the month is', () => {
  const young = standing(tariff, 300, [])
  const aWeek = { ...young, peaks: { ...young.peaks, coverage: 7 / 30 } }
  expect(createWarningLevels(aWeek, null)(noon)?.kw).toBe(300)
})

test('while no month before is known, and less than a week of this one, only a target warns', () => {
  expect(createWarningLevels(standing(tariff, 300, []), null)(noon)).toBeNull()
  expect(createWarningLevels(standing(tariff, 300, []), 800)(noon)?.kw).toBe(800)
})

test('of several charges in force the lowest level counts, and one that costs next to nothing doesn’t', () => {
  const day = makeDemandCharge({ id: 'day', windows: [makeRateWindow({ hours: [8, 20] })], pricePerKw: 20 })
  const trifle = makeDemandCharge({ id: 'trifle', pricePerKw: 0.06 })
  const several = makeTariff({ demandCharges: [makeDemandCharge(), day, trifle] })
  const levels = createWarningLevels(standing(several, 300, [1000]), null)
  expect(levels(noon)).toMatchObject({ charge: 'any' })
  const dayAlone = makeTariff({ demandCharges: [day, trifle] })
  expect(createWarningLevels(standing(dayAlone, 300, [1000]), null)(night)).toBeNull()
  expect(createWarningLevels(standing(dayAlone, 300, [1000]), null)(noon)).toMatchObject({ charge: 'day' })
})
