import type { Settings } from '../../contract/settings.ts'
import type { DemandInterval } from '../../domain/demand/demand-interval.ts'
import { createIntervalClock, type IntervalClock } from '../../domain/demand/interval-clock.ts'
import { computeKwPerBilled } from '../../domain/peak-alerts/demand-ahead.ts'
import { forecastDemand, forecastImport } from '../../domain/peak-alerts/import-forecast.ts'
import {
  findHighestDemand,
  measurePeakHeight,
  measureRestOfDay,
  RECENT_DAY_COUNT,
  type RecentDay,
  type RecentDays,
  summarizeRecentDays,
} from '../../domain/peak-alerts/recent-days.ts'
import { createRestOfDayForecast, type RestOfDayOutcome } from '../../domain/peak-alerts/rest-of-day.ts'
import { filterUpcomingChanges } from '../../domain/shedding/sheddable-load.ts'
import type { Tariff } from '../../domain/tariff/tariff.ts'
import { dayAt, daySpan } from '../../domain/time/calendar.ts'
import { DAY, HOUR, type Interval } from '../../domain/time/time.ts'
import { type DayAheadReaders, type ForecastPv, readPvForecast } from './read-day-ahead.ts'

interface DayTerms {
  readonly settings: Settings
  readonly tariff: Tariff
  readonly clock: IntervalClock
  /** kW of power in one billed kW or kVA. */
  readonly perBilled: number
  readonly forecastPv: ForecastPv | null
}

/** What the last days were like, and how each compares with its forecasts from when it began and from each of its hours. */
export async function readRecentDays(
  readers: DayAheadReaders,
  settings: Settings,
  tariff: Tariff,
  now: number,
  powerFactor: number | null,
): Promise<RecentDays> {
  const { zone } = settings.site
  const clock = createIntervalClock(tariff.demandRule, zone)
  const today = daySpan(dayAt(now, zone), zone).start
  const days = Array.from({ length: RECENT_DAY_COUNT }, (_, i) =>
    daySpan(dayAt(today - i * DAY - 12 * HOUR, zone), zone),
  )
  const all = { start: days.at(-1)?.start ?? today, end: today }
  const intervals = readers.addBackShedding(await readers.demand.intervals(all))
  const forecastPv = await readPvForecast(readers, settings, all)
  const terms = { settings, tariff, clock, perBilled: computeKwPerBilled(tariff, powerFactor), forecastPv }
  const pastDays: RecentDay[] = []
  for (const day of days) {
    const actual = intervals.filter(({ start }) => start >= day.start && start < day.end)
    pastDays.push(await readPastDay(readers, terms, day, actual))
  }
  return summarizeRecentDays(pastDays)
}

/** Hour by hour, so that a month of days never holds up other work. */
async function readPastDay(
  readers: DayAheadReaders,
  terms: DayTerms,
  day: Interval,
  actual: readonly DemandInterval[],
): Promise<RecentDay> {
  const { tariff } = terms
  const rests: RestOfDayOutcome[] = []
  let peakHeight: number | null = null
  for (let at = day.start; at < day.end && actual.length > 0; at += HOUR) {
    const expected = await readForecastDemand(readers, terms, { start: at, end: day.end })
    if (expected === null) continue
    if (at === day.start) peakHeight = measurePeakHeight(tariff, expected, actual)
    const reached =
      findHighestDemand(
        tariff,
        actual.filter(({ start }) => start < at),
      ) ?? 0
    const p50s = expected.map(({ demandKw }) => demandKw.p50)
    const rest = createRestOfDayForecast((at - day.start) / HOUR, p50s, reached)
    const known = rest === null ? null : measureRestOfDay(tariff, rest, actual, at)
    if (known !== null) rests.push(known)
  }
  return { peakHeight, highest: findHighestDemand(tariff, actual), rests }
}

/** The demand of the span's intervals, as it is billed, as it was forecast when the span began; null where no forecast is kept. */
async function readForecastDemand(
  { context: { store, source } }: DayAheadReaders,
  { settings, clock, perBilled, forecastPv }: DayTerms,
  span: Interval,
) {
  const { start, end } = span
  const [forecast] = await store.forecasts(source.id, 'nextDay', { start, end: start + 1 })
  if (forecast === undefined) return null
  const steps = forecast.steps.filter((step) => step.start < end)
  const powers = forecastImport(
    steps,
    forecastPv?.({ ...forecast, steps }) ?? null,
    filterUpcomingChanges(settings.planned, start),
  )
  return forecastDemand(clock.intervalsWithin(span), powers).map(({ kw, ...at }) => {
    return { ...at, demandKw: { p10: kw.p10 / perBilled, p50: kw.p50 / perBilled, p90: kw.p90 / perBilled } }
  })
}
