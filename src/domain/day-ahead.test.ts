import { describe, expect, it } from 'vitest'
import type { Alert } from './alert.ts'
import { alertId, RAISE_AT, SAID_FOR } from './alert-life.ts'
import { alertsAfter, type DayAhead } from './day-ahead.ts'
import { HOUR, QUARTER_HOUR } from './time.ts'

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
  }
}

/** What alerts are raised, by the quarter-hour, as forecasts come one after the other. */
function raisedAfter(chances: readonly number[]): readonly (readonly string[])[] {
  let likelySince: ReadonlyMap<string, number> = new Map()
  let open: readonly Alert[] = []
  return chances.map((chance, i) => {
    const now = windowEnd + i * QUARTER_HOUR
    const after = alertsAfter(dayAhead(chance, i * QUARTER_HOUR), {
      ...{ open, likelySince, now },
      isClosed: () => false,
      loads: [],
    })
    likelySince = after.likelySince
    const before = new Set(open.map(({ id }) => id))
    open = [...open.filter(({ id }) => !after.changed.some((each) => each.id === id)), ...after.changed]
    return after.changed.filter(({ id }) => !before.has(id)).map(({ id }) => id)
  })
}

describe('an alert that lies far ahead', () => {
  const likely = RAISE_AT.far + 0.01

  it('is raised when two forecasts in a row say so, and once', () => {
    expect(SAID_FOR).toBe(QUARTER_HOUR)
    expect(raisedAfter([likely, likely, likely])).toEqual([[], [alertId(day)], []])
  })

  it('waits anew where a forecast in between says otherwise', () => {
    expect(raisedAfter([likely, 0.2, likely, likely])).toEqual([[], [], [], [alertId(day)]])
  })

  it('is raised at once where it is as good as sure', () => {
    expect(raisedAfter([0.2, RAISE_AT.sure])).toEqual([[], [alertId(day)]])
  })
})
