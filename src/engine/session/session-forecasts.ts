import type { EngineEvent } from '../../contract/api.ts'
import type { ModelEntry, Skill } from '../../contract/schemas/models.ts'
import { type Forecast, HORIZONS, type Horizon } from '../../domain/forecast/forecast.ts'
import { type ForecastSchedule, openForecastSchedule } from '../forecast/forecast-schedule.ts'
import { openSkillMonitor } from '../forecast/skill-monitor.ts'
import type { ForecasterPort } from '../ml/inference/forecaster-port.ts'
import type { Clock } from '../runtime/clock.ts'
import { EngineError } from '../runtime/engine-error.ts'
import type { Source } from '../sources/source.ts'
import type { StorePort } from '../store/store-port.ts'

/** What the forecasts of a session need of it. */
export interface SessionForecastsContext {
  readonly store: StorePort
  readonly forecaster: ForecasterPort
  readonly source: Pick<Source, 'id' | 'kind'>
  readonly zone: () => string
  readonly plantTime: () => number
  /** Resolves when all samples that were received are in the store. */
  readonly flushSamples: () => Promise<void>
  readonly clock: Clock
  /** The model in use; null where there is none. */
  readonly model: (horizon: Horizon) => ModelEntry | null
  readonly publish: (event: EngineEvent) => void
  /** A forecast was made, besides being published. */
  readonly onForecast: (forecast: Forecast) => void
  readonly onFailure: (doing: string, error: unknown) => void
}

/** The forecasts of both horizons, shown as live truth says, and how right they have been. */
export interface SessionForecasts {
  readonly schedules: Readonly<Record<Horizon, ForecastSchedule>>
  skill(): Skill
  /** Forecasts anew, and looks anew at what came true: another model has been taken. */
  onModelChanged(): void
  close(): Promise<void>
}

/** Starts both. `kept` is the newest forecast of each horizon, where there is one. */
export async function openSessionForecasts(
  parts: SessionForecastsContext,
  kept: Readonly<Record<Horizon, Forecast | null>>,
): Promise<SessionForecasts> {
  const { publish, onFailure } = parts
  const skillMonitor = await openSkillMonitor({
    ...parts,
    onSkill(skill) {
      publish({ kind: 'skill', skill })
      for (const horizon of HORIZONS)
        if (isFromOtherMethod(schedules[horizon].latest(), skill[horizon])) forecastInBackground(horizon)
    },
    onFailure: (error) => onFailure('Scoring the forecasts', error),
  })
  const openSchedule = (horizon: Horizon) =>
    openForecastSchedule(
      horizon,
      {
        ...parts,
        source: parts.source.id,
        toPublished: skillMonitor.toPublished,
        onForecast(forecast) {
          publish({ kind: 'forecast', forecast })
          parts.onForecast(forecast)
        },
        onFailure: (error) => onFailure('The forecast', error),
      },
      kept[horizon],
    )
  const schedules: SessionForecasts['schedules'] = {
    nextHour: openSchedule('nextHour'),
    nextDay: openSchedule('nextDay'),
  }
  const forecastInBackground = (horizon: Horizon) => {
    schedules[horizon].run().catch((error: unknown) => {
      // While no load is kept there is nothing to tell.
      if (!(error instanceof EngineError)) onFailure('The forecast', error)
    })
  }
  return {
    schedules,
    skill: skillMonitor.skill,
    onModelChanged() {
      skillMonitor.onModelChanged()
      for (const horizon of HORIZONS) forecastInBackground(horizon)
    },
    async close() {
      for (const horizon of HORIZONS) schedules[horizon].close()
      await skillMonitor.close()
    },
  }
}

/** Whether the newest forecast is not by whom live truth now wants it: the model, or a naive rule in its place. */
function isFromOtherMethod(latest: Forecast | null, { standIn }: Skill[Horizon]): boolean {
  return latest !== null && latest.model !== null && (latest.method === 'naive') !== (standIn !== null)
}
