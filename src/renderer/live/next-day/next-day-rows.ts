import type { Forecast } from '../../../domain/forecast/forecast.ts'
import type { History } from '../../../domain/telemetry/history.ts'
import { DAY, QUARTER_HOUR } from '../../../domain/time/time.ts'
import type { ChartRow } from '../../chart/chart-row.ts'

/**
 * Rows of the chart: the next day's quarter-hours with what is expected, and beneath each what was measured exactly
 * 24 h before it; null where that is a hole.
 */
export function buildNextDayRows(
  forecast: Pick<Forecast, 'steps'>,
  { points, resolutionMs }: Pick<History, 'points' | 'resolutionMs'>,
): ChartRow[] {
  // A single sample counts for its quarter-hour until there is another.
  const length = Math.max(resolutionMs, QUARTER_HOUR)
  const measuredAt = (at: number) => points.findLast(([start]) => start <= at && at < start + length)?.[1] ?? null
  const rows: ChartRow[] = forecast.steps.map(({ start, loadKw }) => ({
    x: start,
    p50: loadKw.p50,
    band: [loadKw.p10, loadKw.p90],
    before: measuredAt(start - DAY + QUARTER_HOUR / 2),
  }))
  const [last, end] = [rows.at(-1), forecast.steps.at(-1)?.end]
  return last === undefined || end === undefined ? rows : [...rows, { ...last, x: end }]
}

/** The highest mean of a history, in its unit; null where it has none. */
export function findHighestMean({ points }: Pick<History, 'points'>): number | null {
  return points.length === 0
    ? null
    : points.reduce((highest, [, mean]) => Math.max(highest, mean), Number.NEGATIVE_INFINITY)
}
