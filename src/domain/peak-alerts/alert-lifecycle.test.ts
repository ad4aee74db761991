import { describe, expect, it } from 'vitest'
import { makeDemandCharge, makeQuarterHour, makeTariff } from '../../../tests/fixtures/make-tariff.ts'
import { findMonthPeaks } from '../billing/month-peaks.ts'
import type { DemandInterval } from '../demand/demand-interval.ts'
import type { SheddableLoad, ShedPlan } from '../shedding/sheddable-load.ts'
import { createRateClock } from '../tariff/rate-windows.ts'
import { HOUR, MINUTE, QUARTER_HOUR } from '../time/time.ts'
import {
  acceptPlan,
  computeAlertRecord,
  isLikelyEnough,
  markLoad,
  markUnlikely,
  type PlannedEvent,
  RAISE_CHANCE,
  raiseAlert,
  updateAlert,
} from './alert-lifecycle.ts'
import { closeAlert } from './alert-outcome.ts'
import type { Alert } from './peak-alert.ts'
import type { PeakEvent } from './peak-event.ts'
import { createWarningLevels } from './warning-levels.ts'

const zone = 'UTC'
const noon = Date.parse('2026-11-25T12:00:00Z')
const level = { kw: 1000, charge: 'any', chargeName: 'Charge any' }
const loads: SheddableLoad[] = [
  { id: 'chiller', name: 'Chiller', kw: 100, longestMinutes: 60, timesPerDay: 2, costPerUse: 8, noticeMinutes: 5 },
]
const plan: ShedPlan = {
  steps: [{ load: 'chiller', name: 'Chiller', kw: 100, from: noon, to: noon + HOUR, cost: 8 }],
  shedKw: 100,
  cost: 8,
  saves: 592,
  enough: true,
  advised: true,
}

function eventAt(start: number, chance: number, others: readonly [start: number, chance: number][] = []): PeakEvent {
  const candidate = (from: number, of: number) => {
    return { start: from, end: from + QUARTER_HOUR, demandKw: { p10: 950, p50: 1050, p90: 1100 }, level, chance: of }
  }
  const likeliest = candidate(start, chance)
  const candidates = [likeliest, ...others.map(([from, of]) => candidate(from, of))].sort((a, b) => a.start - b.start)
  return {
    day: '2026-11-25',
    span: { start: candidates[0]?.start ?? start, end: candidates.at(-1)?.end ?? start },
    candidates,
    likeliest,
    chance,
    stake: { currency: 'EUR', thisMonth: 600, ratchet: 0 },
    needs: [{ start, end: start + QUARTER_HOUR, needKw: 60 }],
  }
}
const plannedEvent = (event: PeakEvent): PlannedEvent => ({ event, plan })
const madeAlert = (now = noon - 20 * HOUR) => raiseAlert(plannedEvent(eventAt(noon, 0.8)), 'kW', loads, now)

describe('raising an alert', () => {
  it('needs a higher chance for a peak that is far than for one that is near', () => {
    const chance = (RAISE_CHANCE.near + RAISE_CHANCE.far) / 2
    expect(isLikelyEnough(eventAt(noon, chance), noon - 2 * HOUR)).toBe(true)
    expect(isLikelyEnough(eventAt(noon, chance), noon - 20 * HOUR)).toBe(false)
    expect(isLikelyEnough(eventAt(noon, RAISE_CHANCE.far), noon - 20 * HOUR)).toBe(true)
  })

  it('needs something at stake', () => {
    const nothing = { ...eventAt(noon, 0.95), stake: { currency: 'EUR', thisMonth: 0, ratchet: 0 } }
    expect(isLikelyEnough(nothing, noon)).toBe(false)
  })

  it('has the time to act: the first step, less the load’s notice', () => {
    expect(madeAlert()).toMatchObject({ needKw: 60, shedFrom: noon - 5 * MINUTE, chance: 0.8, billedPeakKw: 1000 })
  })
})

describe('an alert as forecasts change', () => {
  it('stays the very same where nothing changes that matters', () => {
    const alert = madeAlert()
    const next = updateAlert(alert, plannedEvent(eventAt(noon, 0.82)), 'kW', loads, noon - 19 * HOUR)
    expect(next).toBe(alert)
  })

  it('doesn’t flutter between two intervals that are as likely', () => {
    const alert = madeAlert()
    const later = noon + QUARTER_HOUR
    const close = updateAlert(alert, plannedEvent(eventAt(later, 0.9, [[noon, 0.87]])), 'kW', loads, noon - 19 * HOUR)
    expect(close).toMatchObject({ chance: 0.9, interval: { start: noon } })
    const clear = updateAlert(alert, plannedEvent(eventAt(later, 0.9, [[noon, 0.7]])), 'kW', loads, noon - 19 * HOUR)
    expect(clear.interval.start).toBe(later)
  })

  it('keeps the highest chance, and is never withdrawn', () => {
    const less = updateAlert(madeAlert(), plannedEvent(eventAt(noon, 0.3)), 'kW', loads, noon - 10 * HOUR)
    expect(less).toMatchObject({ chance: 0.3, highestChance: 0.8, closedAt: null })
    expect(markUnlikely(less, noon - HOUR)).toMatchObject({ chance: 0, highestChance: 0.8, closedAt: null })
  })
})

describe('accepting and marking', () => {
  it('accepts the plan as it is, and marks its loads', () => {
    const alert = acceptPlan(madeAlert(), noon - 2 * HOUR) as Alert
    expect(alert.accepted).toMatchObject({ at: noon - 2 * HOUR, plan, marks: { chiller: { shedAt: null } } })
    const shed = markLoad(alert, 'chiller', true, noon) as Alert
    const back = markLoad(shed, 'chiller', false, noon + HOUR) as Alert
    expect(back.accepted?.marks.chiller).toEqual({ shedAt: noon, backAt: noon + HOUR })
    const again = markLoad(back, 'chiller', true, noon + 2 * HOUR) as Alert
    expect(again.accepted?.uses).toEqual([{ load: 'chiller', shedAt: noon, backAt: noon + HOUR }])
  })

  it('refuses what can’t be', () => {
    expect(acceptPlan({ ...madeAlert(), plan: null }, noon)).toBeNull()
    const alert = acceptPlan(madeAlert(), noon) as Alert
    expect(markLoad(alert, 'chiller', false, noon)).toBeNull()
    expect(markLoad(alert, 'furnace', true, noon)).toBeNull()
  })
})

describe('the outcome of an alert', () => {
  const tariff = makeTariff({ demandCharges: [makeDemandCharge()] })
  const clock = createRateClock(zone, [])
  const before = findMonthPeaks(tariff, zone, '2026-11', [makeQuarterHour('2026-11-04T10:00:00Z', 1000)])
  const standing = { tariff, clock, peaks: before, earlier: [] }
  const day = (kwAtNoon: number, coverage = 1) => {
    const intervals = Array.from({ length: 96 }, (_, i): DemandInterval => {
      const start = Date.parse('2026-11-25T00:00:00Z') + i * QUARTER_HOUR
      const isNoon = start === noon
      return {
        ...{ start, end: start + QUARTER_HOUR, meanKva: null, origin: 'power' },
        meanKw: isNoon ? kwAtNoon : 500,
        coverage: isNoon ? coverage : 1,
      }
    })
    return { intervals, standing, levelAt: createWarningLevels(standing, 1000) }
  }
  const midnight = Date.parse('2026-11-26T00:00:00Z')
  const shedOver = (from: number, to: number) => {
    const alert = acceptPlan(madeAlert(), noon - HOUR) as Alert
    return markLoad(markLoad(alert, 'chiller', true, from) as Alert, 'chiller', false, to) as Alert
  }

  it('came true, with what the peak costs', () => {
    const end = closeAlert(madeAlert(), day(1050), loads, midnight)
    const result = { at: noon, demandKw: 1050, withoutSheddingKw: 1050, saved: 0, cost: 500 }
    expect(end).toMatchObject({ outcome: 'cameTrue', closedAt: midnight, result })
  })

  it('was avoided where it would have come without what was shed; saved is the difference of two bills, less the use', () => {
    const end = closeAlert(shedOver(noon, noon + HOUR), day(960), loads, midnight)
    const result = { demandKw: 960, withoutSheddingKw: 1060, saved: 600 - 8, cost: 0 }
    expect(end).toMatchObject({ outcome: 'avoided', result })
  })

  it('counts a load by the share of the interval that it was off for', () => {
    const end = closeAlert(shedOver(noon + 9 * MINUTE, noon + HOUR), day(980), loads, midnight)
    expect(end.result?.withoutSheddingKw).toBeCloseTo(980 + 100 * (6 / 15))
    expect(end.outcome).toBe('avoided')
  })

  it('came true all the same where what was shed was not enough, and has what that saved', () => {
    const end = closeAlert(shedOver(noon, noon + HOUR), day(1020), loads, midnight)
    expect(end).toMatchObject({ outcome: 'cameTrue', result: { cost: 200, saved: 1000 - 8 } })
  })

  it('did not come where shedding made no difference', () => {
    const end = closeAlert(shedOver(noon, noon + HOUR), day(700), loads, midnight)
    expect(end).toMatchObject({ outcome: 'didNotCome', result: { saved: -8 } })
  })

  it('is unknown where its interval was not measured', () => {
    expect(closeAlert(madeAlert(), day(700, 0.2), loads, midnight).outcome).toBe('unknown')
  })

  it('the record counts the alerts whose outcome is known', () => {
    const with_ = (outcome: Alert['outcome']): Alert => ({ ...madeAlert(), outcome, closedAt: noon })
    const all = [with_('cameTrue'), with_('avoided'), with_('didNotCome'), with_('unknown')]
    expect(computeAlertRecord(all, 1)).toEqual({ closed: 3, cameTrue: 2, missed: 1 })
  })
})
