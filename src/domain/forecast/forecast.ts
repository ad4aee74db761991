import { QUARTER_HOUR } from '../time/time.ts'

/** The length of one step of every forecast, in ms. */
export const FORECAST_RESOLUTION = QUARTER_HOUR
/** Steps of the window that a model reads: 24 h. */
export const WINDOW_STEPS = 96
/** Quarter-hours of past that a forecast can use: the window and, for each of its steps, the same time last week. */
export const HISTORY_STEPS = WINDOW_STEPS + 672

/** What is forecast: the next hour, and the next day. A model is of one horizon. */
export const HORIZONS = ['nextHour', 'nextDay'] as const
/** How far ahead a forecast reaches: an hour or a day. */
export type Horizon = (typeof HORIZONS)[number]
/** Quarter-hours ahead that a horizon has. */
export const HORIZON_STEPS: Readonly<Record<Horizon, number>> = { nextHour: 4, nextDay: 96 }

/** The plant's past as input of a forecast, on the quarter-hours of UTC. */
export interface ForecastWindow {
  /** End of the last quarter-hour, epoch ms, a multiple of 15 min. */
  readonly end: number
  /** The site's IANA zone: the calendar's features are local. */
  readonly zone: string
  /**
   * Mean load of each quarter-hour in kW, oldest first, the last one ends at `end`; null is a hole. Up to
   * `HISTORY_STEPS`.
   */
  readonly loadKw: readonly (number | null)[]
  /** Mean outdoor temperature in °C, as long as `loadKw`; null as a whole where the plant measures none. */
  readonly temperatureC: readonly (number | null)[] | null
}

/** The naive forecasts that every model is compared with. */
export const NAIVE_NAMES = ['persistence', 'yesterday', 'last week', 'yesterday’s change'] as const
/** The name of a naive rule. */
export type NaiveName = (typeof NAIVE_NAMES)[number]

/** Quantiles of one step in kW, p10 ≤ p50 ≤ p90. */
export interface Quantiles {
  readonly p10: number
  readonly p50: number
  readonly p90: number
}

/** One quarter-hour ahead: [start, end) in epoch ms. */
export interface ForecastStep {
  readonly start: number
  readonly end: number
  /** Mean load over the step in kW: the forecast. */
  readonly loadKw: Quantiles
  /** The model's own forecast, also where a naive one is shown in its place; null where no model could forecast. */
  readonly modelKw: Quantiles | null
  /** The naive forecast beside it, in kW. */
  readonly naiveKw: number
}

/** What computes: tfjs-node's native library, WebAssembly, plain JavaScript. */
export const BACKENDS = ['tfjs-node', 'wasm', 'cpu'] as const
/** What computed a forecast. */
export type Backend = (typeof BACKENDS)[number]

/** A forecast as the model session answers it. */
export interface Forecast {
  readonly horizon: Horizon
  /** End of the window that it was made from: the start of its first step, epoch ms. */
  readonly windowEnd: number
  /** The steps of the horizon, oldest first: 4 or 96. */
  readonly steps: readonly ForecastStep[]
  /** `naive` where a naive forecast is shown in place of the model's; `reason` then has why, in a sentence. */
  readonly method: 'model' | 'naive'
  readonly reason: string | null
  /** Which naive forecast `naiveKw` is of. */
  readonly naive: NaiveName
  /** Id of the model, as in its card; null where no model took part. */
  readonly model: string | null
  readonly backend: Backend | null
  /** Time that the answer took in the worker, in ms. */
  readonly latencyMs: number
  /** Whether it was in the cache. */
  readonly cached: boolean
}

/** A forecast as it is kept. */
export interface StoredForecast extends Forecast {
  /** When it was made, epoch ms. */
  readonly madeAt: number
  /** A hindcast: made later, from what was known at its window's end, to measure how right a model would have been. */
  readonly hindsight: boolean
}
