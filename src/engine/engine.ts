import { join } from 'node:path'
import type { CallInput, CallName, CallOutput, CallResult, EngineApi, Snapshot } from '../contract/api.ts'
import type { EngineStatus } from '../contract/schemas/values.ts'
import type { SourceSettings } from '../contract/settings.ts'
import type { Horizon } from '../domain/forecast/forecast.ts'
import { readFreeSpace } from './alarms/disk-space.ts'
import { createCallHandlers } from './api/handlers.ts'
import { parseInput } from './api/parse-input.ts'
import { connectForecaster } from './ml/inference/forecaster-client.ts'
import type { ForecasterPort } from './ml/inference/forecaster-port.ts'
import { openModelLibrary } from './models/model-library.ts'
import { createModelService, type ModelService, modelInUse, replaceUnusableModels } from './models/model-service.ts'
import { type Clock, systemClock } from './runtime/clock.ts'
import { EngineError, reasonOf } from './runtime/engine-error.ts'
import { createEventHub } from './runtime/event-hub.ts'
import { createNotices, type Notices } from './runtime/notices.ts'
import { type CurrentSession, openCurrentSession } from './session/current-session.ts'
import { startMaintenance } from './session/maintenance.ts'
import { readStatus } from './session/status.ts'
import { readSettings, redactSecrets } from './settings/settings-file.ts'
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
  /** Read from this instead of the source in the settings, until these are changed. */
  readonly source?: SourceSettings | undefined
  readonly clock?: Clock
  /** Stands in for the forecaster's worker where a build can't be had. */
  readonly forecaster?: ForecasterPort
}

/** The engine as its host holds it. */
export interface Engine extends EngineApi {
  /** Stops the source, keeps what was received, and frees all it holds. */
  close(): Promise<void>
}

/** Starts an engine. @throws Error with one clear line where the folder, the store or the source can't be used. */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const clock = options.clock ?? systemClock
  const startedAt = clock.now()
  const notices = createNotices(clock)
  const hub = createEventHub((error) => notices.addFailure('A subscriber', error))
  const { dataDir, modelsDir, version } = options

  const closeSteps: (() => void | Promise<void>)[] = []
  try {
    // Opened first: it makes the folder, and refuses one that another EcoPulse uses.
    const store = await openStorePort(options, notices)
    closeSteps.unshift(() => store.close())
    const initial = readInitialSettings(options, startedAt, notices)
    const library = openModelLibrary({ modelsDir, dataDir, clock, notice: notices.add })
    const forecaster = options.forecaster ?? (await connectForecaster({ models: library.folders() }))
    closeSteps.unshift(() => forecaster.close())
    await replaceUnusableModels(library, forecaster, notices)

    let status: EngineStatus | null = null
    const publishSnapshot = () => {
      // While the engine is still being made there is nobody to tell.
      if (status === null || hub.subscriberCount === 0) return
      refreshStatus().then(
        (current) => hub.publish(createSnapshot(snapshotContext, current)),
        (error: unknown) => notices.addFailure('The status', error),
      )
    }
    const model = (horizon: Horizon) => modelInUse(library, horizon)
    const { publish } = hub
    const freeSpace = () => readFreeSpace(dataDir)
    const sessionContext = { store, forecaster, clock, model, publish, freeSpace, onFailure: notices.addFailure }
    const currentSession = await openCurrentSession(dataDir, initial, sessionContext, publishSnapshot)
    closeSteps.unshift(() => currentSession.close())
    const models = createModelService({ library, store, forecaster, currentSession, version, clock, publish })
    closeSteps.unshift(() => models.close())

    const snapshotContext = { currentSession, models, clock }
    const statusContext = { version, startedAt, store, forecaster }
    const refreshStatus = async () => {
      status = await readStatus({ ...statusContext, session: currentSession.session(), notices: notices.list() })
      return status
    }
    const firstStatus = await refreshStatus()
    closeSteps.unshift(...startMaintenance({ clock, hub, notices, store, currentSession, readStatus: refreshStatus }))

    const handlers = createCallHandlers({ ...snapshotContext, store, forecaster, readStatus: refreshStatus })
    return {
      call: (name, input) => answerCall(handlers, name, input, notices),
      subscribe: (listener) => hub.subscribe(listener, createSnapshot(snapshotContext, status ?? firstStatus)),
      close: () => runAll(closeSteps),
    }
  } catch (error) {
    await runAll(closeSteps)
    throw error
  }
}

/** The settings to begin with, and whether their source must make sense. */
function readInitialSettings({ dataDir, source }: EngineOptions, now: number, notices: Notices) {
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

interface SnapshotContext {
  readonly currentSession: CurrentSession
  readonly models: ModelService
  readonly clock: Clock
}

/** What an interface needs to draw itself. */
function createSnapshot({ currentSession, models, clock }: SnapshotContext, engine: EngineStatus): Snapshot {
  const session = currentSession.session()
  return {
    kind: 'snapshot',
    sentAt: clock.now(),
    plantTime: session.plantTime(),
    settings: redactSecrets(currentSession.settings()),
    tags: [...session.tags()],
    ranges: { ...session.ranges() },
    latest: Object.fromEntries(session.writeQueue.latest),
    recent: Object.fromEntries(
      session
        .tags()
        .map(({ id }) => [id, session.writeQueue.recent(id).map(([at, value]): [number, number] => [at, value])]),
    ),
    connection: session.connection(),
    forecasts: { nextHour: session.forecasts.nextHour.latest(), nextDay: session.forecasts.nextDay.latest() },
    skill: session.skill(),
    training: models.training.state(),
    outlook: session.gridOutlook(),
    demand: session.monitors.demand.running(),
    standing: session.monitors.demand.standing(),
    ahead: session.monitors.peakAlerts.ahead(),
    alerts: session.monitors.peakAlerts.alerts(),
    alarms: [...session.monitors.alarms.alarms()],
    engine,
  }
}

async function answerCall<N extends CallName>(
  handlers: ReturnType<typeof createCallHandlers>,
  name: N,
  input: CallInput<N>,
  notices: Notices,
): Promise<CallResult<CallOutput<N>>> {
  try {
    return { ok: true, value: await handlers[name](parseInput(name, input)) }
  } catch (error) {
    if (error instanceof EngineError) {
      const { code, message, field } = error
      return { ok: false, error: field === undefined ? { code, message } : { code, message, field } }
    }
    notices.addFailure(`The call “${name}”`, error)
    return { ok: false, error: { code: 'internal', message: `EcoPulse could not answer: ${reasonOf(error)}` } }
  }
}

async function runAll(steps: (() => void | Promise<void>)[]): Promise<void> {
  for (const step of steps.splice(0)) await step()
}
