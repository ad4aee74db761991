import { RECENT_WIDTH, STEP_WIDTH, WINDOW_HOURS, windowWidth } from './features.ts'
import type { ModelLayout } from './layout.ts'

/** The quantiles that the network answers, in the order of its outputs. */
export const QUANTILE_LEVELS = [0.1, 0.5, 0.9] as const

/** Numbers that a network answers for each step. */
export const QUANTILE_COUNT = QUANTILE_LEVELS.length

/** Windows as inputs of the network, one after the other. */
export interface Batch {
  readonly count: number
  /** [count, 24, windowWidth] */
  readonly window: Float32Array
  /** [count, steps, STEP_WIDTH]: each step's features, and in the last place the linear path's forecast. */
  readonly ahead: Float32Array
  /** [count, RECENT_WIDTH] */
  readonly recent: Float32Array
}

/** Room for `count` windows. */
export function createBatch(layout: ModelLayout, count: number): Batch {
  return {
    count,
    window: new Float32Array(count * WINDOW_HOURS * windowWidth(layout)),
    ahead: new Float32Array(count * layout.steps * STEP_WIDTH),
    recent: new Float32Array(count * RECENT_WIDTH),
  }
}
