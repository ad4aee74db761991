import { applyBandCalibration, type BandCalibration } from '../../domain/forecast/band-calibration.ts'
import type { Forecast, ForecastStep, ForecastWindow, Quantiles } from '../../domain/forecast/forecast.ts'
import { makeNaiveForecast } from '../../domain/forecast/naive-forecast.ts'
import type { NaiveFallback } from './naive-fallback.ts'

/**
 * How a horizon's forecasts are adjusted: whether a naive one replaces the model's, and by what bands are stretched.
 */
export interface ForecastAdjustment {
  readonly fallback: NaiveFallback | null
  /** Null where too few outcomes are known. */
  readonly calibration: BandCalibration | null
}

/**
 * A forecast as it is shown. What the model forecast stays in `modelKw`, whatever is shown in its place; a forecast
 * that was made without a model is shown as it is.
 */
export function toPublishedForecast(
  made: Forecast,
  window: ForecastWindow,
  { fallback, calibration }: ForecastAdjustment,
): Forecast {
  if (made.method === 'naive') return made
  const lowestKw = window.loadKw.reduce<number>((lowest, kw) => Math.min(lowest, kw ?? 0), 0)
  const withBand = (bandOf: (step: ForecastStep, i: number) => Quantiles): readonly ForecastStep[] =>
    made.steps.map((step, i) => ({ ...step, loadKw: raiseTo(lowestKw, bandOf(step, i)) }))
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

/**
 * A forecast by the rule that replaces the model; if the window is too short for it, by the rule used beside the model.
 */
function fallbackForecast({ rule }: NaiveFallback, { naive, horizon }: Forecast, { loadKw }: ForecastWindow) {
  return (rule === null ? null : makeNaiveForecast(rule, loadKw, horizon)) ?? makeNaiveForecast(naive, loadKw, horizon)
}

/** A plant that never exported is not expected to. */
function raiseTo(lowestKw: number, { p10, p50, p90 }: Quantiles): Quantiles {
  return { p10: Math.max(lowestKw, p10), p50: Math.max(lowestKw, p50), p90: Math.max(lowestKw, p90) }
}
