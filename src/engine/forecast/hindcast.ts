import type { ModelEntry } from '../../contract/schemas/models.ts'
import {
  FORECAST_RESOLUTION,
  type Forecast,
  type ForecastWindow,
  type Horizon,
} from '../../domain/forecast/forecast.ts'
import { ROLE_TAGS } from '../../domain/telemetry/tag.ts'
import { ceilTo, DAY, floorTo, HOUR } from '../../domain/time/time.ts'
import type { PlantContext } from '../context/plant-context.ts'
import type { Source } from '../sources/source.ts'
import { toPublishedForecast } from './published-forecast.ts'
import { readPastWindows } from './read-windows.ts'

/** How far back windows are forecast after the fact. */
export const HINDCAST_SPAN = 31 * DAY
/** Bands are calibrated on the outcomes of the windows of so long before. */
export const CALIBRATION_SPAN = 14 * DAY
/**
 * Time between two windows, in ms. One each hour for the next day: each quarter-hour is still forecast from 24
 * distances.
 */
const WINDOW_STEP: Readonly<Record<Horizon, number>> = { nextHour: FORECAST_RESOLUTION, nextDay: HOUR }
/** Windows that are forecast at once: a few milliseconds' work for this thread. */
const BATCH_SIZE: Readonly<Record<Horizon, number>> = { nextHour: 32, nextDay: 8 }

/**
 * From where on a model may forecast after the fact, epoch ms: from the end of the data that it was trained or
 * validated on. Where that is unknown, from when it was imported. The shipped models were trained on the simulated
 * plant, so that every other is new to them.
 */
export function earliestHindcast({ origin, card }: ModelEntry, source: Source['kind']): number {
  if (origin === 'shipped' && source !== 'simulator') return Number.NEGATIVE_INFINITY
  const from = Date.parse(card.parts?.validation.to ?? card.madeAt)
  return Number.isNaN(from) ? Number.POSITIVE_INFINITY : from
}

interface ForecastOfWindow {
  readonly forecast: Forecast
  readonly window: ForecastWindow
}

/** Forecasts windows after the fact, as far as that is honest, so that a new model has scores at once. */
export class Hindcast {
  readonly #context: PlantContext
  /** Ends of the windows that a model couldn't work with, by its id. */
  readonly #unusableEnds = new Map<string, Set<number>>()

  constructor(context: PlantContext) {
    this.#context = context
  }

  /**
   * Forecasts what the model has not forecast yet of windows that ended before `now` (the end of a quarter-hour), one
   * day after the other, the oldest first: the bands of each day are calibrated by what had come by then. A window
   * whose past the model can't work with is not tried again until that has changed.
   * @param stopped Asked between two batches.
   * @returns The end of the oldest window that was forecast; null where there was none.
   */
  async fillGaps(horizon: Horizon, model: ModelEntry, now: number, isStopped: () => boolean): Promise<number | null> {
    const ends = await this.#findMissing(horizon, model, now)
    const [start, end] = [ends[0], ends.at(-1)]
    if (start === undefined || end === undefined) return null
    const past = await readPastWindows(this.#context, { start, end })
    let oldest: number | null = null
    for (const day of groupByDay(ends)) {
      const windows = day.map(past.windowBefore)
      for (const { end, loadKw } of windows) if (loadKw.length === 0) this.#unusableEndsOf(model).add(end)
      const made: ForecastOfWindow[] = []
      for (const batch of splitIntoBatches(windows, BATCH_SIZE[horizon])) {
        if (isStopped()) return oldest
        made.push(...(await this.#forecastBatch(horizon, model, batch)))
      }
      const first = made[0]?.forecast.windowEnd
      if (first === undefined) continue
      await this.#storeDay(horizon, model, made, first)
      oldest ??= first
    }
    return oldest
  }

  /** Notes that the load from this quarter-hour on has changed. */
  invalidateFrom(at: number): void {
    for (const ends of this.#unusableEnds.values()) for (const end of ends) if (end > at) ends.delete(end)
  }

  #unusableEndsOf({ id }: ModelEntry): Set<number> {
    const ends = this.#unusableEnds.get(id) ?? new Set<number>()
    this.#unusableEnds.set(id, ends)
    return ends
  }

  async #findMissing(horizon: Horizon, model: ModelEntry, now: number): Promise<readonly number[]> {
    const { store, source } = this.#context
    const from = Math.max(now - HINDCAST_SPAN, earliestHindcast(model, source.kind))
    const span = { start: ceilTo(from, WINDOW_STEP[horizon]), end: now }
    if (!(span.start < span.end)) return []
    const kept = new Set(await store.forecastWindows(source.id, horizon, model.id, span))
    const count = Math.ceil((span.end - span.start) / WINDOW_STEP[horizon])
    const all = Array.from({ length: count }, (_, i) => span.start + i * WINDOW_STEP[horizon])
    return all.filter((end) => !kept.has(end) && !this.#unusableEndsOf(model).has(end))
  }

  async #forecastBatch(
    horizon: Horizon,
    model: ModelEntry,
    windows: readonly ForecastWindow[],
  ): Promise<ForecastOfWindow[]> {
    const forecasts = await this.#context.forecaster.forecastMany(windows, horizon)
    return windows.flatMap((window, i) => {
      const forecast = forecasts[i]
      if (forecast?.model === null) this.#unusableEndsOf(model).add(window.end)
      return forecast?.model === model.id ? [{ forecast, window }] : []
    })
  }

  async #storeDay(
    horizon: Horizon,
    model: ModelEntry,
    made: readonly ForecastOfWindow[],
    first: number,
  ): Promise<void> {
    const { store, source, clock } = this.#context
    const subject = { source: source.id, loadTag: ROLE_TAGS.load.id, horizon, model: model.id }
    const calibration = await store.bandCalibration(subject, { start: first - CALIBRATION_SPAN, end: first })
    const published = made.map(({ forecast, window }) =>
      toPublishedForecast(forecast, window, { fallback: null, calibration }),
    )
    await store.keepForecasts(source.id, clock.now(), published, true)
  }
}

function groupByDay(ends: readonly number[]): readonly (readonly number[])[] {
  const days = new Map<number, number[]>()
  for (const end of ends) {
    const day = days.get(floorTo(end, DAY)) ?? []
    days.set(floorTo(end, DAY), day)
    day.push(end)
  }
  return [...days.values()]
}

/** Windows that have some load, `size` at a time. */
function splitIntoBatches(windows: readonly ForecastWindow[], size: number): readonly (readonly ForecastWindow[])[] {
  const some = windows.filter(({ loadKw }) => loadKw.length > 0)
  return Array.from({ length: Math.ceil(some.length / size) }, (_, i) => some.slice(i * size, (i + 1) * size))
}
