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
  const { dataDir, clock, notice, readOnly = false } = options
  const ownDir = join(dataDir, 'models')
  if (!readOnly) {
    mkdirSync(ownDir, { recursive: true })
    clearUnfinished(ownDir)
  }
  const read = readInUse(ownDir, readOnly ? null : clock.now())
  if (read.notice !== null) notice(read.notice)
  return new FolderModelLibrary({ ...options, readOnly }, ownDir, read.inUse)
}

class FolderModelLibrary implements ModelLibrary {
  readonly #options: ModelLibraryOptions
  readonly #ownDir: string
  readonly #shippedFolders: ModelFolders
  #choices: InUse
  #models: readonly FoundModel[] = []
  /** Ids of models that are being made, or were. */
  readonly #reservedIds = new Set<string>()
  readonly #uses = createSerialQueue()

  constructor(options: ModelLibraryOptions, ownDir: string, choices: InUse) {
    this.#options = options
    this.#ownDir = ownDir
    this.#shippedFolders = shippedFolders(options.modelsDir)
    this.#choices = choices
    this.refresh()
  }

  entries(): readonly ModelEntry[] {
    return this.#models.map((model) => this.#entryOf(model)).sort(byHorizonAndAge)
  }

  entry(id: string): ModelEntry {
    return this.#entryOf(this.#requireModel(id))
  }

  folders(): ModelFolders {
    return this.#foldersOf(this.#choices)
  }

  inUse(horizon: Horizon): ModelLocation | null {
    const model = this.#findInUse(horizon)
    return model === null ? null : { id: model.card.id, folder: model.folder }
  }

  folderOf(id: string): string {
    return this.#requireModel(id).folder
  }

  use(id: string, load: (folders: ModelFolders) => Promise<void>): Promise<void> {
    return this.#uses.run(() => this.#use(id, load))
  }

  fallBack(horizon: Horizon, reason: string): void {
    const { inUse: left, before } = this.#choices[horizon]
    if (left === null) return
    this.#options.notice(`The model ${left} is not in use any more, and the one that came with EcoPulse is: ${reason}`)
    const rest = before.filter((id) => id !== null && id !== left)
    this.#saveChoices({ ...this.#choices, [horizon]: { inUse: null, before: rest } })
  }

  remove(id: string): void {
    const model = this.#requireModel(id)
    if (model.shipped) throw new EngineError('invalid', `The model ${id} came with EcoPulse: it stays.`, 'id')
    if (model === this.#findInUse(model.card.horizon))
      throw new EngineError('invalid', `The model ${id} is in use: take another first.`, 'id')
    rmSync(model.folder, { recursive: true, force: true })
    this.refresh()
  }

  newPlace(name: string): ModelLocation {
    const isTaken = (other: string) =>
      this.#reservedIds.has(other) || this.#models.some(({ card }) => card.id === other)
    const id = newModelId(name, this.#options.clock.now(), this.#ownDir, isTaken)
    this.#reservedIds.add(id)
    return { id, folder: join(this.#ownDir, id) }
  }

  refresh(): void {
    const scan = findModels(this.#options.modelsDir, this.#ownDir)
    this.#models = scan.models
    for (const message of scan.notices) this.#options.notice(message)
    for (const horizon of HORIZONS) {
      if (this.#findInUse(horizon) === null) this.fallBack(horizon, 'it is not there, or its card can’t be read.')
    }
  }

  async #use(id: string, load: (folders: ModelFolders) => Promise<void>): Promise<void> {
    if (this.#options.readOnly) throw new Error('The models were opened for reading')
    const model = this.#requireModel(id)
    const { verdict } = this.#entryOf(model)
    if (verdict === null) return
    if (!verdict.canBeTaken) throw new EngineError('invalid', verdict.reason, 'id')
    const changed = putInUse(this.#choices, model.card.horizon, model.shipped ? null : id)
    await load(this.#foldersOf(changed))
    try {
      this.#saveChoices(changed)
    } catch (error) {
      await load(this.#foldersOf(this.#choices))
      throw error
    }
  }

  #saveChoices(changed: InUse): void {
    if (changed === this.#choices) return
    if (!this.#options.readOnly) writeInUse(this.#ownDir, changed)
    this.#choices = changed
  }

  #requireModel(id: string): FoundModel {
    const model = this.#models.find(({ card }) => card.id === id)
    if (model !== undefined) return model
    const known = this.#models.map(({ card }) => card.id).join(', ') || 'none'
    throw new EngineError('not-found', `There is no model “${id}”. The models are: ${known}.`, 'id')
  }

  /** @param choice The id of a model, or null for the shipped one. @returns Null where there is none. */
  #findChosen(horizon: Horizon, choice: string | null): FoundModel | null {
    const isChosen = ({ card, shipped }: FoundModel) =>
      card.horizon === horizon && (choice === null ? shipped : card.id === choice)
    return this.#models.find(isChosen) ?? null
  }

  #findInUse(horizon: Horizon): FoundModel | null {
    return this.#findChosen(horizon, this.#choices[horizon].inUse)
  }

  #foldersOf({ nextHour, nextDay }: InUse): ModelFolders {
    return {
      nextHour: this.#findChosen('nextHour', nextHour.inUse)?.folder ?? this.#shippedFolders.nextHour,
      nextDay: this.#findChosen('nextDay', nextDay.inUse)?.folder ?? this.#shippedFolders.nextDay,
    }
  }

  #entryOf(model: FoundModel): ModelEntry {
    const { horizon } = model.card
    const before = this.#choices[horizon].before
      .map((choice) => this.#findChosen(horizon, choice))
      .filter((each) => each !== null)
    return toEntry(model, this.#findInUse(horizon), before)
  }
}

/** @param before The models that were in use before the current one, the last one first. */
function toEntry(model: FoundModel, current: FoundModel | null, before: readonly FoundModel[]): ModelEntry {
  const { card, shipped } = model
  const isInUse = model === current
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
