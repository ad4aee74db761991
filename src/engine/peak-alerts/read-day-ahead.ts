import type { Settings } from '../../contract/settings.ts'
import type { MonthStanding } from '../../domain/billing/marginal-cost.ts'
import type { DemandInterval } from '../../domain/demand/demand-interval.ts'
import { createIntervalClock } from '../../domain/demand/interval-clock.ts'
import type { Forecast } from '../../domain/forecast/forecast.ts'
import { computeDayAhead, type DayAhead } from '../../domain/peak-alerts/day-ahead.ts'
import { computeBilledTarget } from '../../domain/peak-alerts/demand-ahead.ts'
import { findHighestDemand, type RecentDays } from '../../domain/peak-alerts/recent-days.ts'
import { createMonthTerms, LIKELY_PEAK_MONTHS } from '../../domain/peak-alerts/warning-levels.ts'
import { filterUpcomingChanges } from '../../domain/shedding/sheddable-load.ts'
import type { PvSite } from '../../domain/solar/clear-sky.ts'
import { type PowerForecastStep, type PvForecaster, SKY_DAYS } from '../../domain/solar/pv-forecast.ts'
import { createRateClock } from '../../domain/tariff/rate-windows.ts'
import type { Tariff } from '../../domain/tariff/tariff.ts'
import { dayAt, daySpan, monthAt, shiftMonth } from '../../domain/time/calendar.ts'
import { DAY, HOUR, type Interval, MIN_COVERAGE } from '../../domain/time/time.ts'
import type { PlantContext } from '../context/plant-context.ts'
import type { DemandHistory } from '../demand/demand-monitor.ts'

/** What the day ahead, and the days before it, are read from. */
export interface DayAheadReaders {
  readonly context: PlantContext
  readonly demand: DemandHistory
  /** Intervals as they would have been without shedding: else a forecast would seem too high for what was shed. */
  readonly addBackShedding: (intervals: readonly DemandInterval[]) => readonly DemandInterval[]
  /** Forecasts PV over a site; the one of the last site is kept. */
  readonly pvForecasterOf: (site: PvSite) => PvForecaster
}

/** What is expected of the plant beside its load. */
export interface ExpectedConditions {
  /** The expected power factor, 0 to 1; null where it is unknown. */
  readonly powerFactor: number | null
  readonly recent: RecentDays
}

/** The day ahead of a forecast. @param now The plant's time. */
export async function readDayAhead(
  readers: DayAheadReaders,
  settings: Settings,
  tariff: Tariff,
  forecast: Forecast,
  now: number,
  expected: ExpectedConditions,
): Promise<DayAhead> {
  const { site } = settings
  const planned = filterUpcomingChanges(settings.planned, forecast.windowEnd)
  const { zone } = site
  const [first, last] = [forecast.windowEnd, forecast.steps.at(-1)?.end ?? forecast.windowEnd]
  const names = new Set([monthAt(first, zone), monthAt(last - 1, zone)])
  const target = computeBilledTarget(tariff, settings.demand.targetKw, expected.powerFactor)
  const standings = await Promise.all(
    [...names].map((month) => readMonthStanding(readers.demand, settings, tariff, month)),
  )
  const months = standings.map((standing) => createMonthTerms(standing, target, zone))
  const forecastPv = await readPvForecast(readers, settings, { start: first, end: first })
  const clock = createIntervalClock(tariff.demandRule, zone)
  const today = await readers.demand.intervals({ start: daySpan(dayAt(first, zone), zone).start, end: first })
  const reachedKw = findHighestDemand(tariff, readers.addBackShedding(today)) ?? 0
  const { steps } = forecast
  const solar = forecastPv?.(forecast) ?? null
  return computeDayAhead({ steps, solar, planned, tariff, clock, zone, months, reachedKw, now, ...expected })
}

/** The peaks of a month so far. Months before it are read also where no charge goes back to them. */
export async function readMonthStanding(
  demand: Pick<DemandHistory, 'peaks'>,
  { site }: Settings,
  tariff: Tariff,
  month: string,
): Promise<MonthStanding> {
  const before = Array.from({ length: LIKELY_PEAK_MONTHS }, (_, i) => shiftMonth(month, -1 - i))
  const [{ peaks, earlier }, rest] = await Promise.all([
    demand.peaks(month),
    Promise.all(before.map((each) => demand.peaks(each))),
  ])
  const known = new Map(rest.map((each) => [each.peaks.month, each.peaks]))
  for (const each of earlier) known.set(each.month, each)
  const newestFirst = [...known.values()].sort((a, b) => (a.month < b.month ? 1 : -1))
  const clock = createRateClock(site.zone, tariff.holidays)
  return { tariff, clock, peaks, earlier: newestFirst }
}

/** PV power at a forecast's steps, by the skies before it. */
export type ForecastPv = (forecast: Pick<Forecast, 'steps' | 'windowEnd'>) => readonly PowerForecastStep[]

/**
 * Reads what is known of the skies before the forecasts whose windows end in the span; null where no PV is measured, or
 * where it makes no difference.
 */
export async function readPvForecast(
  { context, pvForecasterOf }: DayAheadReaders,
  { site, demand }: Settings,
  windowEnds: Interval,
): Promise<ForecastPv | null> {
  const tag = context.tags().find(({ role }) => role === 'solar')
  if (tag === undefined || site.pvPeakKw === 0 || demand.billedOn === 'load') return null
  const span = { start: windowEnds.start - (SKY_DAYS + 1) * DAY - HOUR, end: windowEnds.end }
  const past = await context.store.quarterHours(context.source.id, tag.id, span)
  const known = new Map(past.filter(({ coverage }) => coverage >= MIN_COVERAGE).map(({ at, mean }) => [at, mean]))
  const pv = pvForecasterOf(site)
  // What is after a forecast's window wasn't known to it.
  return ({ steps, windowEnd }) => pv.forecastPower(steps, (at) => (at < windowEnd ? (known.get(at) ?? null) : null))
}
