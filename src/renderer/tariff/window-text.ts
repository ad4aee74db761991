import type { RateWindow } from '../../domain/tariff/tariff.ts'
import { formatClockHour } from '../form/parsed-field.tsx'

export const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const

const monthName = new Intl.DateTimeFormat('en-GB', { month: 'long', timeZone: 'UTC' })
export const MONTHS = Array.from({ length: 12 }, (_, index) => monthName.format(Date.UTC(2026, index, 1)))

/** Months that follow each other, over the new year too, of months in ascending order. */
export function findMonthRuns(months: readonly number[]): [first: number, last: number][] {
  const runs: [number, number][] = []
  for (const month of months) {
    const run = runs.at(-1)
    if (run !== undefined && run[1] === month - 1) run[1] = month
    else runs.push([month, month])
  }
  const [first] = runs
  const last = runs.at(-1)
  if (first === undefined || last === undefined || runs.length < 2 || first[0] !== 1 || last[1] !== 12) return runs
  return [[last[0], first[1]], ...runs.slice(1, -1)]
}

/** When prices hold: «weekdays 8:30–12:00 and 18:00–21:30 in May to October», «at any time». */
export function describeWindows(windows: readonly RateWindow[]): string {
  const parts = windows.map(describeWindow)
  const byHours = mergeAlike(parts, 'hours', ({ days, months }) => `${days}|${months}`)
  const byMonths = mergeAlike(byHours, 'months', ({ days, hours }) => `${days}|${hours}`)
  const all = mergeHolidays(byMonths)
  const months = describeMonths(all[0]?.months ?? [])
  // Months that are the same for all are written once, before what differs.
  if (all.length > 1 && months !== '' && all.every((each) => describeMonths(each.months) === months))
    return `in ${months}: ${all.map(describeTime).join('; ')}`
  return all.map(describeTimeAndMonths).join('; ')
}

interface WindowText {
  readonly days: string
  /** Spans of the day; one that is empty is all of it. */
  readonly hours: readonly string[]
  /** 1 to 12 in ascending order. */
  readonly months: readonly number[]
}

function describeWindow(window: RateWindow): WindowText {
  return { days: describeDays(window), hours: [formatHours(window.hours)], months: listMonths(window.months) }
}

function listMonths([from, to]: RateWindow['months']): number[] {
  const all = MONTHS.map((_, index) => index + 1)
  return all.filter((month) => (from <= to ? from <= month && month <= to : month >= from || month <= to))
}

function describeTimeAndMonths(when: WindowText): string {
  const months = describeMonths(when.months)
  return months === '' ? describeTime(when) : `${describeTime(when)} in ${months}`
}

function describeTime({ days, hours }: WindowText): string {
  const text = hours.includes('') ? '' : joinWithAnd(hours)
  if (days === '') return text === '' ? 'at any time' : `every day ${text}`
  return `${days} ${text}`.trim()
}

/** «May to October», «November to February», «July»; empty where it is the whole year. */
function describeMonths(months: readonly number[]): string {
  if (months.length === 12) return ''
  const name = (month: number) => MONTHS[month - 1] ?? '?'
  return joinWithAnd(
    findMonthRuns(months).map(([first, last]) => (first === last ? name(first) : `${name(first)} to ${name(last)}`)),
  )
}

/** Parts that are alike but for `part`, as one. */
function mergeAlike(
  parts: readonly WindowText[],
  part: 'hours' | 'months',
  alike: (when: WindowText) => string,
): WindowText[] {
  const groups = new Map<string, WindowText[]>()
  for (const when of parts) groups.set(alike(when), [...(groups.get(alike(when)) ?? []), when])
  return [...groups.values()].map((group) => {
    const first = group[0] as WindowText
    if (part === 'hours') return { ...first, hours: [...new Set(group.flatMap(({ hours }) => hours))] }
    return { ...first, months: [...new Set(group.flatMap(({ months }) => months))].sort((a, b) => a - b) }
  })
}

/** «a, b and c» */
export function joinWithAnd(items: readonly string[]): string {
  const last = items.at(-1) ?? ''
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`
}

const EXCEPT_HOLIDAYS = ' except holidays'

/** «weekends except holidays» beside «holidays» at the same hours is «weekends and holidays». */
function mergeHolidays(parts: readonly WindowText[]): WindowText[] {
  const alike = (a: WindowText, b: WindowText) => `${a.hours}|${a.months}` === `${b.hours}|${b.months}`
  return parts.flatMap((part) => {
    const isExcept = ({ days }: WindowText) => days.endsWith(EXCEPT_HOLIDAYS)
    if (part.days === 'holidays' && parts.some((each) => isExcept(each) && alike(each, part))) return []
    if (!isExcept(part) || !parts.some((each) => each.days === 'holidays' && alike(each, part))) return [part]
    const days = part.days.slice(0, -EXCEPT_HOLIDAYS.length)
    return [{ ...part, days: days === 'every day' ? '' : `${days} and holidays` }]
  })
}

function describeDays({ weekdays, holidays }: RateWindow): string {
  if (holidays === 'only') return 'holidays'
  const days = describeWeekdays(weekdays)
  if (holidays === 'byWeekday') return days
  return `${days === '' ? 'every day' : days}${EXCEPT_HOLIDAYS}`
}

/** «weekdays», «weekends», «Monday to Thursday and Saturday»; empty where it is every day. */
export function describeWeekdays(weekdays: readonly number[]): string {
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
  return joinWithAnd(runs.flatMap(describeWeekdayRun))
}

function describeWeekdayRun(run: readonly number[]): string[] {
  const names = run.map((day) => WEEKDAYS[day] ?? '')
  return names.length < 3 ? names : [`${names[0]} to ${names.at(-1)}`]
}

/** «12–18», «8:30–12:00»; empty where it is all day. */
export function formatHours([from, to]: RateWindow['hours']): string {
  if (from === 0 && to === 24) return ''
  const isWhole = Number.isInteger(from) && Number.isInteger(to)
  const text = (hour: number) => (Number.isFinite(hour) ? (isWhole ? String(hour) : formatClockHour(hour)) : '?')
  return `${text(from)}–${text(to)}`
}
