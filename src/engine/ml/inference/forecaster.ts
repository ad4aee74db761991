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
import type { Forecaster, ModelFolders } from './forecaster-port.ts'
import { LatencyTable } from './latencies.ts'
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

/**
 * A forecaster on this thread. Opens the fastest backend that loads, opens the models and warms them up; a model that
 * can't be used leaves naive forecasts with the reason. A forecast runs from beginning to end before another begins.
 */
export async function createForecaster(options: ForecasterOptions): Promise<Forecaster> {
  const stopwatch = options.stopwatch ?? (() => performance.now())
  const { tf, backend, note } = await openBackend(options.wasmDir, options.backends)
  const makeKernel = options.createKernel === undefined ? createKernel : options.createKernel
  const open = async (folder: string, horizon: Horizon) => {
    const predictor = await openPredictor(tf, backend, folder, makeKernel)
    const wrong = describeUnsuitable(predictor, horizon)
    if (wrong === null) return predictor
    predictor.dispose()
    throw new Error(wrong)
  }
  const failures = { count: 0, last: null as string | null }
  let inUse = options.models
  let models: Readonly<Record<Horizon, OpenedModel>> = {
    nextHour: await openModel(inUse, 'nextHour', open),
    nextDay: await openModel(inUse, 'nextDay', open),
  }
  for (const opened of Object.values(models)) if ('reason' in opened) failures.last = opened.reason
  const cache = new ForecastCache()
  const latencies = new LatencyTable()

  function makeForecast(window: ForecastWindow, horizon: Horizon, naive: NaiveForecast): ForecastAnswer {
    const fallBackToNaive = (reason: string): ForecastAnswer => {
      const steps = toForecastSteps(window.end, naive.steps, null, naive)
      return { steps, method: 'naive', reason, naive: naive.name, model: null }
    }
    const opened = models[horizon]
    if ('reason' in opened) return fallBackToNaive(opened.reason)
    const { predictor } = opened
    const past = createWindowDataset(window, predictor.layout, predictor.scaleKw, predictor.longestStill)
    if ('reason' in past) return fallBackToNaive(past.reason)
    try {
      const [quantiles = []] = predictor.forecast(past.dataset, [past.at])
      const band = raiseToLowest(lowestLoadKw(window), quantiles)
      const steps = toForecastSteps(window.end, band, band, naive)
      return { steps, method: 'model', reason: null, naive: naive.name, model: predictor.card.id }
    } catch (error) {
      failures.count += 1
      failures.last = reasonOf(error)
      return fallBackToNaive(`The model failed: ${failures.last}.`)
    }
  }

  return {
    async forecast(window, horizon) {
      const startedAt = stopwatch()
      requireSomeLoad(window)
      const opened = models[horizon]
      const key = cacheKey(
        window,
        'predictor' in opened
          ? `${horizon} ${opened.predictor.card.id} ${opened.predictor.card.weightsSha256}`
          : horizon,
      )
      const known = cache.get(key)
      // What computed an answer: a naive one needs no network.
      const computedBy = ({ method }: Pick<Forecast, 'method'>) =>
        method === 'model' && 'predictor' in opened ? opened.predictor.computedBy : 'naive rule'
      if (known !== undefined) {
        const latencyMs = stopwatch() - startedAt
        latencies.add({ horizon, cached: true, computedBy: computedBy(known) }, latencyMs)
        return { ...known, latencyMs, cached: true }
      }
      const best = findBestNaiveForecast(window.loadKw, horizon)
      if (best === null) throw new Error('A window with some load has a naive forecast')
      const naive = { ...best, steps: raiseToLowest(lowestLoadKw(window), best.steps) }
      const made = { horizon, windowEnd: window.end, ...makeForecast(window, horizon, naive), backend }
      const latencyMs = stopwatch() - startedAt
      latencies.add({ horizon, cached: false, computedBy: computedBy(made) }, latencyMs)
      const forecast: Forecast = { ...made, latencyMs, cached: false }
      cache.set(key, forecast)
      return forecast
    },
    async use(folders) {
      const changed = HORIZONS.filter((horizon) => folders[horizon] !== inUse[horizon])
      const next: Partial<Record<Horizon, OpenedModel>> = {}
      for (const horizon of changed) next[horizon] = await openModel(folders, horizon, open)
      const wrong = Object.values(next).find((opened) => 'reason' in opened)
      if (wrong !== undefined && 'reason' in wrong) {
        disposeAll(Object.values(next))
        throw new EngineError('invalid', wrong.reason)
      }
      disposeAll(changed.map((horizon) => models[horizon]))
      models = { ...models, ...next }
      inUse = folders
    },
    status: () => ({
      backend,
      backendNote: `${note} ${makeKernel === null ? '' : describeKernel(Object.values(models))}`.trim(),
      models: modelIds(models),
      latencies: latencies.list(),
      failures: failures.count,
      lastFailure: failures.last,
      ...readMemory(tf),
    }),
    close: () => disposeAll(Object.values(models)),
  }
}

function openModel(
  folders: ModelFolders,
  horizon: Horizon,
  open: (folder: string, horizon: Horizon) => Promise<Predictor>,
): Promise<OpenedModel> {
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
  const raised = (kw: number) => Math.max(lowestKw, kw)
  return band.map(({ p10, p50, p90 }) => ({ p10: raised(p10), p50: raised(p50), p90: raised(p90) }))
}
