import { FORECAST_RESOLUTION, type ForecastStep, NEXT_HOUR_STEPS, type Quantiles } from '../../domain/forecast.ts'
import type { NaiveForecast } from '../../domain/naive.ts'
import type { ModelInput } from './features.ts'
import type { Calibration } from './model-card.ts'
import { QUANTILE_LEVELS } from './network.ts'

/**
 * The quantiles in kW that the network's outputs [12] stand for: shares of the scale above the base, the outer ones
 * moved by the calibration. Sorted, since a network may answer quantiles that cross.
 * @throws Error where the network answered something that is no number.
 */
export function decode(
  outputs: ArrayLike<number>,
  input: Pick<ModelInput, 'baseKw' | 'scaleKw'>,
  calibration: Calibration,
): readonly Quantiles[] {
  return Array.from({ length: NEXT_HOUR_STEPS }, (_, step) => {
    const [low = Number.NaN, middle = Number.NaN, high = Number.NaN] = QUANTILE_LEVELS.map(
      (_level, i) => outputs[step * QUANTILE_LEVELS.length + i] ?? Number.NaN,
    )
    const shares = [low - (calibration.low[step] ?? 0), middle, high + (calibration.high[step] ?? 0)]
    const sorted = shares.map((share) => input.baseKw + input.scaleKw * share).sort((a, b) => a - b)
    const [p10 = Number.NaN, p50 = Number.NaN, p90 = Number.NaN] = sorted
    if (!sorted.every(Number.isFinite)) throw new Error('The model answered something that is no number')
    return { p10, p50, p90 }
  })
}

/** Lays quantiles out on the quarter-hours after `windowEnd` (epoch ms), with what the naive forecast says beside them. */
export function stepsFrom(windowEnd: number, loadKw: readonly Quantiles[], naive: NaiveForecast): ForecastStep[] {
  return loadKw.map((quantiles, i) => ({
    start: windowEnd + i * FORECAST_RESOLUTION,
    end: windowEnd + (i + 1) * FORECAST_RESOLUTION,
    loadKw: quantiles,
    naiveKw: naive.steps[i]?.p50 ?? quantiles.p50,
  }))
}
