import { computeChargeStates } from '../../domain/billing/marginal-cost.ts'
import { findMonthPeaks, type MonthPeaks } from '../../domain/billing/month-peaks.ts'
import type { DemandInterval } from '../../domain/demand/demand-interval.ts'
import { createIntervalClock } from '../../domain/demand/interval-clock.ts'
import { computeIntervalDemand } from '../../domain/demand/interval-demand.ts'
import { FORECAST_RESOLUTION, HORIZON_STEPS, type Quantiles } from '../../domain/forecast/forecast.ts'
import { acceptPlan, alertId, markLoad } from '../../domain/peak-alerts/alert-lifecycle.ts'
import { closeAlert } from '../../domain/peak-alerts/alert-outcome.ts'
import { computeDayAhead, type DayAhead, updateAlertsAtOnce } from '../../domain/peak-alerts/day-ahead.ts'
import type { Alert } from '../../domain/peak-alerts/peak-alert.ts'
import { addInterval, type JudgedDay, judgePeakDays } from '../../domain/peak-alerts/peak-days.ts'
import {
  findHighestDemand,
  measurePeakHeight,
  measureRestOfDay,
  RECENT_DAY_COUNT,
  type RecentDay,
  summarizeRecentDays,
} from '../../domain/peak-alerts/recent-days.ts'
import type { RestOfDayForecast } from '../../domain/peak-alerts/rest-of-day.ts'
import { createMonthTerms, type MonthTerms } from '../../domain/peak-alerts/warning-levels.ts'
import type { PlannedChange, SheddableLoad, ShedStep } from '../../domain/shedding/sheddable-load.ts'
import { createPvForecaster } from '../../domain/solar/pv-forecast.ts'
import { createRateClock } from '../../domain/tariff/rate-windows.ts'
import type { Tariff } from '../../domain/tariff/tariff.ts'
import { dayAt, daySpan, monthAt } from '../../domain/time/calendar.ts'
import { HOUR, MINUTE, shareWithin } from '../../domain/time/time.ts'
import type { PlantHistory } from './plant-history.ts'

/** What a backtest replays. Steps are quarter-hours of the past, counted from its start. */
export interface RunYearOptions {
  readonly past: PlantHistory
  readonly tariff: Tariff
  readonly loads: readonly SheddableLoad[]
  readonly targetKw: number | null
  /**
   * The forecast of the load of the 96 quarter-hours from step `at` on, made from those before; null where there is
   * none.
   */
  readonly forecastAt: (at: number) => readonly Quantiles[] | null
  /** First and last step at which a forecast is made, and how many steps lie between two. */
  readonly from: number
  readonly to: number
  readonly every: number
  /** Whether each plan that is expected to save more than it costs is accepted and followed. */
  readonly follow: boolean
  readonly onProgress?: ((share: number) => void) | undefined
}

/** The result of it. */
export interface YearResult {
  /** All alerts that were raised, closed at the end of their day, oldest first. */
  readonly alerts: readonly Alert[]
  /** The same as they were when they were raised. */
  readonly raised: readonly Alert[]
  /** All days of the past, by what was measured, as it would have been measured. */
  readonly days: readonly JudgedDay[]
  /** What was shed. */
  readonly steps: readonly ShedStep[]
}

/** Replays a plant's past as the app would have run: each step uses what was known by then, and nothing else. */
export function runYear(parts: RunYearOptions): YearResult {
  const run = new YearRun(parts)
  for (let at = parts.from; at <= parts.to; at += parts.every) {
    run.advanceTo(at)
    parts.onProgress?.((at - parts.from) / Math.max(1, parts.to - parts.from))
  }
  return run.end()
}

class YearRun {
  readonly #options: RunYearOptions
  readonly #zone: string
  readonly #sky
  readonly #demandClock
  readonly #rateClock
  readonly #measured: readonly DemandInterval[]
  /** Intervals of the longest day. */
  readonly #dayLength: number
  /** As measured, less what was shed. */
  readonly #netIntervals: DemandInterval[] = []
  /** Newest first; the first is of the month that runs. */
  #months: MonthPeaks[] = []
  #open: Alert[] = []
  readonly #closed: Alert[] = []
  readonly #raised: Alert[] = []
  readonly #steps: ShedStep[] = []
  #day = ''
  #dayStart = Number.NEGATIVE_INFINITY
  /** The last ones, newest last; and the forecast of the running one when it began. */
  #pastDays: readonly RecentDay[] = []
  #recent = summarizeRecentDays([])
  #dayForecast: DayAhead['ahead']['steps'] | null = null
  /** The forecast of the rest of the running day at each of its full hours. */
  #restForecasts: (RestOfDayForecast & { readonly at: number })[] = []

  constructor(parts: RunYearOptions) {
    this.#options = parts
    const { past, tariff } = parts
    this.#zone = past.zone
    this.#sky = past.solar === null ? null : createPvForecaster(past.solar.site)
    this.#demandClock = createIntervalClock(tariff.demandRule, past.zone)
    this.#rateClock = createRateClock(past.zone, tariff.holidays)
    this.#dayLength = (26 * HOUR) / (tariff.demandRule.stepMinutes * MINUTE)
    const span = { start: past.start, end: this.#timeOf(past.importKw.length) }
    const powers = past.importKw.flatMap((importKw, i) => {
      return importKw === null ? [] : [{ start: this.#timeOf(i), end: this.#timeOf(i + 1), importKw, coverage: 1 }]
    })
    this.#measured = computeIntervalDemand(this.#demandClock.intervalsWithin(span), powers, null, null)
  }

  /** All that was known by the beginning of step `at`, and the forecast that was made then. */
  advanceTo(at: number): void {
    const now = this.#timeOf(at)
    this.#recordIntervalsUntil(now)
    const loadKw = this.#options.forecastAt(at)
    if (loadKw === null) return
    const day = this.#makeDayAhead(at, loadKw)
    this.#dayForecast ??= day.ahead.steps
    if (day.rest !== null && (now - this.#dayStart) % HOUR === 0) this.#restForecasts.push({ at: now, ...day.rest })
    const isClosed = (id: string) => this.#closed.some((alert) => alert.id === id) || id < alertId(this.#day)
    const loads = this.#isPlanDue(day, now) ? this.#options.loads : []
    const changed = updateAlertsAtOnce(day, { open: this.#open, isClosed, loads, now })
    const ids = new Set(changed.map(({ id }) => id))
    this.#raised.push(...changed.filter(({ raisedAt }) => raisedAt === now))
    this.#open = [...this.#open.filter(({ id }) => !ids.has(id)), ...changed]
    if (this.#options.follow) this.#open = this.#open.map((alert) => this.#followPlan(alert, now))
  }

  end(): YearResult {
    this.#recordIntervalsUntil(Number.POSITIVE_INFINITY)
    const { tariff, targetKw, loads } = this.#options
    const days = judgePeakDays(
      { tariff, clock: this.#rateClock, zone: this.#zone, targetKw, earlier: [] },
      this.#netIntervals,
    )
    const byId = new Map(days.map((day) => [alertId(day.day), day]))
    const alerts = [...this.#closed, ...this.#open].flatMap((alert) => {
      const day = byId.get(alert.id)
      return day === undefined ? [] : [closeAlert(alert, day, loads, day.intervals.at(-1)?.end ?? 0)]
    })
    alerts.sort((a, b) => a.raisedAt - b.raisedAt)
    return { alerts, raised: this.#raised, days, steps: this.#steps }
  }

  #timeOf(step: number): number {
    return this.#options.past.start + step * FORECAST_RESOLUTION
  }

  /** Intervals that end by `now`, into the month's peaks. */
  #recordIntervalsUntil(now: number): void {
    const { tariff } = this.#options
    for (let next = this.#measured[this.#netIntervals.length]; next !== undefined && next.end <= now; ) {
      const interval = subtractShed(next, this.#steps)
      this.#netIntervals.push(interval)
      const month = monthAt(interval.start, this.#zone)
      const [running] = this.#months
      if (running?.month !== month) this.#months.unshift(findMonthPeaks(tariff, this.#zone, month, []))
      const [peaks, ...earlier] = this.#months
      if (peaks !== undefined) this.#months = [addInterval(peaks, tariff, this.#rateClock, interval), ...earlier]
      next = this.#measured[this.#netIntervals.length]
    }
    if (!Number.isFinite(now)) return
    const day = dayAt(now, this.#zone)
    if (day === this.#day) return
    this.#closeDay(this.#day)
    this.#day = day
    this.#dayStart = daySpan(day, this.#zone).start
    this.#closed.push(...this.#open.filter(({ id }) => id < alertId(day)))
    this.#open = this.#open.filter(({ id }) => id >= alertId(day))
  }

  /** How the day that is over lay against the forecast of it when it began. */
  #closeDay(day: string): void {
    const forecast = this.#dayForecast
    const restForecasts = this.#restForecasts
    this.#dayForecast = null
    this.#restForecasts = []
    const { tariff } = this.#options
    const actual = this.#readUnshedIntervals().filter(({ start }) => dayAt(start, this.#zone) === day)
    const over: RecentDay = {
      peakHeight: forecast === null ? null : measurePeakHeight(tariff, forecast, actual),
      highest: findHighestDemand(tariff, actual),
      rests: restForecasts.flatMap(({ at, ...rest }) => measureRestOfDay(tariff, rest, actual, at) ?? []),
    }
    this.#pastDays = [...this.#pastDays, over].slice(-RECENT_DAY_COUNT)
    this.#recent = summarizeRecentDays(this.#pastDays)
  }

  #makeDayAhead(at: number, loadKw: readonly Quantiles[]): DayAhead {
    const { past, tariff } = this.#options
    const now = this.#timeOf(at)
    const steps = loadKw.slice(0, HORIZON_STEPS.nextDay).map((quantiles, i) => {
      return { start: this.#timeOf(at + i), end: this.#timeOf(at + i + 1), loadKw: quantiles }
    })
    const solarKw = past.solar?.kw ?? []
    const measuredSolarKwAt = (time: number) => {
      const step = (time - past.start) / FORECAST_RESOLUTION
      return step < at ? (solarKw[step] ?? null) : null
    }
    return computeDayAhead({
      ...{ steps, planned: this.#listSheddingChanges(now), tariff, clock: this.#demandClock, zone: this.#zone, now },
      solar: this.#sky?.forecastPower(steps, measuredSolarKwAt, true) ?? null,
      months: [...new Set([now, this.#timeOf(at + steps.length) - 1].map((time) => monthAt(time, this.#zone)))].map(
        (month) => this.#monthTerms(month),
      ),
      powerFactor: null,
      recent: this.#recent,
      reachedKw: this.#findReachedKw(),
    })
  }

  /** The highest demand of the running day so far; 0 where nothing of it is known. */
  #findReachedKw(): number {
    const since = this.#readUnshedIntervals().filter(({ start }) => start >= this.#dayStart)
    return findHighestDemand(this.#options.tariff, since) ?? 0
  }

  /**
   * The demand of a day, and somewhat more, as it would have been without shedding: else what was shed would count as
   * an error of the forecast.
   */
  #readUnshedIntervals(): readonly DemandInterval[] {
    const end = this.#netIntervals.length
    return this.#measured.slice(Math.max(0, end - this.#dayLength), end)
  }

  /** What was shed and isn't back, as changes that are known beforehand. */
  #listSheddingChanges(now: number): PlannedChange[] {
    return this.#steps
      .filter(({ to }) => to > now)
      .map(({ load, name, kw, from, to }) => ({ id: load, name, kw: -kw, from, to }))
  }

  #monthTerms(month: string): MonthTerms {
    const { tariff, targetKw } = this.#options
    const at = this.#months.findIndex((each) => each.month === month)
    const peaks = this.#months[at] ?? findMonthPeaks(tariff, this.#zone, month, [])
    const earlier = this.#months.filter((each) => each.month < month)
    const standing = { tariff, clock: this.#rateClock, peaks, earlier }
    return createMonthTerms(standing, targetKw, this.#zone)
  }

  /** Whether a plan may have to be acted on before the next forecast: only then it is worth the search. */
  #isPlanDue({ events }: DayAhead, now: number): boolean {
    const { follow, loads, every } = this.#options
    if (!follow) return false
    const notice = MINUTE * Math.max(0, ...loads.map(({ noticeMinutes }) => noticeMinutes))
    return events.some(({ needs, span }) => {
      const from = needs[0]?.start ?? span.start
      return from - notice < now + every * FORECAST_RESOLUTION
    })
  }

  /**
   * The operator reads the plan with each forecast, and sheds what has to be acted on before the next one. What was
   * shed is subtracted from the forecast, so that the next plan starts from there.
   */
  #followPlan(alert: Alert, now: number): Alert {
    const { loads, every } = this.#options
    const { plan } = alert
    if (plan === null || !plan.advised || alert.chance === 0) return alert
    const notice = new Map(loads.map(({ id, noticeMinutes }) => [id, noticeMinutes * MINUTE]))
    const next = now + every * FORECAST_RESOLUTION
    const due = plan.steps.filter(({ load, from }) => {
      const act = from - (notice.get(load) ?? 0)
      return act >= now && act < next
    })
    if (due.length === 0) return alert
    this.#steps.push(...due)
    return due.reduce(
      (so, { load, from, to }) => markLoad(markLoad(so, load, true, from) ?? so, load, false, to) ?? so,
      acceptPlan(alert, now) ?? alert,
    )
  }
}

/** An interval without what was shed in it. */
function subtractShed(interval: DemandInterval, steps: readonly ShedStep[]): DemandInterval {
  let shedKw = 0
  for (const { kw, from, to } of steps) {
    if (to > interval.start && from < interval.end) shedKw += kw * shareWithin(interval, { start: from, end: to })
  }
  return shedKw === 0 ? interval : { ...interval, meanKw: Math.max(0, interval.meanKw - shedKw) }
}

/** What the demand charges of the months of these days cost, each as after the last of its days. */
export function sumDemandCharges(days: readonly JudgedDay[]): number {
  const lastOfMonth = new Map(days.map((day) => [day.standing.peaks.month, day]))
  let sum = 0
  for (const { intervals, standing } of lastOfMonth.values()) {
    const { tariff, clock, earlier } = standing
    const peaks = intervals.reduce((so, interval) => addInterval(so, tariff, clock, interval), standing.peaks)
    for (const { amount } of computeChargeStates(tariff, peaks, earlier)) sum += amount
  }
  return sum
}
