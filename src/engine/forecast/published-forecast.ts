import { applyBandCalibration, type BandCalibration } from '../../domain/forecast/band-calibration.ts'
import type { Forecast, ForecastStep, ForecastWindow, Quantiles } from '../../domain/forecast/forecast.ts'
import { makeNaiveForecast } from '../../domain/forecast/naive-forecast.ts'
import type { NaiveFallback } from './naive-fallback.ts'

/** What live truth says of a horizon's forecasts: whether a naive one stands in, and by what bands are stretched. */
export interface ForecastAdjustment {
  readonly fallback: NaiveFallback | null
  /** Null where too little has come true to say. */
  readonly calibration: BandCalibration | null
}

/**
 * A forecast as it is shown. What the model said stays in `modelKw`, whatever is shown in its place; a forecast that no
 * model took part in is shown as it is.
 */
export function toPublishedForecast(
  made: Forecast,
  window: ForecastWindow,
  { fallback, calibration }: ForecastAdjustment,
): Forecast {
  if (made.method === 'naive') return made
  const lowestKw = window.loadKw.reduce<number>((lowest, kw) => Math.min(lowest, kw ?? 0), 0)
  const withBand = (bandOf: (step: ForecastStep, i: number) => Quantiles): readonly ForecastStep[] =>
    made.steps.map((step, i) => ({ ...step, loadKw: atLeast(lowestKw, bandOf(step, i)) }))
  const naive = fallback === null ? null : fallbackForecast(fallback, made, window)
  if (fallback !== null && naive !== null) {
    const banded = withBand(({ loadKw }, i) => naive.steps[i] ?? loadKw)
    const steps = banded.map((step) => ({ ...step, naiveKw: step.loadKw.p50 }))
    return { ...made, steps, method: 'naive', naive: naive.name, reason: fallback.reason }
  }
  if (calibration === null) return made
  const steps = withBand(({ loadKw, modelKw }, i) =>
    modelKw === null ? loadKw : applyBandCalibration(modelKw, i + 1, calibration, made.steps.length),
  )
  return { ...made, steps }
}

/** The rule that stands in, or where the window doesn't reach back far enough for it, the one that was made beside the model. */
function fallbackForecast({ rule }: NaiveFallback, { naive, horizon }: Forecast, { loadKw }: ForecastWindow) {
  return (rule === null ? null : makeNaiveForecast(rule, loadKw, horizon)) ?? makeNaiveForecast(naive, loadKw, horizon)
}

/** A plant that never exported is not expected to. */
function atLeast(lowestKw: number, { p10, p50, p90 }: Quantiles): Quantiles {
  return { p10: Math.max(lowestKw, p10), p50: Math.max(lowestKw, p50), p90: Math.max(lowestKw, p90) }
}
