import type { ForecastStep } from '../forecast/forecast.ts'
import { DAY, type Interval, MINUTE, QUARTER_HOUR } from '../time/time.ts'

/** The sun's place over a site, in degrees. */
export interface SunPosition {
  /** Above the horizon, -90 to 90; without refraction. */
  readonly elevation: number
  /** Clockwise from north, 0 to 360. */
  readonly azimuth: number
}

/** A place on earth: degrees, north and east positive. */
export interface Place {
  readonly latitude: number
  readonly longitude: number
}

/** A place with PV: its peak power in kW, 0 where there is none. */
export interface PvSite extends Place {
  readonly pvPeakKw: number
}

/** Share of its peak that a PV plant delivers under 1000 W/m²: the rest is lost in inverter, heat and wiring. */
const PERFORMANCE_RATIO = 0.9
/** Where clear-sky power is below this share of the peak, the sky can't be measured by it. */
const MIN_CLEAR_SKY_SHARE = 0.03
/** Highest clearness that is believed: the edges of clouds add to the sun, and tilted modules gain in winter. */
const MAX_CLEARNESS = 1.2
/** All-sky over clear-sky irradiation of a mean day in the middle latitudes: used until the sky can be measured. */
export const TYPICAL_CLEARNESS = 0.65

const J2000 = Date.UTC(2000, 0, 1, 12)
const RADIANS = Math.PI / 180

/**
 * The sun's position at `at` (epoch ms), within 0.02° between 1950 and 2050. The low-precision formulas of the
 * Astronomical Almanac as given by J. J. Michalsky, Solar Energy 40 (1988) 227–235.
 */
export function sunPosition(at: number, place: Place): SunPosition {
  const days = (at - J2000) / DAY
  const meanLongitude = 280.46 + 0.9856474 * days
  const anomaly = (357.528 + 0.9856003 * days) * RADIANS
  const longitude = (meanLongitude + 1.915 * Math.sin(anomaly) + 0.02 * Math.sin(2 * anomaly)) * RADIANS
  const obliquity = (23.439 - 0.0000004 * days) * RADIANS
  const rightAscension = Math.atan2(Math.cos(obliquity) * Math.sin(longitude), Math.cos(longitude))
  const declination = Math.asin(Math.sin(obliquity) * Math.sin(longitude))
  const siderealHours = 18.697374558 + 24.06570982441908 * days
  const hourAngle = (siderealHours * 15 + place.longitude) * RADIANS - rightAscension
  const latitude = place.latitude * RADIANS
  const sine =
    Math.sin(latitude) * Math.sin(declination) + Math.cos(latitude) * Math.cos(declination) * Math.cos(hourAngle)
  const azimuth = Math.atan2(
    -Math.sin(hourAngle),
    Math.tan(declination) * Math.cos(latitude) - Math.sin(latitude) * Math.cos(hourAngle),
  )
  return { elevation: Math.asin(clamp(sine, -1, 1)) / RADIANS, azimuth: (azimuth / RADIANS + 360) % 360 }
}

/**
 * Global irradiance on level ground under a clear sky in W/m², 0 to about 1040. B. Haurwitz, Journal of Meteorology 2
 * (1945) 154–166: 1098 · cos z · exp(-0.057 / cos z).
 */
export function clearSkyIrradiance(at: number, place: Place): number {
  const cosine = Math.sin(sunPosition(at, place).elevation * RADIANS)
  return cosine <= 0 ? 0 : 1098 * cosine * Math.exp(-0.057 / cosine)
}

/** What the site's PV would deliver at `at` (epoch ms) under a clear sky, in kW; level modules, 0 to `pvPeakKw`. */
export function clearSkyPvKw(at: number, site: PvSite): number {
  return Math.min(site.pvPeakKw, (site.pvPeakKw * PERFORMANCE_RATIO * clearSkyIrradiance(at, site)) / 1000)
}

/** Mean of `clearSkyPvKw` over a span, from one value a minute. */
export function meanClearSkyPvKw(span: Interval, site: PvSite): number {
  const minutes = Math.max(1, Math.round((span.end - span.start) / MINUTE))
  let sum = 0
  for (let i = 0; i < minutes; i++)
    sum += clearSkyPvKw(span.start + ((i + 0.5) * (span.end - span.start)) / minutes, site)
  return sum / minutes
}

/**
 * What the sky lets through, as a share of a clear sky's, 0 to 1.2: mean PV power in kW over the quarter-hour before
 * `now` over the clear sky's. Null where the sun is too low, or no PV is measured.
 */
export function clearness(now: number, solarRecentKw: number | null, site: PvSite): number | null {
  const clear = meanClearSkyPvKw({ start: now - QUARTER_HOUR, end: now }, site)
  if (solarRecentKw === null || clear <= MIN_CLEAR_SKY_SHARE * site.pvPeakKw) return null
  return clamp(solarRecentKw / clear, 0, MAX_CLEARNESS)
}

/** What is known at `now` (epoch ms). Powers in kW; null where not measured. */
export interface GridDependencyInput {
  readonly now: number
  /** Means over the last minute. */
  readonly loadKw: number
  readonly solarKw: number | null
  /** Mean over the last quarter-hour. */
  readonly solarRecentKw: number | null
  readonly site: PvSite
  /** The forecast's later steps, also one that has begun. */
  readonly steps: readonly ForecastStep[]
}

/** A value, or the nearer of two limits where it is beyond one. */
export function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value))
}
