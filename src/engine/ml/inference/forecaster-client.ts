import { Worker } from 'node:worker_threads'
import { BACKENDS, type Backend, type Forecast } from '../../../domain/forecast/forecast.ts'
import { MINUTE } from '../../../domain/time/time.ts'
import { type Clock, systemClock } from '../../runtime/clock.ts'
import { ThreadCalls, type ThreadEnd } from '../../runtime/threads/call-thread.ts'
import { workerUrl } from '../../runtime/threads/worker-url.ts'
import { requireSomeLoad } from '../features/fill-holes.ts'
import type { ForecasterMethods, ForecasterPort, ForecastWorkerData, ModelFolders } from './forecaster-port.ts'

/** How often within a minute a thread that died is started anew. */
const MAX_RESTARTS = 3

type ForecastThread = ThreadCalls<ForecasterMethods, null>

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
  const { backends = BACKENDS, kernel = true, clock = systemClock, startWorker = startBuiltWorker } = options
  const start = (): ForecastThread => new ThreadCalls(startWorker({ models, backends, kernel }), { describeEnd })
  // What a thread that died is started anew with.
  let { models } = options
  const restarts: number[] = []
  let thread = start()
  let closed = false
  await thread.started

  function requireThread(): ForecastThread {
    if (closed) throw new Error('The forecaster is closed')
    if (!thread.isOver) return thread
    const now = clock.now()
    while (restarts[0] !== undefined && restarts[0] <= now - MINUTE) restarts.shift()
    if (restarts.length >= MAX_RESTARTS) {
      throw new Error('The forecaster ended again and again: it is started anew within a minute')
    }
    restarts.push(now)
    thread = start()
    return thread
  }

  return {
    async forecast(window, horizon) {
      requireSomeLoad(window)
      return requireThread().call('forecast', window, horizon)
    },
    async forecastMany(windows, horizon) {
      const forecasts: Forecast[] = []
      // One after the other: what is requested meanwhile finds at most one of them before it.
      for (const window of windows) {
        requireSomeLoad(window)
        forecasts.push(await requireThread().call('forecast', window, horizon))
      }
      return forecasts
    },
    async use(folders) {
      await requireThread().call('use', folders)
      models = folders
    },
    async status() {
      const current = requireThread()
      const queued = current.waiting
      return { ...(await current.call('status')), queued }
    },
    async close() {
      closed = true
      await thread.terminate('The forecaster ended: it was closed')
    },
  }
}

function describeEnd(end: ThreadEnd): string {
  return `The forecaster ended: ${end.kind === 'error' ? end.reason : `its thread ended with code ${end.code}`}`
}

function startBuiltWorker(workerData: ForecastWorkerData): Worker {
  return new Worker(workerUrl('forecast'), { name: 'forecast', workerData })
}
