import type { Inference } from '../../../contract/schemas/models.ts'
import type { Backend, Forecast, ForecastWindow, Horizon } from '../../../domain/forecast/forecast.ts'

/** The folder of the model of each horizon. */
export type ModelFolders = Readonly<Record<Horizon, string>>

/** The forecaster's state, for the status. */
export interface ForecasterStatus extends Omit<Inference, 'queued'> {
  /** Ids of the models in use; null where none could be loaded. */
  readonly models: Readonly<Record<Horizon, string | null>>
}

/** Forecasts. Runs in a worker; answers with a naive forecast where the model can't. */
export interface Forecaster {
  /** @throws EngineError `invalid` where the window holds no load at all. */
  forecast(window: ForecastWindow, horizon: Horizon): Promise<Forecast>
  /**
   * Puts other models in place of those in use; a horizon whose folder is the same keeps what it has. @throws EngineError
   * `invalid` with a sentence where one can't be loaded: then those in use stay.
   */
  use(folders: ModelFolders): Promise<void>
  status(): ForecasterStatus
  close(): void
}

/** The calls of the forecaster's thread. */
export type ForecasterMethods = Pick<Forecaster, 'forecast' | 'use' | 'status'>

/** What the thread is started with. */
export interface ForecastWorkerData {
  readonly models: ModelFolders
  /** Backends to try, in this order. */
  readonly backends: readonly Backend[]
  /** Whether the kernel may compute in place of TensorFlow.js. */
  readonly kernel: boolean
}

/** The forecaster as the engine sees it: behind a thread. */
export interface ForecasterPort {
  forecast(window: ForecastWindow, horizon: Horizon): Promise<Forecast>
  /** Many windows, answered in their order; single forecasts that are requested meanwhile pass between two of them. */
  forecastMany(windows: readonly ForecastWindow[], horizon: Horizon): Promise<readonly Forecast[]>
  use(folders: ModelFolders): Promise<void>
  status(): Promise<ForecasterStatus & Pick<Inference, 'queued'>>
  close(): Promise<void>
}
