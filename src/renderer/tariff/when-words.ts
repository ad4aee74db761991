import type { RateWindow } from '../../domain/tariff.ts'
import { clockText } from '../settings/parsed-field.tsx'

export const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const

const monthName = new Intl.DateTimeFormat('en-GB', { month: 'long', timeZone: 'UTC' })
export const MONTHS = Array.from({ length: 12 }, (_, index) => monthName.format(Date.UTC(2026, index, 1)))

/** When prices hold: «weekdays 8:30–12:00 and 18:00–21:30 in May to October», «at any time». */
export function whenWords(windows: readonly RateWindow[]): string {
  const parts = windows.map((window) => ({
    days: daysWords(window),
    hours: hoursWords(window.hours),
    months: monthsWords(window.months),
  }))
  const byHours = joined(parts, 'hours', ({ days, months }) => `${days}|${months}`)
  const byMonths = joined(byHours, 'months', ({ days, hours }) => `${days}|${hours}`)
  return listed(withHolidays(byMonths).map(sentencePart), '; ')
}

interface When {
  readonly days: string
  readonly hours: string
  readonly months: string
}

function sentencePart({ days, hours, months }: When): string {
  const day = days === '' ? (hours === '' ? 'at any time' : `every day ${hours}`) : `${days} ${hours}`.trim()
  return months === '' ? day : `${day} in ${months}`
}

/** Parts that are alike but for `part`, as one; a part that holds always takes the others in. */
function joined(parts: readonly When[], part: 'hours' | 'months', alike: (when: When) => string): When[] {
  const groups = new Map<string, When[]>()
  for (const when of parts) groups.set(alike(when), [...(groups.get(alike(when)) ?? []), when])
  return [...groups.values()].map((group) => {
    const words = [...new Set(group.map((when) => when[part]))]
    return { ...(group[0] as When), [part]: words.includes('') ? '' : listed(words) }
  })
}

/** «a, b and c» */
export function listed(words: readonly string[], comma = ', '): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(comma)}${comma === ', ' ? ' and ' : comma}${last}`
}

const EXCEPT = ' except holidays'

/** «weekends except holidays» beside «holidays» at the same hours is «weekends and holidays». */
function withHolidays(parts: readonly When[]): When[] {
  const alike = (a: When, b: When) => a.hours === b.hours && a.months === b.months
  return parts.flatMap((part) => {
    const isExcept = ({ days }: When) => days.endsWith(EXCEPT)
    if (part.days === 'holidays' && parts.some((each) => isExcept(each) && alike(each, part))) return []
    if (!isExcept(part) || !parts.some((each) => each.days === 'holidays' && alike(each, part))) return [part]
    const days = part.days.slice(0, -EXCEPT.length)
    return [{ ...part, days: days === 'every day' ? '' : `${days} and holidays` }]
  })
}

function daysWords({ weekdays, holidays }: RateWindow): string {
  if (holidays === 'only') return 'holidays'
  const days = weekdayWords(weekdays)
  if (holidays === 'byWeekday') return days
  return `${days === '' ? 'every day' : days}${EXCEPT}`
}

/** «weekdays», «weekends», «Monday to Thursday and Saturday»; empty where it is every day. */
export function weekdayWords(weekdays: readonly number[]): string {
  const days = [...new Set(weekdays)].sort((a, b) => a - b)
  const key = days.join('')
  if (key === '0123456') return ''
  if (key === '01234') return 'weekdays'
  if (key === '56') return 'weekends'
  if (key === '') return 'on no day'
  const runs: number[][] = []
  for (const day of days) {
    const run = runs.at(-1)
    if (run !== undefined && run.at(-1) === day - 1) run.push(day)
    else runs.push([day])
  }
  return listed(runs.flatMap(runWords))
}

function runWords(run: readonly number[]): string[] {
  const names = run.map((day) => WEEKDAYS[day] ?? '')
  return names.length < 3 ? names : [`${names[0]} to ${names.at(-1)}`]
}

/** «12–18», «8:30–12:00»; empty where it is all day. */
export function hoursWords([from, to]: RateWindow['hours']): string {
  if (from === 0 && to === 24) return ''
  const isWhole = Number.isInteger(from) && Number.isInteger(to)
  const text = (hour: number) => (Number.isFinite(hour) ? (isWhole ? String(hour) : clockText(hour)) : '?')
  return `${text(from)}–${text(to)}`
}

/** «May to October», «July»; empty where it is the whole year. */
export function monthsWords([from, to]: RateWindow['months']): string {
  const first = MONTHS[from - 1] ?? '?'
  if (from === to) return first
  return to === ((from + 10) % 12) + 1 ? '' : `${first} to ${MONTHS[to - 1] ?? '?'}`
}
