import type { EngineEvent } from '../../contract/api.ts'
import type { ModelEntry } from '../../contract/schemas/models.ts'
import type { Horizon } from '../../domain/forecast/forecast.ts'
import type { ForecasterPort } from '../ml/inference/forecaster-port.ts'
import type { Clock } from '../runtime/clock.ts'
import type { StorePort } from '../store/store-port.ts'

/** What lasts as long as the engine, whatever source and settings it has. Made once, and shared by its parts. */
export interface EngineContext {
  /** EcoPulse's. */
  readonly version: string
  /** When the engine was started, epoch ms. */
  readonly startedAt: number
  /** Folder with the database and the settings. */
  readonly dataDir: string
  readonly store: StorePort
  readonly forecaster: ForecasterPort
  readonly clock: Clock
  /** The model in use; null where there is none. */
  readonly findModelInUse: (horizon: Horizon) => ModelEntry | null
  /** Sends an event to whoever subscribed to the engine. */
  readonly publish: (event: EngineEvent) => void
  /** Notes for the operator that `doing` failed, with the reason. */
  readonly onFailure: (doing: string, error: unknown) => void
}
