import type { Forecast } from '../../../domain/forecast/forecast.ts'
import type { HistoryPoint } from '../../../domain/telemetry/history.ts'
import { HOUR } from '../../../domain/time/time.ts'
import type { ChartRow } from '../../chart/chart-row.ts'

/** Two scales of time on one axis of 0 to 1: the past up to `split`, the hour after `windowEnd` behind it. */
export interface SplitTimeAxis {
  readonly from: number
  readonly windowEnd: number
  /** Share of the width that the past has. */
  readonly split: number
}

/** Where an instant lies on the axis, 0 to 1. */
export function positionOnAxis({ from, windowEnd, split }: SplitTimeAxis, at: number): number {
  if (at <= windowEnd) return ((at - from) / (windowEnd - from)) * split
  return split + ((at - windowEnd) / HOUR) * (1 - split)
}

/** What was measured, as the engine answers it: steps of `resolutionMs` (0 for single samples). */
export interface MeasuredLoad {
  readonly resolutionMs: number
  readonly points: readonly HistoryPoint[]
}

/**
 * Rows of the chart: what was measured up to now (at the middle of its steps, broken where a step is missing), and the
 * forecast's quarter-hours as steps.
 */
export function buildNextHourRows(
  scales: SplitTimeAxis,
  past: MeasuredLoad,
  since: MeasuredLoad,
  forecast: Pick<Forecast, 'steps'>,
): ChartRow[] {
  const measured = [...buildMeasuredRows(scales, past), ...buildMeasuredRows(scales, since)]
  const expected = forecast.steps.map((step) => ({
    x: positionOnAxis(scales, step.start),
    p50: step.loadKw.p50,
    naive: step.naiveKw,
    band: [step.loadKw.p10, step.loadKw.p90] as const,
  }))
  const last = forecast.steps.at(-1)
  const lastExpected = expected.at(-1)
  if (last !== undefined && lastExpected !== undefined)
    expected.push({ ...lastExpected, x: positionOnAxis(scales, last.end) })
  const rows = [...measured, ...expected].sort((a, b) => a.x - b.x)
  return rows.map((row) => fillForecastSteps(row, expected))
}

/** The forecast's steps hold on at rows that what was measured puts between them, so that their lines don't break. */
function fillForecastSteps(row: ChartRow, expected: readonly ChartRow[]): ChartRow {
  if (row.p50 !== undefined) return { load: null, ...row }
  const step = expected.findLast((each) => each.x <= row.x)
  return step === undefined ? { ...row, p50: null, naive: null, band: null } : { ...step, ...row }
}

function buildMeasuredRows(scales: SplitTimeAxis, { points, resolutionMs }: MeasuredLoad): ChartRow[] {
  const rows: ChartRow[] = []
  let previous: number | null = null
  for (const [start, mean] of points) {
    if (start < scales.from) continue
    const at = start + resolutionMs / 2
    if (resolutionMs > 0 && previous !== null && at - previous > resolutionMs * 1.5)
      rows.push({ x: positionOnAxis(scales, previous + resolutionMs), load: null })
    rows.push({ x: positionOnAxis(scales, at), load: mean })
    previous = at
  }
  return rows
}
