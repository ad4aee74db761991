import { type BandCalibration, calibrated } from '../../domain/forecast/band-calibration.ts'
import type { Forecast, ForecastStep, ForecastWindow, Quantiles } from '../../domain/forecast/forecast.ts'
import { naiveForecast } from '../../domain/forecast/naive-forecast.ts'
import type { StandIn } from './naive-fallback.ts'

/** What live truth says of a horizon's forecasts: whether a naive one stands in, and by what bands are stretched. */
export interface Truth {
  readonly standIn: StandIn | null
  /** Null where too little has come true to say. */
  readonly calibration: BandCalibration | null
}

/**
 * A forecast as it is shown. What the model said stays in `modelKw`, whatever is shown in its place; a forecast that no
 * model took part in is shown as it is.
 */
export function shownForecast(made: Forecast, window: ForecastWindow, { standIn, calibration }: Truth): Forecast {
  if (made.method === 'naive') return made
  const lowestKw = window.loadKw.reduce<number>((lowest, kw) => Math.min(lowest, kw ?? 0), 0)
  const withBand = (bandOf: (step: ForecastStep, i: number) => Quantiles): readonly ForecastStep[] =>
    made.steps.map((step, i) => ({ ...step, loadKw: atLeast(lowestKw, bandOf(step, i)) }))
  const naive = standIn === null ? null : ruleFor(standIn, made, window)
  if (standIn !== null && naive !== null) {
    const banded = withBand(({ loadKw }, i) => naive.steps[i] ?? loadKw)
    const steps = banded.map((step) => ({ ...step, naiveKw: step.loadKw.p50 }))
    return { ...made, steps, method: 'naive', naive: naive.name, reason: standIn.reason }
  }
  if (calibration === null) return made
  const steps = withBand(({ loadKw, modelKw }, i) =>
    modelKw === null ? loadKw : calibrated(modelKw, i + 1, calibration, made.steps.length),
  )
  return { ...made, steps }
}

/** The rule that stands in, or where the window doesn't reach back far enough for it, the one that was made beside the model. */
function ruleFor({ rule }: StandIn, { naive, horizon }: Forecast, { loadKw }: ForecastWindow) {
  return (rule === null ? null : naiveForecast(rule, loadKw, horizon)) ?? naiveForecast(naive, loadKw, horizon)
}

/** A plant that never exported is not expected to. */
function atLeast(lowestKw: number, { p10, p50, p90 }: Quantiles): Quantiles {
  return { p10: Math.max(lowestKw, p10), p50: Math.max(lowestKw, p50), p90: Math.max(lowestKw, p90) }
}
