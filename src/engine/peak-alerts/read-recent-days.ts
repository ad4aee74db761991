import type { Settings } from '../../contract/settings.ts'
import type { DemandInterval } from '../../domain/demand/demand-interval.ts'
import { createDemandClock, type DemandClock } from '../../domain/demand/interval-clock.ts'
import { kwPerBilled } from '../../domain/peak-alerts/demand-ahead.ts'
import { demandOf, importAhead } from '../../domain/peak-alerts/import-forecast.ts'
import {
  type DayOver,
  highestOf,
  OUTCOME_DAYS,
  outcomeOf,
  type RecentDays,
  recentDays,
  restCame,
} from '../../domain/peak-alerts/recent-days.ts'
import { type RestCame, restForeseen } from '../../domain/peak-alerts/rest-of-day.ts'
import { notBegun } from '../../domain/shedding/sheddable-load.ts'
import type { Tariff } from '../../domain/tariff/tariff.ts'
import { dayAt, daySpan } from '../../domain/time/calendar.ts'
import { DAY, HOUR, type Interval } from '../../domain/time/time.ts'
import type { StorePort } from '../store/store-port.ts'
import { type DayAheadSources, readSkies, type SolarAhead } from './read-day-ahead.ts'

/** What outcomes are read from. */
export interface OutcomeSources extends DayAheadSources {
  readonly store: DayAheadSources['store'] & Pick<StorePort, 'forecasts'>
}

interface Terms {
  readonly settings: Settings
  readonly tariff: Tariff
  readonly clock: DemandClock
  /** kW of power that a kW or kVA as billed stands for. */
  readonly perBilled: number
  readonly skies: SolarAhead | null
}

/** What the last days were like, and how each lay against what was foreseen of it when it began and at each of its hours. */
export async function readRecentDays(
  sources: OutcomeSources,
  { settings, tariff }: { readonly settings: Settings; readonly tariff: Tariff },
  now: number,
  powerFactor: number | null,
): Promise<RecentDays> {
  const { zone } = settings.site
  const clock = createDemandClock(tariff.demandRule, zone)
  const today = daySpan(dayAt(now, zone), zone).start
  const days = Array.from({ length: OUTCOME_DAYS }, (_, i) => daySpan(dayAt(today - i * DAY - 12 * HOUR, zone), zone))
  const all = { start: days.at(-1)?.start ?? today, end: today }
  const intervals = sources.unshed(await sources.demand.intervals(all))
  const skies = await readSkies(sources, settings, all)
  const terms = { settings, tariff, clock, perBilled: kwPerBilled(tariff, powerFactor), skies }
  const over: DayOver[] = []
  for (const day of days) {
    const came = intervals.filter(({ start }) => start >= day.start && start < day.end)
    over.push(await readDayOver(sources, terms, day, came))
  }
  return recentDays(over)
}

/** One after the other, so that a month of them never holds up what else is to be done. */
async function readDayOver(
  sources: OutcomeSources,
  terms: Terms,
  day: Interval,
  came: readonly DemandInterval[],
): Promise<DayOver> {
  const { tariff } = terms
  const rests: RestCame[] = []
  let outcome: number | null = null
  for (let at = day.start; at < day.end && came.length > 0; at += HOUR) {
    const foreseen = await readForeseen(sources, terms, { start: at, end: day.end })
    if (foreseen === null) continue
    if (at === day.start) outcome = outcomeOf(tariff, foreseen, came)
    const reached =
      highestOf(
        tariff,
        came.filter(({ start }) => start < at),
      ) ?? 0
    const p50s = foreseen.map(({ demandKw }) => demandKw.p50)
    const rest = restForeseen((at - day.start) / HOUR, p50s, reached)
    const known = rest === null ? null : restCame(tariff, rest, came, at)
    if (known !== null) rests.push(known)
  }
  return { outcome, highest: highestOf(tariff, came), rests }
}

/** What was foreseen at the beginning of the span of its intervals' demand, as it is billed; null where nothing was. */
async function readForeseen(sources: OutcomeSources, { settings, clock, perBilled, skies }: Terms, span: Interval) {
  const { start, end } = span
  const [forecast] = await sources.store.forecasts(sources.source, 'nextDay', { start, end: start + 1 })
  if (forecast === undefined) return null
  const steps = forecast.steps.filter((step) => step.start < end)
  const powers = importAhead(steps, skies?.({ ...forecast, steps }) ?? null, notBegun(settings.planned, start))
  return demandOf(clock.within(span), powers).map(({ kw, ...at }) => {
    return { ...at, demandKw: { p10: kw.p10 / perBilled, p50: kw.p50 / perBilled, p90: kw.p90 / perBilled } }
  })
}
