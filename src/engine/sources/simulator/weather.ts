import type { Site } from '../../../contract/settings.ts'
import { clearSkyPvKw } from '../../../domain/solar/clear-sky.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../../domain/time/time.ts'
import type { Noise } from './noise.ts'
import { STREAM } from './streams.ts'

/** Outdoor temperature and sun at one moment. */
export interface Weather {
  readonly temperatureC: number
  /** What the site's PV delivers under the clouds, in kW. */
  readonly solarKw: number
}

const YEAR = 365.2425 * DAY

/** The weather over a site: seasons by latitude, days by the sun, fronts and clouds by the seed. */
export function createWeather(noise: Noise, site: Site): (at: number) => Weather {
  const mean = 28 - 0.35 * Math.abs(site.latitude)
  const swing = 0.19 * Math.abs(site.latitude) * Math.sign(site.latitude)
  return (at) => {
    const overcast = 0.5 + 0.5 * noise.drift(STREAM.overcast, at, 1.3 * DAY)
    const season = Math.cos((2 * Math.PI * (at - 17 * DAY)) / YEAR)
    // Warmest about three hours after the sun is highest; an overcast day swings less.
    const hour = Math.cos((2 * Math.PI * (at + (site.longitude / 360) * DAY - 15 * HOUR)) / DAY)
    const fronts = 4.5 * noise.drift(STREAM.front, at, 2.6 * DAY) + 0.8 * noise.drift(STREAM.weather, at, 5 * HOUR)
    return {
      temperatureC: mean - swing * season + (4.6 - 2.6 * overcast) * hour + fronts,
      solarKw: Math.min(site.pvPeakKw, clearSkyPvKw(at, site) * transmission(noise, at, overcast)),
    }
  }
}

/** Share of the clear sky's irradiance that passes the clouds, 0.15 to 1.05 (at a cloud's edge). */
function transmission(noise: Noise, at: number, overcast: number): number {
  const clouds = noise.drift(STREAM.clouds, at, 9 * MINUTE) + 0.35 * noise.drift(STREAM.wisps, at, 70 * SECOND)
  const covered = smooth((clouds + 2.4 * overcast - 1.1) / 0.7)
  const edge = 0.05 * covered * (1 - covered) * 4
  return 1 - covered * (0.45 + 0.4 * overcast) + edge
}

function smooth(x: number): number {
  const share = Math.max(0, Math.min(1, x))
  return share * share * (3 - 2 * share)
}
