import { type Forecast, type ForecastStep, HISTORY_STEPS } from '../../domain/forecast/forecast.ts'
import { formatDuration } from '../../domain/format/durations.ts'
import { formatKw } from '../../domain/format/power.ts'
import { QUARTER_HOUR } from '../../domain/time/time.ts'
import { NAIVE_LABELS, NAIVE_PHRASES } from './naive-text.ts'
import { formatRelativeDay, formatSpan } from './times.ts'

/** The figure that answers how the next hour, or the next day, will go. */
export interface ForecastText {
  /** «1,118 kW» */
  readonly figure: string
  /** «at 14:30–14:45», «tomorrow 14:30–14:45» */
  readonly when: string
  readonly beside: string
  /** Why the model does not forecast; empty where it does. */
  readonly reason: string
}

/** Of the quarter-hours that are not over at `now`, the one with the highest expected load; null where all are over. */
export function findHighestStep(forecast: Forecast, now: number): ForecastStep | null {
  let highest: ForecastStep | null = null
  for (const step of forecast.steps) {
    if (step.end <= now) continue
    if (highest === null || step.loadKw.p50 > highest.loadKw.p50) highest = step
  }
  return highest
}

/** Null where the forecast lies in the past as a whole. */
export function describeNextHour(forecast: Forecast, now: number, zone: string): ForecastText | null {
  const step = findHighestStep(forecast, now)
  if (step === null) return null
  const naive = NAIVE_PHRASES[forecast.naive]
  return {
    ...describeFigure(forecast, step),
    when: `at ${formatSpan(step.start, step.end, zone)}`,
    beside:
      forecast.method === 'model'
        ? `(${formatBand(step)}) · ${naive} ${formatKw(step.naiveKw)} · model`
        : `(${formatBand(step)}) · naive forecast: ${naive}`,
  }
}

/** `highestBefore` is the highest quarter-hour of the last 24 h, in kW. Null where the forecast lies in the past as a whole. */
export function describeNextDay(
  forecast: Forecast,
  highestBefore: number | null,
  now: number,
  zone: string,
): ForecastText | null {
  const step = findHighestStep(forecast, now)
  if (step === null) return null
  const before = highestBefore === null ? '' : ` · last 24 h at most ${formatKw(highestBefore)}`
  const naive = forecast.method === 'model' ? '' : ` · naive: ${NAIVE_LABELS[forecast.naive]}`
  return {
    ...describeFigure(forecast, step),
    when: `${formatRelativeDay(step.start, now, zone)} ${formatSpan(step.start, step.end, zone)}`,
    beside: `(${formatBand(step)})${before}${naive}`,
  }
}

function describeFigure({ method, reason }: Forecast, { loadKw }: ForecastStep) {
  return { figure: `${formatKw(loadKw.p50)} kW`, reason: method === 'model' ? '' : (reason ?? '') }
}

const formatBand = ({ loadKw }: ForecastStep) => `P10–P90 ${formatKw(loadKw.p10)}–${formatKw(loadKw.p90)}`

/** What is missing for a forecast. `keptMs` is the length of the history that is kept; null where there is none. */
export function describeMissingHistory(keptMs: number | null): string {
  const neededMs = HISTORY_STEPS * QUARTER_HOUR
  if (keptMs !== null && keptMs >= neededMs) return 'The first forecast comes within a minute.'
  const kept = keptMs === null ? 'nothing is kept yet' : `${formatDuration(keptMs, true)} are kept`
  const next =
    keptMs === null
      ? 'Connect to the plant to begin.'
      : 'Until then a naive one stands in, from the first whole quarter-hour of load on.'
  return `A forecast needs ${formatDuration(neededMs, true)} of history; ${kept}. ${next}`
}
