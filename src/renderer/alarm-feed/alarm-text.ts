import type { Alarm, AlarmChange, AlarmKind, AlarmPriority, AlarmState } from '../../domain/alarms/alarm.ts'
import { formatDuration } from '../../domain/format/durations.ts'
import { formatNumber } from '../../domain/format/numbers.ts'
import type { Tag } from '../../domain/telemetry/tag.ts'
import { decimalsOf } from '../format/numbers.ts'

export const PRIORITY_LABELS: Readonly<Record<AlarmPriority, string>> = { high: 'High', medium: 'Medium', low: 'Low' }

export const ALARM_KIND_LABELS: Readonly<Record<AlarmKind, string>> = {
  demandOverTarget: 'Demand over its target',
  lowPowerFactor: 'Low power factor',
  silentMeter: 'Silent meter',
  frequencyOutOfRange: 'Frequency out of range',
  temperatureOutOfRange: 'Temperature out of range',
  loadAnomaly: 'Unusual load',
  diskFull: 'Disk nearly full',
}

export const ALARM_STATE_LABELS: Readonly<Record<AlarmState, string>> = {
  normal: 'Normal',
  activeUnacknowledged: 'Active, not acknowledged',
  activeAcknowledged: 'Active, acknowledged',
  returnedUnacknowledged: 'Over, not acknowledged',
  shelved: 'Shelved',
  suppressed: 'Suppressed',
}

export const ALARM_CHANGE_LABELS: Readonly<Record<AlarmChange, string>> = {
  raised: 'Raised',
  returned: 'Over',
  acknowledged: 'Acknowledged',
  shelved: 'Shelved',
  unshelved: 'Off the shelf',
  suppressed: 'Suppressed',
  unsuppressed: 'No longer suppressed',
  cleared: 'Cleared',
}

/** The name of an alarm by its id: «Silent meter · Furnace». A tag that is the only one of its role needs no name. */
export function formatAlarmName(id: string, tags: readonly Tag[]): string {
  const [kind = '', ...rest] = id.split(':')
  const name = ALARM_KIND_LABELS[kind as AlarmKind] ?? kind
  const tagId = rest.join(':')
  const tag = tags.find((each) => each.id === tagId)
  const isOnly = kind !== 'silentMeter' && tags.filter(({ role }) => role === tag?.role).length === 1
  return tagId === '' || isOnly ? name : `${name} · ${tag?.description || tagId}`
}

/** Its value as a figure and a unit; null where it has none. */
export function formatAlarmValue({ value, limit, unit }: Alarm): { value: string; unit: string; limit: string } | null {
  if (value === null) return null
  const asText = (amount: number) =>
    unit === 's'
      ? formatDuration(amount * 1_000, true)
      : formatNumber(amount, decimalsOf(unit, Math.abs(limit ?? amount)))
  const known = limit === null ? '' : `limit ${asText(limit)}`
  return { value: asText(value), unit: unit === 's' ? '' : unit, limit: known }
}

/** «1 alarm», «12 alarms». */
export function pluralize(count: number, one: string, more = `${one}s`): string {
  return `${formatNumber(count, 0)} ${count === 1 ? one : more}`
}
