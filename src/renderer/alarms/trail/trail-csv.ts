import type { AlarmEntry } from '../../../domain/alarms/alarm.ts'

const HEAD = ['time', 'alarm', 'priority', 'change', 'state', 'by', 'value', 'message', 'reason']

/** The audit trail as CSV (RFC 4180): times in UTC, values unrounded, what there is none of left empty. */
export function trailCsv(entries: readonly AlarmEntry[]): string {
  const rows = entries.map(({ at, alarm, priority, change, state, by, value, message, reason }) =>
    [new Date(at).toISOString(), alarm, priority, change, state, by, value ?? '', message, reason ?? '']
      .map((cell) => quoted(String(cell)))
      .join(','),
  )
  return `${[HEAD.join(','), ...rows].join('\r\n')}\r\n`
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
