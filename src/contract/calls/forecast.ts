import { z } from 'zod'
import { HISTORY_STEPS, HORIZON_STEPS } from '../../domain/forecast/forecast.ts'
import {
  InferenceSchema,
  ModelEntrySchema,
  SkillSchema,
  TrainingDataSchema,
  TrainingSchema,
} from '../schemas/models.ts'
import { ForecastSchema, HorizonSchema, InstantInput, StoredForecastSchema } from '../schemas/values.ts'
import { ZoneSchema } from '../settings.ts'
import { defineCall, NoInput, SpanInput } from './call.ts'

/** Which forecasts are meant: by default those of the next hour. */
const HorizonInput = { horizon: HorizonSchema.default('nextHour') }

/** A quarter-hour's mean; null where it is not known. */
const NullableMean = z.number().nullable()
/** Windows in one batch at the most. */
const MAX_WINDOWS = 500
const WindowInput = {
  /** End of the last quarter-hour of the window. */
  end: InstantInput,
  zone: ZoneSchema.default('UTC'),
  loadKw: z.array(NullableMean).min(1).max(HISTORY_STEPS),
  temperatureC: z.array(NullableMean).max(HISTORY_STEPS).nullable().default(null),
}
/** A Keras file as it is handed in: at most 64 MB. */
const KerasFileInput = { fileName: z.string().min(1).max(255), base64: z.base64().max(90_000_000) }

/** Calls about forecasts, how right they were, and the models that make them. */
export const forecastCalls = {
  latestForecast: defineCall({
    method: 'GET',
    path: '/api/v1/forecasts/latest',
    summary: 'The newest forecast of the next hour, or of the next day',
    input: z.object(HorizonInput),
    output: ForecastSchema.nullable(),
  }),
  forecasts: defineCall({
    method: 'GET',
    path: '/api/v1/forecasts',
    summary:
      'Forecasts as they were kept, whose window ended within [from, to), one for each quarter-hour, oldest first',
    input: z.object({
      ...SpanInput,
      ...HorizonInput,
      /**
       * Only the step that is so many quarter-hours ahead of each forecast, from 1 on: at most 100 days at a time.
       * Without it whole forecasts: at most 31 days of the next hour's, or one day of the next day's, as a week of
       * these is 15 MB.
       */
      lead: z.coerce.number().int().min(1).max(HORIZON_STEPS.nextDay).optional(),
    }),
    output: z.array(StoredForecastSchema),
  }),
  forecastNow: defineCall({
    method: 'POST',
    path: '/api/v1/forecasts',
    summary: 'Forecasts the next hour, or the next day, now',
    input: z.object(HorizonInput),
    output: ForecastSchema,
  }),
  skill: defineCall({
    method: 'GET',
    path: '/api/v1/forecasts/skill',
    summary: 'How right the forecasts of the last day, week and month were, beside the naive ones',
    input: NoInput,
    output: SkillSchema,
  }),
  predict: defineCall({
    method: 'POST',
    path: '/predict',
    summary: 'Raw inference: a window of quarter-hours in, the next 4 or 96 out',
    input: z.object({ ...HorizonInput, ...WindowInput }),
    output: ForecastSchema,
  }),
  predictBatch: defineCall({
    method: 'POST',
    path: '/predict/batch',
    summary: `Raw inference of up to ${MAX_WINDOWS} windows at once, answered in their order`,
    input: z.object({ ...HorizonInput, windows: z.array(z.object(WindowInput)).min(1).max(MAX_WINDOWS) }),
    output: z.array(ForecastSchema),
  }),
  models: defineCall({
    method: 'GET',
    path: '/api/v1/models',
    summary: 'The models that there are, with their cards, which are in use, and which may be taken',
    input: NoInput,
    output: z.array(ModelEntrySchema),
  }),
  useModel: defineCall({
    method: 'POST',
    path: '/api/v1/models/use',
    summary:
      'Takes a model into use: one that beats the current one and the naive forecasts, or one that was in use before',
    input: z.object({ id: z.string().min(1) }),
    output: z.array(ModelEntrySchema),
  }),
  removeModel: defineCall({
    method: 'POST',
    path: '/api/v1/models/remove',
    summary: 'Deletes a model that is not in use and was not shipped',
    input: z.object({ id: z.string().min(1) }),
    output: z.array(ModelEntrySchema),
  }),
  inspectModel: defineCall({
    method: 'POST',
    path: '/api/v1/models/inspect',
    summary: 'Reads a Keras file (.h5, .keras) and says what its network takes, without keeping it',
    input: z.object(KerasFileInput),
    output: z.object({
      kerasVersion: z.string(),
      layers: z.array(z.string()),
      /** [steps, features] of the input, and numbers that it answers. */
      inputShape: z.array(z.number()),
      outputs: z.number(),
      /** A guess of its inputs and outputs, to begin with: the form's content. */
      description: z.record(z.string(), z.unknown()),
    }),
  }),
  importModel: defineCall({
    method: 'POST',
    path: '/api/v1/models/import',
    summary:
      'Keeps a Keras network as a model, measured on the history that is kept; it is not in use until it is taken',
    input: z.object({
      ...KerasFileInput,
      /** What its input's features and its outputs are: the content of the sidecar. */
      description: z.record(z.string(), z.unknown()),
    }),
    output: ModelEntrySchema,
  }),
  exportModel: defineCall({
    method: 'GET',
    path: '/api/v1/models/export',
    summary: 'A model as .h5 that Keras 2 reads (base64), with a sidecar that says what it takes',
    input: z.object({ id: z.string().min(1) }),
    output: z.object({ fileName: z.string(), base64: z.string(), sidecar: z.record(z.string(), z.unknown()) }),
  }),
  training: defineCall({
    method: 'GET',
    path: '/api/v1/training',
    summary: 'Whether models are being trained, and how far that is',
    input: NoInput,
    output: TrainingSchema,
  }),
  startTraining: defineCall({
    method: 'POST',
    path: '/api/v1/training',
    summary: 'Trains a model for each horizon, on the kept history or on a CSV; the models in use stay in use',
    input: z.object({ data: TrainingDataSchema.default({ kind: 'history' }) }),
    output: TrainingSchema,
  }),
  cancelTraining: defineCall({
    method: 'POST',
    path: '/api/v1/training/cancel',
    summary: 'Ends a training that is under way; nothing of it is kept',
    input: NoInput,
    output: TrainingSchema,
  }),
  inference: defineCall({
    method: 'GET',
    path: '/api/v1/inference',
    summary: 'Backend, latencies by horizon and cache, queue and memory of the forecaster',
    input: NoInput,
    output: InferenceSchema,
  }),
} as const
