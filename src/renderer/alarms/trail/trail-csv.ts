import type { AlarmEntry } from '../../../domain/alarms/alarm.ts'
import { formatCsv } from '../../../domain/csv/format-csv.ts'

const COLUMNS = ['time', 'alarm', 'priority', 'change', 'state', 'by', 'value', 'message', 'reason']

/** The audit trail as CSV: times in UTC, values unrounded, what there is none of left empty. */
export function formatTrailCsv(entries: readonly AlarmEntry[]): string {
  const rows = entries.map(({ at, alarm, priority, change, state, by, value, message, reason }) => [
    ...[new Date(at).toISOString(), alarm, priority, change, state, by],
    ...[value, message, reason],
  ])
  return formatCsv([COLUMNS, ...rows])
}
