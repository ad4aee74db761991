import type { AlarmEntry } from '../../../domain/alarms/alarm.ts'

const COLUMNS = ['time', 'alarm', 'priority', 'change', 'state', 'by', 'value', 'message', 'reason']

/** The audit trail as CSV (RFC 4180): times in UTC, values unrounded, what there is none of left empty. */
export function formatTrailCsv(entries: readonly AlarmEntry[]): string {
  const rows = entries.map(({ at, alarm, priority, change, state, by, value, message, reason }) =>
    [new Date(at).toISOString(), alarm, priority, change, state, by, value ?? '', message, reason ?? '']
      .map((cell) => quoteCell(String(cell)))
      .join(','),
  )
  return `${[COLUMNS.join(','), ...rows].join('\r\n')}\r\n`
}

function quoteCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
