/** What alarms there are. */
export const ALARM_KINDS = [
  'demandOverTarget',
  'lowPowerFactor',
  'silentMeter',
  'frequencyOutOfRange',
  'temperatureOutOfRange',
  'loadAnomaly',
  'diskFull',
] as const
/** What an alarm is about. */
export type AlarmKind = (typeof ALARM_KINDS)[number]

/** How soon an operator must act, the most urgent first. */
export const ALARM_PRIORITIES = ['high', 'medium', 'low'] as const
/** How soon the operator must act. */
export type AlarmPriority = (typeof ALARM_PRIORITIES)[number]

/** The states of ISA-18.2. `returnedUnacknowledged`: the condition holds no longer, but it is not acknowledged. */
export const ALARM_STATES = [
  'normal',
  'activeUnacknowledged',
  'activeAcknowledged',
  'returnedUnacknowledged',
  'shelved',
  'suppressed',
] as const
/** A state of an alarm, by ISA-18.2. */
export type AlarmState = (typeof ALARM_STATES)[number]

/** How an alarm is set. Limits, deadband: in the unit of its value. */
export interface AlarmRule {
  readonly enabled: boolean
  readonly priority: AlarmPriority
  /** Active below, active above; null where there is no such limit. */
  readonly low: number | null
  readonly high: number | null
  /** How far the value must return within the limit, in the unit of the limit. */
  readonly deadband: number
  readonly onDelaySeconds: number
  readonly offDelaySeconds: number
}

/** One alarm with its state. */
export interface Alarm {
  /** `kind`, or `kind:tag` where there is one for each meter. */
  readonly id: string
  readonly kind: AlarmKind
  readonly tag: string | null
  readonly priority: AlarmPriority
  readonly state: AlarmState
  /** Since when it is in this state, epoch ms. */
  readonly since: number
  /** Since when its condition holds, epoch ms; null while it doesn't. */
  readonly activeSince: number | null
  /** What is wrong, in a sentence; and what the operator should do. */
  readonly message: string
  readonly advice: string
  readonly value: number | null
  readonly limit: number | null
  readonly unit: string
  /** While shelved. */
  readonly shelf: { readonly until: number; readonly reason: string } | null
}

/** What can happen to an alarm, as its audit trail has it. */
export const ALARM_CHANGES = [
  'raised',
  'returned',
  'acknowledged',
  'shelved',
  'unshelved',
  'suppressed',
  'unsuppressed',
  'cleared',
] as const
/** A change of an alarm that the audit trail has. */
export type AlarmChange = (typeof ALARM_CHANGES)[number]

/** One line of the audit trail, which is only ever added to. */
export interface AlarmEntry {
  readonly at: number
  readonly alarm: string
  readonly priority: AlarmPriority
  readonly change: AlarmChange
  readonly state: AlarmState
  /** `operator`, or `EcoPulse` where no operator did it. */
  readonly by: string
  readonly value: number | null
  readonly message: string
  /** Why it was shelved. */
  readonly reason: string | null
}

/** What the operator's load of alarms is like: over the last 24 hours, unless noted otherwise. */
export interface AlarmMetrics {
  /** Raised in the last 10 min, and on average in 10 min. */
  readonly lastTenMinutes: number
  readonly perTenMinutes: number
  /** Share of the 10-min periods with more than 10 alarms. */
  readonly floodShare: number
  /** The alarms raised most often over 7 days, at most ten. */
  readonly topTen: readonly { readonly alarm: string; readonly count: number }[]
  /** Three changes or more within a minute, in the last 24 h. */
  readonly chattering: readonly string[]
  /** Active for over 24 h. */
  readonly stale: readonly string[]
  /** Shares of the alarms raised in 7 days, 0 to 1. */
  readonly priorities: Readonly<Record<AlarmPriority, number>>
}

/** Longest that an alarm can be shelved, in minutes. */
export const MAX_SHELF_MINUTES = 24 * 60

const createRule = (priority: AlarmRule['priority'], limits: Partial<AlarmRule>): AlarmRule => ({
  enabled: true,
  priority,
  low: null,
  high: null,
  deadband: 0,
  onDelaySeconds: 60,
  offDelaySeconds: 60,
  ...limits,
})

/**
 * How each alarm is set to begin with. Values and limits: demand expected at the interval's end as a share of its
 * target in %; power factor; seconds of silence; Hz off the nominal frequency; °C; kW-free: distance of the load from
 * what was expected in half-widths of the P10–P90 band; share of the disk that is free in %.
 */
export const DEFAULT_ALARM_RULES: Readonly<Record<AlarmKind, AlarmRule>> = {
  demandOverTarget: createRule('high', { high: 100, deadband: 2, onDelaySeconds: 10 }),
  lowPowerFactor: createRule('low', { low: 0.85, deadband: 0.02, onDelaySeconds: 300 }),
  silentMeter: createRule('medium', { high: 90, onDelaySeconds: 0, offDelaySeconds: 10 }),
  frequencyOutOfRange: createRule('medium', { low: -0.5, high: 0.5, deadband: 0.02, onDelaySeconds: 5 }),
  temperatureOutOfRange: createRule('low', { low: -20, high: 42, deadband: 1 }),
  loadAnomaly: createRule('low', { high: 4, deadband: 0.5, onDelaySeconds: 300 }),
  diskFull: createRule('medium', { low: 5, deadband: 1 }),
}
