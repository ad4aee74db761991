import { applyBandCalibration, type BandCalibration } from '../../../domain/forecast/band-calibration.ts'
import { FORECAST_RESOLUTION, type ForecastStep, type Quantiles } from '../../../domain/forecast/forecast.ts'
import type { NaiveForecast } from '../../../domain/forecast/naive-forecast.ts'
import { type Batch, QUANTILE_COUNT } from './batch.ts'
import { STEP_WIDTH } from './features.ts'

/**
 * The quantiles in kW of the nth window's steps: what the network answered, [count, steps, 3], above the linear path's
 * forecast, its band as calibrated. Sorted, since a network may answer quantiles that cross.
 * @param scaleKw kW that 1 represents.
 * @param calibration Null leaves the band as the network gives it.
 * @throws Error where the network answered something that is no number.
 */
export function decodeQuantiles(
  outputs: ArrayLike<number>,
  { ahead }: Pick<Batch, 'ahead'>,
  nth: number,
  steps: number,
  scaleKw: number,
  calibration: BandCalibration | null,
): readonly Quantiles[] {
  return Array.from({ length: steps }, (_, step) => {
    const place = nth * steps + step
    const linear = ahead[place * STEP_WIDTH + STEP_WIDTH - 1] ?? Number.NaN
    const at = (i: number) => scaleKw * (linear + (outputs[place * QUANTILE_COUNT + i] ?? Number.NaN))
    const raw = sortQuantiles(at(0), at(1), at(2))
    if (!Number.isFinite(raw.p10 + raw.p50 + raw.p90)) throw new Error('The model answered something that is no number')
    return calibration === null ? raw : applyBandCalibration(raw, step + 1, calibration, steps)
  })
}

/** Three numbers as quantiles: the middle one is the P50. */
export function sortQuantiles(a: number, b: number, c: number): Quantiles {
  const p10 = Math.min(a, b, c)
  const p90 = Math.max(a, b, c)
  return { p10, p50: Math.max(Math.min(a, b), Math.min(Math.max(a, b), c)), p90 }
}

/** Lays quantiles out on the quarter-hours after `windowEnd` (epoch ms), with the naive forecast beside them. */
export function toForecastSteps(
  windowEnd: number,
  loadKw: readonly Quantiles[],
  modelKw: readonly Quantiles[] | null,
  naive: NaiveForecast,
): ForecastStep[] {
  return loadKw.map((quantiles, i) => ({
    start: windowEnd + i * FORECAST_RESOLUTION,
    end: windowEnd + (i + 1) * FORECAST_RESOLUTION,
    loadKw: quantiles,
    modelKw: modelKw?.[i] ?? null,
    naiveKw: naive.steps[i]?.p50 ?? quantiles.p50,
  }))
}
