import { z } from 'zod'
import {
  ALARM_CHANGES,
  ALARM_KINDS,
  ALARM_PRIORITIES,
  ALARM_STATES,
  type Alarm,
  type AlarmEntry,
  type AlarmMetrics,
  type AlarmRule,
} from '../../domain/alarms/alarm.ts'
import {
  ALERT_OUTCOMES,
  type Alert,
  type AlertTrackRecord,
  type DemandAhead,
} from '../../domain/peak-alerts/peak-alert.ts'
import type { ShedPlan } from '../../domain/shedding/sheddable-load.ts'
import { Instant, QuantilesSchema } from './values.ts'

const IntervalSchema = z.object({ start: Instant, end: Instant })
const UnitSchema = z.enum(['kW', 'kVA'])

const ShedPlanSchema: z.ZodType<ShedPlan> = z.object({
  steps: z.array(
    z.object({ load: z.string(), name: z.string(), kw: z.number(), from: Instant, to: Instant, cost: z.number() }),
  ),
  shedKw: z.number(),
  cost: z.number(),
  saves: z.number(),
  advised: z.boolean(),
  enough: z.boolean(),
})

/** Demand expected in the intervals of the next 24 h: `DemandAhead` of the domain. */
export const DemandAheadSchema: z.ZodType<DemandAhead> = z.object({
  madeAt: Instant,
  windowEnd: Instant,
  currency: z.string(),
  unit: UnitSchema,
  steps: z.array(
    z.object({
      start: Instant,
      end: Instant,
      demandKw: QuantilesSchema,
      raisesAboveKw: z.number().nullable(),
      chance: z.number(),
      costAtP50: z.number(),
      costAtP90: z.number(),
    }),
  ),
})

/** An alert about a peak: `Alert` of the domain. */
export const AlertSchema: z.ZodType<Alert> = z.object({
  id: z.string(),
  raisedAt: Instant,
  updatedAt: Instant,
  closedAt: Instant.nullable(),
  outcome: z.enum(ALERT_OUTCOMES).nullable(),
  span: IntervalSchema,
  interval: IntervalSchema,
  demandKw: QuantilesSchema,
  unit: UnitSchema,
  charge: z.string(),
  chargeName: z.string(),
  billedPeakKw: z.number(),
  chance: z.number(),
  highestChance: z.number(),
  stake: z.object({ currency: z.string(), thisMonth: z.number(), ratchet: z.number() }),
  needKw: z.number(),
  shedFrom: Instant,
  plan: ShedPlanSchema.nullable(),
  accepted: z
    .object({
      at: Instant,
      plan: ShedPlanSchema,
      marks: z.record(z.string(), z.object({ shedAt: Instant.nullable(), backAt: Instant.nullable() })),
      uses: z.array(z.object({ load: z.string(), shedAt: Instant, backAt: Instant })).optional(),
    })
    .nullable(),
  result: z
    .object({
      at: Instant,
      demandKw: z.number(),
      withoutSheddingKw: z.number(),
      saved: z.number(),
      cost: z.number(),
    })
    .nullable(),
})

const AlertTrackRecordSchema: z.ZodType<AlertTrackRecord> = z.object({
  closed: z.number(),
  cameTrue: z.number(),
  missed: z.number(),
})

/** The open alerts, and how often the last ones came true. */
export const AlertsSchema = z.object({
  open: z.array(AlertSchema),
  /** The newest that are closed, newest first, at most 20. */
  closed: z.array(AlertSchema),
  record: AlertTrackRecordSchema,
})
/** The open alerts, and how often the last ones came true. */
export type Alerts = z.infer<typeof AlertsSchema>

/** How long a value must be beyond a limit, or back within it, in seconds. */
const DelaySeconds = z
  .number()
  .min(0, 'Expected 0 seconds or more')
  .max(3600, 'Expected an hour at the most: 3600 seconds')

/** The rule of a kind of alarm. Limits and deadband in the unit of the kind, delays in seconds, 0 to 3,600. */
export const AlarmRuleSchema = z
  .object({
    enabled: z.boolean(),
    priority: z.enum(ALARM_PRIORITIES),
    low: z.number().nullable(),
    high: z.number().nullable(),
    deadband: z.number().min(0, 'Expected 0 or more'),
    onDelaySeconds: DelaySeconds,
    offDelaySeconds: DelaySeconds,
  })
  .refine(({ low, high }) => low === null || high === null || low < high, {
    message: 'The upper limit must lie above the lower one, or every value is beyond one of them',
    path: ['high'],
  }) satisfies z.ZodType<AlarmRule>

/** An alarm: `Alarm` of the domain. */
export const AlarmSchema: z.ZodType<Alarm> = z.object({
  id: z.string(),
  kind: z.enum(ALARM_KINDS),
  tag: z.string().nullable(),
  priority: z.enum(ALARM_PRIORITIES),
  state: z.enum(ALARM_STATES),
  since: Instant,
  activeSince: Instant.nullable(),
  message: z.string(),
  advice: z.string(),
  value: z.number().nullable(),
  limit: z.number().nullable(),
  unit: z.string(),
  shelf: z.object({ until: Instant, reason: z.string() }).nullable(),
})

/** An entry of the audit trail: `AlarmEntry` of the domain. */
export const AlarmEntrySchema: z.ZodType<AlarmEntry> = z.object({
  at: Instant,
  alarm: z.string(),
  priority: z.enum(ALARM_PRIORITIES),
  change: z.enum(ALARM_CHANGES),
  state: z.enum(ALARM_STATES),
  by: z.string(),
  value: z.number().nullable(),
  message: z.string(),
  reason: z.string().nullable(),
})

/** The metrics of alarms: `AlarmMetrics` of the domain. */
export const AlarmMetricsSchema: z.ZodType<AlarmMetrics> = z.object({
  lastTenMinutes: z.number(),
  perTenMinutes: z.number(),
  floodShare: z.number(),
  topTen: z.array(z.object({ alarm: z.string(), count: z.number() })),
  chattering: z.array(z.string()),
  stale: z.array(z.string()),
  priorities: z.record(z.enum(ALARM_PRIORITIES), z.number()),
})
