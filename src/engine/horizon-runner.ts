import { FORECAST_RESOLUTION, type Forecast, type ForecastWindow, HISTORY_STEPS } from '../domain/forecast.ts'
import { ROLE_TAGS } from '../domain/tag.ts'
import { floorTo, MINUTE, SECOND } from '../domain/time.ts'
import { type Clock, every } from './clock.ts'
import { EngineError } from './engine-error.ts'
import type { ForecasterPort } from './forecast/forecaster-port.ts'
import type { QuarterHour, StorePort } from './store/store-port.ts'

/** A quarter-hour of which less than this share is covered counts as a hole. */
const ENOUGH_COVERAGE = 0.5
/** While the past is being laid down a naive forecast is tried again sooner. */
const NAIVE_RETRY = 5 * SECOND

/** What the forecast of the next hour needs of the engine. */
export interface NextHourParts {
  readonly store: Pick<StorePort, 'quarterHours' | 'keepForecast' | 'forecasts'>
  readonly forecaster: Pick<ForecasterPort, 'forecast'>
  readonly source: string
  readonly zone: () => string
  readonly plantTime: () => number
  /** Resolves when all samples that were received are in the store. */
  readonly settled: () => Promise<void>
  readonly clock: Clock
  readonly onForecast: (forecast: Forecast) => void
  readonly onFailure: (error: unknown) => void
}

/** Forecasts the next hour once a minute, at every new quarter-hour, and on demand. */
export interface NextHour {
  latest(): Forecast | null
  /** @throws EngineError `unavailable` while no load is kept. */
  run(): Promise<Forecast>
  close(): void
}

/** Starts at once. `latest` is the newest forecast that was kept, where there is one. */
export function createNextHour(parts: NextHourParts, kept: Forecast | null): NextHour {
  let latest = kept
  let running: Promise<Forecast> | null = null
  let lastRunAt = Number.NEGATIVE_INFINITY
  let lastEnd = Number.NaN

  async function forecast(): Promise<Forecast> {
    lastRunAt = parts.clock.now()
    await parts.settled()
    const end = floorTo(parts.plantTime(), FORECAST_RESOLUTION)
    lastEnd = end
    const window = await readWindow(parts, end)
    if (window.loadKw.every((value) => value === null)) {
      throw new EngineError(
        'unavailable',
        'There is no load to forecast from yet: connect to a plant, or wait for its first quarter-hour.',
      )
    }
    const made = await parts.forecaster.forecast(window)
    await parts.store.keepForecast(parts.source, parts.clock.now(), made)
    latest = made
    parts.onForecast(made)
    return made
  }

  function run(): Promise<Forecast> {
    running ??= forecast().finally(() => {
      running = null
    })
    return running
  }

  const due = () => {
    const waited = parts.clock.now() - lastRunAt
    const retry = latest === null || latest.method === 'naive' ? NAIVE_RETRY : MINUTE
    return waited >= retry || (floorTo(parts.plantTime(), FORECAST_RESOLUTION) !== lastEnd && waited >= SECOND)
  }
  const cancel = every(parts.clock, SECOND, () => {
    if (running !== null || !due()) return
    run().catch((error: unknown) => {
      if (!(error instanceof EngineError)) parts.onFailure(error)
    })
  })
  return { latest: () => latest, run, close: cancel }
}

async function readWindow(parts: NextHourParts, end: number): Promise<ForecastWindow> {
  const span = { start: end - HISTORY_STEPS * FORECAST_RESOLUTION, end }
  const [load, temperature] = await Promise.all([
    parts.store.quarterHours(parts.source, ROLE_TAGS.load.id, span),
    parts.store.quarterHours(parts.source, ROLE_TAGS.temperature.id, span),
  ])
  const first = Math.max(span.start, load[0]?.at ?? span.start)
  const steps = (end - first) / FORECAST_RESOLUTION
  return {
    end,
    zone: parts.zone(),
    loadKw: onSteps(load, first, steps),
    temperatureC: temperature.length === 0 ? null : onSteps(temperature, first, steps),
  }
}

/** Lays quarter-hours out on a row of `steps` from `first`; what is missing or hardly covered is null. */
function onSteps(quarterHours: readonly QuarterHour[], first: number, steps: number): (number | null)[] {
  const row = new Array<number | null>(steps).fill(null)
  for (const { at, mean, coverage } of quarterHours) {
    const step = (at - first) / FORECAST_RESOLUTION
    if (step >= 0 && step < steps && coverage >= ENOUGH_COVERAGE) row[step] = mean
  }
  return row
}
