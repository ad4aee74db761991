import type { Settings } from '../../contract/settings.ts'
import { highestOf, OUTCOME_DAYS, outcomeOf, type RecentDays, spreadOf } from '../../domain/day-outcomes.ts'
import { createDemandClock } from '../../domain/demand-clock.ts'
import { kwPerBilled } from '../../domain/foresight.ts'
import { demandOf, importAhead } from '../../domain/import-ahead.ts'
import { dayAt, daySpan } from '../../domain/month.ts'
import { notBegun } from '../../domain/shedding.ts'
import type { Tariff } from '../../domain/tariff.ts'
import { DAY, HOUR } from '../../domain/time.ts'
import type { StorePort } from '../store/store-port.ts'
import { type DayAheadSources, readSolarAhead } from './day-ahead.ts'

/** What outcomes are read from. */
export interface OutcomeSources extends DayAheadSources {
  readonly store: DayAheadSources['store'] & Pick<StorePort, 'forecasts'>
}

/** What the last days were like, and how each lay against what was foreseen of it when it began. */
export async function readRecentDays(
  sources: OutcomeSources,
  { settings, tariff }: { readonly settings: Settings; readonly tariff: Tariff },
  now: number,
  powerFactor: number | null,
): Promise<RecentDays> {
  const { zone } = settings.site
  const today = daySpan(dayAt(now, zone), zone).start
  const names = Array.from({ length: OUTCOME_DAYS }, (_, i) => dayAt(today - i * DAY - 12 * HOUR, zone))
  const days = names.map((day) => daySpan(day, zone))
  const intervals = await sources.demand.intervals({ start: days.at(-1)?.start ?? today, end: today })
  const clock = createDemandClock(tariff.demandRule, zone)
  const perBilled = kwPerBilled(tariff, powerFactor)
  const found = await Promise.all(
    days.map(async ({ start, end }) => {
      const came = intervals.filter((each) => each.start >= start && each.start < end)
      const highest = highestOf(tariff, came)
      const [forecast] = await sources.store.forecasts(sources.source, 'nextDay', { start, end: start + 1 })
      if (forecast === undefined) return { highest, outcome: null }
      const solar = await readSolarAhead(sources, settings, forecast)
      const powers = importAhead(forecast.steps, solar, notBegun(settings.planned, start))
      const foreseen = demandOf(clock.within({ start, end }), powers).map(({ kw, ...at }) => {
        return { ...at, demandKw: { p10: kw.p10 / perBilled, p50: kw.p50 / perBilled, p90: kw.p90 / perBilled } }
      })
      return { highest, outcome: outcomeOf(tariff, foreseen, came) }
    }),
  )
  return {
    spread: spreadOf(found.flatMap(({ outcome }) => outcome ?? [])),
    highest: found.flatMap(({ highest }) => highest ?? []),
  }
}
