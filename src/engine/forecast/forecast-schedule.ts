import {
  FORECAST_RESOLUTION,
  type Forecast,
  type ForecastWindow,
  type Horizon,
} from '../../domain/forecast/forecast.ts'
import { floorTo, MINUTE, SECOND } from '../../domain/time/time.ts'
import type { ForecasterPort } from '../ml/inference/forecaster-port.ts'
import { type Clock, every } from '../runtime/clock.ts'
import { EngineError } from '../runtime/engine-error.ts'
import type { StorePort } from '../store/store-port.ts'
import { readPastWindows } from './read-windows.ts'

/** How often a horizon is forecast beside each new quarter-hour, in ms. */
interface Pace {
  /** Within a quarter-hour: what came late may have changed the window. */
  readonly withModel: number
  /** While no model could be asked: the past may be on its way. */
  readonly withoutModel: number
}

const PACES: Readonly<Record<Horizon, Pace>> = {
  nextHour: { withModel: MINUTE, withoutModel: 5 * SECOND },
  nextDay: { withModel: Number.POSITIVE_INFINITY, withoutModel: 15 * SECOND },
}

/** What the forecasts of a horizon need of the engine. */
export interface ForecastScheduleContext {
  readonly store: Pick<StorePort, 'quarterHours' | 'keepForecasts'>
  readonly forecaster: Pick<ForecasterPort, 'forecast'>
  readonly source: string
  readonly zone: () => string
  readonly plantTime: () => number
  /** Resolves when all samples that were received are in the store. */
  readonly flushSamples: () => Promise<void>
  readonly clock: Clock
  /** A forecast as it is shown: with its band stretched, or a naive one in its place. */
  readonly toPublished: (made: Forecast, window: ForecastWindow) => Forecast
  readonly onForecast: (forecast: Forecast) => void
  readonly onFailure: (error: unknown) => void
}

/** Forecasts one horizon at every new quarter-hour, and on demand; the next hour once a minute as well. */
export interface ForecastSchedule {
  latest(): Forecast | null
  /** @throws EngineError `unavailable` while no load is kept. */
  run(): Promise<Forecast>
  close(): void
}

/** Starts at once. `kept` is the newest forecast that was kept, where there is one. */
export function openForecastSchedule(
  horizon: Horizon,
  parts: ForecastScheduleContext,
  kept: Forecast | null,
): ForecastSchedule {
  const pace = PACES[horizon]
  let latest = kept
  let running: Promise<Forecast> | null = null
  let lastRunAt = Number.NEGATIVE_INFINITY
  let lastWindowEnd = Number.NaN

  async function forecast(): Promise<Forecast> {
    lastRunAt = parts.clock.now()
    await parts.flushSamples()
    const end = floorTo(parts.plantTime(), FORECAST_RESOLUTION)
    lastWindowEnd = end
    const window = (await readPastWindows({ ...parts, zone: parts.zone() }, { start: end, end })).endingAt(end)
    if (window.loadKw.length === 0) {
      throw new EngineError(
        'unavailable',
        'There is no load to forecast from yet: connect to a plant, or wait for its first quarter-hour.',
      )
    }
    const published = parts.toPublished(await parts.forecaster.forecast(window, horizon), window)
    await parts.store.keepForecasts(parts.source, parts.clock.now(), [published], false)
    latest = published
    parts.onForecast(published)
    return published
  }

  function run(): Promise<Forecast> {
    running ??= forecast().finally(() => {
      running = null
    })
    return running
  }

  const isDue = () => {
    const waited = parts.clock.now() - lastRunAt
    // A clock that was set back must not hold it up.
    if (waited < 0) return true
    const again = latest === null || latest.model === null ? pace.withoutModel : pace.withModel
    return waited >= again || (floorTo(parts.plantTime(), FORECAST_RESOLUTION) !== lastWindowEnd && waited >= SECOND)
  }
  const cancel = every(parts.clock, SECOND, () => {
    if (running !== null || !isDue()) return
    run().catch((error: unknown) => {
      if (!(error instanceof EngineError)) parts.onFailure(error)
    })
  })
  return { latest: () => latest, run, close: cancel }
}
