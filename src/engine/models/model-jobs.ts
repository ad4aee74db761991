import type { CallError } from '../../contract/api.ts'
import type { ModelCard } from '../../contract/models.ts'
import type { Horizon } from '../../domain/forecast.ts'
import type { TrainProgress } from '../forecast/training/train.ts'
import type { CsvSeriesOptions } from '../series/csv-series.ts'
import type { Series } from '../series/series.ts'
import type { PlacedModel } from './model-library.ts'

/** Load that is handed to a model's thread, or a CSV that it reads itself. */
export type JobData =
  | { readonly kind: 'series'; readonly series: Series }
  | { readonly kind: 'csv'; readonly csv: Omit<CsvSeriesOptions, 'signal'> }

/** A model to train. */
export interface TrainJob {
  readonly kind: 'train'
  readonly horizon: Horizon
  /** Its id, and the folder that it is put into, whole or not at all. */
  readonly made: PlacedModel
  /** The model in use, which is scored on the same holdout. */
  readonly rival: PlacedModel | null
  readonly data: JobData
  /** For the card: where the load came from in words, when, by which EcoPulse, by which deed. */
  readonly source: string
  readonly now: number
  readonly version: string
  readonly command: string
  readonly seed: number
}

/** What a model's thread is asked to do: one thing, with which it is started. */
export type ModelJob = TrainJob

/** What each kind of job answers. */
export interface ModelJobAnswers {
  readonly train: ModelCard
}

/** What the thread says while it works, and at last. */
export type ModelReply =
  /** The load was read: what was odd about it. */
  | { readonly kind: 'read'; readonly notes: readonly string[] }
  | { readonly kind: 'progress'; readonly progress: TrainProgress }
  | { readonly kind: 'answer'; readonly answer: ModelJobAnswers[keyof ModelJobAnswers] }
  /** `code` is null for a bug. */
  | {
      readonly kind: 'error'
      readonly code: CallError['code'] | null
      readonly message: string
      readonly field?: string
    }
