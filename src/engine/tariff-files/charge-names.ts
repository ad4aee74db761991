import { isMonthWithin } from '../../domain/tariff/rate-windows.ts'
import type { RateWindow } from '../../domain/tariff/tariff.ts'
import { groupBy } from './group-by.ts'

const MONTH_ABBREVIATIONS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
/** More stretches of a week than this are no name any more. */
const MAX_STRETCHES = 2

type Hours = readonly [from: number, to: number]

/**
 * A name for a price by when it holds: «Weekdays 8–20», «May–Oct, weekdays 8:30–12 and 18–21:30», and «Other times»
 * where that would be long.
 * @param always What it is called where it holds at all times.
 */
export function describeRateWindows(windows: readonly RateWindow[], always: string): string {
  const bySeason = [...groupBy(windows, ({ months }) => months.join())].map(([, of]) => of)
  const weeks = bySeason.map(describeWeek)
  const week = weeks.every((each) => each === weeks[0]) ? (weeks[0] ?? null) : null
  const season = describeMonths(windows.map(({ months }) => months))
  const times = week === '' ? always : (week ?? 'Other times')
  return season === '' ? times : `${season}, ${times.charAt(0).toLowerCase()}${times.slice(1)}`
}

/** Empty where all of the week is meant; null where there is no short text for it. */
function describeWeek(windows: readonly RateWindow[]): string | null {
  const byDays = groupBy(windows, ({ weekdays }) => [...weekdays].sort().join(''))
  const stretches = [...byDays].map(([days, of]) => ({ days, hours: mergeHours(of.map(({ hours }) => hours)) }))
  if (stretches.every(({ hours }) => hours.length === 1 && isAllDay(hours[0]))) {
    const covered = new Set(stretches.flatMap(({ days }) => [...days]))
    if (covered.size === DAYS.length) return ''
  }
  if (stretches.reduce((sum, { hours }) => sum + hours.length, 0) > MAX_STRETCHES) return null
  const texts = stretches.map(({ days, hours }) => {
    const times = hours.filter((each) => !isAllDay(each)).map(([from, to]) => `${formatHour(from)}–${formatHour(to)}`)
    return [describeDays(days), times.join(' and ')].filter((part) => part !== '').join(' ')
  })
  const [first = '', ...rest] = texts
  return [first, ...rest.map((each) => each.charAt(0).toLowerCase() + each.slice(1))].join(', ')
}

/** @param days Digits from 0, Monday, on, ascending. */
function describeDays(days: string): string {
  if (days === '01234') return 'Weekdays'
  if (days === '56') return 'Weekends'
  if (days === '0123456') return 'Daily'
  const numbers = [...days].map(Number)
  const [first = 0] = numbers
  const last = numbers.at(-1) ?? first
  const name = (day: number) => DAYS[day] ?? ''
  if (numbers.length > 2 && last - first === numbers.length - 1) return `${name(first)}–${name(last)}`
  return numbers.map(name).join(', ')
}

/** Empty where every month is meant; a season over the new year is one stretch. */
function describeMonths(spans: readonly RateWindow['months'][]): string {
  const all = MONTH_ABBREVIATIONS.map((_, i) => spans.some((span) => isMonthWithin(span, i + 1)))
  if (all.every(Boolean)) return ''
  const starts = MONTH_ABBREVIATIONS.flatMap((_, i) => (all[i] === true && all[(i + 11) % 12] === false ? i : []))
  const stretch = (start: number) => {
    let end = start
    while (all[(end + 1) % 12] === true) end += 1
    const [from = '', to = ''] = [MONTH_ABBREVIATIONS[start], MONTH_ABBREVIATIONS[end % 12]]
    return start === end ? from : `${from}–${to}`
  }
  return starts.map(stretch).join(', ')
}

/** Stretches of the day, those that touch put together. */
function mergeHours(spans: readonly Hours[]): readonly Hours[] {
  const found: [number, number][] = []
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0])) {
    const last = found.at(-1)
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to)
    else found.push([from, to])
  }
  return found
}

function isAllDay(hours: Hours | undefined): boolean {
  return hours?.[0] === 0 && hours[1] === 24
}

function formatHour(hour: number): string {
  const minutes = Math.round((hour % 1) * 60)
  return minutes === 0 ? String(hour) : `${Math.floor(hour)}:${String(minutes).padStart(2, '0')}`
}
