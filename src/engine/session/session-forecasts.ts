import type { Skill } from '../../contract/schemas/models.ts'
import { type Forecast, HORIZONS, type Horizon } from '../../domain/forecast/forecast.ts'
import type { PlantContext } from '../context/plant-context.ts'
import { type ForecastSchedule, openForecastSchedule } from '../forecast/forecast-schedule.ts'
import { openSkillMonitor } from '../forecast/skill-monitor.ts'
import { EngineError } from '../runtime/engine-error.ts'

/**
 * The forecasts of both horizons and their scores. The skill monitor decides whether the model's forecast is shown or a
 * naive one.
 */
export interface SessionForecasts {
  readonly schedules: Readonly<Record<Horizon, ForecastSchedule>>
  skill(): Skill
  /** Another model is in use: forecasts and scores are made anew. */
  onModelChanged(): void
  close(): Promise<void>
}

/**
 * Starts the forecasts of both horizons.
 * @param stored The newest forecast of each horizon that is stored, where there is one.
 */
export async function openSessionForecasts(
  context: PlantContext,
  stored: Readonly<Record<Horizon, Forecast | null>>,
): Promise<SessionForecasts> {
  const skillMonitor = await openSkillMonitor(context)
  const openSchedule = (horizon: Horizon) =>
    openForecastSchedule(horizon, context, (made, window) => skillMonitor.toPublished(made, window), stored[horizon])
  const schedules = { nextHour: openSchedule('nextHour'), nextDay: openSchedule('nextDay') }
  const forecastInBackground = (horizon: Horizon) => {
    schedules[horizon].run().catch((error: unknown) => {
      // While no load is stored there is nothing to forecast from.
      if (!(error instanceof EngineError)) context.onFailure('The forecast', error)
    })
  }
  skillMonitor.skillRead.subscribe((skill) => {
    for (const horizon of HORIZONS)
      if (isFromOtherMethod(schedules[horizon].latest(), skill[horizon])) forecastInBackground(horizon)
  })
  return {
    schedules,
    skill: () => skillMonitor.skill(),
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

/**
 * Whether the newest forecast is the model's while now a naive one is to be shown in its place, or the other way round.
 */
function isFromOtherMethod(latest: Forecast | null, { standIn }: Skill[Horizon]): boolean {
  return latest !== null && latest.model !== null && (latest.method === 'naive') !== (standIn !== null)
}
