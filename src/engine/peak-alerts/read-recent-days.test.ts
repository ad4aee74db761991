import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makePlantContext } from '../../../tests/fixtures/engine/make-plant-context.ts'
import { makeBand, makeForecast } from '../../../tests/fixtures/make-forecast.ts'
import { makeDemandCharge, makeTariff } from '../../../tests/fixtures/make-tariff.ts'
import { SettingsSchema } from '../../contract/settings.ts'
import { findMonthPeaks } from '../../domain/billing/month-peaks.ts'
import type { DemandInterval } from '../../domain/demand/demand-interval.ts'
import { createPvForecaster } from '../../domain/solar/pv-forecast.ts'
import { ROLE_TAGS, type Tag } from '../../domain/telemetry/tag.ts'
import { DAY, HOUR, QUARTER_HOUR } from '../../domain/time/time.ts'
import { openStore } from '../store/open-store.ts'
import type { QuarterHour, Store } from '../store/store-port.ts'
import { type DayAheadReaders, readPvForecast } from './read-day-ahead.ts'
import { readRecentDays } from './read-recent-days.ts'

/** A day of the site that is over, and the next one's morning. */
const DAY_START = Date.parse('2026-11-24T00:00:00+01:00')
const NOW = DAY_START + 33 * HOUR
const tariff = makeTariff({ demandCharges: [makeDemandCharge()] })
const settings = SettingsSchema.parse({ tariff, demand: { billedOn: 'gridImport' } })

let folder = ''
let store: Store

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ecopulse-recent-days-'))
  store = openStore({ file: join(folder, 'store.db') }).store
})

afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Where the grid delivered 800 kW, but 950 from ten to noon and 900 from three to five. */
const drawnKw = (at: number): number => {
  const hour = (at - DAY_START) / HOUR
  return hour >= 10 && hour < 12 ? 950 : hour >= 15 && hour < 17 ? 900 : 800
}
const intervals = async ({ start, end }: { start: number; end: number }): Promise<DemandInterval[]> => {
  const from = Math.max(start, DAY_START)
  return Array.from({ length: Math.max(0, (Math.min(end, NOW) - from) / QUARTER_HOUR) }, (_, i) => {
    const at = from + i * QUARTER_HOUR
    return { start: at, end: at + QUARTER_HOUR, meanKw: drawnKw(at), meanKva: null, coverage: 1, origin: 'power' }
  })
}
const sources = (tags: readonly Tag[] = [], quarterHours?: () => QuarterHour[]): DayAheadReaders => ({
  context: makePlantContext({
    store: {
      quarterHours: async (...args) => quarterHours?.() ?? store.quarterHours(...args),
      forecasts: async (...args) => store.forecasts(...args),
    },
    tags: () => tags,
  }),
  demand: {
    intervals,
    peaks: async (month: string) => ({ peaks: findMonthPeaks(tariff, settings.site.zone, month, []), earlier: [] }),
  },
  addBackShedding: (rows) => rows,
  pvForecasterOf: createPvForecaster,
})
const makeForecastAt = (hours: number, p50: number) =>
  makeForecast('nextDay', DAY_START + hours * HOUR, () => makeBand(p50, 40))

it('has of a day the forecast of each hour in which one was made, and the actual demand', async () => {
  // A forecast between two hours is left out; so is what a later one forecasts for the day after.
  const forecasts = [
    makeForecastAt(0, 900),
    makeForecastAt(13, 850),
    makeForecastAt(13.5, 870),
    makeForecastAt(18, 820),
  ]
  store.keepForecasts('plant', NOW, forecasts, false)
  const recent = await readRecentDays(sources(), settings, tariff, NOW, null)
  expect(recent.highest).toEqual([950])
  expect(recent.rests).toEqual([
    { hour: 0, forecastKw: 900, reachedKw: 0, actualKw: 950 },
    { hour: 13, forecastKw: 850, reachedKw: 950, actualKw: 900 },
    { hour: 18, forecastKw: 820, reachedKw: 950, actualKw: 800 },
  ])
})

it('goes by what would have been drawn, had nothing been shed', async () => {
  store.keepForecasts('plant', NOW, [makeForecastAt(13, 850)], false)
  const unshed = (rows: readonly DemandInterval[]) => rows.map((row) => ({ ...row, meanKw: row.meanKw + 100 }))
  const recent = await readRecentDays({ ...sources(), addBackShedding: unshed }, settings, tariff, NOW, null)
  expect(recent).toMatchObject({ highest: [1050], rests: [{ reachedKw: 1050, actualKw: 1000 }] })
})

it('has nothing for days without forecasts or without demand', async () => {
  expect(await readRecentDays(sources(), settings, tariff, NOW, null)).toMatchObject({ highest: [950], rests: [] })
  expect(await readRecentDays(sources(), settings, tariff, NOW - 2 * DAY, null)).toMatchObject({ highest: [] })
})

it('takes nothing of the sky after a forecast’s window for known', async () => {
  const noon = DAY_START + 12 * HOUR
  const rows = (kwAt: (at: number) => number) =>
    Array.from({ length: 22 * 96 }, (_, i) => {
      const at = DAY_START - 20 * DAY + i * QUARTER_HOUR
      return { at, mean: kwAt(at), coverage: 1 }
    })
  const noonKw = async (kwAt: (at: number) => number) => {
    const solar = sources([{ ...ROLE_TAGS.solar, periodMs: 1000 }], () => rows(kwAt))
    const forecastPv = await readPvForecast(solar, settings, { start: DAY_START, end: DAY_START + DAY })
    return forecastPv?.(makeForecastAt(0, 900))?.find(({ start }) => start === noon)?.kw.p50
  }
  const same = await noonKw(() => 20)
  expect(same).toBeGreaterThan(0)
  expect(await noonKw((at) => (at < DAY_START ? 20 : 300))).toBe(same)
  expect(await noonKw((at) => (at < DAY_START ? 40 : 20))).toBeGreaterThan(same ?? 0)
})
