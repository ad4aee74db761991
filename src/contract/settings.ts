import { z } from 'zod'
import { ALARM_KINDS } from '../domain/alarms/alarm.ts'
import { TAG_ROLES } from '../domain/telemetry/tag.ts'
import { AlarmRuleSchema } from './schemas/alerts.ts'
import { PlannedChangeSchema, SheddableLoadSchema, TariffSchema } from './schemas/tariff.ts'
import { hasUniqueIds } from './schemas/values.ts'

/** Shown in place of a secret that is set; written back, it leaves the secret as it is. */
export const REDACTED = '••••••••'

/** How one of the plant's names becomes a tag. */
export const TagMappingSchema = z.object({
  /** The plant's own name for it. */
  name: z.string().min(1),
  role: z.enum(TAG_ROLES),
  /** The unit as shown; values are multiplied by `scale` to get to it (W to kW: 0.001; an inverted sign: -1). */
  unit: z.string().max(12).default(''),
  scale: z
    .number()
    .refine((scale) => scale !== 0, 'A scale of 0 would make every value 0')
    .default(1),
  description: z.string().max(80).default(''),
})
/** Which of a plant's own names is which tag. */
export type TagMapping = z.infer<typeof TagMappingSchema>

/** An IANA time zone. */
export const ZoneSchema = z.string().refine(isTimeZone, 'Expected an IANA time zone, like Europe/Berlin')

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

const PlantSchema = z.object({
  kind: z.literal('plant'),
  url: z
    .string()
    .regex(/^wss?:\/\/[^\s/]+/, 'Expected an address that starts with ws:// or wss://')
    .regex(/^wss?:\/\/[^/@]*(\/|$)/, 'Leave user and password out of the address: give them as a header'),
  auth: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('none') }),
      z.object({ kind: z.literal('bearer'), token: z.string().min(1) }),
      z.object({ kind: z.literal('headers'), headers: z.record(z.string(), z.string()) }),
    ])
    .default({ kind: 'none' }),
  /** PEM texts: a private CA, and a client's certificate with its key. */
  tls: z.object({ ca: z.string().optional(), cert: z.string().optional(), key: z.string().optional() }).default({}),
  /** Names that are not listed become tags of their own, guessed from their names. */
  mapping: z.array(TagMappingSchema).default([]),
  /** Import from the grid is positive in EcoPulse: `export` where this plant counts the other way. */
  gridSign: z.enum(['import', 'export']).default('import'),
  pingSeconds: z.number().min(1).max(300).default(15),
})

const SimulatorSchema = z.object({
  kind: z.literal('simulator'),
  seed: z.number().int().min(0).default(7),
  speed: z.number().positive().max(3600).default(1),
})

const ReplaySchema = z.object({
  kind: z.literal('replay'),
  file: z.string().min(1),
  speed: z.number().positive().max(100_000).default(1),
  /** The column with the time; by default the first one that reads as a time. */
  timeColumn: z.string().optional(),
  /** The zone of times that carry no offset; by default the site's. */
  zone: ZoneSchema.optional(),
  /**
   * From when on it plays, ISO 8601 with an offset: what is before it is laid down as the past. By default from its
   * fifteenth day on, or from its middle where it is shorter than four weeks.
   */
  playFrom: z.iso.datetime({ offset: true, error: 'Expected a time like 2026-07-14T13:00:00+02:00' }).optional(),
  mapping: z.array(TagMappingSchema).default([]),
})

/** Where telemetry comes from: the simulated plant, a plant's WebSocket, or a recording. */
export const SourceSettingsSchema = z.discriminatedUnion('kind', [SimulatorSchema, PlantSchema, ReplaySchema])
/** Where telemetry comes from, with defaults filled in. */
export type SourceSettings = z.infer<typeof SourceSettingsSchema>
/** The source that is a plant's WebSocket. */
export type PlantSettings = z.infer<typeof PlantSchema>
/** The source that is the simulated plant. */
export type SimulatorSettings = z.infer<typeof SimulatorSchema>
/** The source that is a recording. */
export type ReplaySettings = z.infer<typeof ReplaySchema>

/** The site: its name, zone and place, and its PV. */
export const SiteSchema = z.object({
  name: z.string().min(1).max(60).default('Northfield works'),
  zone: ZoneSchema.default('Europe/Berlin'),
  /** Degrees, north and east positive. */
  latitude: z.number().min(-90).max(90).default(50.11),
  longitude: z.number().min(-180).max(180).default(8.68),
  /** Peak power of the site's PV in kW; 0 where there is none. */
  pvPeakKw: z.number().min(0).default(400),
})
/** The site, with defaults filled in. */
export type Site = z.infer<typeof SiteSchema>

/** Where a value normally lies, and the limits of its bar, in the tag's unit. */
export const TagRangeSchema = z
  .object({ min: z.number(), max: z.number(), normalLow: z.number(), normalHigh: z.number() })
  .refine(
    (range) => range.min <= range.normalLow && range.normalLow < range.normalHigh && range.normalHigh <= range.max,
    'Expected min ≤ normalLow < normalHigh ≤ max',
  )
/** The range of a tag, in its unit. */
export type TagRange = z.infer<typeof TagRangeSchema>

/** How long history is kept, by level. */
export const RetentionSchema = z.object({
  /** Days that single samples are kept. */
  rawDays: z.number().int().min(1).max(366).default(7),
  /** Days that 1-min means are kept; 13 months. */
  minuteDays: z.number().int().min(14).max(3660).default(396),
  /** Days that 15-min means are kept; null is for good. */
  quarterHourDays: z.number().int().min(60).nullable().default(null),
})

/** How demand is watched. */
export const DemandSettingsSchema = z.object({
  /** The operator's target for demand, in kW; null: below what is billed so far. */
  targetKw: z.number().positive('Expected more than 0 kW, or nothing').nullable().default(null),
  /** What is billed: what the grid delivers, or all that the plant uses (where a meter of the grid is missing, too). */
  billedOn: z.enum(['gridImport', 'load']).default('gridImport'),
})

/** How someone is notified who isn't watching the page. */
const NotificationsSchema = z.object({
  /** Whether the app notifies of new alarms and alerts by the operating system. In a browser, the page asks for it. */
  native: z.boolean().default(true),
})

/** Everything that an operator may set. An empty object is a complete set of settings: all defaults. */
export const SettingsSchema = z.object({
  site: SiteSchema.prefault({}),
  source: SourceSettingsSchema.prefault({ kind: 'simulator' }),
  retention: RetentionSchema.prefault({}),
  /** Ranges by tag id; a tag without one gets its normal range from its own last week. */
  ranges: z.record(z.string(), TagRangeSchema).default({}),
  /** Null: none is entered yet. The simulated plant then has a sample. */
  tariff: TariffSchema.nullable().default(null),
  demand: DemandSettingsSchema.prefault({}),
  /** Null: none are entered yet. The simulated plant then has samples. */
  loads: z.array(SheddableLoadSchema).refine(hasUniqueIds, 'Two loads have the same id').nullable().default(null),
  planned: z.array(PlannedChangeSchema).refine(hasUniqueIds, 'Two changes have the same id').default([]),
  /** Rules by kind of alarm; a kind that isn't named has its default rule. */
  alarms: z.partialRecord(z.enum(ALARM_KINDS), AlarmRuleSchema).default({}),
  notifications: NotificationsSchema.prefault({}),
})
/** All settings, with defaults filled in. */
export type Settings = z.infer<typeof SettingsSchema>
