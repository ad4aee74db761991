import type { CallArguments, CallOutput } from '../../contract/api.ts'
import type { ModelCard } from '../../contract/schemas/models.ts'
import type { Horizon } from '../../domain/forecast/forecast.ts'
import type { CsvSeriesOptions } from '../load-csv/csv-series.ts'
import type { LoadSeries } from '../load-csv/load-series.ts'
import type { Evaluation } from '../ml/training/evaluation.ts'
import type { TrainProgress } from '../ml/training/train.ts'
import type { ModelLocation } from './model-library.ts'

/** Load that is handed to a model's thread, or a CSV that it reads itself. */
export type JobData =
  | { readonly kind: 'series'; readonly series: LoadSeries }
  | { readonly kind: 'csv'; readonly csv: Omit<CsvSeriesOptions, 'signal'> }

/** A model to train. */
export interface TrainJob {
  readonly kind: 'train'
  readonly horizon: Horizon
  /** Its id, and the folder that it is put into, whole or not at all. */
  readonly made: ModelLocation
  /** The model in use, which is scored on the same holdout. */
  readonly rival: ModelLocation | null
  readonly data: JobData
  /** For the card: where the load is from as a text, when it was made, by which EcoPulse, by which command. */
  readonly source: string
  readonly now: number
  readonly version: string
  readonly command: string
  readonly seed: number
}

/** A Keras file to read. */
export interface InspectJob {
  readonly kind: 'inspect'
  readonly file: CallArguments<'inspectModel'>
}

/** A Keras file to keep as a model. */
export interface ImportJob {
  readonly kind: 'import'
  readonly file: CallArguments<'inspectModel'>
  /** The inputs and outputs of its network: the content of the sidecar, not validated yet. */
  readonly description: Readonly<Record<string, unknown>>
  readonly made: ModelLocation
  /** The models in use, of which the one of its horizon is measured on the same days. */
  readonly rivals: Readonly<Record<Horizon, ModelLocation | null>>
  /** What to measure it on; null where there is nothing. */
  readonly data: JobData | null
  readonly source: string
  readonly now: number
  readonly version: string
  readonly command: string
}

/** A model to write as a Keras file. */
export interface ExportJob {
  readonly kind: 'export'
  readonly model: ModelLocation
}

/** A load to evaluate a model's training by. */
export interface EvaluateJob {
  readonly kind: 'evaluate'
  readonly horizon: Horizon
  readonly data: JobData
  readonly seed: number
  readonly ablation: boolean
}

/** The task of a model's thread: one, with which it is started. */
export type ModelJob = TrainJob | EvaluateJob | InspectJob | ImportJob | ExportJob

/** What each kind of job answers. */
export interface ModelJobAnswers {
  readonly train: ModelCard
  readonly evaluate: Evaluation
  readonly inspect: CallOutput<'inspectModel'>
  readonly import: ModelCard
  readonly export: CallOutput<'exportModel'>
}

/** The thread's messages while it works. */
export type ModelJobEvent =
  /** The load was read: what was odd about it. */
  | { readonly kind: 'read'; readonly notes: readonly string[] }
  | { readonly kind: 'progress'; readonly progress: TrainProgress }
