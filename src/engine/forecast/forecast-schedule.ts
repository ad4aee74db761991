import {
  FORECAST_RESOLUTION,
  type Forecast,
  type ForecastWindow,
  type Horizon,
} from '../../domain/forecast/forecast.ts'
import { floorTo, MINUTE, SECOND } from '../../domain/time/time.ts'
import type { PlantContext } from '../context/plant-context.ts'
import { every } from '../runtime/clock.ts'
import { createEmitter, type Subscribable } from '../runtime/emitter.ts'
import { EngineError } from '../runtime/engine-error.ts'
import { readPastWindows } from './read-windows.ts'

/** How often a horizon is forecast beside each new quarter-hour, in ms. */
interface Pace {
  /** Within a quarter-hour: late samples may have changed the window. */
  readonly withModel: number
  /** While no model could forecast: the past may be on its way. */
  readonly withoutModel: number
}

const PACES: Readonly<Record<Horizon, Pace>> = {
  nextHour: { withModel: MINUTE, withoutModel: 5 * SECOND },
  nextDay: { withModel: Number.POSITIVE_INFINITY, withoutModel: 15 * SECOND },
}

/**
 * Horizons that wait for the past that a source delivers from its start on: alerts come from the next day, and those of
 * a half past would be withdrawn as soon as it is whole.
 */
const WAITS_FOR_PAST: Readonly<Record<Horizon, boolean>> = { nextHour: false, nextDay: true }

/** Forecasts one horizon at every new quarter-hour, and on demand; the next hour once a minute as well. */
export interface ForecastSchedule {
  /** A forecast was made, stored and published. */
  readonly forecastMade: Subscribable<Forecast>
  latest(): Forecast | null
  /** @throws EngineError `unavailable` while no load is kept. */
  run(): Promise<Forecast>
  close(): void
}

/**
 * Starts at once.
 * @param toPublished A forecast as it is shown: with its band stretched, or a naive one in its place.
 * @param kept The newest forecast that is stored, where there is one.
 */
export function openForecastSchedule(
  horizon: Horizon,
  context: PlantContext,
  toPublished: (made: Forecast, window: ForecastWindow) => Forecast,
  kept: Forecast | null,
): ForecastSchedule {
  return new HorizonSchedule(horizon, context, toPublished, kept)
}

class HorizonSchedule implements ForecastSchedule {
  readonly #horizon: Horizon
  readonly #context: PlantContext
  readonly #toPublished: (made: Forecast, window: ForecastWindow) => Forecast
  readonly #forecastMade = createEmitter<Forecast>()
  readonly #cancel: () => void
  #latest: Forecast | null
  #running: Promise<Forecast> | null = null
  /** When it ran last, epoch ms by the engine's clock. */
  #lastRunAt = Number.NEGATIVE_INFINITY
  /** End of the last forecast's window, epoch ms of the plant's time. */
  #lastWindowEnd = Number.NaN

  constructor(...[horizon, context, toPublished, kept]: Parameters<typeof openForecastSchedule>) {
    this.#horizon = horizon
    this.#context = context
    this.#toPublished = toPublished
    this.#latest = kept
    this.#cancel = every(context.clock, SECOND, () => this.#runIfDue())
  }

  get forecastMade(): Subscribable<Forecast> {
    return this.#forecastMade
  }

  latest(): Forecast | null {
    return this.#latest
  }

  run(): Promise<Forecast> {
    this.#running ??= this.#forecast().finally(() => {
      this.#running = null
    })
    return this.#running
  }

  close(): void {
    this.#cancel()
  }

  #runIfDue(): void {
    if (WAITS_FOR_PAST[this.#horizon] && !this.#context.isPastStored()) {
      // What is made meanwhile on demand is made again as soon as the past is whole.
      this.#lastWindowEnd = Number.NaN
      return
    }
    if (this.#running !== null || !this.#isDue()) return
    this.run().catch((error: unknown) => {
      if (!(error instanceof EngineError)) this.#context.onFailure('The forecast', error)
    })
  }

  #isDue(): boolean {
    const { clock, plantTime } = this.#context
    const waited = clock.now() - this.#lastRunAt
    // A clock that was set back must not hold it up.
    if (waited < 0) return true
    const { withModel, withoutModel } = PACES[this.#horizon]
    const pause = this.#latest === null || this.#latest.model === null ? withoutModel : withModel
    return waited >= pause || (floorTo(plantTime(), FORECAST_RESOLUTION) !== this.#lastWindowEnd && waited >= SECOND)
  }

  async #forecast(): Promise<Forecast> {
    const { clock, store, source, forecaster, flushSamples, plantTime, publish } = this.#context
    this.#lastRunAt = clock.now()
    await flushSamples()
    const end = floorTo(plantTime(), FORECAST_RESOLUTION)
    this.#lastWindowEnd = end
    const window = (await readPastWindows(this.#context, { start: end, end })).windowBefore(end)
    if (window.loadKw.length === 0) {
      throw new EngineError(
        'unavailable',
        'There is no load to forecast from yet: connect to a plant, or wait for its first quarter-hour.',
      )
    }
    const forecast = this.#toPublished(await forecaster.forecast(window, this.#horizon), window)
    await store.keepForecasts(source.id, clock.now(), [forecast], false)
    this.#latest = forecast
    publish({ kind: 'forecast', forecast })
    this.#forecastMade.emit(forecast)
    return forecast
  }
}
