import type { Settings } from '../../contract/settings.ts'
import type { MonthStanding } from '../../domain/billing/marginal-cost.ts'
import type { MonthPeaks } from '../../domain/billing/month-peaks.ts'
import type { DemandInterval } from '../../domain/demand/demand-interval.ts'
import { createIntervalClock } from '../../domain/demand/interval-clock.ts'
import type { Forecast } from '../../domain/forecast/forecast.ts'
import { computeDayAhead, type DayAhead } from '../../domain/peak-alerts/day-ahead.ts'
import { billedTarget } from '../../domain/peak-alerts/demand-ahead.ts'
import { findHighestDemand, type RecentDays } from '../../domain/peak-alerts/recent-days.ts'
import { createMonthTerms, LIKELY_PEAK_MONTHS } from '../../domain/peak-alerts/warning-levels.ts'
import { filterUpcomingChanges } from '../../domain/shedding/sheddable-load.ts'
import type { PvSite } from '../../domain/solar/clear-sky.ts'
import { type PowerForecastStep, type PvForecaster, SKY_DAYS } from '../../domain/solar/pv-forecast.ts'
import { createRateClock } from '../../domain/tariff/rate-windows.ts'
import type { Tariff } from '../../domain/tariff/tariff.ts'
import type { Tag } from '../../domain/telemetry/tag.ts'
import { dayAt, daySpan, monthAt, shiftMonth } from '../../domain/time/calendar.ts'
import { DAY, HOUR, type Interval, MIN_COVERAGE } from '../../domain/time/time.ts'
import type { StorePort } from '../store/store-port.ts'

/** What the demand watch knows of the past. */
export interface DemandHistory {
  /** Of a month and of those before it that the tariff looks back at, newest first. */
  peaks(month: string): Promise<{ readonly peaks: MonthPeaks; readonly earlier: readonly MonthPeaks[] }>
  /** Those that start in the span, oldest first. */
  intervals(span: Interval): Promise<readonly DemandInterval[]>
}

/** What the day ahead is read from. */
export interface DayAheadSources {
  readonly store: Pick<StorePort, 'quarterHours'>
  /** The store's key of the source. */
  readonly source: string
  readonly tags: () => readonly Tag[]
  readonly demand: DemandHistory
  /** Intervals as they would have been, had nothing been shed: what was shed would be taken for foreseen too high. */
  readonly addBackShedding: (intervals: readonly DemandInterval[]) => readonly DemandInterval[]
  /** The sky over a site: that of the last one is remembered. */
  readonly skyOver: (site: PvSite) => PvForecaster
}

/** What is expected of the plant beside its load. */
export interface ExpectedConditions {
  /** 0 to 1; null where it isn't known. */
  readonly powerFactor: number | null
  readonly recent: RecentDays
}

/** The day ahead of a forecast. @param now The plant's time. */
export async function readDayAhead(
  parts: DayAheadSources,
  { settings, tariff }: { readonly settings: Settings; readonly tariff: Tariff },
  forecast: Forecast,
  now: number,
  expected: ExpectedConditions,
): Promise<DayAhead> {
  const { site } = settings
  const planned = filterUpcomingChanges(settings.planned, forecast.windowEnd)
  const { zone } = site
  const [first, last] = [forecast.windowEnd, forecast.steps.at(-1)?.end ?? forecast.windowEnd]
  const names = new Set([monthAt(first, zone), monthAt(last - 1, zone)])
  const target = billedTarget(tariff, settings.demand.targetKw, expected.powerFactor)
  const standings = await Promise.all(
    [...names].map((month) => readMonthStanding(parts.demand, settings, tariff, month)),
  )
  const months = standings.map((standing) => createMonthTerms(standing, target, zone))
  const forecastPv = await readPvForecast(parts, settings, { start: first, end: first })
  const clock = createIntervalClock(tariff.demandRule, zone)
  const today = await parts.demand.intervals({ start: daySpan(dayAt(first, zone), zone).start, end: first })
  const reachedKw = findHighestDemand(tariff, parts.addBackShedding(today)) ?? 0
  const { steps } = forecast
  const solar = forecastPv?.(forecast) ?? null
  return computeDayAhead({ steps, solar, planned, tariff, clock, zone, months, reachedKw, now, ...expected })
}

/** How a month stands. Months before it are looked at also where no charge looks back. */
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
  { store, source, tags, skyOver }: DayAheadSources,
  { site, demand }: Settings,
  windowEnds: Interval,
): Promise<ForecastPv | null> {
  const tag = tags().find(({ role }) => role === 'solar')
  if (tag === undefined || site.pvPeakKw === 0 || demand.billedOn === 'load') return null
  const span = { start: windowEnds.start - (SKY_DAYS + 1) * DAY - HOUR, end: windowEnds.end }
  const past = await store.quarterHours(source, tag.id, span)
  const known = new Map(past.filter(({ coverage }) => coverage >= MIN_COVERAGE).map(({ at, mean }) => [at, mean]))
  const sky = skyOver(site)
  // A forecast knows nothing of the sky after its window.
  return ({ steps, windowEnd }) => sky.forecastPower(steps, (at) => (at < windowEnd ? (known.get(at) ?? null) : null))
}
