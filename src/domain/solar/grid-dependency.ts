import type { ForecastStep } from '../forecast/forecast.ts'
import { clamp } from '../numbers/clamp.ts'
import { type Interval, MINUTE } from '../time/time.ts'
import { clearness, meanClearSkyPvKw, type PvSite, TYPICAL_CLEARNESS } from './clear-sky.ts'

/** What is known at `now` (epoch ms). Powers in kW; null where not measured. */
export interface GridDependencyInput {
  readonly now: number
  /** Means over the last minute. */
  readonly loadKw: number
  readonly solarKw: number | null
  /** Mean over the last quarter-hour. */
  readonly solarRecentKw: number | null
  readonly site: PvSite
  /** The forecast's steps that are still to come, also one that has begun. */
  readonly steps: readonly ForecastStep[]
}

/** What the sun gives and the grid must carry in one step. */
export interface GridDependencyStep {
  /** [start, end) in epoch ms; for `now`, the last minute. */
  readonly start: number
  readonly end: number
  readonly loadKw: number
  /** Solar power in kW, never negative. */
  readonly solarKw: number
  /** `solarKw` as a share of the site's PV peak, 0 to 1: how ample the sun is. */
  readonly availability: number
  /** Share of the load that the grid carries, 0 to 1. */
  readonly gridShare: number
}

/** Grid dependency now and at each step of the forecast. */
export interface GridDependency {
  readonly now: GridDependencyStep
  readonly steps: readonly GridDependencyStep[]
  /** What the sky lets through now, as a share of a clear sky's, 0 to about 1.2; null where the sun is down or no PV is measured. */
  readonly clearness: number | null
}

/**
 * Grid dependency now, as measured, and at each step: the load that is forecast (P50) less the clear sky's PV under the
 * sky of the last quarter-hour, or under a usual one while the sun is too low to measure it. PV that isn't measured
 * counts as none.
 */
export function computeGridDependency({
  now,
  loadKw,
  solarKw,
  solarRecentKw,
  site,
  steps,
}: GridDependencyInput): GridDependency {
  const sky = clearness(now, solarRecentKw, site)
  const expected = solarRecentKw === null ? 0 : (sky ?? TYPICAL_CLEARNESS)
  return {
    now: createGridDependencyStep({ start: now - MINUTE, end: now }, loadKw, Math.max(0, solarKw ?? 0), site),
    steps: steps.map((step) => {
      const solar = Math.min(site.pvPeakKw, expected * meanClearSkyPvKw(step, site))
      return createGridDependencyStep({ start: step.start, end: step.end }, step.loadKw.p50, solar, site)
    }),
    clearness: sky,
  }
}

/** A plant without load needs nothing of the grid. */
function createGridDependencyStep(
  span: Interval,
  loadKw: number,
  solarKw: number,
  { pvPeakKw }: PvSite,
): GridDependencyStep {
  return {
    ...span,
    loadKw,
    solarKw,
    availability: pvPeakKw > 0 ? clamp(solarKw / pvPeakKw, 0, 1) : 0,
    gridShare: loadKw > 0 ? clamp(1 - solarKw / loadKw, 0, 1) : 0,
  }
}
