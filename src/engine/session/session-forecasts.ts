import type { Skill } from '../../contract/schemas/models.ts'
import { type Forecast, HORIZONS, type Horizon } from '../../domain/forecast/forecast.ts'
import type { PlantContext } from '../context/plant-context.ts'
import { type ForecastSchedule, openForecastSchedule } from '../forecast/forecast-schedule.ts'
import { openSkillMonitor } from '../forecast/skill-monitor.ts'
import { EngineError } from '../runtime/engine-error.ts'

/** The forecasts of both horizons, shown as the skill monitor decides, and how right they have been. */
export interface SessionForecasts {
  readonly schedules: Readonly<Record<Horizon, ForecastSchedule>>
  skill(): Skill
  /** Another model is in use: forecasts and scores are made anew. */
  onModelChanged(): void
  close(): Promise<void>
}

/** Starts both. @param stored The newest forecast of each horizon that is stored, where there is one. */
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

/** Whether the newest forecast was made otherwise than is now decided: by the model, or by a naive rule in its place. */
function isFromOtherMethod(latest: Forecast | null, { standIn }: Skill[Horizon]): boolean {
  return latest !== null && latest.model !== null && (latest.method === 'naive') !== (standIn !== null)
}
