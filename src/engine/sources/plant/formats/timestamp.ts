import { DAY } from '../../../../domain/time/time.ts'

/** The time of a text or number, in epoch ms; or why it is none. */
export type TimestampResult = { readonly at: number } | { readonly trouble: string }

/** Nothing that EcoPulse reads is older. Epoch seconds that are taken for milliseconds lie before it. */
const EARLIEST = Date.UTC(1990, 0)
/** A clock may be off, and a simulated plant may run ahead of it, but not by more than this, in ms. */
const MAX_AHEAD = 366 * DAY
const ISO = /^(\d{4})-(\d\d)-(\d\d)[T ]\d\d:\d\d(:\d\d([.,]\d+)?)?(Z|[+-]\d\d(:?\d\d)?)$/i

/** Reads ISO 8601 with an offset, or epoch milliseconds. `now` is epoch ms. */
export function readTimestamp(value: unknown, now: number): TimestampResult {
  if (typeof value === 'number') return checkTimestamp(value, now)
  if (typeof value !== 'string') return { trouble: 'no time' }
  if (/^\d{10,14}$/.test(value)) return checkTimestamp(Number(value), now)
  const at = parseIso(value)
  if (at === null) return { trouble: 'a time that is neither ISO 8601 with an offset nor epoch milliseconds' }
  return checkTimestamp(at, now)
}

/** Refuses times that can't be meant. `at` is epoch ms, fractions are rounded. */
export function checkTimestamp(at: number, now: number): TimestampResult {
  if (!Number.isFinite(at)) return { trouble: 'a time that is no number' }
  if (at < EARLIEST) return { trouble: 'a time before 1990 (epoch milliseconds are expected, not seconds)' }
  if (at > now + MAX_AHEAD) return { trouble: 'a time more than a year ahead' }
  return { at: Math.round(at) }
}

/** Epoch ms of an ISO 8601 time with an offset; null for anything else, also for a day that the month doesn't have. */
export function parseIso(text: string): number | null {
  const parts = ISO.exec(text)
  if (!parts) return null
  const [, year, month, day, , , offset = ''] = parts
  if (Number(day) > new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()) return null
  const full = /^[+-]\d\d$/.test(offset) ? `${text}:00` : text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')
  const at = Date.parse(full.replace(' ', 'T').replace(',', '.').toUpperCase())
  return Number.isNaN(at) ? null : at
}
