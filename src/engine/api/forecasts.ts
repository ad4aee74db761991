import type { CallArguments } from '../../contract/api.ts'
import {
  FORECAST_RESOLUTION,
  type Forecast,
  type ForecastWindow,
  type Horizon,
} from '../../domain/forecast/forecast.ts'
import { DAY } from '../../domain/time/time.ts'
import { EngineError } from '../runtime/engine-error.ts'
import type { CallContext, CallHandlers } from './handler-types.ts'
import { requireSpan } from './require-span.ts'

/** Calls about forecasts. */
type ForecastHandlers = Pick<
  CallHandlers,
  'latestForecast' | 'forecasts' | 'forecastNow' | 'skill' | 'predict' | 'predictBatch' | 'inference'
>

/** Longest span of whole forecasts, and of single steps of them, that one answer holds: some 12,000 steps. */
const MAX_DAYS: Readonly<Record<Horizon, number>> = { nextHour: 31, nextDay: 1 }
const MAX_DAYS_OF_STEPS = 100
/** Windows of a batch that are sent to the forecaster at once: each costs this thread a moment. */
const WINDOWS_AT_ONCE = 16

export function createForecastHandlers({ store, forecaster, currentSession }: CallContext): ForecastHandlers {
  const { session } = currentSession
  return {
    latestForecast: ({ horizon }) => session().forecasts[horizon].latest(),
    async forecasts({ from, to, horizon, lead }) {
      const span = requireSpan(from, to)
      const days = lead === undefined ? MAX_DAYS[horizon] : MAX_DAYS_OF_STEPS
      if (to - from > days * DAY) {
        const hint = lead === undefined ? ', or for one lead of each' : ''
        throw new EngineError('invalid', `Ask for ${days === 1 ? 'a day' : `${days} days`} at a time${hint}.`, 'to')
      }
      return [...(await store.forecasts(session().source.id, horizon, span, lead))]
    },
    forecastNow: ({ horizon }) => session().forecasts[horizon].run(),
    skill: () => session().skill(),
    predict({ horizon, ...window }) {
      requireWindow(window, '')
      return forecaster.forecast(window, horizon)
    },
    async predictBatch({ horizon, windows }) {
      for (const [i, window] of windows.entries()) requireWindow(window, `windows.${i}.`)
      const forecasts: Forecast[] = []
      for (let i = 0; i < windows.length; i += WINDOWS_AT_ONCE) {
        forecasts.push(...(await forecaster.forecastMany(windows.slice(i, i + WINDOWS_AT_ONCE), horizon)))
      }
      return forecasts
    },
    async inference() {
      const { models: _, ...inference } = await forecaster.status()
      return inference
    },
  }
}

/** @throws EngineError `invalid` that names the field, which `path` leads to, where the parts of a window don't fit. */
function requireWindow(window: Omit<CallArguments<'predict'>, 'horizon'> & ForecastWindow, path: string): void {
  const { end, loadKw, temperatureC } = window
  const refuse = (field: string, sentence: string) => {
    throw new EngineError('invalid', `${path}${field}: ${sentence}`, `${path}${field}`)
  }
  if (end % FORECAST_RESOLUTION !== 0) {
    refuse('end', 'It is the end of a quarter-hour: a multiple of 15 minutes in UTC.')
  }
  if (loadKw.every((value) => value === null)) refuse('loadKw', 'Give at least one quarter-hour of load.')
  if (temperatureC !== null && temperatureC.length !== loadKw.length) {
    const sentence = `It has ${temperatureC.length} values and loadKw ${loadKw.length}: give one for each quarter-hour, or leave it out.`
    refuse('temperatureC', sentence)
  }
}
