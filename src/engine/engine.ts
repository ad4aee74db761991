import { join } from 'node:path'
import type { EngineApi } from '../contract/api.ts'
import type { SourceSettings } from '../contract/settings.ts'
import type { Horizon } from '../domain/forecast/forecast.ts'
import { answerCall } from './api/answer-call.ts'
import { createCallHandlers } from './api/handlers.ts'
import { createSnapshot, publishSnapshotsOnChange } from './api/snapshot.ts'
import { connectForecaster } from './ml/inference/forecaster-client.ts'
import type { ForecasterPort } from './ml/inference/forecaster-port.ts'
import { openModelLibrary } from './models/model-library.ts'
import { createModelService, modelInUse, replaceUnusableModels } from './models/model-service.ts'
import { type Clock, systemClock } from './runtime/clock.ts'
import { createEventHub } from './runtime/event-hub.ts'
import { createNotices, type Notices } from './runtime/notices.ts'
import { type InitialSettings, openCurrentSession } from './session/current-session.ts'
import { startMaintenance } from './session/maintenance.ts'
import { openStatusReader } from './session/status.ts'
import { readSettings } from './settings/settings-file.ts'
import { connectStore } from './store/store-client.ts'
import type { StorePort } from './store/store-port.ts'

export interface EngineOptions {
  /** Folder for the database and the settings; made if it isn't there. */
  readonly dataDir: string
  /** Folder with the shipped models. */
  readonly modelsDir: string
  /** EcoPulse's version. */
  readonly version: string
  /** Another folder of the better-sqlite3 package, for a runtime that can't load the project's own. */
  readonly sqlite?: string | undefined
  /** Source to use in place of the one in the stored settings, until the settings are changed. */
  readonly source?: SourceSettings | undefined
  readonly clock?: Clock
  /** Replaces the forecaster's worker where there is no build. */
  readonly forecaster?: ForecasterPort
}

/** The engine for its host. */
export interface Engine extends EngineApi {
  /** Stops the source, stores what was received, and frees all that the engine uses. */
  close(): Promise<void>
}

/** Starts an engine. @throws Error with one clear line where the folder, the store or the source can't be used. */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { dataDir, modelsDir, version, clock = systemClock } = options
  const startedAt = clock.now()
  const notices = createNotices(clock)
  const hub = createEventHub((error) => notices.addFailure('A subscriber', error))
  const { publish } = hub
  const onFailure = notices.addFailure

  const opened = createClosingStack()
  try {
    // Opened first: it makes the folder, and refuses one that another EcoPulse uses.
    const store = opened.add(await openStorePort(options, notices))
    const initial = readInitialSettings(options, startedAt, notices)
    const library = openModelLibrary({ modelsDir, dataDir, clock, notice: notices.add })
    const forecaster = opened.add(options.forecaster ?? (await connectForecaster({ models: library.folders() })))
    await replaceUnusableModels(library, forecaster, notices)

    const findModelInUse = (horizon: Horizon) => modelInUse(library, horizon)
    const context = { version, startedAt, dataDir, store, forecaster, clock, findModelInUse, publish, onFailure }
    const currentSession = opened.add(await openCurrentSession(context, initial))
    const models = opened.add(createModelService(context, library, currentSession))
    const status = await openStatusReader(context, currentSession, notices)
    const callContext = { store, forecaster, models, clock, currentSession, status }
    publishSnapshotsOnChange(callContext, hub, onFailure)
    opened.add(startMaintenance(context, currentSession, status))

    const handlers = createCallHandlers(callContext)
    return {
      call: (name, input) => answerCall(handlers, name, input, onFailure),
      subscribe: (listener) => hub.subscribe(listener, createSnapshot(callContext)),
      close: opened.closeAll,
    }
  } catch (error) {
    await opened.closeAll()
    throw error
  }
}

/** The settings to begin with, and whether an unusable source is an error: only one from the options is. */
function readInitialSettings({ dataDir, source }: EngineOptions, now: number, notices: Notices): InitialSettings {
  const read = readSettings(dataDir, now)
  if (read.notice !== null) notices.add(read.notice)
  const settings = source === undefined ? read.settings : { ...read.settings, source }
  return { settings, mustOpen: source !== undefined }
}

async function openStorePort({ dataDir, sqlite }: EngineOptions, notices: Notices): Promise<StorePort> {
  const opened = await connectStore({
    file: join(dataDir, 'ecopulse.sqlite'),
    ...(sqlite === undefined ? {} : { sqlite }),
    onUnexpectedEnd: (error) => notices.addFailure('The store', error),
  })
  if (opened.notice !== null) notices.add(opened.notice)
  return opened.port
}

interface Closable {
  close(): void | Promise<void>
}

/** What was opened, to be closed in the reverse order: at the end, or where something after it can't be opened. */
function createClosingStack() {
  const stack: Closable[] = []
  return {
    add<T extends Closable>(part: T): T {
      stack.push(part)
      return part
    },
    async closeAll(): Promise<void> {
      for (const part of stack.splice(0).reverse()) await part.close()
    },
  }
}
