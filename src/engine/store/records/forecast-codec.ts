import {
  FORECAST_RESOLUTION,
  type Forecast,
  type ForecastStep,
  HORIZON_STEPS,
  type Horizon,
  type Quantiles,
  type StoredForecast,
} from '../../../domain/forecast/forecast.ts'

/**
 * Bytes of a step: seven 32-bit floats, in kW: what was shown (P10, P50, P90), the model's own (the same), the naive
 * one.
 */
export const STEP_BYTES = 28

/** A load beyond this has no 32-bit float: it is kept as this. */
const MAX_KW = 3.4e38

/**
 * A forecast as a row of its table: `about` is JSON, `steps` are `STEP_BYTES` each, little-endian, NaN where there is
 * no value.
 */
export interface ForecastRow {
  readonly window_end: number
  readonly hindsight: number
  readonly made_at: number
  readonly model: string | null
  readonly about: string
  readonly steps: Buffer
}

/** The fields of a forecast beside its steps that no query needs. */
type About = Pick<Forecast, 'method' | 'reason' | 'naive' | 'backend' | 'latencyMs' | 'cached'>

/** What of a forecast goes into `about`. */
export function encodeAbout({ method, reason, naive, backend, latencyMs, cached }: Forecast): string {
  const about: About = { method, reason, naive, backend, latencyMs, cached }
  return JSON.stringify(about)
}

/** Steps of a forecast in as few bytes as they need; 96 of them have 2.7 kB. */
export function encodeSteps(steps: readonly ForecastStep[]): Buffer {
  const view = new DataView(new ArrayBuffer(steps.length * STEP_BYTES))
  for (const [i, { loadKw, modelKw, naiveKw }] of steps.entries()) {
    putQuantiles(view, i * STEP_BYTES, loadKw)
    putQuantiles(view, i * STEP_BYTES + 12, modelKw)
    put(view, i * STEP_BYTES + 24, naiveKw)
  }
  return Buffer.from(view.buffer)
}

/** What was shown in step `i` of encoded steps, kW. */
export function decodeShownAt(steps: Buffer, i: number): Quantiles {
  return quantilesAt(steps, i * STEP_BYTES)
}

/** The model's own forecast in step `i` of encoded steps, kW; null where there is none. */
export function decodeModelAt(steps: Buffer, i: number): Quantiles | null {
  const modelKw = quantilesAt(steps, i * STEP_BYTES + 12)
  return Number.isNaN(modelKw.p50) ? null : modelKw
}

/**
 * The forecast of a row.
 * @param first The step that `steps` begins with, from 0 on: another than 0 where only a part was read.
 */
export function decodeForecast(row: ForecastRow, horizon: Horizon, first = 0): StoredForecast {
  const about: About = JSON.parse(row.about)
  const length = Math.min(HORIZON_STEPS[horizon] - first, Math.floor(row.steps.length / STEP_BYTES))
  const steps = Array.from({ length }, (_, i): ForecastStep => {
    const start = row.window_end + (first + i) * FORECAST_RESOLUTION
    const model = decodeModelAt(row.steps, i)
    return {
      start,
      end: start + FORECAST_RESOLUTION,
      loadKw: roundQuantiles(decodeShownAt(row.steps, i)),
      modelKw: model === null ? null : roundQuantiles(model),
      naiveKw: roundToFloat(row.steps.readFloatLE(i * STEP_BYTES + 24)),
    }
  })
  return {
    horizon,
    windowEnd: row.window_end,
    steps,
    ...about,
    model: row.model,
    madeAt: row.made_at,
    hindsight: row.hindsight === 1,
  }
}

function put(view: DataView, at: number, value: number): void {
  view.setFloat32(at, Math.min(MAX_KW, Math.max(-MAX_KW, value)), true)
}

function putQuantiles(view: DataView, at: number, quantiles: Quantiles | null): void {
  put(view, at, quantiles?.p10 ?? Number.NaN)
  put(view, at + 4, quantiles?.p50 ?? Number.NaN)
  put(view, at + 8, quantiles?.p90 ?? Number.NaN)
}

function quantilesAt(steps: Buffer, at: number): Quantiles {
  return { p10: steps.readFloatLE(at), p50: steps.readFloatLE(at + 4), p90: steps.readFloatLE(at + 8) }
}

function roundQuantiles({ p10, p50, p90 }: Quantiles): Quantiles {
  return { p10: roundToFloat(p10), p50: roundToFloat(p50), p90: roundToFloat(p90) }
}

/** The seven digits that a 32-bit float holds: 812.4, and not 812.4000244140625. */
function roundToFloat(value: number): number {
  return Number(value.toPrecision(7))
}
