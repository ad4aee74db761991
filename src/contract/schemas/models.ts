import { z } from 'zod'
import { BACKENDS, NAIVE_NAMES } from '../../domain/forecast/forecast.ts'
import type { Score } from '../../domain/forecast/forecast-score.ts'
import { HorizonSchema, Instant } from './values.ts'

/** A share that can't be computed (MAPE where every load is 0) is null in JSON. */
const ShareOrNaN = z
  .number()
  .nullable()
  .transform((value) => value ?? Number.NaN)

/** How right forecasts were: `Score` of the domain. Shares are fractions. */
export const ScoreSchema: z.ZodType<Score> = z.object({
  steps: z.number(),
  mape: ShareOrNaN,
  wape: ShareOrNaN,
  maeKw: z.number(),
  pinballKw: z.number(),
  coverage: z.number(),
})

/** A model beside the naive forecasts, on the same windows. */
export const ComparisonSchema = z.object({
  windows: z.number(),
  model: ScoreSchema,
  naive: z.record(z.enum(NAIVE_NAMES), ScoreSchema),
  /**
   * The naive forecast with the smallest mean absolute error, and what the model gains over it (a fraction of it): null
   * in JSON where it was never wrong and the model was.
   */
  bestNaive: z.enum(NAIVE_NAMES),
  skill: ShareOrNaN,
})
/** A model's score beside those of the naive rules, on the same windows. */
export type Comparison = z.infer<typeof ComparisonSchema>

const DataPartSchema = z.object({ from: z.string(), to: z.string(), windows: z.number() })

/** The card beside a model's weights: where it comes from, its inputs, and how good it is. */
export const ModelCardSchema = z.object({
  /** Unique among all models of an engine. */
  id: z.string(),
  horizon: HorizonSchema,
  /** `lstm`: EcoPulse's own network; `keras`: an imported network. */
  kind: z.enum(['lstm', 'keras']),
  madeAt: z.string(),
  madeBy: z.string(),
  /** The command, or the action in the app, that made it. */
  command: z.string(),
  data: z.object({
    /** Where the load is from, as a text. */
    source: z.string(),
    zone: z.string(),
    from: z.string(),
    to: z.string(),
    days: z.number(),
    /** Steps of the data that had no load. */
    holes: z.number(),
    resolutionMinutes: z.number(),
  }),
  /** In order of time; the steps that a part forecasts never lie in another. Null where EcoPulse did not train it. */
  parts: z.object({ training: DataPartSchema, validation: DataPartSchema, holdout: DataPartSchema }).nullable(),
  features: z.object({
    window: z.array(z.string()),
    ahead: z.array(z.string()),
    recent: z.array(z.string()),
    history: z.string(),
  }),
  network: z.record(z.string(), z.number()),
  training: z.record(z.string(), z.number()),
  /** How it did on its holdout; null where there was nothing to measure it by. */
  holdout: ComparisonSchema.nullable(),
  /** The model that was in use when this one was made, on the same holdout; null where there was none. */
  rival: z.object({ id: z.string(), score: ScoreSchema }).nullable(),
  limits: z.string(),
  /** SHA-256 of weights.bin, hexadecimal. */
  weightsSha256: z.string(),
})
/** The card of a model. */
export type ModelCard = z.infer<typeof ModelCardSchema>

/** A model that the engine has. */
export const ModelEntrySchema = z.object({
  id: z.string(),
  horizon: HorizonSchema,
  origin: z.enum(['shipped', 'trained', 'imported']),
  /** Forecasts come from it. */
  inUse: z.boolean(),
  /** The one that was in use before: one call goes back to it. */
  previous: z.boolean(),
  /** Whether it may be taken, and why or why not, in a sentence with the figures; null for the one in use. */
  verdict: z.object({ canBeTaken: z.boolean(), reason: z.string() }).nullable(),
  card: ModelCardSchema,
})
/** A model of the library. */
export type ModelEntry = z.infer<typeof ModelEntrySchema>

/** The progress of a model's training. */
const TrainingJobSchema = z.object({
  horizon: HorizonSchema,
  phase: z.enum(['waiting', 'reading', 'fitting', 'scoring', 'done']),
  /** 1 and up while fitting; `epochs` at the most. */
  epoch: z.number(),
  epochs: z.number(),
  /** Finished share of the whole job, 0 to 1. */
  share: z.number(),
  /** The longest that it can still last, in ms; null while it is unknown. */
  leftMs: z.number().nullable(),
  loss: z.number().nullable(),
  validationLoss: z.number().nullable(),
})
/** The training of one horizon's model. */
export type TrainingJob = z.infer<typeof TrainingJobSchema>

/** The training of models: none yet, one that runs, or the last one that ended. */
export const TrainingSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('idle') }),
  z.object({
    kind: z.literal('running'),
    startedAt: Instant,
    /** What it trains on, as a text. */
    data: z.string(),
    jobs: z.array(TrainingJobSchema),
  }),
  z.object({
    kind: z.literal('ended'),
    startedAt: Instant,
    endedAt: Instant,
    data: z.string(),
    outcome: z.enum(['done', 'cancelled', 'failed']),
    /** Why it failed, or what was made, in a sentence. */
    message: z.string(),
    /** Ids of the models that it made: challengers. */
    models: z.array(z.string()),
  }),
])
/** The state of the training of models. */
export type Training = z.infer<typeof TrainingSchema>

/** What to train on: the load that the store keeps, or a CSV on the engine's machine. */
export const TrainingDataSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('history') }),
  z.object({
    kind: z.literal('csv'),
    file: z.string().min(1),
    time: z.string().optional(),
    value: z.string().min(1),
    temperature: z.string().optional(),
    zone: z.string().optional(),
  }),
])
/** What to train on. */
export type TrainingData = z.infer<typeof TrainingDataSchema>

/** How right forecasts were over a stretch of time, by its steps with a measured load. */
const SkillSpanSchema = z.object({
  from: Instant,
  to: Instant,
  /** Share of the forecasts that are hindcasts (made later, from what was known at their time), 0 to 1. */
  hindsight: z.number(),
  /** Score of the forecasts as they were shown: with a naive one where it was shown in the model's place. */
  forecast: ScoreSchema.nullable(),
  /** The model alone. */
  model: ScoreSchema.nullable(),
  naive: z.record(z.enum(NAIVE_NAMES), ScoreSchema.nullable()),
  bestNaive: z.enum(NAIVE_NAMES).nullable(),
  /** What the model gains over the best naive forecast, a fraction of its error; null where either is unknown. */
  skill: z.number().nullable(),
})
/** How right forecasts were over a stretch of time. */
export type SkillSpan = z.infer<typeof SkillSpanSchema>

const HorizonSkillSchema = z.object({
  /** Id of the model in use. */
  model: z.string().nullable(),
  day: SkillSpanSchema,
  week: SkillSpanSchema,
  month: SkillSpanSchema,
  /** A naive forecast is shown because the model was worse for a day; null where the model's is. */
  standIn: z.object({ since: Instant, reason: z.string() }).nullable(),
  /**
   * Whether the inputs of the last week are unlike those that the model was trained on, in a sentence; null where they
   * are alike.
   */
  drift: z.string().nullable(),
})
/** How right the forecasts of a horizon were over the last day, week and month. */
export type HorizonSkill = z.infer<typeof HorizonSkillSchema>

/** How right the forecasts were, by horizon. */
export const SkillSchema = z.record(HorizonSchema, HorizonSkillSchema)
/** How right the forecasts were, by horizon. */
export type Skill = z.infer<typeof SkillSchema>

/** The forecaster's state, for a data engineer. */
export const InferenceSchema = z.object({
  backend: z.enum(BACKENDS).nullable(),
  backendNote: z.string(),
  /** Latencies of the last thousand runs in ms, by horizon and by whether the answer was in the cache. */
  latencies: z.array(
    z.object({
      horizon: HorizonSchema,
      cached: z.boolean(),
      /** `kernel`, the backend of TensorFlow.js, or `naive rule`. */
      computedBy: z.string(),
      count: z.number(),
      p50: z.number(),
      p95: z.number(),
      p99: z.number(),
    }),
  ),
  /** Requests that wait for the thread. */
  queued: z.number(),
  failures: z.number(),
  lastFailure: z.string().nullable(),
  /** Figures of the thread: tensors that are not disposed, their bytes, bytes of its heap. */
  tensors: z.number(),
  tensorBytes: z.number(),
  heapBytes: z.number(),
})
/** The state of the forecaster: models, backends, latencies in ms. */
export type Inference = z.infer<typeof InferenceSchema>
