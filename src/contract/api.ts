import { z } from 'zod'
import { LONGEST_SHELF } from '../domain/alarm.ts'
import { HISTORY_STEPS, HORIZON_STEPS } from '../domain/forecast.ts'
import {
  AlarmEntrySchema,
  AlarmFiguresSchema,
  AlarmSchema,
  AlertSchema,
  AlertsSchema,
  DemandAheadSchema,
} from './alerts.ts'
import { InferenceSchema, ModelEntrySchema, SkillSchema, TrainingDataSchema, TrainingSchema } from './models.ts'
import { RangeSchema, SettingsSchema, ZoneSchema } from './settings.ts'
import {
  BillSchema,
  DemandIntervalSchema,
  DemandStandingSchema,
  MonthSchema,
  RunningDemandSchema,
  TariffSchema,
} from './tariff.ts'
import {
  ConnectionSchema,
  EngineStatusSchema,
  ForecastSchema,
  GridOutlookSchema,
  HistorySchema,
  HorizonSchema,
  Instant,
  InstantIn,
  KeptForecastSchema,
  LatestSchema,
  SampleSchema,
  TagSchema,
} from './values.ts'

interface CallDefinition<I extends z.ZodType, O extends z.ZodType> {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly path: `/${string}`
  /** One line for the OpenAPI document. */
  readonly summary: string
  readonly input: I
  readonly output: O
}

function call<I extends z.ZodType, O extends z.ZodType>(definition: CallDefinition<I, O>) {
  return definition
}

const Nothing = z.object({})
/** Which forecasts are meant: those of the next hour, unless it says otherwise. */
const OfHorizon = { horizon: HorizonSchema.default('nextHour') }
const Span = { from: InstantIn, to: InstantIn }

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

/**
 * Every call that an interface can make of an engine. IPC handlers, REST routes, the OpenAPI document and the page's
 * client are derived from this table: adding a call is one entry here and one function in the engine.
 */
export const calls = {
  health: call({
    method: 'GET',
    path: '/api/v1/health',
    summary: 'Whether the engine runs, and how it is connected to the plant',
    input: Nothing,
    output: z.object({
      status: z.enum(['ok', 'degraded']),
      version: z.string(),
      uptimeMs: z.number(),
      connection: ConnectionSchema,
    }),
  }),
  tags: call({
    method: 'GET',
    path: '/api/v1/tags',
    summary: 'The tags of the source in use, with their newest values',
    input: Nothing,
    output: z.array(TagSchema.extend({ latest: LatestSchema.nullable(), range: RangeSchema.nullable() })),
  }),
  history: call({
    method: 'GET',
    path: '/api/v1/history',
    summary: 'Mean, min, max and coverage of a tag over [from, to), in about as many steps as `points`',
    input: z.object({
      tag: z.string().min(1),
      ...Span,
      points: z.coerce.number().int().min(1).max(20_000).default(600),
    }),
    output: HistorySchema,
  }),
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
  gridOutlook: call({
    method: 'GET',
    path: '/api/v1/grid',
    summary: `Grid dependency and solar power now and in the next ${HORIZON_STEPS.nextHour} quarter-hours`,
    input: Nothing,
    output: GridOutlookSchema.nullable(),
  }),
  demandNow: call({
    method: 'GET',
    path: '/api/v1/demand/current',
    summary: 'The running demand interval, how the month’s charges stand, and the day ahead as the tariff sees it',
    input: Nothing,
    output: z.object({
      running: RunningDemandSchema.nullable(),
      standing: DemandStandingSchema.nullable(),
      ahead: DemandAheadSchema.nullable(),
    }),
  }),
  demand: call({
    method: 'GET',
    path: '/api/v1/demand',
    summary:
      'Demand of the intervals that start within [from, to), by the tariff’s rule: 400 days at the most, 31 of those that start each minute',
    input: z.object(Span),
    output: z.array(DemandIntervalSchema),
  }),
  bill: call({
    method: 'GET',
    path: '/api/v1/bill',
    summary: 'The bill of a month, line by line: of this month to date where none is named',
    input: z.object({ month: MonthSchema.optional() }),
    output: BillSchema,
  }),
  report: call({
    method: 'GET',
    path: '/api/v1/report',
    summary: 'A month’s report: its bill, its peaks, its alerts and what was saved, as PDF or CSV (base64)',
    input: z.object({ month: MonthSchema.optional(), format: z.enum(['pdf', 'csv']).default('pdf') }),
    output: z.object({ fileName: z.string(), base64: z.string() }),
  }),
  readTariff: call({
    method: 'POST',
    path: '/api/v1/tariff/read',
    summary: 'Reads a tariff from JSON, or from a CSV of charges, without taking it into use',
    input: z.object({ fileName: z.string().min(1).max(255), text: z.string().max(2_000_000) }),
    output: z.object({ tariff: TariffSchema, notes: z.array(z.string()) }),
  }),
  alerts: call({
    method: 'GET',
    path: '/api/v1/alerts',
    summary: 'The alerts that stand, the newest that are closed, and how often they came true',
    input: Nothing,
    output: AlertsSchema,
  }),
  acceptPlan: call({
    method: 'POST',
    path: '/api/v1/alerts/accept',
    summary: 'Accepts the shed plan of an alert as it stands; EcoPulse switches nothing',
    input: z.object({ id: z.string().min(1) }),
    output: AlertSchema,
  }),
  markShed: call({
    method: 'POST',
    path: '/api/v1/alerts/mark',
    summary: 'Records that a load of an accepted plan was shed, or is back',
    input: z.object({ id: z.string().min(1), load: z.string().min(1), shed: z.boolean() }),
    output: AlertSchema,
  }),
  alarms: call({
    method: 'GET',
    path: '/api/v1/alarms',
    summary: 'Every alarm as it stands, and the operator’s figures',
    input: Nothing,
    output: z.object({ alarms: z.array(AlarmSchema), figures: AlarmFiguresSchema }),
  }),
  alarmEntries: call({
    method: 'GET',
    path: '/api/v1/alarms/entries',
    summary: 'The audit trail of the alarms within [from, to), newest first, at most 1,000',
    input: z.object(Span),
    output: z.array(AlarmEntrySchema),
  }),
  acknowledgeAlarms: call({
    method: 'POST',
    path: '/api/v1/alarms/acknowledge',
    summary: 'Acknowledges alarms: those named, or all that are unacknowledged',
    input: z.object({ ids: z.array(z.string().min(1)).min(1).max(1000).optional() }),
    output: z.array(AlarmSchema),
  }),
  shelveAlarm: call({
    method: 'POST',
    path: '/api/v1/alarms/shelve',
    summary: 'Shelves an alarm for a time, with a reason; it comes back unacknowledged where it still stands',
    input: z.object({
      id: z.string().min(1),
      minutes: z.number().int().min(1).max(LONGEST_SHELF, 'An alarm can be shelved for a day at the most'),
      reason: z.string().trim().min(3, 'Say why, in a few words').max(200),
    }),
    output: z.array(AlarmSchema),
  }),
  unshelveAlarm: call({
    method: 'POST',
    path: '/api/v1/alarms/unshelve',
    summary: 'Takes an alarm off the shelf before its time',
    input: z.object({ id: z.string().min(1) }),
    output: z.array(AlarmSchema),
  }),
  engine: call({
    method: 'GET',
    path: '/api/v1/engine',
    summary: 'Source, ingest counters, store, backend, latencies and notices',
    input: Nothing,
    output: EngineStatusSchema,
  }),
  connect: call({
    method: 'POST',
    path: '/api/v1/connection/connect',
    summary: 'Connects to the plant now, whatever the state',
    input: Nothing,
    output: ConnectionSchema,
  }),
  disconnect: call({
    method: 'POST',
    path: '/api/v1/connection/disconnect',
    summary: 'Disconnects from the plant until someone connects again',
    input: Nothing,
    output: ConnectionSchema,
  }),
  settings: call({
    method: 'GET',
    path: '/api/v1/settings',
    summary: 'The settings, with secrets replaced by dots',
    input: Nothing,
    output: SettingsSchema,
  }),
  changeSettings: call({
    method: 'PUT',
    path: '/api/v1/settings',
    summary: 'Replaces the settings and applies them; a secret written as dots stays as it is',
    input: SettingsSchema,
    output: SettingsSchema,
  }),
} as const

export type Calls = typeof calls
export type CallName = keyof Calls
/** What a caller hands in. */
export type CallInput<N extends CallName> = z.input<Calls[N]['input']>
/** What the engine gets after validation. */
export type CallArguments<N extends CallName> = z.output<Calls[N]['input']>
export type CallOutput<N extends CallName> = z.output<Calls[N]['output']>

/** Why a call was not answered. `invalid` names the offending field where there is one. */
export const ERROR_CODES = ['invalid', 'not-found', 'unavailable', 'internal'] as const
export interface CallError {
  readonly code: (typeof ERROR_CODES)[number]
  /** A sentence for a person: what is wrong and what to do. */
  readonly message: string
  readonly field?: string
}
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: CallError }

/** All that an interface needs to draw itself: the first event of every subscription. */
export const SnapshotSchema = z.object({
  kind: z.literal('snapshot'),
  /** The engine's clock when this was sent; ages are counted by it. */
  sentAt: Instant,
  /** The plant's time: equal to `sentAt` unless the source replays, runs faster or has its clock off. */
  plantTime: Instant,
  settings: SettingsSchema,
  tags: z.array(TagSchema),
  ranges: z.record(z.string(), RangeSchema),
  latest: z.record(z.string(), LatestSchema),
  /** By tag id, [at, value] of the newest 60 samples, oldest first. */
  recent: z.record(z.string(), z.array(z.tuple([Instant, z.number()]))),
  connection: ConnectionSchema,
  /** The newest of each horizon. */
  forecasts: z.record(HorizonSchema, ForecastSchema.nullable()),
  skill: SkillSchema.nullable(),
  training: TrainingSchema,
  outlook: GridOutlookSchema.nullable(),
  demand: RunningDemandSchema.nullable(),
  standing: DemandStandingSchema.nullable(),
  ahead: DemandAheadSchema.nullable(),
  alerts: AlertsSchema,
  alarms: z.array(AlarmSchema),
  engine: EngineStatusSchema,
})

/** What a subscription delivers: a snapshot first, and again whenever the source or the settings change; changes after it. */
export const EventSchema = z.discriminatedUnion('kind', [
  SnapshotSchema,
  z.object({
    kind: z.literal('samples'),
    receivedAt: Instant,
    plantTime: Instant,
    samples: z.array(SampleSchema),
  }),
  z.object({ kind: z.literal('connection'), connection: ConnectionSchema }),
  z.object({ kind: z.literal('forecast'), forecast: ForecastSchema }),
  /** After each quarter-hour. */
  z.object({ kind: z.literal('skill'), skill: SkillSchema }),
  z.object({ kind: z.literal('training'), training: TrainingSchema }),
  z.object({ kind: z.literal('outlook'), outlook: GridOutlookSchema.nullable() }),
  /** Once a second. */
  z.object({ kind: z.literal('demand'), demand: RunningDemandSchema.nullable() }),
  /** After each demand interval, and where the tariff or late samples change it. */
  z.object({ kind: z.literal('standing'), standing: DemandStandingSchema.nullable() }),
  z.object({ kind: z.literal('ahead'), ahead: DemandAheadSchema.nullable() }),
  z.object({ kind: z.literal('alerts'), alerts: AlertsSchema }),
  /** All alarms as they stand, at most twice a second. */
  z.object({ kind: z.literal('alarms'), alarms: z.array(AlarmSchema) }),
  z.object({ kind: z.literal('engine'), engine: EngineStatusSchema }),
])
export type EngineEvent = z.infer<typeof EventSchema>
export type Snapshot = z.infer<typeof SnapshotSchema>

/** An engine as an interface sees it, whatever carries it. */
export interface EngineApi {
  call<N extends CallName>(name: N, input: CallInput<N>): Promise<Outcome<CallOutput<N>>>
  /** Calls `listener` with a snapshot and then with every change; the answer ends the subscription. */
  subscribe(listener: (event: EngineEvent) => void): () => void
}
