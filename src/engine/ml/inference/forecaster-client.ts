import { Worker } from 'node:worker_threads'
import {
  BACKENDS,
  type Backend,
  type Forecast,
  type ForecastWindow,
  type Horizon,
} from '../../../domain/forecast/forecast.ts'
import { MINUTE } from '../../../domain/time/time.ts'
import { type Clock, systemClock } from '../../runtime/clock.ts'
import { ThreadCalls, type ThreadEnd } from '../../runtime/threads/call-thread.ts'
import { workerUrl } from '../../runtime/threads/worker-url.ts'
import { requireSomeLoad } from '../features/fill-holes.ts'
import type { ForecasterMethods, ForecasterPort, ForecastWorkerData, ModelFolders } from './forecaster-port.ts'

/** How often within a minute a thread that died is started anew. */
const MAX_RESTARTS = 3

type ForecastThread = ThreadCalls<ForecasterMethods, null>
type StartThread = (models: ModelFolders) => ForecastThread

export interface ConnectForecasterOptions {
  /** The folders of the models to begin with. */
  readonly models: ModelFolders
  /** Backends to try, in this order; all by default. */
  readonly backends?: readonly Backend[]
  /** Whether the kernel computes where it agrees with TensorFlow.js; it does by default. */
  readonly kernel?: boolean
  readonly clock?: Pick<Clock, 'now'>
  /** Starts the thread; the built worker by default. */
  readonly startWorker?: (data: ForecastWorkerData) => Worker
}

/**
 * Starts the forecaster in a thread of its own. If the thread dies, the call that is under way fails, and the next one
 * starts it anew, three times a minute at most.
 * @throws Error where the thread can't be started at all: the build is incomplete.
 */
export async function connectForecaster(options: ConnectForecasterOptions): Promise<ForecasterPort> {
  const { models, backends = BACKENDS, kernel = true, clock = systemClock, startWorker = startBuiltWorker } = options
  const start: StartThread = (folders) =>
    new ThreadCalls(startWorker({ models: folders, backends, kernel }), { describeEnd })
  const thread = start(models)
  await thread.started
  return new ForecasterClient(start, clock, models, thread)
}

class ForecasterClient implements ForecasterPort {
  readonly #start: StartThread
  readonly #clock: Pick<Clock, 'now'>
  /** What a thread that died is started anew with. */
  #models: ModelFolders
  #thread: ForecastThread
  readonly #restarts: number[] = []
  #closed = false

  constructor(start: StartThread, clock: Pick<Clock, 'now'>, models: ModelFolders, thread: ForecastThread) {
    this.#start = start
    this.#clock = clock
    this.#models = models
    this.#thread = thread
  }

  async forecast(window: ForecastWindow, horizon: Horizon): Promise<Forecast> {
    requireSomeLoad(window)
    return this.#requireThread().call('forecast', window, horizon)
  }

  async forecastMany(windows: readonly ForecastWindow[], horizon: Horizon): Promise<readonly Forecast[]> {
    const forecasts: Forecast[] = []
    // One after the other: what is requested meanwhile finds at most one of them before it.
    for (const window of windows) forecasts.push(await this.forecast(window, horizon))
    return forecasts
  }

  async use(folders: ModelFolders): Promise<void> {
    await this.#requireThread().call('use', folders)
    this.#models = folders
  }

  async status() {
    const current = this.#requireThread()
    const queued = current.waiting
    return { ...(await current.call('status')), queued }
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#thread.terminate('The forecaster ended: it was closed')
  }

  #requireThread(): ForecastThread {
    if (this.#closed) throw new Error('The forecaster is closed')
    if (!this.#thread.isOver) return this.#thread
    const now = this.#clock.now()
    const restarts = this.#restarts
    while (restarts[0] !== undefined && restarts[0] <= now - MINUTE) restarts.shift()
    if (restarts.length >= MAX_RESTARTS) {
      throw new Error('The forecaster ended again and again: it is started anew within a minute')
    }
    restarts.push(now)
    this.#thread = this.#start(this.#models)
    return this.#thread
  }
}

function describeEnd(end: ThreadEnd): string {
  return `The forecaster ended: ${end.kind === 'error' ? end.reason : `its thread ended with code ${end.code}`}`
}

function startBuiltWorker(workerData: ForecastWorkerData): Worker {
  return new Worker(workerUrl('forecast'), { name: 'forecast', workerData })
}
