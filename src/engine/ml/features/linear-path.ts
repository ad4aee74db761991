import { AHEAD_FEATURES, LINEAR_AHEAD, type ModelInput, RECENT_FEATURES, RECENT_WIDTH } from './features.ts'

/** What the linear path reads for one step, each with a weight: what is known of now, of the step, and 1. */
export const LINEAR_FEATURES = [...RECENT_FEATURES, ...AHEAD_FEATURES.slice(0, LINEAR_AHEAD), 'constant'] as const

/** Numbers that the linear path reads for each step. */
export const LINEAR_WIDTH = LINEAR_FEATURES.length

/** A linear forecast with weights of its own for each step ahead, [steps][LINEAR_WIDTH], in shares of the scale. */
export type LinearPath = readonly Float64Array[]

/**
 * The linear path's forecast of each step, as shares of the scale: [steps], written into `out` at `place`, `stride`
 * apart.
 */
export function runLinearPath(
  path: LinearPath,
  { ahead, recent }: Pick<ModelInput, 'ahead' | 'recent'>,
  aheadWidth: number,
  out: Float32Array,
  place: number,
  stride: number,
): void {
  for (let step = 0; step < path.length; step++) {
    const weights = path[step] as Float64Array
    let sum = weights[LINEAR_WIDTH - 1] as number
    for (let i = 0; i < RECENT_WIDTH; i++) sum += (weights[i] as number) * (recent[i] as number)
    const from = step * aheadWidth
    for (let i = 0; i < LINEAR_AHEAD; i++) sum += (weights[RECENT_WIDTH + i] as number) * (ahead[from + i] as number)
    out[place + step * stride] = sum
  }
}

/** @throws Error where the numbers are not those of a path: [steps][LINEAR_WIDTH]. */
export function parseLinearPath(rows: readonly (readonly number[])[], steps: number): LinearPath {
  if (rows.length !== steps || rows.some((row) => row.length !== LINEAR_WIDTH)) {
    throw new Error(`its linear path is not of [${steps}, ${LINEAR_WIDTH}] numbers`)
  }
  return rows.map((row) => Float64Array.from(row))
}
