import type { Forecast, Quantiles } from '../../domain/forecast/forecast.ts'
import type { History } from '../../domain/telemetry/history.ts'
import { floorTo, type Interval, QUARTER_HOUR } from '../../domain/time/time.ts'
import type { ChartRow } from '../chart/chart-row.ts'

/** A step of the history, and what had been forecast for it. */
export interface HistoryStep {
  readonly start: number
  /** Where it is drawn: its middle. */
  readonly at: number
  readonly mean: number
  readonly min: number
  readonly max: number
  readonly coverage: number
  readonly expected: Quantiles | null
}

/** What each quarter-hour was forecast to be, by its start. Where there are several, the first one counts. */
export function indexExpectedByStart(forecasts: readonly Pick<Forecast, 'steps'>[]): ReadonlyMap<number, Quantiles> {
  const expected = new Map<number, Quantiles>()
  for (const { steps } of forecasts)
    for (const { start, loadKw } of steps) if (!expected.has(start)) expected.set(start, loadKw)
  return expected
}

export function createHistorySteps(
  { points, resolutionMs }: History,
  expected: ReadonlyMap<number, Quantiles>,
): HistoryStep[] {
  return points.map(([start, mean, min, max, coverage]) => ({
    start,
    at: start + resolutionMs / 2,
    mean,
    min,
    max,
    coverage,
    expected: averageExpected(start, resolutionMs, expected),
  }))
}

/** The forecast for the quarter-hour that a step lies in; the mean of several where it is longer, and none of them missing. */
function averageExpected(start: number, length: number, expected: ReadonlyMap<number, Quantiles>): Quantiles | null {
  if (expected.size === 0) return null
  if (length <= QUARTER_HOUR) return expected.get(floorTo(start + length / 2, QUARTER_HOUR)) ?? null
  let count = 0
  const sum = { p10: 0, p50: 0, p90: 0 }
  for (let at = floorTo(start, QUARTER_HOUR); at < start + length; at += QUARTER_HOUR) {
    const step = expected.get(at)
    if (step === undefined) return null
    count += 1
    sum.p10 += step.p10
    sum.p50 += step.p50
    sum.p90 += step.p90
  }
  return { p10: sum.p10 / count, p50: sum.p50 / count, p90: sum.p90 / count }
}

/** Rows of the chart; a row without values where a step is missing, so that a gap is drawn as one. */
export function buildHistoryRows(steps: readonly HistoryStep[], breakMs: number): ChartRow[] {
  const rows: ChartRow[] = []
  let previous: number | null = null
  for (const { at, mean, min, max, expected } of steps) {
    if (previous !== null && at - previous > breakMs)
      rows.push({ x: (at + previous) / 2, mean: null, spread: null, p50: null, band: null })
    rows.push({
      x: at,
      mean,
      spread: [min, max],
      p50: expected?.p50 ?? null,
      band: expected === null ? null : [expected.p10, expected.p90],
    })
    previous = at
  }
  return rows
}

/** How far two steps may lie apart before the line is broken, in ms. */
export function historyGapMs(resolutionMs: number, periodMs: number): number {
  return resolutionMs > 0 ? resolutionMs * 1.5 : periodMs * 2.5
}

/** The text of the title. */
export interface HistorySummary {
  readonly mean: number
  readonly low: number
  readonly high: number
  /** The step with the highest value. */
  readonly highAt: number
  /** Share of [start, min(end, now)) that samples cover, 0 to 1; null where single samples are shown. */
  readonly coverage: number | null
}

/** Null where there is nothing. */
export function summarizeHistory(
  steps: readonly HistoryStep[],
  resolutionMs: number,
  span: Interval,
  now: number,
): HistorySummary | null {
  const first = steps[0]
  if (first === undefined) return null
  let [sum, covered, low, high, highAt] = [0, 0, first.min, first.max, first.start]
  for (const { mean, min, max, coverage, start } of steps) {
    sum += mean * coverage
    covered += coverage
    low = Math.min(low, min)
    if (max > high) [high, highAt] = [max, start]
  }
  const whole = (Math.min(span.end, now) - span.start) / (resolutionMs || 1)
  return {
    mean: covered === 0 ? first.mean : sum / covered,
    low,
    high,
    highAt,
    coverage: resolutionMs === 0 || whole <= 0 ? null : Math.min(1, covered / whole),
  }
}
