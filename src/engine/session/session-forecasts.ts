import type { EngineEvent } from '../../contract/api.ts'
import type { ModelEntry, Skill } from '../../contract/schemas/models.ts'
import { type Forecast, HORIZONS, type Horizon } from '../../domain/forecast/forecast.ts'
import { createHorizonRunner, type HorizonRunner } from '../forecast/forecast-schedule.ts'
import { openLiveTruth } from '../forecast/skill-monitor.ts'
import type { ForecasterPort } from '../ml/inference/forecaster-port.ts'
import type { Clock } from '../runtime/clock.ts'
import { EngineError } from '../runtime/engine-error.ts'
import type { Source } from '../sources/source.ts'
import type { StorePort } from '../store/store-port.ts'

/** What the forecasts of a session need of it. */
export interface SessionForecastsParts {
  readonly store: StorePort
  readonly forecaster: ForecasterPort
  readonly source: Pick<Source, 'id' | 'kind'>
  readonly zone: () => string
  readonly plantTime: () => number
  /** Resolves when all samples that were received are in the store. */
  readonly settled: () => Promise<void>
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
  readonly runners: Readonly<Record<Horizon, HorizonRunner>>
  skill(): Skill
  /** Forecasts anew, and looks anew at what came true: another model has been taken. */
  meetModels(): void
  close(): Promise<void>
}

/** Starts both. `kept` is the newest forecast of each horizon, where there is one. */
export async function openSessionForecasts(
  parts: SessionForecastsParts,
  kept: Readonly<Record<Horizon, Forecast | null>>,
): Promise<SessionForecasts> {
  const { publish, onFailure } = parts
  const truth = await openLiveTruth({
    ...parts,
    onSkill(skill) {
      publish({ kind: 'skill', skill })
      for (const horizon of HORIZONS) if (changesHands(runners[horizon].latest(), skill[horizon])) runSoon(horizon)
    },
    onFailure: (error) => onFailure('Scoring the forecasts', error),
  })
  const runnerOf = (horizon: Horizon) =>
    createHorizonRunner(
      horizon,
      {
        ...parts,
        source: parts.source.id,
        shown: truth.shown,
        onForecast(forecast) {
          publish({ kind: 'forecast', forecast })
          parts.onForecast(forecast)
        },
        onFailure: (error) => onFailure('The forecast', error),
      },
      kept[horizon],
    )
  const runners: SessionForecasts['runners'] = { nextHour: runnerOf('nextHour'), nextDay: runnerOf('nextDay') }
  const runSoon = (horizon: Horizon) => {
    runners[horizon].run().catch((error: unknown) => {
      // While no load is kept there is nothing to tell.
      if (!(error instanceof EngineError)) onFailure('The forecast', error)
    })
  }
  return {
    runners,
    skill: truth.skill,
    meetModels() {
      truth.lookAgain()
      for (const horizon of HORIZONS) runSoon(horizon)
    },
    async close() {
      for (const horizon of HORIZONS) runners[horizon].close()
      await truth.close()
    },
  }
}

/** Whether the newest forecast is not by whom live truth now wants it: the model, or a naive rule in its place. */
function changesHands(latest: Forecast | null, { standIn }: Skill[Horizon]): boolean {
  return latest !== null && latest.model !== null && (latest.method === 'naive') !== (standIn !== null)
}
