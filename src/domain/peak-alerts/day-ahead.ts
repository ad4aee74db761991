import type { IntervalClock } from '../demand/interval-clock.ts'
import type { ForecastStep } from '../forecast/forecast.ts'
import type { PlannedChange, SheddableLoad } from '../shedding/sheddable-load.ts'
import { runAtOnce, type SlicedWork } from '../slices/sliced-work.ts'
import type { PowerForecastStep } from '../solar/pv-forecast.ts'
import type { Tariff } from '../tariff/tariff.ts'
import { dayAt, daySpan } from '../time/calendar.ts'
import { HOUR } from '../time/time.ts'
import { alertId, isLikelyEnough, listShedUses, markUnlikely, raiseAlert, updateAlert } from './alert-lifecycle.ts'
import { computeDemandAhead, computeKwPerBilled } from './demand-ahead.ts'
import { forecastDemand, forecastImport, sumPlannedKw } from './import-forecast.ts'
import type { Alert, DemandAhead } from './peak-alert.ts'
import { findPeakEvents, type PeakEvent } from './peak-event.ts'
import { createHeightInShares, createHeightInWidths } from './peak-height.ts'
import { planPeakShedding } from './peak-plan.ts'
import type { RecentDays } from './recent-days.ts'
import { computeRestOfDaySpread, createRestOfDayForecast, type RestOfDayForecast } from './rest-of-day.ts'
import type { MonthTerms } from './warning-levels.ts'

/** What a day ahead is made of. */
export interface DayAheadInput {
  /** Quarter-hours one after the other; the window ends where the first begins. */
  readonly steps: readonly Pick<ForecastStep, 'start' | 'end' | 'loadKw'>[]
  /** PV power at the same steps; null where there is no PV, or where all of the load is billed. */
  readonly solar: readonly PowerForecastStep[] | null
  readonly planned: readonly PlannedChange[]
  readonly tariff: Tariff
  /** The demand intervals by the tariff's rule, on the site's clock. */
  readonly clock: IntervalClock
  readonly zone: string
  /** The terms of each month that the steps touch. */
  readonly months: readonly MonthTerms[]
  /** The expected power factor, 0 to 1; null where it is unknown. */
  readonly powerFactor: number | null
  readonly recent: RecentDays
  /** The highest demand of the running day so far, as it is billed; 0 where nothing of it is known. */
  readonly reachedKw: number
  /** The plant's time, epoch ms. */
  readonly now: number
}

/** The day ahead, and the peaks worth a warning that may lie in it. */
export interface DayAhead {
  readonly ahead: DemandAhead
  readonly events: readonly PeakEvent[]
  readonly months: readonly MonthTerms[]
  /** kW of power that a kW or kVA as billed represents. */
  readonly kwPerBilled: number
  /** The highest demand of each of the last days, as it is billed. */
  readonly highest: readonly number[]
  /** The forecast of the rest of the running day; null where there is none. */
  readonly rest: RestOfDayForecast | null
}

/** The day ahead of a forecast. */
export function computeDayAhead(parts: DayAheadInput): DayAhead {
  const { steps, solar, planned, tariff, clock, zone, months, powerFactor, recent, reachedKw, now } = parts
  const windowEnd = steps[0]?.start ?? now
  const powers = forecastImport(steps, solar, planned)
  const demand = forecastDemand(
    clock.intervalsWithin({ start: windowEnd, end: steps.at(-1)?.end ?? windowEnd }),
    powers,
  )
  const ahead = computeDemandAhead({ madeAt: now, windowEnd, tariff, powerFactor, months, demand })
  const perBilled = computeKwPerBilled(tariff, powerFactor)
  // Planned changes have no past to compare with: days are compared without them.
  const unplanned = ahead.steps.map(({ start, end, demandKw }) => {
    return { day: dayAt(start, zone), p50: demandKw.p50 - sumPlannedKw({ start, end }, planned) / perBilled }
  })
  const today = dayAt(windowEnd, zone)
  const restOf = (day: string): RestOfDayForecast | null => {
    const p50s = unplanned.filter((step) => step.day === day).map(({ p50 }) => p50)
    if (day !== today) return createRestOfDayForecast(0, p50s, 0)
    return createRestOfDayForecast((windowEnd - daySpan(today, zone).start) / HOUR, p50s, reachedKw)
  }
  const peakHeightOf = (day: string) => {
    const rest = restOf(day)
    const spread = rest === null ? null : computeRestOfDaySpread(recent.rests, rest)
    return spread === null ? createHeightInWidths(recent.spread) : createHeightInShares(spread)
  }
  const rest = restOf(today)
  const events = findPeakEvents({ ahead, months, zone, kwPerBilled: perBilled, peakHeightOf })
  return { ahead, events, months, kwPerBilled: perBilled, highest: recent.highest, rest }
}

/** The alerts that a day ahead is compared with. */
export interface AlertUpdateContext {
  readonly open: readonly Alert[]
  /** Whether the alert of that id was closed: its event is over. */
  readonly isClosed: (id: string) => boolean
  readonly loads: readonly SheddableLoad[]
  readonly now: number
}

/**
 * Compares a newer day ahead with the alerts: those that it raises or changes; none where nothing changes that matters.
 */
export function updateAlertsAtOnce(day: DayAhead, before: AlertUpdateContext): readonly Alert[] {
  return runAtOnce(updateAlertsInSlices(day, before))
}

/** The same in slices: planning what to shed against an event may last long. */
export function* updateAlertsInSlices(
  day: DayAhead,
  { open, isClosed, loads, now }: AlertUpdateContext,
): SlicedWork<readonly Alert[]> {
  const { unit, windowEnd, steps } = day.ahead
  const before = new Map(open.map((alert) => [alert.id, alert]))
  const changed: Alert[] = []
  for (const event of day.events) {
    const id = alertId(event.day)
    const known = before.get(id)
    before.delete(id)
    if (known === undefined && (isClosed(id) || !isLikelyEnough(event, now))) continue
    const ready = findAvailableLoads(loads, known, now)
    const made = loads.length === 0 ? null : yield* planPeakShedding({ ...day, event, loads: ready, now })
    const planned = { event, plan: made?.plan ?? null }
    const next =
      known === undefined ? raiseAlert(planned, unit, loads, now) : updateAlert(known, planned, unit, loads, now)
    if (next !== known) changed.push(next)
  }
  // The day ahead reaches over an alert's interval, and nothing is left of its event.
  const end = steps.at(-1)?.end ?? windowEnd
  for (const alert of before.values()) {
    const next = alert.interval.start >= windowEnd && alert.interval.end <= end ? markUnlikely(alert, now) : alert
    if (next !== alert) changed.push(next)
  }
  return changed
}

/** The loads, less the uses of the event's day so far. */
function findAvailableLoads(loads: readonly SheddableLoad[], alert: Alert | undefined, now: number) {
  const uses = alert === undefined ? [] : listShedUses(alert, now)
  return loads.map((load) => {
    return { load, usesLeft: Math.max(0, load.timesPerDay - uses.filter((use) => use.load === load.id).length) }
  })
}
