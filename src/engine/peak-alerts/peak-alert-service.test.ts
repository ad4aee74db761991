import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFakeClock } from '../../../tests/fixtures/engine/fake-clock.ts'
import { makePlantContext } from '../../../tests/fixtures/engine/make-plant-context.ts'
import { makeBand, makeForecast } from '../../../tests/fixtures/make-forecast.ts'
import { makeDemandCharge, makeTariff } from '../../../tests/fixtures/make-tariff.ts'
import type { EngineEvent } from '../../contract/api.ts'
import { EventSchema } from '../../contract/api.ts'
import { type Settings, SettingsSchema } from '../../contract/settings.ts'
import { findMonthPeaks } from '../../domain/billing/month-peaks.ts'
import type { DemandInterval } from '../../domain/demand/demand-interval.ts'
import { monthSpan } from '../../domain/time/calendar.ts'
import { DAY, HOUR, MINUTE, QUARTER_HOUR } from '../../domain/time/time.ts'
import { openStore } from '../store/open-store.ts'
import type { Store } from '../store/store-port.ts'
import { openPeakAlertService, type PeakAlertService } from './peak-alert-service.ts'

/** 24 November, 14:00 at the site. */
const NOW = Date.parse('2026-11-24T14:00:00+01:00')
const RESTART = Date.parse('2026-11-25T10:00:00+01:00')
const ID = 'peak-2026-11-25'
const tariff = makeTariff({ demandCharges: [makeDemandCharge()] })
const furnace = { id: 'furnace', name: 'Furnace starts again', kw: 300, from: RESTART, to: RESTART + HOUR }
const chiller = {
  id: 'chiller',
  name: 'Chiller 2',
  kw: 160,
  longestMinutes: 60,
  timesPerDay: 2,
  costPerUse: 8,
  noticeMinutes: 5,
}
const set = (parts: Partial<Settings> = {}): Settings =>
  SettingsSchema.parse({ tariff, loads: [chiller], planned: [furnace], demand: { targetKw: 1000 }, ...parts })

let folder = ''
let store: Store

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ecopulse-peak-alerts-'))
  store = openStore({ file: join(folder, 'store.db') }).store
})

afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A plant that draws 800 kW; what it drew otherwise, and what an interval lacks, is put into `drew`. */
function setUp(settings = set()) {
  const clock = createFakeClock(NOW)
  const drew = new Map<number, Partial<DemandInterval>>()
  const events: EngineEvent[] = []
  const failures: unknown[] = []
  const current = { settings }
  const failing = { keep: false }
  const reads = { forecasts: 0 }
  const past = { isStored: true }
  const intervals = async ({ start, end }: { start: number; end: number }) => {
    const from = Math.max(start, NOW - 40 * DAY)
    const count = Math.max(0, Math.floor((Math.min(end, clock.now()) - from) / QUARTER_HOUR))
    return Array.from({ length: count }, (_, i): DemandInterval => {
      const at = from + i * QUARTER_HOUR
      const known = { meanKw: 800, meanKva: null, coverage: 1, origin: 'power' } as const
      return { start: at, end: at + QUARTER_HOUR, ...known, ...drew.get(at) }
    })
  }
  const peaks = async (month: string) => {
    const { zone } = current.settings.site
    return {
      peaks: findMonthPeaks(current.settings.tariff ?? tariff, zone, month, await intervals(monthSpan(month, zone))),
      earlier: [],
    }
  }
  const context = makePlantContext({
    clock,
    store: {
      quarterHours: async (...args) => store.quarterHours(...args),
      async keepAlerts(...args) {
        if (failing.keep) throw new Error('disk full')
        store.keepAlerts(...args)
      },
      alerts: async (...args) => store.alerts(...args),
      async forecasts(...args) {
        reads.forecasts += 1
        return store.forecasts(...args)
      },
    },
    settings: () => current.settings,
    isPastStored: () => past.isStored,
    publish: (event) => events.push(EventSchema.parse(event)),
    onFailure: (doing, error) => failures.push([doing, error]),
  })
  const open = () => openPeakAlertService(context, { peaks, intervals })
  const forecast = (windowEnd: number, p50 = 800, half = 25) =>
    makeForecast('nextDay', windowEnd, () => makeBand(p50, half))
  /** The quarter-hours until `at` pass. */
  const liveTo = async (service: PeakAlertService, at: number) => {
    while (clock.now() < at) {
      await clock.advance(QUARTER_HOUR)
      const [closed] = await intervals({ start: clock.now() - QUARTER_HOUR, end: clock.now() })
      if (closed !== undefined) service.onIntervalClosed(closed)
    }
    await service.close()
  }
  return { clock, drew, events, failures, failing, reads, past, current, open, forecast, liveTo }
}

describe('the alert service', () => {
  it('follows a planned furnace from a day ahead to what was saved, also across a restart', async () => {
    const { clock, drew, events, failures, open, forecast, liveTo } = setUp()
    let service = await open()
    service.onForecast(forecast(NOW))
    await service.close()
    const [alert, ...others] = service.alerts().open
    expect(others).toEqual([])
    expect(alert).toMatchObject({ id: ID, raisedAt: NOW, billedPeakKw: 1000, demandKw: { p50: 1100 } })
    expect(alert?.span).toEqual({ start: RESTART, end: RESTART + HOUR })
    // 100 kW at the P50, and half a width more: that of the hour's highest.
    expect(alert?.stake.thisMonth).toBeGreaterThan(1000)
    expect(alert?.stake.thisMonth).toBeLessThan(1200)
    expect(alert?.plan).toMatchObject({ enough: true, cost: 8, shedKw: 160 })
    expect(alert?.shedFrom).toBe(RESTART - 5 * MINUTE)
    expect(service.dayAhead()?.steps).toHaveLength(96)

    await liveTo(service, NOW + 4 * HOUR)
    service.onForecast(forecast(clock.now(), 840))
    await service.close()
    expect(service.alerts().open).toHaveLength(1)
    expect(service.alerts().open[0]).toMatchObject({ id: ID, raisedAt: NOW, updatedAt: NOW + 4 * HOUR })
    expect(service.alerts().open[0]?.demandKw.p50).toBe(1140)

    await service.acceptPlan(ID)
    service = await open()
    expect(service.alerts().open[0]?.accepted?.plan.steps.map(({ load }) => load)).toEqual(['chiller'])

    await liveTo(service, RESTART)
    await service.markShed(ID, 'chiller', true)
    for (let i = 0; i < 4; i++) drew.set(RESTART + i * QUARTER_HOUR, { meanKw: 980 })
    await liveTo(service, RESTART + HOUR)
    await service.markShed(ID, 'chiller', false)
    await liveTo(service, Date.parse('2026-11-26T00:30:00+01:00'))

    const { open: left, closed, record } = service.alerts()
    expect(left).toEqual([])
    // At 10 a kW above the 800 so far, 1140 kW would have cost 3400, and 980 kW cost 1800; the use cost 8.
    const result = { demandKw: 980, withoutSheddingKw: 1140, saved: 1600 - 8, cost: 1800 }
    expect(closed).toEqual([
      expect.objectContaining({ id: ID, outcome: 'avoided', result: expect.objectContaining(result) }),
    ])
    expect(record).toEqual({ closed: 1, cameTrue: 1, missed: 0 })
    expect(store.alerts('plant', { start: 0, end: 2 * NOW })).toEqual(closed)
    expect(events.some(({ kind }) => kind === 'ahead')).toBe(true)
    expect(failures).toEqual([])
  })

  it('holds kVA against the target in kW at the plant’s power factor, ahead and when the day is over', async () => {
    const settings = set()
    const billsKva = { ...(settings.tariff as NonNullable<Settings['tariff']>), powerFactor: { kind: 'kva' as const } }
    const { drew, open, forecast, liveTo } = setUp({ ...settings, tariff: billsKva })
    // At a power factor of 0.8 the target of 1,000 kW is 1,250 kVA.
    for (let at = NOW - 40 * DAY; at < NOW + 3 * DAY; at += QUARTER_HOUR) drew.set(at, { meanKw: 800, meanKva: 1000 })
    const service = await open()
    service.onForecast(forecast(NOW))
    await service.close()
    expect(service.alerts().open[0]).toMatchObject({ id: ID, unit: 'kVA' })
    expect(service.alerts().open[0]?.billedPeakKw).toBeCloseTo(1250)
    drew.set(RESTART, { meanKw: 960, meanKva: 1200 })
    await liveTo(service, NOW + DAY + 12 * HOUR)
    expect(service.alerts().closed[0]?.outcome).toBe('didNotCome')
  })

  it('reads the last weeks’ forecasts once a day, and again only for settings that they are judged by', async () => {
    const { current, reads, open, forecast } = setUp()
    const service = await open()
    service.onForecast(forecast(NOW))
    await service.close()
    const { forecasts } = reads
    expect(forecasts).toBeGreaterThan(100)
    current.settings = set({ notifications: { native: false } })
    service.onSettingsChanged()
    await service.close()
    expect(reads.forecasts).toBe(forecasts)
    current.settings = set({ planned: [] })
    service.onSettingsChanged()
    await service.close()
    expect(reads.forecasts).toBe(2 * forecasts)
  })

  it('publishes nothing for forecasts that change nothing', async () => {
    const { clock, events, open, forecast } = setUp()
    const service = await open()
    for (let i = 0; i < 3; i++) {
      service.onForecast(forecast(NOW + i * QUARTER_HOUR))
      await service.close()
      await clock.advance(QUARTER_HOUR)
    }
    expect(events.filter(({ kind }) => kind === 'alerts')).toHaveLength(1)
    expect(events.filter(({ kind }) => kind === 'ahead')).toHaveLength(3)
  })

  it('raises and judges nothing while the past of a new source is being stored', async () => {
    const { clock, drew, past, events, open, forecast, liveTo } = setUp()
    const service = await open()
    past.isStored = false
    drew.set(NOW - DAY, { meanKw: 1050 })
    service.onForecast(forecast(NOW))
    await liveTo(service, NOW + QUARTER_HOUR)
    expect(events).toEqual([])
    expect(service.alerts().record.missed).toBe(0)
    past.isStored = true
    service.onForecast(forecast(clock.now()))
    await service.close()
    expect(service.alerts()).toMatchObject({ open: [{ id: ID }], record: { missed: 1 } })
  })

  it('an event that is called off stays open with no chance, and closes as one that did not occur', async () => {
    const { clock, current, open, forecast, liveTo } = setUp()
    const service = await open()
    service.onForecast(forecast(NOW))
    await service.close()
    current.settings = set({ planned: [] })
    service.onSettingsChanged()
    await service.close()
    expect(service.alerts().open[0]?.chance).toBeLessThan(0.01)
    await liveTo(service, NOW + DAY + 12 * HOUR)
    expect(clock.now()).toBe(NOW + DAY + 12 * HOUR)
    expect(service.alerts()).toMatchObject({ open: [], record: { closed: 1, cameTrue: 0 } })
    expect(service.alerts().closed[0]?.outcome).toBe('didNotCome')
  })

  it('counts a peak that no alert had announced as missed', async () => {
    const { drew, open, forecast, liveTo } = setUp(set({ planned: [] }))
    const service = await open()
    service.onForecast(forecast(NOW))
    drew.set(RESTART, { meanKw: 1200 })
    await liveTo(service, NOW + DAY + 12 * HOUR)
    expect(service.alerts()).toMatchObject({ open: [], closed: [], record: { closed: 0, cameTrue: 0, missed: 1 } })
  })

  it('an alert whose day passed while EcoPulse did not run is closed with the store’s figures', async () => {
    const { clock, drew, open, forecast } = setUp()
    const first = await open()
    first.onForecast(forecast(NOW))
    await first.close()
    drew.set(RESTART, { meanKw: 1090 })
    await clock.advance(3 * DAY)
    const second = await open()
    second.onForecast(forecast(clock.now()))
    await second.close()
    expect(second.alerts().closed[0]).toMatchObject({ outcome: 'cameTrue', result: { demandKw: 1090 } })
  })

  it('answers that the day ahead is unknown without a tariff', async () => {
    const { current, open, forecast } = setUp()
    const service = await open()
    service.onForecast(forecast(NOW))
    await service.close()
    current.settings = set({ tariff: null, source: { kind: 'plant', url: 'ws://plant' } as never })
    service.onSettingsChanged()
    await service.close()
    expect(service.dayAhead()).toBeNull()
  })

  it('closes an alert whose day is over also where the tariff was taken away meanwhile', async () => {
    const { current, open, forecast, liveTo } = setUp()
    const service = await open()
    service.onForecast(forecast(NOW))
    await service.close()
    current.settings = set({ tariff: null, source: { kind: 'plant', url: 'ws://plant' } as never })
    service.onSettingsChanged()
    await liveTo(service, Date.parse('2026-11-25T23:00:00+01:00'))
    expect(service.alerts().open).toHaveLength(1)
    await liveTo(service, NOW + DAY + 12 * HOUR)
    expect(service.alerts()).toMatchObject({
      open: [],
      closed: [{ id: ID, outcome: 'unknown' }],
      record: { closed: 0 },
    })
  })

  it('counts the closed alerts that were raised far ahead of the clock it starts with', async () => {
    const { clock, open, forecast, liveTo } = setUp()
    const first = await open()
    first.onForecast(forecast(NOW))
    await liveTo(first, NOW + DAY + 12 * HOUR)
    // The simulator ran ahead: at a restart its time is not known before its first sample.
    Object.assign(clock, { now: () => NOW - 10 * DAY })
    const second = await open()
    expect(second.alerts()).toMatchObject({ open: [], closed: [{ id: ID }], record: { closed: 1 } })
  })

  it('a day whose end could not be stored is judged again', async () => {
    const { open, forecast, liveTo, clock, failing } = setUp()
    const service = await open()
    service.onForecast(forecast(NOW))
    await liveTo(service, Date.parse('2026-11-26T00:00:00+01:00'))
    failing.keep = true
    await liveTo(service, clock.now() + HOUR)
    expect(service.alerts().open).toHaveLength(1)
    failing.keep = false
    await liveTo(service, clock.now() + QUARTER_HOUR)
    expect(service.alerts()).toMatchObject({ open: [], closed: [{ id: ID, outcome: 'didNotCome' }] })
  })

  it('refuses what makes no sense, with a sentence', async () => {
    const { current, open, forecast } = setUp()
    const service = await open()
    service.onForecast(forecast(NOW))
    await expect(service.acceptPlan('peak-1999-01-01')).rejects.toThrow('There is no alert')
    await expect(service.markShed(ID, 'chiller', true)).rejects.toThrow('Accept the plan first')
    await service.acceptPlan(ID)
    await expect(service.markShed(ID, 'pump', true)).rejects.toThrow('Its loads are: chiller')
    current.settings = set({ loads: [] })
    service.onSettingsChanged()
    await expect(service.acceptPlan(ID)).rejects.toThrow('enter the loads that can be shed')
  })
})
