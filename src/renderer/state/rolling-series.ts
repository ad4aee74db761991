import type { Point } from './recent-points.ts'

/** Points that a trail of any length is thinned to. */
export const MAX_SERIES_POINTS = 300

/** The mean of what fell into one step of a trail. */
interface MeanStep {
  readonly start: number
  sum: number
  count: number
}

/**
 * The last `spanMs` of a tag as means of equal steps, at most `MAX_SERIES_POINTS` and one more. It holds no more than
 * that, however long it is fed.
 */
export interface RollingSeries {
  /** Adds a value at its time; one older than the trail is left out. */
  add(at: number, value: number): void
  /** [start of step, mean], oldest first. */
  points(): Point[]
}

/** `periodMs` is the distance between two samples: no step is shorter. */
export function createRollingSeries(spanMs: number, periodMs: number): RollingSeries {
  const width = Math.max(periodMs, spanMs / MAX_SERIES_POINTS)
  let steps: MeanStep[] = []

  return {
    add(at, value) {
      const start = Math.floor(at / width) * width
      const last = steps.at(-1)
      if (last === undefined || start > last.start) {
        steps.push({ start, sum: value, count: 1 })
        const oldest = start - spanMs
        if ((steps[0]?.start ?? start) < oldest) steps = steps.filter((step) => step.start >= oldest)
        return
      }
      const step = steps.findLast((each) => each.start <= start)
      if (step?.start === start) {
        step.sum += value
        step.count += 1
      } else if (start >= last.start - spanMs) {
        steps.splice(step === undefined ? 0 : steps.indexOf(step) + 1, 0, { start, sum: value, count: 1 })
      }
    },
    points: () => steps.map(({ start, sum, count }) => [start, sum / count]),
  }
}

/** How far two neighbours of a trail may lie apart before the line between them is broken, in ms. */
export function seriesGapMs(spanMs: number, periodMs: number): number {
  return 2.5 * Math.max(periodMs, spanMs / MAX_SERIES_POINTS)
}
