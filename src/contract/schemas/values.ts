import { z } from 'zod'
import { BACKENDS, type Forecast, HORIZONS, NAIVE_NAMES, type StoredForecast } from '../../domain/forecast/forecast.ts'
import type { GridDependency } from '../../domain/solar/grid-dependency.ts'
import type { Connection } from '../../domain/telemetry/connection.ts'
import type { History } from '../../domain/telemetry/history.ts'
import { QUALITIES, type Sample } from '../../domain/telemetry/sample.ts'
import { TAG_ROLES, type Tag } from '../../domain/telemetry/tag.ts'

/** Whether no two rows have the same id. */
export const hasUniqueIds = (rows: readonly { readonly id: string }[]) =>
  new Set(rows.map(({ id }) => id)).size === rows.length

/** Epoch milliseconds in UTC. */
export const Instant = z.number().int()

/** The last time that a `Date` can hold, either way. */
const MAX_DATE_MS = 8.64e15

const TIME_EXPECTED = 'Expected epoch milliseconds or an ISO 8601 time with an offset, like 2026-11-23T14:15:00Z'

/** A time as a caller may write it: epoch milliseconds, or ISO 8601 with an offset. */
export const InstantInput = z.union([z.number(), z.string()], TIME_EXPECTED).transform((value, context) => {
  const digits = typeof value === 'string' && /^-?\d+$/.test(value)
  const at = digits || typeof value === 'number' ? Number(value) : Date.parse(rejectWithoutOffset(value))
  if (Number.isInteger(at) && Math.abs(at) <= MAX_DATE_MS) return at
  context.addIssue({
    code: 'custom',
    message: TIME_EXPECTED,
  })
  return z.NEVER
})

/** An ISO time without an offset has no zone: it is replaced by a text that does not parse. */
function rejectWithoutOffset(text: string): string {
  return /(Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : ''
}

/** A tag: `Tag` of the domain. `periodMs` is the usual time between its samples. */
export const TagSchema = z.object({
  id: z.string(),
  role: z.enum(TAG_ROLES),
  unit: z.string(),
  description: z.string(),
  periodMs: z.number(),
}) satisfies z.ZodType<Tag>

/** A sample: `Sample` of the domain. The value is in its tag's unit. */
export const SampleSchema: z.ZodType<Sample> = z.object({
  tag: z.string(),
  at: Instant,
  value: z.number(),
  quality: z.enum(QUALITIES),
  periodMs: z.number().exactOptional(),
})

/** The state of a connection: `Connection` of the domain. */
export const ConnectionSchema: z.ZodType<Connection> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('idle') }),
  z.object({ kind: z.literal('connecting'), attempt: z.number(), since: Instant }),
  z.object({ kind: z.literal('live'), since: Instant, lastDataAt: Instant }),
  z.object({ kind: z.literal('stale'), since: Instant, lastDataAt: Instant }),
  z.object({ kind: z.literal('waiting'), attempt: z.number(), retryAt: Instant, reason: z.string() }),
  z.object({ kind: z.literal('stopped'), reason: z.string() }),
])

/** A tag's history: `History` of the domain. */
export const HistorySchema: z.ZodType<History> = z.object({
  tag: z.string(),
  resolutionMs: z.number(),
  points: z.array(z.tuple([Instant, z.number(), z.number(), z.number(), z.number()])),
})

/** How far ahead a forecast reaches. */
export const HorizonSchema = z.enum(HORIZONS)

/** P10, P50 and P90 of a value, in its unit. */
export const QuantilesSchema = z.object({ p10: z.number(), p50: z.number(), p90: z.number() })

const forecastShape = {
  horizon: HorizonSchema,
  windowEnd: Instant,
  steps: z.array(
    z.object({
      start: Instant,
      end: Instant,
      loadKw: QuantilesSchema,
      modelKw: QuantilesSchema.nullable(),
      naiveKw: z.number(),
    }),
  ),
  method: z.enum(['model', 'naive']),
  reason: z.string().nullable(),
  naive: z.enum(NAIVE_NAMES),
  model: z.string().nullable(),
  backend: z.enum(BACKENDS).nullable(),
  latencyMs: z.number(),
  cached: z.boolean(),
}

/** A forecast of a horizon: `Forecast` of the domain. Loads in kW. */
export const ForecastSchema: z.ZodType<Forecast> = z.object(forecastShape)

/** A forecast as it is kept: with when it was made, and whether it is a hindcast. */
export const StoredForecastSchema: z.ZodType<StoredForecast> = z.object({
  ...forecastShape,
  madeAt: Instant,
  hindsight: z.boolean(),
})

const GridDependencyStepSchema = z.object({
  start: Instant,
  end: Instant,
  loadKw: z.number(),
  solarKw: z.number(),
  availability: z.number(),
  gridShare: z.number(),
})

/** Which share of the load the grid carries, now and ahead: `GridDependency` of the domain. */
export const GridDependencySchema: z.ZodType<GridDependency> = z.object({
  now: GridDependencyStepSchema,
  steps: z.array(GridDependencyStepSchema),
  clearness: z.number().nullable(),
})

/** The newest value of a tag, and when the engine received it (for its age). */
export const LatestSchema = z.object({
  at: Instant,
  value: z.number(),
  quality: z.enum(QUALITIES),
  receivedAt: Instant,
})
/** The newest value of a tag. */
export type Latest = z.infer<typeof LatestSchema>

const PercentilesSchema = z.object({
  count: z.number(),
  p50: z.number(),
  p95: z.number(),
  p99: z.number(),
})
/** Latencies in ms of the last thousand runs. */
export type Percentiles = z.infer<typeof PercentilesSchema>

/** The engine's state, for the status line and a data engineer. */
export const EngineStatusSchema = z.object({
  version: z.string(),
  startedAt: Instant,
  source: z.object({
    kind: z.enum(['simulator', 'plant', 'replay']),
    /** The store's key of this source. */
    id: z.string(),
    /** For the screen: «simulator · seed 7 · ×1». */
    label: z.string(),
    /** Silence longer than this, in ms, makes a value old. */
    staleAfterMs: z.number(),
    /** Newest sample's time less the time it was received at, in ms; null where the two are within 2 s. */
    clockOffsetMs: z.number().nullable(),
  }),
  ingest: z.object({
    received: z.number(),
    stored: z.number(),
    /** The same (source, tag, at) again. */
    doubled: z.number(),
    late: z.number(),
    /** Given up because the store could not write for too long. */
    lost: z.number(),
    unreadable: z.number(),
    /** Messages that were missed, by `seq`. */
    missedMessages: z.number(),
    /** The last message that could not be read: when, why, and its beginning. */
    lastUnreadable: z.object({ at: Instant, reason: z.string(), excerpt: z.string() }).nullable(),
  }),
  store: z.object({
    file: z.string(),
    bytes: z.number(),
    samples: z.number(),
    oldestAt: Instant.nullable(),
    newestAt: Instant.nullable(),
  }),
  forecast: z.object({
    backend: z.enum(BACKENDS).nullable(),
    /** Why a faster backend is not in use, and whether the kernel computes in place of TensorFlow.js. */
    backendNote: z.string(),
    /** Ids of the models in use; null where none could be loaded. */
    models: z.record(HorizonSchema, z.string().nullable()),
    /** Latencies of the next hour's forecasts that were not in the cache. */
    uncached: PercentilesSchema,
    cached: PercentilesSchema,
    failures: z.number(),
    lastFailure: z.string().nullable(),
  }),
  /** What happened that someone should know: a damaged file put aside, settings that could not be read. */
  notices: z.array(z.object({ at: Instant, message: z.string() })),
})
/** The state of the engine. */
export type EngineStatus = z.infer<typeof EngineStatusSchema>
