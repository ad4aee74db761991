import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { ModelCard, ModelEntry } from '../../contract/schemas/models.ts'
import { HORIZONS, type Horizon } from '../../domain/forecast/forecast.ts'
import type { ModelFolders } from '../ml/inference/forecaster-port.ts'
import type { Clock } from '../runtime/clock.ts'
import { EngineError } from '../runtime/engine-error.ts'
import { createSerialQueue } from '../runtime/serial-queue.ts'
import { type InUse, putInUse, readInUse, writeInUse } from './in-use-file.ts'
import { clearUnfinished, type FoundModel, findModels, newModelId, shippedFolders } from './model-folders.ts'
import { judgeModel } from './verdict.ts'

/** A model by its id, and where it lies. */
export interface ModelLocation {
  readonly id: string
  readonly folder: string
}

/** The models that there are: those shipped with EcoPulse, and those in the data folder. */
export interface ModelLibrary {
  /** All models by horizon, the newest first. */
  entries(): readonly ModelEntry[]
  /** @throws EngineError `not-found`. */
  entry(id: string): ModelEntry
  /** Folders of the models in use; of the shipped one, also where that can't be read. */
  folders(): ModelFolders
  /** The model in use; null where none can be read. */
  inUse(horizon: Horizon): ModelLocation | null
  /** @throws EngineError `not-found`. */
  folderOf(id: string): string
  /**
   * Puts a model into use. `load` gets the folders that are in use from then on; where it rejects, nothing changes.
   * Calls run one after the other.
   * @throws EngineError `not-found`; `invalid` with the verdict where the model may not be used; and what `load`
   * throws.
   */
  use(id: string, load: (folders: ModelFolders) => Promise<void>): Promise<void>
  /** Puts the shipped model in place of one in use that turned out not to work, for `reason` (a sentence), with a notice. */
  fallBack(horizon: Horizon, reason: string): void
  /** Deletes a model. @throws EngineError `not-found`; `invalid` for one that is in use or was shipped. */
  remove(id: string): void
  /** A place for a model that is about to be made: its id is `name` and the minute. */
  newPlace(name: string): ModelLocation
  /** Reads the folders of models again: after one was made. */
  refresh(): void
}

/** Where models are, and what the library needs. */
export interface ModelLibraryOptions {
  /** Folder of the shipped models. */
  readonly modelsDir: string
  /** EcoPulse's data folder: its `models` folder is made if it isn't there. */
  readonly dataDir: string
  readonly clock: Pick<Clock, 'now'>
  /** Called with what someone should know, in a sentence. */
  readonly notice: (message: string) => void
  /** Another process may be at work on the folder: nothing in it is changed, and no model can be taken. */
  readonly readOnly?: boolean
}

/** Opens the library; what a process that was killed left half-written is deleted. */
export function openModelLibrary(options: ModelLibraryOptions): ModelLibrary {
  const { modelsDir, dataDir, clock, notice, readOnly = false } = options
  const ownDir = join(dataDir, 'models')
  if (!readOnly) {
    mkdirSync(ownDir, { recursive: true })
    clearUnfinished(ownDir)
  }
  const shipped = shippedFolders(modelsDir)
  const read = readInUse(ownDir, readOnly ? null : clock.now())
  if (read.notice !== null) notice(read.notice)
  let inUse = read.inUse
  let models: readonly FoundModel[] = []
  /** Ids of models that are being made, or were. */
  const reservedIds = new Set<string>()

  const saveInUse = (changed: InUse) => {
    if (changed === inUse) return
    if (!readOnly) writeInUse(ownDir, changed)
    inUse = changed
  }
  const requireModel = (id: string): FoundModel => {
    const model = models.find(({ card }) => card.id === id)
    if (model !== undefined) return model
    const known = models.map(({ card }) => card.id).join(', ') || 'none'
    throw new EngineError('not-found', `There is no model “${id}”. The models are: ${known}.`, 'id')
  }
  /** The model that a choice means; null where there is none. */
  const findChosen = (horizon: Horizon, choice: string | null): FoundModel | null =>
    models.find(
      ({ card, shipped: isShipped }) => card.horizon === horizon && (choice === null ? isShipped : card.id === choice),
    ) ?? null
  const current = (horizon: Horizon) => findChosen(horizon, inUse[horizon].inUse)
  const entryOf = (model: FoundModel): ModelEntry => toEntry(model, inUse, current(model.card.horizon), findChosen)
  const foldersOf = (choice: InUse): ModelFolders => ({
    nextHour: findChosen('nextHour', choice.nextHour.inUse)?.folder ?? shipped.nextHour,
    nextDay: findChosen('nextDay', choice.nextDay.inUse)?.folder ?? shipped.nextDay,
  })
  const fallBack = (horizon: Horizon, reason: string) => {
    const { inUse: left, before } = inUse[horizon]
    if (left === null) return
    notice(`The model ${left} is not in use any more, and the one that came with EcoPulse is: ${reason}`)
    saveInUse({ ...inUse, [horizon]: { inUse: null, before: before.filter((id) => id !== null && id !== left) } })
  }

  function refresh(): void {
    const scan = findModels(modelsDir, ownDir)
    models = scan.models
    for (const message of scan.notices) notice(message)
    for (const horizon of HORIZONS) {
      if (current(horizon) === null) fallBack(horizon, 'it is not there, or its card can’t be read.')
    }
  }

  async function use(id: string, load: (folders: ModelFolders) => Promise<void>): Promise<void> {
    if (readOnly) throw new Error('The models were opened for reading')
    const model = requireModel(id)
    const { verdict } = entryOf(model)
    if (verdict === null) return
    if (!verdict.canBeTaken) throw new EngineError('invalid', verdict.reason, 'id')
    const changed = putInUse(inUse, model.card.horizon, model.shipped ? null : id)
    await load(foldersOf(changed))
    try {
      saveInUse(changed)
    } catch (error) {
      await load(foldersOf(inUse))
      throw error
    }
  }

  refresh()
  const uses = createSerialQueue()
  return {
    entries: () => models.map(entryOf).sort(byHorizonAndAge),
    entry: (id) => entryOf(requireModel(id)),
    folders: () => foldersOf(inUse),
    inUse(horizon) {
      const model = current(horizon)
      return model === null ? null : { id: model.card.id, folder: model.folder }
    },
    folderOf: (id) => requireModel(id).folder,
    use: (id, load) => uses.run(() => use(id, load)),
    fallBack,
    remove(id) {
      const model = requireModel(id)
      if (model.shipped) throw new EngineError('invalid', `The model ${id} came with EcoPulse: it stays.`, 'id')
      if (model === current(model.card.horizon))
        throw new EngineError('invalid', `The model ${id} is in use: take another first.`, 'id')
      rmSync(model.folder, { recursive: true, force: true })
      refresh()
    },
    newPlace(name) {
      const isTaken = (other: string) => reservedIds.has(other) || models.some(({ card }) => card.id === other)
      const id = newModelId(name, clock.now(), ownDir, isTaken)
      reservedIds.add(id)
      return { id, folder: join(ownDir, id) }
    },
    refresh,
  }
}

function toEntry(
  model: FoundModel,
  inUse: InUse,
  current: FoundModel | null,
  findChosen: (horizon: Horizon, choice: string | null) => FoundModel | null,
): ModelEntry {
  const { card, shipped } = model
  const isInUse = model === current
  const before = inUse[card.horizon].before
    .map((choice) => findChosen(card.horizon, choice))
    .filter((each) => each !== null)
  const wasInUse = before.includes(model)
  return {
    id: card.id,
    horizon: card.horizon,
    origin: shipped ? 'shipped' : card.kind === 'keras' ? 'imported' : 'trained',
    inUse: isInUse,
    previous: !isInUse && before.find((each) => each !== current) === model,
    verdict: isInUse ? null : judgeModel({ card, shipped, wasInUse }, cardOf(current)),
    card,
  }
}

function cardOf(model: FoundModel | null): ModelCard | null {
  return model?.card ?? null
}

function byHorizonAndAge(a: ModelEntry, b: ModelEntry): number {
  return HORIZONS.indexOf(a.horizon) - HORIZONS.indexOf(b.horizon) || b.card.madeAt.localeCompare(a.card.madeAt)
}
