import type { ChartRow } from '../chart/chart-row.ts'
import type { Point } from '../state/recent-points.ts'

/** What the chart of the load draws. */
export interface LoadRows {
  readonly rows: readonly ChartRow[]
  readonly low: number
  readonly high: number
}

/**
 * Two trails as rows of one chart, over (`from`, ∞). Where two neighbours lie further apart than `breakMs`, a row
 * without values breaks the lines: a gap is a gap. Null while there is nothing to draw.
 */
export function buildLoadRows(
  load: readonly Point[],
  grid: readonly Point[],
  from: number,
  breakMs: number,
): LoadRows | null {
  const gridAt = new Map(grid)
  const rows: ChartRow[] = []
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  let previous: number | null = null
  for (const [at, value] of load) {
    if (at < from) continue
    if (previous !== null && at - previous > breakMs) rows.push({ x: (at + previous) / 2, load: null, grid: null })
    const beside = gridAt.get(at) ?? null
    rows.push({ x: at, load: value, grid: beside })
    low = Math.min(low, value, beside ?? value)
    high = Math.max(high, value, beside ?? value)
    previous = at
  }
  return rows.length === 0 ? null : { rows, low, high }
}
