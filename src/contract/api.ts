import { z } from 'zod'
import { HISTORY_STEPS, NEXT_HOUR_STEPS } from '../domain/forecast.ts'
import { RangeSchema, SettingsSchema, ZoneSchema } from './settings.ts'
import {
  ConnectionSchema,
  EngineStatusSchema,
  ForecastSchema,
  GridOutlookSchema,
  HistorySchema,
  Instant,
  InstantIn,
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
const Span = { from: InstantIn, to: InstantIn }

/** A quarter-hour's mean; null where it is not known. */
const Hole = z.number().nullable()

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
    summary: 'The newest forecast of the next hour',
    input: Nothing,
    output: ForecastSchema.nullable(),
  }),
  forecasts: call({
    method: 'GET',
    path: '/api/v1/forecasts',
    summary: 'Forecasts whose window ended within [from, to), one for each quarter-hour, oldest first',
    input: z.object(Span),
    output: z.array(ForecastSchema),
  }),
  forecastNow: call({
    method: 'POST',
    path: '/api/v1/forecasts',
    summary: 'Forecasts the next hour now',
    input: Nothing,
    output: ForecastSchema,
  }),
  predict: call({
    method: 'POST',
    path: '/predict',
    summary: 'Raw inference: a window of quarter-hours in, the next four out',
    input: z.object({
      /** End of the last quarter-hour of the window. */
      end: InstantIn,
      zone: ZoneSchema.default('UTC'),
      loadKw: z.array(Hole).min(1).max(HISTORY_STEPS),
      temperatureC: z.array(Hole).max(HISTORY_STEPS).nullable().default(null),
    }),
    output: ForecastSchema,
  }),
  gridOutlook: call({
    method: 'GET',
    path: '/api/v1/grid',
    summary: `Grid dependency and solar power now and in the next ${NEXT_HOUR_STEPS} quarter-hours`,
    input: Nothing,
    output: GridOutlookSchema.nullable(),
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
  forecast: ForecastSchema.nullable(),
  outlook: GridOutlookSchema.nullable(),
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
  z.object({ kind: z.literal('outlook'), outlook: GridOutlookSchema.nullable() }),
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
