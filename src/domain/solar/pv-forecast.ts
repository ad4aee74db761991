import type { Quantiles } from '../forecast/forecast.ts'
import { quantile } from '../forecast/quantiles.ts'
import { DAY, type Interval, QUARTER_HOUR } from '../time/time.ts'
import { MIN_CLEAR_SKY_SHARE, meanClearSkyPvKw, type PvSite, TYPICAL_CLEARNESS } from './clear-sky.ts'

/** Days whose skies the forecast of the next day's sky is made from. */
export const SKY_DAYS = 14
/** At the same hour: so many quarter-hours before and after the same time of day. */
const SAME_HOUR_STEPS = 2
/** Skies from which quantiles can be read. */
const MIN_SKIES = 20
/** Shares of a clear sky's power where the skies are not known: those of the middle latitudes. */
const TYPICAL_SKY: Quantiles = { p10: 0.2, p50: TYPICAL_CLEARNESS, p90: 1 }
/** Quarter-hours whose clear sky is remembered: two years of daylight. */
const MAX_CACHED_QUARTER_HOURS = 70_000
/** The power of a site without PV, in kW. */
export const NO_PV_POWER: Quantiles = { p10: 0, p50: 0, p90: 0 }

/** A mean power that is expected over a stretch of time, in kW. */
export interface PowerForecastStep extends Interval {
  readonly kw: Quantiles
}

/** The sky over a site. */
export interface PvForecaster {
  /**
   * PV power over quarter-hours: what a clear sky would give, times the quantiles of what the skies of the last 14 days
   * let through at the same hour.
   * @param pastKw Mean PV power of the quarter-hour that starts at `at`, in kW; null where it is unknown.
   * @param pastStays Whether what is known of the past never changes: the answer for a quarter-hour is then kept and
   * given again.
   */
  forecastPower(
    quarterHours: readonly Interval[],
    pastKw: (at: number) => number | null,
    pastStays?: boolean,
  ): PowerForecastStep[]
}

/** Keeps the clear sky's power once it is computed: that is slower than all the rest. */
export function createPvForecaster(site: PvSite): PvForecaster {
  const clearSkyCache = new Map<number, number>()
  const skyQuantilesCache = new Map<number, Quantiles>()
  const clearSkyKwAt = (start: number): number => {
    const found = clearSkyCache.get(start)
    if (found !== undefined) return found
    if (clearSkyCache.size >= MAX_CACHED_QUARTER_HOURS) clearSkyCache.clear()
    const made = meanClearSkyPvKw({ start, end: start + QUARTER_HOUR }, site)
    clearSkyCache.set(start, made)
    return made
  }
  const shareAt = (at: number, pastKw: number | null): number | null => {
    const clear = clearSkyKwAt(at)
    return pastKw === null || clear <= MIN_CLEAR_SKY_SHARE * site.pvPeakKw ? null : Math.max(0, pastKw) / clear
  }
  return {
    forecastPower(quarterHours, pastKw, pastStays = false) {
      const shares = new Map<number, number | null>()
      const skyAt = (at: number) => {
        const found = shares.get(at)
        if (found !== undefined) return found
        const share = shareAt(at, pastKw(at))
        shares.set(at, share)
        return share
      }
      return quarterHours.map(({ start, end }) => {
        const clear = clearSkyKwAt(start)
        if (clear <= 0) return { start, end, kw: NO_PV_POWER }
        const isWhole = pastStays && pastKw(start - DAY + SAME_HOUR_STEPS * QUARTER_HOUR) !== null
        const sky = (isWhole ? skyQuantilesCache.get(start) : undefined) ?? computeSkyQuantiles(start, skyAt)
        if (isWhole) skyQuantilesCache.set(start, sky)
        const kw = (share: number) => Math.min(site.pvPeakKw, share * clear)
        return { start, end, kw: { p10: kw(sky.p10), p50: kw(sky.p50), p90: kw(sky.p90) } }
      })
    },
  }
}

function computeSkyQuantiles(start: number, skyAt: (at: number) => number | null): Quantiles {
  const found: number[] = []
  // A step of the next day has yesterday's sky a day and more before it: of `SKY_DAYS` + 1 days one lies ahead.
  for (let days = 1; days <= SKY_DAYS + 1; days++) {
    for (let near = -SAME_HOUR_STEPS; near <= SAME_HOUR_STEPS; near++) {
      const share = skyAt(start - days * DAY + near * QUARTER_HOUR)
      if (share !== null) found.push(share)
    }
  }
  if (found.length < MIN_SKIES) return TYPICAL_SKY
  const sorted = found.sort((a, b) => a - b)
  return { p10: quantile(sorted, 0.1), p50: quantile(sorted, 0.5), p90: quantile(sorted, 0.9) }
}
