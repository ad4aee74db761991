import { z } from 'zod'
import { HISTORY_STEPS, HORIZON_STEPS } from '../../domain/forecast/forecast.ts'
import {
  InferenceSchema,
  ModelEntrySchema,
  SkillSchema,
  TrainingDataSchema,
  TrainingSchema,
} from '../schemas/models.ts'
import { ForecastSchema, HorizonSchema, InstantIn, KeptForecastSchema } from '../schemas/values.ts'
import { ZoneSchema } from '../settings.ts'
import { call, Nothing, Span } from './call.ts'

/** Which forecasts are meant: those of the next hour, unless it says otherwise. */
const OfHorizon = { horizon: HorizonSchema.default('nextHour') }

/** A quarter-hour's mean; null where it is not known. */
const Hole = z.number().nullable()
/** Windows in one batch at the most. */
const MOST_WINDOWS = 500
const WindowIn = {
  /** End of the last quarter-hour of the window. */
  end: InstantIn,
  zone: ZoneSchema.default('UTC'),
  loadKw: z.array(Hole).min(1).max(HISTORY_STEPS),
  temperatureC: z.array(Hole).max(HISTORY_STEPS).nullable().default(null),
}
/** A Keras file as it is handed in: at most 64 MB. */
const KerasFileIn = { fileName: z.string().min(1).max(255), base64: z.base64().max(90_000_000) }

/** Calls about forecasts, how right they were, and the models that make them. */
export const forecastCalls = {
  latestForecast: call({
    method: 'GET',
    path: '/api/v1/forecasts/latest',
    summary: 'The newest forecast of the next hour, or of the next day',
    input: z.object(OfHorizon),
    output: ForecastSchema.nullable(),
  }),
  forecasts: call({
    method: 'GET',
    path: '/api/v1/forecasts',
    summary:
      'Forecasts as they were kept, whose window ended within [from, to), one for each quarter-hour, oldest first',
    input: z.object({
      ...Span,
      ...OfHorizon,
      /**
       * Of each forecast only the step that is so many quarter-hours ahead, from 1 on: 100 days at a time. Of whole
       * forecasts 31 days of the next hour's, and a day of the next day's: a week of these is 15 MB.
       */
      lead: z.coerce.number().int().min(1).max(HORIZON_STEPS.nextDay).optional(),
    }),
    output: z.array(KeptForecastSchema),
  }),
  forecastNow: call({
    method: 'POST',
    path: '/api/v1/forecasts',
    summary: 'Forecasts the next hour, or the next day, now',
    input: z.object(OfHorizon),
    output: ForecastSchema,
  }),
  skill: call({
    method: 'GET',
    path: '/api/v1/forecasts/skill',
    summary: 'How right the forecasts of the last day, week and month were, beside the naive ones',
    input: Nothing,
    output: SkillSchema,
  }),
  predict: call({
    method: 'POST',
    path: '/predict',
    summary: 'Raw inference: a window of quarter-hours in, the next 4 or 96 out',
    input: z.object({ ...OfHorizon, ...WindowIn }),
    output: ForecastSchema,
  }),
  predictBatch: call({
    method: 'POST',
    path: '/predict/batch',
    summary: `Raw inference of up to ${MOST_WINDOWS} windows at once, answered in their order`,
    input: z.object({ ...OfHorizon, windows: z.array(z.object(WindowIn)).min(1).max(MOST_WINDOWS) }),
    output: z.array(ForecastSchema),
  }),
  models: call({
    method: 'GET',
    path: '/api/v1/models',
    summary: 'The models that there are, with their cards, which are in use, and which may be taken',
    input: Nothing,
    output: z.array(ModelEntrySchema),
  }),
  useModel: call({
    method: 'POST',
    path: '/api/v1/models/use',
    summary:
      'Takes a model into use: one that beats the current one and the naive forecasts, or one that was in use before',
    input: z.object({ id: z.string().min(1) }),
    output: z.array(ModelEntrySchema),
  }),
  removeModel: call({
    method: 'POST',
    path: '/api/v1/models/remove',
    summary: 'Deletes a model that is not in use and was not shipped',
    input: z.object({ id: z.string().min(1) }),
    output: z.array(ModelEntrySchema),
  }),
  inspectModel: call({
    method: 'POST',
    path: '/api/v1/models/inspect',
    summary: 'Reads a Keras file (.h5, .keras) and says what its network takes, without keeping it',
    input: z.object(KerasFileIn),
    output: z.object({
      kerasVersion: z.string(),
      layers: z.array(z.string()),
      /** [steps, features] of the input, and numbers that it answers. */
      inputShape: z.array(z.number()),
      outputs: z.number(),
      /** What it might take and answer, to begin with: the form's content. */
      description: z.record(z.string(), z.unknown()),
    }),
  }),
  importModel: call({
    method: 'POST',
    path: '/api/v1/models/import',
    summary:
      'Keeps a Keras network as a model, measured on the history that is kept; it is not in use until it is taken',
    input: z.object({
      ...KerasFileIn,
      /** What its input's features and its outputs are: the content of the sidecar. */
      description: z.record(z.string(), z.unknown()),
    }),
    output: ModelEntrySchema,
  }),
  exportModel: call({
    method: 'GET',
    path: '/api/v1/models/export',
    summary: 'A model as .h5 that Keras 2 reads (base64), with a sidecar that says what it takes',
    input: z.object({ id: z.string().min(1) }),
    output: z.object({ fileName: z.string(), base64: z.string(), sidecar: z.record(z.string(), z.unknown()) }),
  }),
  training: call({
    method: 'GET',
    path: '/api/v1/training',
    summary: 'Whether models are being trained, and how far that is',
    input: Nothing,
    output: TrainingSchema,
  }),
  startTraining: call({
    method: 'POST',
    path: '/api/v1/training',
    summary: 'Trains a model for each horizon, on the kept history or on a CSV; the models in use stay in use',
    input: z.object({ data: TrainingDataSchema.default({ kind: 'history' }) }),
    output: TrainingSchema,
  }),
  cancelTraining: call({
    method: 'POST',
    path: '/api/v1/training/cancel',
    summary: 'Ends a training that is under way; nothing of it is kept',
    input: Nothing,
    output: TrainingSchema,
  }),
  inference: call({
    method: 'GET',
    path: '/api/v1/inference',
    summary: 'Backend, latencies by horizon and cache, queue and memory of the forecaster',
    input: Nothing,
    output: InferenceSchema,
  }),
} as const
