import type { Settings } from '../../contract/settings.ts'
import { alertId } from '../../domain/peak-alerts/alert-lifecycle.ts'
import { closeAlert } from '../../domain/peak-alerts/alert-outcome.ts'
import { computeBilledTarget, powerFactorOf } from '../../domain/peak-alerts/demand-ahead.ts'
import type { Alert } from '../../domain/peak-alerts/peak-alert.ts'
import { type JudgedDay, judgePeakDays } from '../../domain/peak-alerts/peak-days.ts'
import type { SheddableLoad } from '../../domain/shedding/sheddable-load.ts'
import type { Tariff } from '../../domain/tariff/tariff.ts'
import { dayAt, daySpan, monthAt, monthSpan } from '../../domain/time/calendar.ts'
import { DAY, HOUR, MINUTE } from '../../domain/time/time.ts'
import type { DemandHistory } from '../demand/demand-monitor.ts'
import { readMonthStanding } from './read-day-ahead.ts'

/** Missed peaks are searched this far back at the most, when a session begins. */
const MAX_JUDGED_SPAN = 60 * DAY
/** A day is judged so long after it is over: its last samples may be on their way. */
const GRACE = 2 * MINUTE

/** What days that are over are judged by, and the alerts that they are compared with. */
export interface DayJudgeInput {
  readonly settings: Settings
  /** Null where there is none: alerts are then closed as unknown. */
  readonly tariff: Tariff | null
  readonly loads: readonly SheddableLoad[]
  readonly open: readonly Alert[]
  readonly closed: readonly Alert[]
  /** The closed alerts that the record counts. */
  readonly recorded: readonly Alert[]
  /** The plant's time, epoch ms. */
  readonly now: number
}

/** What was found out about the days that are over since the last judgement. */
export interface EndedDays {
  readonly lastDay: string
  /** Alerts whose day is over, closed. */
  readonly closedAlerts: readonly Alert[]
  /** Days with a peak that no alert had announced. */
  readonly missedDays: readonly string[]
}

/** Judges each day once when it is over, and at the beginning the days before it that the record counts. */
export class DayJudge {
  readonly #demand: DemandHistory
  #missedDays: readonly string[] = []
  /** The last day that was judged; null until the days before this session were. */
  #lastJudgedDay: string | null = null

  constructor(demand: DemandHistory) {
    this.#demand = demand
  }

  /** How many days since the one of that alert had a peak that no alert had announced. */
  countMissedSince(oldest: string): number {
    return this.#missedDays.filter((day) => alertId(day) >= oldest).length
  }

  /** Null where no other day is over. The same days are judged again until `markJudged`. */
  async judge(input: DayJudgeInput): Promise<EndedDays | null> {
    const { settings, tariff, loads, open, now } = input
    const { zone } = settings.site
    const over = now - GRACE - (tariff === null ? HOUR : tariff.demandRule.minutes * MINUTE)
    const lastDay = dayAt(daySpan(dayAt(over, zone), zone).start - 1, zone)
    const ending = open.filter(({ id }) => id <= alertId(lastDay))
    if (tariff === null) {
      return ending.length === 0
        ? null
        : { lastDay, closedAlerts: ending.map((alert) => closeAsUnknown(alert, over)), missedDays: [] }
    }
    if (this.#lastJudgedDay === lastDay) return null
    const days = await judgeDays(
      this.#demand,
      { settings, tariff },
      this.#firstDayToJudge(input, lastDay, ending),
      lastDay,
    )
    const found = new Map(days.map((day) => [alertId(day.day), day]))
    const closedAlerts = ending.map((alert) => {
      const day = found.get(alert.id)
      return day === undefined ? closeAsUnknown(alert, over) : closeAlert(alert, day, loads, now)
    })
    const alerted = new Set([...open, ...input.closed].map(({ id }) => id))
    const missedDays = days.filter(({ day, peak }) => peak !== null && !alerted.has(alertId(day))).map(({ day }) => day)
    return { lastDay, closedAlerts, missedDays }
  }

  /** Notes that these days were judged, and what was found out is stored. */
  markJudged({ lastDay, missedDays }: EndedDays): void {
    this.#missedDays = [...new Set([...this.#missedDays, ...missedDays])]
    this.#lastJudgedDay = lastDay
  }

  /**
   * The oldest day of: the one that was judged last, the alerts that end, those that the record counts; not too far
   * back.
   */
  #firstDayToJudge({ settings, recorded, now }: DayJudgeInput, lastDay: string, ending: readonly Alert[]): string {
    const days = ending.map(dayOfAlert)
    // A clock that was ahead may have been set right since.
    if (this.#lastJudgedDay !== null) days.push(this.#lastJudgedDay)
    else days.push(...recorded.map(dayOfAlert))
    const [oldest = lastDay] = [...days, lastDay].toSorted()
    const [, first = oldest] = [oldest, dayAt(now - MAX_JUDGED_SPAN, settings.site.zone)].toSorted()
    return first
  }
}

function dayOfAlert({ id }: Alert): string {
  return id.slice(alertId('').length)
}

function closeAsUnknown(alert: Alert, now: number): Alert {
  return { ...alert, closedAt: now, updatedAt: now, outcome: 'unknown' }
}

/**
 * Judges the days from `from` to the end of `to` (`YYYY-MM-DD`, both included): whether there was a peak worth a
 * warning on each, by how its month stood when the day began. A day of which nothing is known is among them only as the
 * last.
 */
async function judgeDays(
  demand: DemandHistory,
  { settings, tariff }: { readonly settings: Settings; readonly tariff: Tariff },
  from: string,
  to: string,
): Promise<JudgedDay[]> {
  const { zone } = settings.site
  const month = monthAt(daySpan(from, zone).start, zone)
  const [{ clock, earlier }, intervals] = await Promise.all([
    readMonthStanding(demand, settings, tariff, month),
    demand.intervals({ start: monthSpan(month, zone).start, end: daySpan(to, zone).end }),
  ])
  const targetKw = computeBilledTarget(tariff, settings.demand.targetKw, powerFactorOf(intervals))
  const parts = { tariff, clock, zone, targetKw, earlier }
  return judgePeakDays(parts, intervals).filter(({ day }) => day >= from && day <= to)
}
