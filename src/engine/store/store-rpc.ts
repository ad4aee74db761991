import type { Store } from './store-port.ts'

/** The calls of the client's thread to the store's. */
export interface StoreRequest {
  readonly id: number
  readonly method: keyof Store
  readonly args: readonly unknown[]
}

/** The messages of the store's thread: first whether it could open, then one answer for each request. */
export type StoreReply =
  | { readonly kind: 'opened'; readonly notice: string | null }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly message: string }

/** Every method of the store, once: a method that is added to the store is missing here until it is named. */
const METHODS: Readonly<Record<keyof Store, true>> = {
  tags: true,
  register: true,
  write: true,
  history: true,
  quarterHours: true,
  mean: true,
  recent: true,
  newestAt: true,
  distribution: true,
  keepForecasts: true,
  forecasts: true,
  forecastWindows: true,
  fallbackSince: true,
  takeChanged: true,
  scoreTargets: true,
  skillSums: true,
  bandCalibration: true,
  steps: true,
  oldestAt: true,
  keepAlerts: true,
  alerts: true,
  keepAlarms: true,
  alarms: true,
  alarmEntries: true,
  prune: true,
  stats: true,
  close: true,
}

/** Makes an object with each method of the store. */
export function forEachMethod<T>(make: (method: keyof Store) => T): Record<keyof Store, T> {
  const made = Object.keys(METHODS).map((method) => [method, make(method as keyof Store)])
  return Object.fromEntries(made)
}

/** An error's one line: classes of errors don't cross threads. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
