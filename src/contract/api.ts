import { z } from 'zod'
import { HORIZON_STEPS } from '../domain/forecast/forecast.ts'
import { defineCall, NoInput, SpanInput } from './calls/call.ts'
import { demandCalls } from './calls/demand.ts'
import { forecastCalls } from './calls/forecast.ts'
import { AlarmSchema, AlertsSchema, DemandAheadSchema } from './schemas/alerts.ts'
import { SkillSchema, TrainingSchema } from './schemas/models.ts'
import { DemandStandingSchema, RunningDemandSchema } from './schemas/tariff.ts'
import {
  ConnectionSchema,
  EngineStatusSchema,
  ForecastSchema,
  GridDependencySchema,
  HistorySchema,
  HorizonSchema,
  Instant,
  LatestSchema,
  SampleSchema,
  TagSchema,
} from './schemas/values.ts'
import { SettingsSchema, TagRangeSchema } from './settings.ts'

/**
 * Every call that an interface can make of an engine. IPC handlers, REST routes, the OpenAPI document and the page's
 * client are derived from this table: adding a call is one entry, here or in the tables that are spread here, and one
 * function in the engine.
 */
export const calls = {
  health: defineCall({
    method: 'GET',
    path: '/api/v1/health',
    summary: 'Whether the engine runs, and how it is connected to the plant',
    input: NoInput,
    output: z.object({
      status: z.enum(['ok', 'degraded']),
      version: z.string(),
      uptimeMs: z.number(),
      connection: ConnectionSchema,
    }),
  }),
  tags: defineCall({
    method: 'GET',
    path: '/api/v1/tags',
    summary: 'The tags of the source in use, with their newest values',
    input: NoInput,
    output: z.array(TagSchema.extend({ latest: LatestSchema.nullable(), range: TagRangeSchema.nullable() })),
  }),
  history: defineCall({
    method: 'GET',
    path: '/api/v1/history',
    summary: 'Mean, min, max and coverage of a tag over [from, to), in about as many steps as `points`',
    input: z.object({
      tag: z.string().min(1),
      ...SpanInput,
      points: z.coerce.number().int().min(1).max(20_000).default(600),
    }),
    output: HistorySchema,
  }),
  ...forecastCalls,
  gridOutlook: defineCall({
    method: 'GET',
    path: '/api/v1/grid',
    summary: `Grid dependency and solar power now and in the next ${HORIZON_STEPS.nextHour} quarter-hours`,
    input: NoInput,
    output: GridDependencySchema.nullable(),
  }),
  ...demandCalls,
  engine: defineCall({
    method: 'GET',
    path: '/api/v1/engine',
    summary: 'Source, ingest counters, store, backend, latencies and notices',
    input: NoInput,
    output: EngineStatusSchema,
  }),
  connect: defineCall({
    method: 'POST',
    path: '/api/v1/connection/connect',
    summary: 'Connects to the plant now, whatever the state',
    input: NoInput,
    output: ConnectionSchema,
  }),
  disconnect: defineCall({
    method: 'POST',
    path: '/api/v1/connection/disconnect',
    summary: 'Disconnects from the plant until someone connects again',
    input: NoInput,
    output: ConnectionSchema,
  }),
  settings: defineCall({
    method: 'GET',
    path: '/api/v1/settings',
    summary: 'The settings, with secrets replaced by dots',
    input: NoInput,
    output: SettingsSchema,
  }),
  changeSettings: defineCall({
    method: 'PUT',
    path: '/api/v1/settings',
    summary: 'Replaces the settings and applies them; a secret written as dots stays as it is',
    input: SettingsSchema,
    output: SettingsSchema,
  }),
} as const

/** Every call by its name. */
export type Calls = typeof calls
/** The name of a call: `status`, `forecast` … */
export type CallName = keyof Calls
/** What a caller hands in. */
export type CallInput<N extends CallName> = z.input<Calls[N]['input']>
/** What the engine gets after validation. */
export type CallArguments<N extends CallName> = z.output<Calls[N]['input']>
/** The answer to a call. */
export type CallOutput<N extends CallName> = z.output<Calls[N]['output']>

/** Why a call was not answered. `invalid` names the offending field where there is one. */
export const ERROR_CODES = ['invalid', 'not-found', 'unavailable', 'internal'] as const
/** Why a call was not answered. */
export interface CallError {
  readonly code: (typeof ERROR_CODES)[number]
  /** A sentence for a person: what is wrong and what to do. */
  readonly message: string
  readonly field?: string
}
/** The answer to a call, or why there is none. A call never throws across processes. */
export type CallResult<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: CallError }

/** All that an interface needs to draw itself: the first event of every subscription. */
export const SnapshotSchema = z.object({
  kind: z.literal('snapshot'),
  /** The engine's clock when this was sent; ages are counted by it. */
  sentAt: Instant,
  /** The plant's time: equal to `sentAt` unless the source replays, runs faster or has its clock off. */
  plantTime: Instant,
  settings: SettingsSchema,
  tags: z.array(TagSchema),
  ranges: z.record(z.string(), TagRangeSchema),
  latest: z.record(z.string(), LatestSchema),
  /** The newest 60 samples as [at, value], by tag id, oldest first. */
  recent: z.record(z.string(), z.array(z.tuple([Instant, z.number()]))),
  connection: ConnectionSchema,
  /** The newest of each horizon. */
  forecasts: z.record(HorizonSchema, ForecastSchema.nullable()),
  skill: SkillSchema.nullable(),
  training: TrainingSchema,
  outlook: GridDependencySchema.nullable(),
  demand: RunningDemandSchema.nullable(),
  standing: DemandStandingSchema.nullable(),
  ahead: DemandAheadSchema.nullable(),
  alerts: AlertsSchema,
  alarms: z.array(AlarmSchema),
  engine: EngineStatusSchema,
})

/**
 * What a subscription delivers: a snapshot first, and again whenever the source or the settings change; changes after
 * it.
 */
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
  z.object({ kind: z.literal('outlook'), outlook: GridDependencySchema.nullable() }),
  /** Once a second. */
  z.object({ kind: z.literal('demand'), demand: RunningDemandSchema.nullable() }),
  /** After each demand interval, and where the tariff or late samples change it. */
  z.object({ kind: z.literal('standing'), standing: DemandStandingSchema.nullable() }),
  z.object({ kind: z.literal('ahead'), ahead: DemandAheadSchema.nullable() }),
  z.object({ kind: z.literal('alerts'), alerts: AlertsSchema }),
  /** All alarms with their states, at most twice a second. */
  z.object({ kind: z.literal('alarms'), alarms: z.array(AlarmSchema) }),
  z.object({ kind: z.literal('engine'), engine: EngineStatusSchema }),
])
/** An event of a subscription: a snapshot first, then changes. */
export type EngineEvent = z.infer<typeof EventSchema>
/** The first event of a subscription. */
export type Snapshot = z.infer<typeof SnapshotSchema>

/** An engine for an interface, over any transport. */
export interface EngineApi {
  call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallResult<CallOutput<N>>>
  /** Calls `listener` with a snapshot and then with every change; the answer ends the subscription. */
  subscribe(listener: (event: EngineEvent) => void): () => void
}
