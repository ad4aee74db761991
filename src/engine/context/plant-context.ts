import type { EngineEvent } from '../../contract/api.ts'
import type { ModelEntry } from '../../contract/schemas/models.ts'
import type { Settings } from '../../contract/settings.ts'
import type { Horizon } from '../../domain/forecast/forecast.ts'
import type { Tag } from '../../domain/telemetry/tag.ts'
import type { ForecasterPort } from '../ml/inference/forecaster-port.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Source } from '../sources/source.ts'
import type { StorePort } from '../store/store-port.ts'

/** What every part that follows one plant works with. A session makes it once, and its parts share it. */
export interface PlantContext {
  readonly store: StorePort
  readonly forecaster: ForecasterPort
  readonly clock: Clock
  /** What is read: its key in the store, its kind, and how long it may be silent. */
  readonly source: Pick<Source, 'id' | 'kind' | 'staleAfterMs'>
  /** The settings in force now. */
  readonly settings: () => Settings
  /** The model in use; null where there is none. */
  readonly findModelInUse: (horizon: Horizon) => ModelEntry | null
  /** The source's tags as they are known by now; another array whenever they change. */
  readonly tags: () => readonly Tag[]
  /** The plant's time, epoch ms. */
  readonly plantTime: () => number
  /** Resolves when all live samples that were received are in the store, or can't be written for now. */
  readonly flushSamples: () => Promise<void>
  /** Whether the past that the source delivers from its start on is whole in the store; true where it delivers none. */
  readonly isPastStored: () => boolean
  /** Sends an event to whoever subscribed to the engine. */
  readonly publish: (event: EngineEvent) => void
  /** Notes for the operator that `doing` failed, with the reason. */
  readonly onFailure: (doing: string, error: unknown) => void
}
