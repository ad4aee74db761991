import { SECOND } from '../time/time.ts'
import type { AlarmRule } from './alarm.ts'

/** Whether an alarm's condition holds, after its deadband and its delays. Times are epoch ms. */
export type AlarmCondition =
  | { readonly kind: 'clear' }
  /** Beyond a limit since then, and the on-delay runs. */
  | { readonly kind: 'rising'; readonly since: number }
  | { readonly kind: 'standing' }
  /** Back within the limits by the deadband since then, and the off-delay runs. */
  | { readonly kind: 'falling'; readonly since: number }

/** Limits, deadband and delays are all that a condition is judged by. */
export type AlarmLimits = Pick<AlarmRule, 'low' | 'high' | 'deadband' | 'onDelaySeconds' | 'offDelaySeconds'>

/** Within the limits. */
export const CLEAR: AlarmCondition = { kind: 'clear' }
/** Beyond a limit for as long as the on-delay. */
export const ACTIVE: AlarmCondition = { kind: 'standing' }

/** Whether the alarm is to be raised, or to stay so. */
export function isActive({ kind }: AlarmCondition): boolean {
  return kind === 'standing' || kind === 'falling'
}

/**
 * The condition after `value` was read at `now`. A value that is unknown (null) raises nothing and lets nothing
 * return: delays that ran begin anew, so that a gap counts neither as beyond the limit nor as within it.
 */
export function evaluateCondition(condition: AlarmCondition, value: number | null, limits: AlarmLimits, now: number) {
  if (value === null || Number.isNaN(value)) return isActive(condition) ? ACTIVE : CLEAR
  return isActive(condition)
    ? evaluateWhileActive(condition, value, limits, now)
    : evaluateWhileClear(condition, value, limits, now)
}

/** The limit that a value is beyond, in its unit; null while it is within both. */
export function findViolatedLimit(value: number, { low, high }: Pick<AlarmLimits, 'low' | 'high'>): number | null {
  if (high !== null && value > high) return high
  if (low !== null && value < low) return low
  return null
}

function evaluateWhileClear(
  condition: AlarmCondition,
  value: number,
  limits: AlarmLimits,
  now: number,
): AlarmCondition {
  if (findViolatedLimit(value, limits) === null) return CLEAR
  const since = findDelayStart(condition, now)
  if (now - since >= limits.onDelaySeconds * SECOND) return ACTIVE
  return condition.kind === 'rising' && condition.since === since ? condition : { kind: 'rising', since }
}

function evaluateWhileActive(
  condition: AlarmCondition,
  value: number,
  limits: AlarmLimits,
  now: number,
): AlarmCondition {
  const { low, high } = limits
  const deadband = effectiveDeadband(limits)
  const within = (high === null || value <= high - deadband) && (low === null || value >= low + deadband)
  if (!within) return ACTIVE
  const since = findDelayStart(condition, now)
  if (now - since >= limits.offDelaySeconds * SECOND) return CLEAR
  return condition.kind === 'falling' && condition.since === since ? condition : { kind: 'falling', since }
}

/** Since when a delay runs; a clock that was set back begins it anew. */
function findDelayStart(condition: AlarmCondition, now: number): number {
  return condition.kind === 'rising' || condition.kind === 'falling' ? Math.min(condition.since, now) : now
}

/** A deadband that leaves half of what lies between two limits: else a value could find no way back. */
function effectiveDeadband({ low, high, deadband }: AlarmLimits): number {
  return low === null || high === null ? deadband : Math.min(deadband, Math.max(0, high - low) / 4)
}
