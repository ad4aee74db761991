import type { Forecast } from '../../../domain/forecast/forecast.ts'
import { floorTo, QUARTER_HOUR } from '../../../domain/time/time.ts'
import type { ChartRow } from '../../chart/chart-row.ts'
import { buildHistoryRows, type HistoryStep } from '../../history/history-rows.ts'

/**
 * Starts of the quarter-hours with a naive forecast in the model's place. Where there are several forecasts of one, the
 * first one counts.
 */
export function findNaiveStarts(forecasts: readonly Pick<Forecast, 'method' | 'steps'>[]): ReadonlySet<number> {
  const methods = new Map<number, Forecast['method']>()
  for (const { method, steps } of forecasts)
    for (const { start } of steps) if (!methods.has(start)) methods.set(start, method)
  return new Set([...methods].flatMap(([start, method]) => (method === 'naive' ? [start] : [])))
}

/** Rows of the history's chart, with the P50 as `naive` instead where it is a naive forecast's. */
export function buildCurveRows(steps: readonly HistoryStep[], naive: ReadonlySet<number>, breakMs: number): ChartRow[] {
  return buildHistoryRows(steps, breakMs).map(({ spread: _, ...row }) =>
    naive.has(floorTo(row.x, QUARTER_HOUR)) ? { ...row, naive: row.p50 ?? null, p50: null } : { ...row, naive: null },
  )
}

/** How the forecasts on the screen went. */
export interface CurveSummary {
  /** Steps that both a forecast and a load are known of. */
  readonly steps: number
  /** Share of them whose load lay in P10–P90. */
  readonly inside: number
  /** The step that was furthest off, and by how much, in kW: positive where the load was higher than expected. */
  readonly furthest: { readonly start: number; readonly offKw: number }
}

/** Null where no forecast can be compared with a load. */
export function summarizeCurve(steps: readonly HistoryStep[]): CurveSummary | null {
  let [count, inside] = [0, 0]
  let furthest: CurveSummary['furthest'] | null = null
  for (const { start, mean, expected } of steps) {
    if (expected === null) continue
    count += 1
    if (expected.p10 <= mean && mean <= expected.p90) inside += 1
    const offKw = mean - expected.p50
    if (furthest === null || Math.abs(offKw) > Math.abs(furthest.offKw)) furthest = { start, offKw }
  }
  return furthest === null ? null : { steps: count, inside: inside / count, furthest }
}
