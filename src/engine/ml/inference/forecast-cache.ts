import { createHash } from 'node:crypto'
import type { Forecast, ForecastWindow } from '../../../domain/forecast/forecast.ts'

const MAX_ENTRIES = 64

/** Forecasts by window and model; the least recently used one is dropped first. */
export class ForecastCache {
  readonly #byKey = new Map<string, Forecast>()

  get(key: string): Forecast | undefined {
    const found = this.#byKey.get(key)
    if (found !== undefined) {
      this.#byKey.delete(key)
      this.#byKey.set(key, found)
    }
    return found
  }

  set(key: string, forecast: Forecast): void {
    this.#byKey.set(key, forecast)
    const [oldest] = this.#byKey.keys()
    if (this.#byKey.size > MAX_ENTRIES && oldest !== undefined) this.#byKey.delete(oldest)
  }
}

/** A key that two windows share only where everything in them is equal, for one model. */
export function cacheKey(window: ForecastWindow, model: string): string {
  const hash = createHash('sha256').update(`${model}\n${window.zone}\n`)
  hash.update(Float64Array.of(window.end, window.loadKw.length))
  hash.update(toNumbers(window.loadKw))
  if (window.temperatureC !== null) hash.update(toNumbers(window.temperatureC))
  return hash.digest('base64')
}

/** NaN for holes. A loop: `Float64Array.from` is several times as slow. */
function toNumbers(values: readonly (number | null)[]): Float64Array {
  const numbers = new Float64Array(values.length)
  for (let i = 0; i < values.length; i++) numbers[i] = values[i] ?? Number.NaN
  return numbers
}
