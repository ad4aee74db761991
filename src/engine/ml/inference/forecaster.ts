import {
  type Backend,
  FORECAST_RESOLUTION,
  type Forecast,
  type ForecastWindow,
  HORIZONS,
  type Horizon,
  type Quantiles,
} from '../../../domain/forecast/forecast.ts'
import { findBestNaiveForecast, type NaiveForecast } from '../../../domain/forecast/naive-forecast.ts'
import { MINUTE } from '../../../domain/time/time.ts'
import { EngineError, reasonOf } from '../../runtime/engine-error.ts'
import { requireSomeLoad } from '../features/fill-holes.ts'
import { toForecastSteps } from '../features/forecast-steps.ts'
import { createKernel } from '../kernels/kernel.ts'
import { describeUnusableModel } from '../network/model-files.ts'
import { openBackend } from '../tensorflow/backends.ts'
import type { Tensorflow } from '../tensorflow/tensorflow.ts'
import { cacheKey, ForecastCache } from './forecast-cache.ts'
import type { Forecaster, ForecasterStatus, ModelFolders } from './forecaster-port.ts'
import { LatencyRecorder } from './latencies.ts'
import { openPredictor } from './open-predictor.ts'
import { createWindowDataset, type Predictor } from './predictor.ts'

/** What a forecaster needs. */
export interface ForecasterOptions {
  /** The folders of the models to begin with. */
  readonly models: ModelFolders
  /** Folder with TensorFlow.js's `.wasm` files. */
  readonly wasmDir: string
  /** Backends to try, in this order; all by default. */
  readonly backends?: readonly Backend[]
  /** Makes the kernel that computes in place of TensorFlow.js: the project's own by default; null for none. */
  readonly createKernel?: typeof createKernel | null
  /** Milliseconds from any start, for latencies. */
  readonly stopwatch?: () => number
}

type ForecastAnswer = Pick<Forecast, 'steps' | 'method' | 'reason' | 'naive' | 'model'>

/** The model of a horizon, or why there is none, in a sentence. */
type OpenedModel = { readonly predictor: Predictor } | { readonly reason: string }

/** Opens the model of a folder. @throws Error (rejects) where it can't make the app's forecasts of the horizon. */
type OpenPredictor = (folder: string, horizon: Horizon) => Promise<Predictor>

/** The backend that computes, and how models are opened on it. */
interface InferenceRuntime {
  readonly tf: Tensorflow
  readonly backend: Backend
  /** Why this backend, and whether a kernel computes in its place. */
  readonly describe: (models: readonly OpenedModel[]) => string
  readonly open: OpenPredictor
  readonly stopwatch: () => number
}

/**
 * A forecaster on this thread. Opens the fastest backend that loads, opens the models and warms them up; a model that
 * can't be used leaves naive forecasts with the reason. A forecast runs from beginning to end before another begins.
 */
export async function createForecaster(options: ForecasterOptions): Promise<Forecaster> {
  const runtime = await openRuntime(options)
  const folders = options.models
  return new ModelForecaster(runtime, folders, {
    nextHour: await openModel(folders, 'nextHour', runtime.open),
    nextDay: await openModel(folders, 'nextDay', runtime.open),
  })
}

async function openRuntime(options: ForecasterOptions): Promise<InferenceRuntime> {
  const { tf, backend, note } = await openBackend(options.wasmDir, options.backends)
  const makeKernel = options.createKernel === undefined ? createKernel : options.createKernel
  return {
    tf,
    backend,
    describe: (models) => `${note} ${makeKernel === null ? '' : describeKernel(models)}`.trim(),
    stopwatch: options.stopwatch ?? (() => performance.now()),
    async open(folder, horizon) {
      const predictor = await openPredictor(tf, backend, folder, makeKernel)
      const reason = describeUnsuitable(predictor, horizon)
      if (reason === null) return predictor
      predictor.dispose()
      throw new Error(reason)
    },
  }
}

class ModelForecaster implements Forecaster {
  readonly #runtime: InferenceRuntime
  #folders: ModelFolders
  #models: Readonly<Record<Horizon, OpenedModel>>
  #failureCount = 0
  #lastFailure: string | null = null
  readonly #cache = new ForecastCache()
  readonly #latencies = new LatencyRecorder()

  constructor(runtime: InferenceRuntime, folders: ModelFolders, models: Readonly<Record<Horizon, OpenedModel>>) {
    this.#runtime = runtime
    this.#folders = folders
    this.#models = models
    for (const opened of Object.values(models)) if ('reason' in opened) this.#lastFailure = opened.reason
  }

  async forecast(window: ForecastWindow, horizon: Horizon): Promise<Forecast> {
    const { stopwatch, backend } = this.#runtime
    const startedAt = stopwatch()
    requireSomeLoad(window)
    const opened = this.#models[horizon]
    const key = cacheKey(window, describeModelForCache(horizon, opened))
    const known = this.#cache.get(key)
    if (known !== undefined) {
      const latencyMs = stopwatch() - startedAt
      this.#latencies.add({ horizon, cached: true, computedBy: findComputedBy(opened, known) }, latencyMs)
      return { ...known, latencyMs, cached: true }
    }
    const best = findBestNaiveForecast(window.loadKw, horizon)
    if (best === null) throw new Error('A window with some load has a naive forecast')
    const naive = { ...best, steps: raiseToLowest(lowestLoadKw(window), best.steps) }
    const made = { horizon, windowEnd: window.end, ...this.#makeForecast(window, opened, naive), backend }
    const latencyMs = stopwatch() - startedAt
    this.#latencies.add({ horizon, cached: false, computedBy: findComputedBy(opened, made) }, latencyMs)
    const forecast: Forecast = { ...made, latencyMs, cached: false }
    this.#cache.set(key, forecast)
    return forecast
  }

  async use(folders: ModelFolders): Promise<void> {
    const changed = HORIZONS.filter((horizon) => folders[horizon] !== this.#folders[horizon])
    const next: Partial<Record<Horizon, OpenedModel>> = {}
    for (const horizon of changed) next[horizon] = await openModel(folders, horizon, this.#runtime.open)
    const unusable = Object.values(next).find((opened) => 'reason' in opened)
    if (unusable !== undefined && 'reason' in unusable) {
      disposeAll(Object.values(next))
      throw new EngineError('invalid', unusable.reason)
    }
    disposeAll(changed.map((horizon) => this.#models[horizon]))
    this.#models = { ...this.#models, ...next }
    this.#folders = folders
  }

  status(): ForecasterStatus {
    const { backend, tf, describe } = this.#runtime
    return {
      backend,
      backendNote: describe(Object.values(this.#models)),
      models: modelIds(this.#models),
      latencies: this.#latencies.list(),
      failures: this.#failureCount,
      lastFailure: this.#lastFailure,
      ...readMemory(tf),
    }
  }

  close(): void {
    disposeAll(Object.values(this.#models))
  }

  /** The model's forecast; the naive one, with the reason, where there is no model or it can't work with the window. */
  #makeForecast(window: ForecastWindow, opened: OpenedModel, naive: NaiveForecast): ForecastAnswer {
    if ('reason' in opened) return makeNaiveAnswer(window, naive, opened.reason)
    const { predictor } = opened
    const past = createWindowDataset(window, predictor.layout, predictor.scaleKw, predictor.longestStill)
    if ('reason' in past) return makeNaiveAnswer(window, naive, past.reason)
    try {
      const [quantiles = []] = predictor.forecast(past.dataset, [past.at])
      const band = raiseToLowest(lowestLoadKw(window), quantiles)
      const steps = toForecastSteps(window.end, band, band, naive)
      return { steps, method: 'model', reason: null, naive: naive.name, model: predictor.card.id }
    } catch (error) {
      this.#failureCount += 1
      this.#lastFailure = reasonOf(error)
      return makeNaiveAnswer(window, naive, `The model failed: ${this.#lastFailure}.`)
    }
  }
}

function makeNaiveAnswer({ end }: ForecastWindow, naive: NaiveForecast, reason: string): ForecastAnswer {
  const steps = toForecastSteps(end, naive.steps, null, naive)
  return { steps, method: 'naive', reason, naive: naive.name, model: null }
}

/** What of a horizon's model a cached forecast depends on. */
function describeModelForCache(horizon: Horizon, opened: OpenedModel): string {
  if ('reason' in opened) return horizon
  const { id, weightsSha256 } = opened.predictor.card
  return `${horizon} ${id} ${weightsSha256}`
}

/** What computed a forecast: a naive one needs no network. */
function findComputedBy(opened: OpenedModel, { method }: Pick<Forecast, 'method'>): string {
  return method === 'model' && 'predictor' in opened ? opened.predictor.computedBy : 'naive rule'
}

function openModel(folders: ModelFolders, horizon: Horizon, open: OpenPredictor): Promise<OpenedModel> {
  return open(folders[horizon], horizon).then(
    (predictor) => ({ predictor }),
    (error: unknown) => ({ reason: describeUnusableModel(folders[horizon], error) }),
  )
}

/** Why a model can't make the app's forecasts of a horizon; null where it can. */
function describeUnsuitable({ card, layout }: Predictor, horizon: Horizon): string | null {
  if (card.horizon !== horizon) return `it is a model of another horizon, ${card.horizon}`
  if (layout.resolutionMs === FORECAST_RESOLUTION) return null
  return `it reads steps of ${layout.resolutionMs / MINUTE} min, and forecasts are made of quarter-hours`
}

function disposeAll(models: readonly OpenedModel[]): void {
  for (const opened of models) if ('predictor' in opened) opened.predictor.dispose()
}

function modelIds(models: Readonly<Record<Horizon, OpenedModel>>) {
  const idOf = (opened: OpenedModel) => ('predictor' in opened ? opened.predictor.card.id : null)
  return { nextHour: idOf(models.nextHour), nextDay: idOf(models.nextDay) }
}

/** Whether the kernel computes in place of TensorFlow.js. */
function describeKernel(models: readonly OpenedModel[]): string {
  const open = models.flatMap((opened) => ('predictor' in opened ? [opened.predictor] : []))
  if (open.length === 0) return ''
  if (open.every(({ computedBy }) => computedBy === 'kernel')) return 'A kernel that agrees with it computes.'
  if (open.some(({ computedBy }) => computedBy === 'kernel'))
    return 'A kernel that agrees with it computes one of the two models.'
  return 'The kernel is not in use: it does not agree with it, or does not know the network.'
}

function readMemory({ core }: Tensorflow) {
  const { numTensors, numBytes } = core.memory()
  return { tensors: numTensors, tensorBytes: numBytes, heapBytes: process.memoryUsage().heapUsed }
}

/** The lowest load in kW that is expected: 0 of a plant that never exported in the window. */
function lowestLoadKw({ loadKw }: ForecastWindow): number {
  return loadKw.reduce<number>((least, value) => Math.min(least, value ?? 0), 0)
}

function raiseToLowest(lowestKw: number, band: readonly Quantiles[]): readonly Quantiles[] {
  const raise = (kw: number) => Math.max(lowestKw, kw)
  return band.map(({ p10, p50, p90 }) => ({ p10: raise(p10), p50: raise(p50), p90: raise(p90) }))
}
