const stampFormats = new Map<string, Intl.DateTimeFormat>()

/**
 * An instant on the clock of a zone, in the order of ISO 8601: «2026-11-25 14:15».
 * @param at Epoch ms.
 * @param zone IANA name.
 * @throws RangeError for a zone that is unknown, and a time that is no number.
 */
export function formatTimestamp(at: number, zone: string): string {
  const known = stampFormats.get(zone)
  if (known !== undefined) return known.format(at)
  const created = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })
  stampFormats.set(zone, created)
  return created.format(at)
}

const monthFormat = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' })

/** «November 2026». @param month `YYYY-MM`. */
export function formatMonth(month: string): string {
  return monthFormat.format(Date.parse(`${month}-01T00:00Z`))
}
