export const ALARM_PARTS = ['now', 'trail', 'figures', 'settings'] as const
export type AlarmPart = (typeof ALARM_PARTS)[number]

/** Spans of the audit trail. */
export const TRAIL_SPANS = ['hour', 'day', 'week'] as const
export type TrailSpan = (typeof TRAIL_SPANS)[number]

/** The parts of the Alarms view's address. */
export interface AlarmsAddress {
  readonly part: AlarmPart
  readonly span: TrailSpan
}

export function parseAlarmsAddress(search: string): AlarmsAddress {
  const query = new URLSearchParams(search)
  return {
    part: ALARM_PARTS.find((each) => each === query.get('show')) ?? 'now',
    span: TRAIL_SPANS.find((each) => each === query.get('span')) ?? 'day',
  }
}

/** What is as usual is left out. */
export function formatAlarmsAddress({ part, span }: AlarmsAddress): string {
  const query = new URLSearchParams()
  if (part !== 'now') query.set('show', part)
  if (part === 'trail' && span !== 'day') query.set('span', span)
  const text = query.toString()
  return text === '' ? '/alarms' : `/alarms?${text}`
}
