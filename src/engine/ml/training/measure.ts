import type { Comparison } from '../../../contract/schemas/models.ts'
import type { Score } from '../../../domain/forecast/forecast-score.ts'
import type { LoadSeries } from '../../load-csv/load-series.ts'
import { findWindows, readDataset } from '../features/dataset.ts'
import { openPredictor } from '../inference/open-predictor.ts'
import { openBackend } from '../tensorflow/backends.ts'
import type { Tensorflow } from '../tensorflow/tensorflow.ts'
import { compareForecasts, walkForward } from './walk-forward.ts'

/** Which model is measured, and on what. */
export interface MeasureRequest {
  /** Folder of the model. */
  readonly folder: string
  readonly series: LoadSeries
  /** Steps [from, to) of the series that are forecast. */
  readonly from: number
  readonly to: number
  readonly wasmDir: string
}

/**
 * How a model does on a stretch of a plant's load, beside the naive forecasts, walking forward as the app would.
 * @throws Error where the model can't be opened, is of another resolution, or no window of the stretch can be read.
 */
export async function measureModel({ folder, series, from, to, wasmDir }: MeasureRequest): Promise<Comparison> {
  const { tf, backend } = await openBackend(wasmDir)
  const predictor = await openPredictor(tf, backend, folder)
  try {
    requireResolution(series, predictor.layout.resolutionMs)
    const dataset = readDataset(series, predictor.card.horizon, predictor.scaleKw, predictor.longestStill)
    const windows = findWindows(dataset, { from, to })
    if (windows.length === 0) throw new Error('No window of the load can be read')
    return compareForecasts(dataset, windows, walkForward(dataset, windows, predictor.forecast(dataset, windows)))
  } finally {
    predictor.dispose()
  }
}

/** The score of a model on windows that another was held out on; null where it can't forecast them. */
export async function scoreModel(
  tf: Tensorflow,
  backend: string,
  { folder }: { readonly folder: string },
  series: LoadSeries,
  windows: readonly number[],
): Promise<Score | null> {
  const predictor = await openPredictor(tf, backend, folder).catch(() => null)
  if (predictor === null) return null
  try {
    if (predictor.layout.resolutionMs !== series.resolutionMs) return null
    const dataset = readDataset(series, predictor.card.horizon, predictor.scaleKw, predictor.longestStill)
    const [first, last] = [windows[0] ?? 0, windows.at(-1) ?? 0]
    const readable = new Set(findWindows(dataset, { from: first, to: last + dataset.layout.steps }))
    const some = windows.filter((at) => readable.has(at))
    if (some.length === 0) return null
    return compareForecasts(dataset, some, walkForward(dataset, some, predictor.forecast(dataset, some))).model
  } finally {
    predictor.dispose()
  }
}

function requireResolution({ resolutionMs }: LoadSeries, requiredMs: number): void {
  if (resolutionMs !== requiredMs) throw new Error(`The model reads steps of ${requiredMs / 60_000} min`)
}
