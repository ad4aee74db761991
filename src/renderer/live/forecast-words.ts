import { type Forecast, type ForecastStep, HISTORY_STEPS, type NaiveName } from '../../domain/forecast.ts'
import { QUARTER_HOUR } from '../../domain/time.ts'
import { formatDuration, formatKw } from '../format/numbers.ts'
import { formatSpan } from '../format/times.ts'

const NAIVE_WORDS: Record<NaiveName, string> = {
  persistence: 'the last value',
  yesterday: 'same time yesterday',
  'last week': 'same time last week',
}
/** At the line. */
export const NAIVE_LABELS: Record<NaiveName, string> = {
  persistence: 'last value',
  yesterday: 'yesterday',
  'last week': 'last week',
}

/** The figure that answers how the next hour will go. */
export interface NextHourWords {
  /** «1,118 kW» */
  readonly figure: string
  /** «at 14:30–14:45» */
  readonly when: string
  readonly beside: string
  /** Why the model does not forecast; empty where it does. */
  readonly reason: string
}

/** Of the quarter-hours that are not over at `now`, the one with the highest expected load; null where all are over. */
export function highestStep(forecast: Forecast, now: number): ForecastStep | null {
  let highest: ForecastStep | null = null
  for (const step of forecast.steps) {
    if (step.end <= now) continue
    if (highest === null || step.loadKw.p50 > highest.loadKw.p50) highest = step
  }
  return highest
}

/** Null where the forecast lies in the past as a whole. */
export function nextHourWords(forecast: Forecast, now: number, zone: string): NextHourWords | null {
  const step = highestStep(forecast, now)
  if (step === null) return null
  const { p10, p50, p90 } = step.loadKw
  const naive = NAIVE_WORDS[forecast.naive]
  const band = `P10–P90 ${formatKw(p10)}–${formatKw(p90)}`
  return {
    figure: `${formatKw(p50)} kW`,
    when: `at ${formatSpan(step.start, step.end, zone)}`,
    beside:
      forecast.method === 'lstm'
        ? `(${band}) · ${naive} ${formatKw(step.naiveKw)} · LSTM`
        : `(${band}) · naive forecast: ${naive}`,
    reason: forecast.method === 'lstm' ? '' : (forecast.reason ?? ''),
  }
}

/** What is missing for a forecast. `keptMs` is the length of the history that is kept; null where there is none. */
export function missingForForecast(keptMs: number | null): string {
  const needed = formatDuration(HISTORY_STEPS * QUARTER_HOUR, true)
  const kept = keptMs === null ? 'nothing is kept yet' : `${formatDuration(keptMs, true)} are kept`
  const begun = keptMs !== null
  return `A forecast needs ${needed} of history; ${kept}. ${
    begun
      ? 'Until then a naive one stands in, from the first whole quarter-hour of load on.'
      : 'Connect to the plant to begin.'
  }`
}
