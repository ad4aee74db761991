/** A point of a history: start (epoch ms), mean, min, max, and the share of the step that samples cover (0 to 1). */
export type HistoryPoint = readonly [at: number, mean: number, min: number, max: number, coverage: number]

/** A tag's history at one resolution. A step without samples has no point: a gap is a gap. */
export interface History {
  readonly tag: string
  /** Length of a step in ms; 0 where the points are single samples. */
  readonly resolutionMs: number
  readonly points: readonly HistoryPoint[]
}
