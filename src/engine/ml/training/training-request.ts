import type { LayersModel } from '@tensorflow/tfjs-layers'
import type { Comparison } from '../../../contract/schemas/models.ts'
import type { BandCalibration } from '../../../domain/forecast/band-calibration.ts'
import type { Horizon } from '../../../domain/forecast/forecast.ts'
import type { LoadSeries } from '../../load-csv/load-series.ts'
import type { Dataset } from '../features/dataset.ts'
import type { LinearPath } from '../features/linear-path.ts'
import type { Epoch } from './fit.ts'
import type { TrainingPlan } from './plan.ts'
import type { SeriesSplit } from './training-windows.ts'
import type { walkForward } from './walk-forward.ts'

/** What is trained, on which load, and where the model goes. */
export interface TrainRequest {
  readonly horizon: Horizon
  readonly id: string
  readonly series: LoadSeries
  /** Where the load is from, as a text for the card. */
  readonly source: string
  /** Folder that the model is put into, replacing what is there once the new one is whole. */
  readonly folder: string
  /** The model in use, to be scored on the same holdout. */
  readonly rival: { readonly id: string; readonly folder: string } | null
  readonly wasmDir: string
  /** For the card: when, by which EcoPulse, with which command. */
  readonly now: number
  readonly version: string
  readonly command: string
  readonly seed: number
  /** Makes a model for every plant: loads are shares of each window's own last week, and temperature is hidden at times. */
  readonly forAnyPlant?: boolean
  /** Another plan than the horizon's own: for the ablation. */
  readonly plan?: TrainingPlan
  /** Shares of the series, at its end, that it is validated and held out on. */
  readonly shares?: { readonly validation: number; readonly holdout: number }
}

/** A model that was fitted, and how it did on its holdout. */
export interface TrainedModel {
  readonly dataset: Dataset
  readonly windows: Readonly<Record<'training' | 'validation' | 'holdout', readonly number[]>>
  readonly parts: SeriesSplit
  readonly plan: TrainingPlan
  readonly network: LayersModel
  readonly linear: LinearPath
  readonly calibration: BandCalibration
  readonly epochs: readonly Epoch[]
  readonly seconds: number
  /** Time that all windows of the holdout took. */
  readonly inferenceMs: number
  /** What would have been shown for each window of the holdout. */
  readonly shown: ReturnType<typeof walkForward>
  readonly comparison: Comparison
  /** Reports that all is done: nothing is left but what the caller does with the model. */
  readonly reportDone: () => void
}
