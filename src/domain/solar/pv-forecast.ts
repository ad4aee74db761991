import type { Quantiles } from '../forecast/forecast.ts'
import { quantile } from '../forecast/quantiles.ts'
import { DAY, type Interval, QUARTER_HOUR } from '../time/time.ts'
import { meanClearSkyPvKw, type PvSite } from './clear-sky.ts'

/** Skies of so many days say what the next day's may be like. */
export const SKY_DAYS = 14
/** At the same hour: so many quarter-hours before and after the same time of day. */
const SAME_HOUR = 2
/** Clear-sky power below this share of the peak says nothing of the sky. */
const TOO_LOW = 0.03
/** Skies from which quantiles can be read. */
const ENOUGH_SKIES = 20
/** Shares of a clear sky's power where the skies are not known: those of the middle latitudes. */
const USUAL_SKY: Quantiles = { p10: 0.2, p50: 0.65, p90: 1 }
/** Quarter-hours whose clear sky is remembered: two years of daylight. */
const MOST_KNOWN = 70_000
export const NO_SUN: Quantiles = { p10: 0, p50: 0, p90: 0 }

/** A mean power that is expected over a stretch of time, in kW. */
export interface PowerAhead extends Interval {
  readonly kw: Quantiles
}

/** The sky over a site. */
export interface Sky {
  /**
   * PV power over quarter-hours: what a clear sky would give, times the quantiles of what the skies of the last 14 days
   * let through at the same hour.
   * @param pastKw Mean PV power of the quarter-hour that starts at `at`, in kW; null where it isn't known.
   * @param pastStays Whether what is known of the past never changes: what was said of a quarter-hour is then said again.
   */
  ahead(quarterHours: readonly Interval[], pastKw: (at: number) => number | null, pastStays?: boolean): PowerAhead[]
}

/** Remembers what a clear sky gives: that takes longer than all the rest. */
export function createSky(site: PvSite): Sky {
  const known = new Map<number, number>()
  const said = new Map<number, Quantiles>()
  const clearKw = (start: number): number => {
    const found = known.get(start)
    if (found !== undefined) return found
    if (known.size >= MOST_KNOWN) known.clear()
    const made = meanClearSkyPvKw({ start, end: start + QUARTER_HOUR }, site)
    known.set(start, made)
    return made
  }
  const shareAt = (at: number, pastKw: number | null): number | null => {
    const clear = clearKw(at)
    return pastKw === null || clear <= TOO_LOW * site.pvPeakKw ? null : Math.max(0, pastKw) / clear
  }
  return {
    ahead(quarterHours, pastKw, pastStays = false) {
      const shares = new Map<number, number | null>()
      const skyAt = (at: number) => {
        const found = shares.get(at)
        if (found !== undefined) return found
        const share = shareAt(at, pastKw(at))
        shares.set(at, share)
        return share
      }
      return quarterHours.map(({ start, end }) => {
        const clear = clearKw(start)
        if (clear <= 0) return { start, end, kw: NO_SUN }
        const isWhole = pastStays && pastKw(start - DAY + SAME_HOUR * QUARTER_HOUR) !== null
        const sky = (isWhole ? said.get(start) : undefined) ?? quantilesOf(start, skyAt)
        if (isWhole) said.set(start, sky)
        const kw = (share: number) => Math.min(site.pvPeakKw, share * clear)
        return { start, end, kw: { p10: kw(sky.p10), p50: kw(sky.p50), p90: kw(sky.p90) } }
      })
    },
  }
}

function quantilesOf(start: number, skyAt: (at: number) => number | null): Quantiles {
  const found: number[] = []
  // A step of the next day has yesterday's sky a day and more before it: of `SKY_DAYS` + 1 days one lies ahead.
  for (let days = 1; days <= SKY_DAYS + 1; days++) {
    for (let near = -SAME_HOUR; near <= SAME_HOUR; near++) {
      const share = skyAt(start - days * DAY + near * QUARTER_HOUR)
      if (share !== null) found.push(share)
    }
  }
  if (found.length < ENOUGH_SKIES) return USUAL_SKY
  const sorted = found.sort((a, b) => a - b)
  return { p10: quantile(sorted, 0.1), p50: quantile(sorted, 0.5), p90: quantile(sorted, 0.9) }
}
