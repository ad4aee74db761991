import type { CallError } from '../../../contract/api.ts'
import type { Backend, Forecast, ForecastWindow, Horizon } from '../../../domain/forecast/forecast.ts'
import type { ForecasterStatus, ModelFolders } from './forecaster-port.ts'

/** What each method of the forecaster's thread is asked with, and what it answers. */
export interface ForecasterMethods {
  readonly forecast: {
    readonly input: { readonly window: ForecastWindow; readonly horizon: Horizon }
    readonly answer: Forecast
  }
  readonly use: { readonly input: { readonly folders: ModelFolders }; readonly answer: null }
  readonly status: { readonly input: Record<never, never>; readonly answer: ForecasterStatus }
}
/** The name of a call to the thread. */
export type ForecasterMethod = keyof ForecasterMethods

/** A question; each is answered once, with its `id`. */
export type ForecasterRequest = {
  [M in ForecasterMethod]: { readonly id: number; readonly method: M; readonly input: ForecasterMethods[M]['input'] }
}[ForecasterMethod]

/** The thread's messages: that it is ready, once, and the answers. */
export type ForecasterReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'value'; readonly id: number; readonly value: ForecasterMethods[ForecasterMethod]['answer'] }
  | {
      readonly kind: 'error'
      readonly id: number
      readonly message: string
      /** Null for what nobody can mend: a bug. */
      readonly code: CallError['code'] | null
    }

/** What the thread is started with. */
export interface ForecastWorkerData {
  readonly models: ModelFolders
  /** Backends to try, in this order. */
  readonly backends: readonly Backend[]
  /** Whether the kernel may compute in place of TensorFlow.js. */
  readonly kernel: boolean
}
