import type { Backend, Forecast, ForecastWindow } from '../../domain/forecast.ts'
import type { ForecasterStatus } from './forecaster-port.ts'

/** What the forecaster's thread is asked; each request is answered once, with its `id`. */
export type Request =
  | { readonly id: number; readonly method: 'forecast'; readonly window: ForecastWindow }
  | { readonly id: number; readonly method: 'status' }

/** What it says: that it is ready, once, and the answers. */
export type Reply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'value'; readonly id: number; readonly value: Forecast | ForecasterStatus }
  | { readonly kind: 'error'; readonly id: number; readonly message: string }

/** What the thread is started with. */
export interface ForecastWorkerData {
  readonly modelsDir: string
  /** Backends to try, in this order. */
  readonly backends: readonly Backend[]
}
