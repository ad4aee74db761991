import type { EngineEvent } from '../../contract/api.ts'
import type { ModelEntry } from '../../contract/schemas/models.ts'
import { HORIZONS, type Horizon } from '../../domain/forecast/forecast.ts'
import type { ForecasterPort } from '../ml/inference/forecaster-port.ts'
import type { Clock } from '../runtime/clock.ts'
import { EngineError } from '../runtime/engine-error.ts'
import type { Notices } from '../runtime/notices.ts'
import type { CurrentSession } from '../session/current-session.ts'
import type { StorePort } from '../store/store-port.ts'
import { createModelExchange, type ModelExchange } from './exchange/model-exchange.ts'
import { readKeptHistory } from './kept-history.ts'
import type { ModelLibrary } from './model-library.ts'
import { createTrainingControl, type TrainingControl } from './training/training-control.ts'

/** The engine's models: those that there are, those that are being made, and which of them forecast. */
export interface ModelService {
  readonly library: ModelLibrary
  readonly exchange: ModelExchange
  readonly training: TrainingControl
  /** Puts a model into use: the next forecasts are its own. @throws EngineError as `ModelLibrary.use`. */
  use(id: string): Promise<void>
  /** Ends what is under way. */
  close(): Promise<void>
}

/** What the model service needs. */
export interface ModelServiceContext {
  readonly library: ModelLibrary
  readonly store: Pick<StorePort, 'quarterHours'>
  readonly forecaster: Pick<ForecasterPort, 'use'>
  readonly currentSession: CurrentSession
  readonly version: string
  readonly clock: Clock
  readonly publish: (event: EngineEvent) => void
}

/** The service of an engine whose library is open. */
export function createModelService(parts: ModelServiceContext): ModelService {
  const { library, store, forecaster, currentSession, version, clock, publish } = parts
  /** The kept load of the source in use. */
  async function readHistory() {
    const { source, plantTime } = currentSession.session()
    const { zone } = currentSession.settings().site
    const series = await readKeptHistory({ store, source: source.id, zone, until: plantTime() })
    return series === null ? null : { series, source: source.label }
  }
  const training = createTrainingControl({
    library,
    readHistory,
    version,
    clock,
    publish: (state) => publish({ kind: 'training', training: state }),
  })
  const exchange = createModelExchange({
    library,
    async readMeasuringLoad() {
      const kept = await readHistory()
      return kept === null ? null : { data: { kind: 'series', series: kept.series }, source: kept.source }
    },
    version,
    clock,
    command: 'imported in the app',
  })
  return {
    library,
    exchange,
    training,
    async use(id) {
      await library.use(id, (folders) => forecaster.use(folders))
      currentSession.session().onModelChanged()
    },
    async close() {
      await Promise.all([training.close(), exchange.close()])
    },
  }
}

/** The model in use of a horizon, as the library has it; null where there is none. */
export function modelInUse(library: ModelLibrary, horizon: Horizon): ModelEntry | null {
  const model = library.inUse(horizon)
  return model === null ? null : library.entry(model.id)
}

/** Puts the shipped model in place of one that the forecaster could not load when it started. */
export async function replaceUnusableModels(
  library: ModelLibrary,
  forecaster: Pick<ForecasterPort, 'status' | 'use'>,
  notices: Notices,
): Promise<void> {
  const { models, lastFailure } = await forecaster.status()
  const unusable = HORIZONS.filter((horizon) => {
    const origin = modelInUse(library, horizon)?.origin ?? 'shipped'
    return models[horizon] === null && origin !== 'shipped'
  })
  if (unusable.length === 0) return
  for (const horizon of unusable) library.fallBack(horizon, lastFailure ?? 'it could not be loaded.')
  try {
    await forecaster.use(library.folders())
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    notices.addFailure('The model that came with EcoPulse', error)
  }
}
