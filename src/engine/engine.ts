import { join } from 'node:path'
import type { CallInput, CallName, CallOutput, EngineApi, Outcome, Snapshot } from '../contract/api.ts'
import type { EngineStatus } from '../contract/schemas/values.ts'
import type { SourceSettings } from '../contract/settings.ts'
import type { Horizon } from '../domain/forecast/forecast.ts'
import { readFreeSpace } from './alarms/disk-space.ts'
import { createCallHandlers } from './api/handlers.ts'
import { parseInput } from './api/parse-input.ts'
import { connectForecaster } from './ml/inference/forecaster-client.ts'
import type { ForecasterPort } from './ml/inference/forecaster-port.ts'
import { openModelLibrary } from './models/model-library.ts'
import { createEngineModels, type EngineModels, modelInUse, replaceUnusable } from './models/model-service.ts'
import { type Clock, systemClock } from './runtime/clock.ts'
import { EngineError, reasonOf } from './runtime/engine-error.ts'
import { createEventHub } from './runtime/event-hub.ts'
import { createNoticeBoard, type NoticeBoard } from './runtime/notices.ts'
import { keepSession, type SessionKeeper } from './session/current-session.ts'
import { keepHouse } from './session/maintenance.ts'
import { readStatus } from './session/status.ts'
import { readSettings, redacted } from './settings/settings-file.ts'
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
  const notices = createNoticeBoard(clock)
  const hub = createEventHub((error) => notices.failed('A subscriber', error))
  const { dataDir, modelsDir, version } = options

  const undo: (() => void | Promise<void>)[] = []
  try {
    // Opened first: it makes the folder, and refuses one that another EcoPulse uses.
    const store = await openStorePort(options, notices)
    undo.unshift(() => store.close())
    const initial = initialSettings(options, startedAt, notices)
    const library = openModelLibrary({ modelsDir, dataDir, clock, notice: notices.add })
    const forecaster = options.forecaster ?? (await connectForecaster({ models: library.folders() }))
    undo.unshift(() => forecaster.close())
    await replaceUnusable(library, forecaster, notices)

    let status: EngineStatus | null = null
    const announce = () => {
      // While the engine is still being made there is nobody to tell.
      if (status === null || hub.size === 0) return
      readCurrent().then(
        (current) => hub.publish(snapshotOf(parts, current)),
        (error: unknown) => notices.failed('The status', error),
      )
    }
    const model = (horizon: Horizon) => modelInUse(library, horizon)
    const { publish } = hub
    const freeSpace = () => readFreeSpace(dataDir)
    const sessionParts = { store, forecaster, clock, model, publish, freeSpace, onFailure: notices.failed }
    const keeper = await keepSession(dataDir, initial, sessionParts, announce)
    undo.unshift(() => keeper.close())
    const models = createEngineModels({ library, store, forecaster, keeper, version, clock, publish })
    undo.unshift(() => models.close())

    const parts = { keeper, models, clock }
    const about = { version, startedAt, store, forecaster }
    const readCurrent = async () => {
      status = await readStatus({ ...about, session: keeper.session(), notices: notices.list() })
      return status
    }
    const first = await readCurrent()
    undo.unshift(...keepHouse({ clock, hub, notices, store, keeper, readStatus: readCurrent }))

    const handlers = createCallHandlers({ ...parts, store, forecaster, status: readCurrent })
    return {
      call: (name, input) => answer(handlers, name, input, notices),
      subscribe: (listener) => hub.subscribe(listener, snapshotOf(parts, status ?? first)),
      close: () => runAll(undo),
    }
  } catch (error) {
    await runAll(undo)
    throw error
  }
}

/** The settings to begin with, and whether their source must make sense. */
function initialSettings({ dataDir, source }: EngineOptions, now: number, notices: NoticeBoard) {
  const read = readSettings(dataDir, now)
  if (read.notice !== null) notices.add(read.notice)
  const settings = source === undefined ? read.settings : { ...read.settings, source }
  return { settings, mustOpen: source !== undefined }
}

async function openStorePort({ dataDir, sqlite }: EngineOptions, notices: NoticeBoard): Promise<StorePort> {
  const opened = await connectStore({
    file: join(dataDir, 'ecopulse.sqlite'),
    ...(sqlite === undefined ? {} : { sqlite }),
    onDeath: (error) => notices.failed('The store', error),
  })
  if (opened.notice !== null) notices.add(opened.notice)
  return opened.port
}

interface Shown {
  readonly keeper: SessionKeeper
  readonly models: EngineModels
  readonly clock: Clock
}

/** What an interface needs to draw itself. */
function snapshotOf({ keeper, models, clock }: Shown, engine: EngineStatus): Snapshot {
  const session = keeper.session()
  return {
    kind: 'snapshot',
    sentAt: clock.now(),
    plantTime: session.plantTime(),
    settings: redacted(keeper.settings()),
    tags: [...session.tags()],
    ranges: { ...session.ranges() },
    latest: Object.fromEntries(session.intake.latest),
    recent: Object.fromEntries(
      session
        .tags()
        .map(({ id }) => [id, session.intake.recent(id).map(([at, value]): [number, number] => [at, value])]),
    ),
    connection: session.connection(),
    forecasts: { nextHour: session.forecasts.nextHour.latest(), nextDay: session.forecasts.nextDay.latest() },
    skill: session.skill(),
    training: models.training.state(),
    outlook: session.outlook(),
    demand: session.watch.demand.running(),
    standing: session.watch.demand.standing(),
    ahead: session.watch.alerts.ahead(),
    alerts: session.watch.alerts.alerts(),
    alarms: [...session.watch.alarms.alarms()],
    engine,
  }
}

async function answer<N extends CallName>(
  handlers: ReturnType<typeof createCallHandlers>,
  name: N,
  input: CallInput<N>,
  notices: NoticeBoard,
): Promise<Outcome<CallOutput<N>>> {
  try {
    return { ok: true, value: await handlers[name](parseInput(name, input)) }
  } catch (error) {
    if (error instanceof EngineError) {
      const { code, message, field } = error
      return { ok: false, error: field === undefined ? { code, message } : { code, message, field } }
    }
    notices.failed(`The call “${name}”`, error)
    return { ok: false, error: { code: 'internal', message: `EcoPulse could not answer: ${reasonOf(error)}` } }
  }
}

async function runAll(steps: (() => void | Promise<void>)[]): Promise<void> {
  for (const step of steps.splice(0)) await step()
}
