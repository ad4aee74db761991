/** Lengths of time in milliseconds. Every time in EcoPulse is epoch milliseconds in UTC. */
export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const QUARTER_HOUR = 15 * MINUTE
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
export const WEEK = 7 * DAY

/** A half-open stretch of time, [start, end), in epoch milliseconds. */
export interface Interval {
  readonly start: number
  readonly end: number
}

/**
 * A stretch of time (a step, a demand interval, a day) of which less than this share is known, 0 to 1, counts as a hole:
 * a minute's spike is not yet a demand.
 */
export const MIN_COVERAGE = 0.5

/** The start of the step of length `resolution` (ms) that `at` falls in; steps are counted from the epoch in UTC. */
export function floorTo(at: number, resolution: number): number {
  return Math.floor(at / resolution) * resolution
}

/** The first start of a step of length `resolution` (ms) at or after `at`. */
export function ceilTo(at: number, resolution: number): number {
  return Math.ceil(at / resolution) * resolution
}

/** Share of `span` that lies within `other`, 0 to 1. */
export function shareWithin(span: Interval, other: Interval): number {
  const common = Math.min(span.end, other.end) - Math.max(span.start, other.start)
  return Math.max(0, common) / (span.end - span.start)
}
