/** What the sun gives and the grid must carry in one step. */
export interface GridStep {
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
export interface GridOutlook {
  readonly now: GridStep
  readonly steps: readonly GridStep[]
  /** What the sky lets through now, as a share of a clear sky's, 0 to about 1.2; null where the sun is down or no PV is measured. */
  readonly clearness: number | null
}
