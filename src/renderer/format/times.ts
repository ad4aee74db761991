import { formatDuration } from '../../domain/format/durations.ts'
import { DAY, HOUR, type Interval, MINUTE, SECOND } from '../../domain/time/time.ts'
import { findInstantShowing, localTimeIn } from '../../domain/time/time-zone.ts'

type TimeStyle = keyof typeof STYLES

const CLOCK_STYLE = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
const STYLES = {
  time: CLOCK_STYLE,
  seconds: { ...CLOCK_STYLE, second: '2-digit' },
  day: { weekday: 'short', day: 'numeric', month: 'short' },
  date: { day: 'numeric', month: 'short' },
  year: { year: 'numeric' },
  zone: { timeZoneName: 'short' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>

const formatters = new Map<string, Intl.DateTimeFormat>()

function timeFormatter(style: TimeStyle, zone: string): Intl.DateTimeFormat {
  const key = `${style} ${zone}`
  const known = formatters.get(key)
  if (known !== undefined) return known
  const created = new Intl.DateTimeFormat('en-GB', { ...STYLES[style], timeZone: zone })
  formatters.set(key, created)
  return created
}

/** An instant as it reads at the site: «14:07», «14:07:32», «Tue 24 Nov», «24 Nov», «2026». */
export function formatTime(at: number, zone: string, style: Exclude<TimeStyle, 'zone' | 'month'>): string {
  return timeFormatter(style, zone).format(at).replace(',', '')
}

/** «CET», or «GMT+5:45» where the zone has no short name. */
export function formatZoneName(at: number, zone: string): string {
  const parts = timeFormatter('zone', zone).formatToParts(at)
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone
}

/** «14:30–14:45» */
export function formatSpan(start: number, end: number, zone: string): string {
  return `${formatTime(start, zone, 'time')}–${formatTime(end, zone, 'time')}`
}

/** «3:20», «17:47:20»; from a day on «1 d 3 h». Never less than «0:00». */
export function formatCountdown(ms: number): string {
  const s = Math.ceil(Math.max(0, ms) / SECOND)
  if (s >= DAY / SECOND) return formatDuration(s * SECOND, true)
  const padTwo = (part: number) => String(part).padStart(2, '0')
  const [hours, minutes] = [Math.floor(s / 3_600), Math.floor((s % 3_600) / 60)]
  return hours > 0 ? `${hours}:${padTwo(minutes)}:${padTwo(s % 60)}` : `${minutes}:${padTwo(s % 60)}`
}

/** «Tue 24 Nov 14:07 – Wed 25 Nov 14:07» */
export function formatLongSpan({ start, end }: Interval, zone: string): string {
  return `${formatMoment(start, zone)} – ${formatMoment(end, zone)}`
}

/** «Tue 24 Nov 14:07», with seconds where `fine`. */
export function formatMoment(at: number, zone: string, fine = false): string {
  return `${formatTime(at, zone, 'day')} ${formatTime(at, zone, fine ? 'seconds' : 'time')}`
}

/** «today» and «tomorrow» by the site's calendar, whose days have 23 to 25 hours. */
export function formatRelativeDay(at: number, now: number, zone: string): string {
  const date = formatTime(at, zone, 'date')
  if (date === formatTime(now, zone, 'date')) return 'today'
  const isTomorrow = [now + DAY / 2, now + DAY].some((later) => formatTime(later, zone, 'date') === date)
  return isTomorrow ? 'tomorrow' : formatTime(at, zone, 'day')
}

/** Local time less UTC at the site, in ms. */
export function zoneOffsetMs(at: number, zone: string): number {
  return localTimeIn(zone)(at) - at
}

/** For a datetime-local field: «2026-11-24T14:07». */
export function formatLocalField(at: number, zone: string): string {
  return new Date(at + zoneOffsetMs(at, zone)).toISOString().slice(0, 16)
}

/**
 * The instant of a datetime-local field that is read in the site's zone; null where it is not filled in. A time that the
 * clock skips is as much later, of two the first is meant.
 */
export function parseLocalField(text: string, zone: string): number | null {
  const local = Date.parse(`${text}Z`)
  return Number.isNaN(local) ? null : findInstantShowing(localTimeIn(zone), local)
}

const TICK_STEPS = [
  ...[1_000, 5_000, 10_000, 15_000, 30_000],
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 7, 14, 28].map((days) => days * DAY),
]

/** Round times of the site's clock within [from, to], at most about `most` of them. */
export function createTimeTicks(
  from: number,
  to: number,
  zone: string,
  maxTicks: number,
): { at: number[]; step: number } {
  const step = TICK_STEPS.find((each) => (to - from) / each <= maxTicks) ?? 28 * DAY
  const ticks: number[] = []
  const last = to + zoneOffsetMs(to, zone)
  for (let local = Math.ceil((from + zoneOffsetMs(from, zone)) / step) * step; local <= last; local += step) {
    const at = step < HOUR ? local - zoneOffsetMs(from, zone) : findInstantShowing(localTimeIn(zone), local)
    if (at >= from && at <= to && at > (ticks.at(-1) ?? 0)) ticks.push(at)
  }
  return { at: ticks, step }
}

/** How a tick reads: with the day where a day begins or steps are that long. */
export function formatTick(at: number, zone: string, step: number): string {
  if (step >= DAY) return formatTime(at, zone, 'date')
  const time = formatTime(at, zone, step < MINUTE ? 'seconds' : 'time')
  return time === '00:00' ? formatTime(at, zone, 'date') : time
}
