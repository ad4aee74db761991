import type { Percentiles } from '../../contract/values.ts'
import type { Backend, Forecast, ForecastWindow } from '../../domain/forecast.ts'

/** What the forecaster says of itself. */
export interface ForecasterStatus {
  readonly backend: Backend | null
  /** Why a faster backend is not in use, and whether the kernel computes in place of TensorFlow.js. */
  readonly backendNote: string
  /** Name and version of the model; null where none could be loaded. */
  readonly model: string | null
  /** Of the last thousand runs, measured in the worker. */
  readonly uncached: Percentiles
  readonly cached: Percentiles
  readonly failures: number
  readonly lastFailure: string | null
  /** Tensors that are alive: equal before and after a run, or something leaks. */
  readonly tensors: number
}

/** Forecasts the next hour. Lives in a worker; answers with a naive forecast where the model can't. */
export interface Forecaster {
  forecast(window: ForecastWindow): Promise<Forecast>
  status(): ForecasterStatus
  close(): void
}

/** The forecaster as the engine sees it: behind a thread. */
export interface ForecasterPort {
  forecast(window: ForecastWindow): Promise<Forecast>
  status(): Promise<ForecasterStatus>
  close(): Promise<void>
}
