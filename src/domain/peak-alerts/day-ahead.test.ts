import { describe, expect, it, test } from 'vitest'
import { makeDemandCharge, makeQuarterHour, makeTariff } from '../../../tests/fixtures/make-tariff.ts'
import { findMonthPeaks } from '../billing/month-peaks.ts'
import { createIntervalClock } from '../demand/interval-clock.ts'
import { createRateClock } from '../tariff/rate-windows.ts'
import { HOUR, QUARTER_HOUR } from '../time/time.ts'
import { alertId, RAISE_CHANCE } from './alert-lifecycle.ts'
import { computeDayAhead, type DayAhead, updateAlertsAtOnce } from './day-ahead.ts'
import type { Alert } from './peak-alert.ts'
import { summarizeRecentDays } from './recent-days.ts'
import type { RestOfDayOutcome } from './rest-of-day.ts'
import { createMonthTerms } from './warning-levels.ts'

const windowEnd = Date.UTC(2026, 6, 14, 12)
const day = '2026-07-15'
const peakAt = windowEnd + 23 * HOUR

/** A day ahead with one event of that chance, made from a window that ended `later` ms after the first. */
function dayAhead(chance: number, later = 0): DayAhead {
  const interval = { start: peakAt, end: peakAt + QUARTER_HOUR }
  const likeliest = {
    ...interval,
    demandKw: { p10: 1000, p50: 1060, p90: 1100 },
    level: { kw: 1000, charge: 'any', chargeName: 'Any time' },
    chance,
  }
  return {
    ahead: {
      madeAt: windowEnd + later,
      windowEnd: windowEnd + later,
      currency: 'EUR',
      unit: 'kW',
      steps: [],
    },
    events: [
      {
        day,
        span: interval,
        candidates: [likeliest],
        likeliest,
        chance,
        stake: { currency: 'EUR', thisMonth: 600, ratchet: 0 },
        needs: [{ ...interval, needKw: 60 }],
      },
    ],
    months: [],
    kwPerBilled: 1,
    highest: [],
    rest: null,
  }
}

/** What alerts are raised, by the quarter-hour, as forecasts are made one after the other. */
function raisedAfter(chances: readonly number[]): readonly (readonly string[])[] {
  let open: readonly Alert[] = []
  return chances.map((chance, i) => {
    const now = windowEnd + i * QUARTER_HOUR
    const changed = updateAlertsAtOnce(dayAhead(chance, i * QUARTER_HOUR), {
      open,
      now,
      isClosed: () => false,
      loads: [],
    })
    const before = new Set(open.map(({ id }) => id))
    open = [...open.filter(({ id }) => !changed.some((each) => each.id === id)), ...changed]
    return changed.filter(({ id }) => !before.has(id)).map(({ id }) => id)
  })
}

test('an alert is raised by the first forecast that makes it likely enough, and once', () => {
  expect(raisedAfter([0.2, RAISE_CHANCE.far, RAISE_CHANCE.far])).toEqual([[], [alertId(day)], []])
  expect(raisedAfter([RAISE_CHANCE.far - 0.01, 0.2, 0.9, 0.1, 0.9])).toEqual([[], [], [alertId(day)], [], []])
})

describe('the chance of a peak', () => {
  const zone = 'Europe/Berlin'
  const tariff = makeTariff({ demandCharges: [makeDemandCharge()] })
  const noon = Date.parse('2026-11-25T12:00:00+01:00')
  const peaks = findMonthPeaks(tariff, zone, '2026-11', [makeQuarterHour('2026-11-04T10:00:00+01:00', 1000)])
  const rateClock = createRateClock(zone, tariff.holidays)
  const months = [createMonthTerms({ tariff, clock: rateClock, peaks, earlier: [] }, 1000, zone)]
  /** Forecasts of 1000 kW for every quarter-hour. */
  const steps = Array.from({ length: 96 }, (_, i) => {
    const start = noon + i * QUARTER_HOUR
    return { start, end: start + QUARTER_HOUR, loadKw: { p10: 960, p50: 1000, p90: 1040 } }
  })
  /** Twenty days that stayed 5 % below the forecast of their afternoons. */
  const rests = Array.from({ length: 20 }, (_, i) => {
    return { hour: 12, forecastKw: 1000, reachedKw: 950, actualKw: 940 + (i % 3) * 10 }
  })
  const seen = (rested: readonly RestOfDayOutcome[], reachedKw: number) => {
    const recent = summarizeRecentDays([{ peakHeight: 0.5, highest: 950, rests: rested }])
    const clock = createIntervalClock(tariff.demandRule, zone)
    const events = computeDayAhead({
      ...{
        steps,
        solar: null,
        planned: [],
        tariff,
        clock,
        zone,
        months,
        powerFactor: null,
        recent,
        reachedKw,
        now: noon,
      },
    }).events
    return new Map(events.map(({ day: of, chance }) => [of, chance]))
  }

  it('uses for the running day how the rest of the last days turned out from the same hour on', () => {
    expect(seen([], 950).get('2026-11-25')).toBeGreaterThan(0.5)
    expect(seen(rests, 950).get('2026-11-25') ?? 0).toBeLessThan(0.1)
  })

  it('uses for the next day how whole days turned out', () => {
    expect(seen(rests, 950).get('2026-11-26')).toBe(seen([], 950).get('2026-11-26'))
  })
})
