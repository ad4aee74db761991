import { chargeStates } from '../../domain/billing/marginal-cost.ts'
import { type MonthPeaks, monthPeaks } from '../../domain/billing/month-peaks.ts'
import type { DemandInterval } from '../../domain/demand/demand-interval.ts'
import { createDemandClock } from '../../domain/demand/interval-clock.ts'
import { demandIntervals } from '../../domain/demand/interval-demand.ts'
import { FORECAST_RESOLUTION, HORIZON_STEPS, type Quantiles } from '../../domain/forecast/forecast.ts'
import { accepted, alertId, marked } from '../../domain/peak-alerts/alert-lifecycle.ts'
import { closed } from '../../domain/peak-alerts/alert-outcome.ts'
import { alertsAfter, type DayAhead, dayAheadOf } from '../../domain/peak-alerts/day-ahead.ts'
import type { Alert } from '../../domain/peak-alerts/peak-alert.ts'
import { type JudgedDay, judgedDays, withInterval } from '../../domain/peak-alerts/peak-days.ts'
import {
  type DayOver,
  highestOf,
  OUTCOME_DAYS,
  outcomeOf,
  recentDays,
  restCame,
} from '../../domain/peak-alerts/recent-days.ts'
import type { RestForeseen } from '../../domain/peak-alerts/rest-of-day.ts'
import { type MonthTerms, monthTerms } from '../../domain/peak-alerts/warning-levels.ts'
import type { PlannedChange, SheddableLoad, ShedStep } from '../../domain/shedding/sheddable-load.ts'
import { createSky } from '../../domain/solar/pv-forecast.ts'
import { createRateClock } from '../../domain/tariff/rate-windows.ts'
import type { Tariff } from '../../domain/tariff/tariff.ts'
import { dayAt, daySpan, monthAt } from '../../domain/time/calendar.ts'
import { HOUR, MINUTE, shareWithin } from '../../domain/time/time.ts'
import type { PlantPast } from './plant-history.ts'

/** What a backtest replays. Steps are quarter-hours of the past, counted from its start. */
export interface ReplayParts {
  readonly past: PlantPast
  readonly tariff: Tariff
  readonly loads: readonly SheddableLoad[]
  readonly targetKw: number | null
  /** The load of the 96 quarter-hours from step `at` on as it was foreseen from those before; null where it wasn't. */
  readonly foreseen: (at: number) => readonly Quantiles[] | null
  /** First and last step at which a forecast is made, and how many steps lie between two. */
  readonly from: number
  readonly to: number
  readonly every: number
  /** Whether each plan that is expected to save more than it costs is accepted and followed. */
  readonly follow: boolean
  readonly onProgress?: ((share: number) => void) | undefined
}

/** What came of it. */
export interface Replayed {
  /** All alerts that were raised, closed at the end of their day, oldest first. */
  readonly alerts: readonly Alert[]
  /** The same as they were when they were raised. */
  readonly raised: readonly Alert[]
  /** All days of the past, by what was measured, as it would have been measured. */
  readonly days: readonly JudgedDay[]
  /** What was shed. */
  readonly steps: readonly ShedStep[]
}

/** Lives through a plant's past as the app would have: at each step it knows what had come by then, and nothing else. */
export function replay(parts: ReplayParts): Replayed {
  const run = new Replay(parts)
  for (let at = parts.from; at <= parts.to; at += parts.every) {
    run.pass(at)
    parts.onProgress?.((at - parts.from) / Math.max(1, parts.to - parts.from))
  }
  return run.end()
}

class Replay {
  readonly #parts: ReplayParts
  readonly #zone: string
  readonly #sky
  readonly #demandClock
  readonly #rateClock
  readonly #measured: readonly DemandInterval[]
  /** Intervals of the longest day. */
  readonly #dayLength: number
  /** As measured, less what was shed. */
  readonly #came: DemandInterval[] = []
  /** Newest first; the first is of the month that runs. */
  #months: MonthPeaks[] = []
  #open: Alert[] = []
  readonly #closed: Alert[] = []
  readonly #raised: Alert[] = []
  readonly #steps: ShedStep[] = []
  #day = ''
  #dayStart = Number.NEGATIVE_INFINITY
  /** The last ones, newest last; and what was foreseen of the running one when it began. */
  #daysOver: readonly DayOver[] = []
  #recent = recentDays([])
  #dayForeseen: DayAhead['ahead']['steps'] | null = null
  /** How the rest of the running day looked at each of its full hours. */
  #rests: (RestForeseen & { readonly at: number })[] = []

  constructor(parts: ReplayParts) {
    this.#parts = parts
    const { past, tariff } = parts
    this.#zone = past.zone
    this.#sky = past.solar === null ? null : createSky(past.solar.site)
    this.#demandClock = createDemandClock(tariff.demandRule, past.zone)
    this.#rateClock = createRateClock(past.zone, tariff.holidays)
    this.#dayLength = (26 * HOUR) / (tariff.demandRule.stepMinutes * MINUTE)
    const span = { start: past.start, end: this.#timeOf(past.importKw.length) }
    const powers = past.importKw.flatMap((importKw, i) => {
      return importKw === null ? [] : [{ start: this.#timeOf(i), end: this.#timeOf(i + 1), importKw, coverage: 1 }]
    })
    this.#measured = demandIntervals(this.#demandClock.within(span), powers, null, null)
  }

  /** All that had come by the beginning of step `at`, and the forecast that was made then. */
  pass(at: number): void {
    const now = this.#timeOf(at)
    this.#takeUntil(now)
    const loadKw = this.#parts.foreseen(at)
    if (loadKw === null) return
    const day = this.#dayAhead(at, loadKw)
    this.#dayForeseen ??= day.ahead.steps
    if (day.rest !== null && (now - this.#dayStart) % HOUR === 0) this.#rests.push({ at: now, ...day.rest })
    const isClosed = (id: string) => this.#closed.some((alert) => alert.id === id) || id < alertId(this.#day)
    const loads = this.#mayAct(day, now) ? this.#parts.loads : []
    const changed = alertsAfter(day, { open: this.#open, isClosed, loads, now })
    const ids = new Set(changed.map(({ id }) => id))
    this.#raised.push(...changed.filter(({ raisedAt }) => raisedAt === now))
    this.#open = [...this.#open.filter(({ id }) => !ids.has(id)), ...changed]
    if (this.#parts.follow) this.#open = this.#open.map((alert) => this.#followed(alert, now))
  }

  end(): Replayed {
    this.#takeUntil(Number.POSITIVE_INFINITY)
    const { tariff, targetKw, loads } = this.#parts
    const days = judgedDays({ tariff, clock: this.#rateClock, zone: this.#zone, targetKw, earlier: [] }, this.#came)
    const byId = new Map(days.map((day) => [alertId(day.day), day]))
    const alerts = [...this.#closed, ...this.#open].flatMap((alert) => {
      const day = byId.get(alert.id)
      return day === undefined ? [] : [closed(alert, day, loads, day.intervals.at(-1)?.end ?? 0)]
    })
    alerts.sort((a, b) => a.raisedAt - b.raisedAt)
    return { alerts, raised: this.#raised, days, steps: this.#steps }
  }

  #timeOf(step: number): number {
    return this.#parts.past.start + step * FORECAST_RESOLUTION
  }

  /** Intervals that end by `now`, into the month's peaks. */
  #takeUntil(now: number): void {
    const { tariff } = this.#parts
    for (let next = this.#measured[this.#came.length]; next !== undefined && next.end <= now; ) {
      const interval = less(next, this.#steps)
      this.#came.push(interval)
      const month = monthAt(interval.start, this.#zone)
      const [running] = this.#months
      if (running?.month !== month) this.#months.unshift(monthPeaks(tariff, this.#zone, month, []))
      const [peaks, ...earlier] = this.#months
      if (peaks !== undefined) this.#months = [withInterval(peaks, tariff, this.#rateClock, interval), ...earlier]
      next = this.#measured[this.#came.length]
    }
    if (!Number.isFinite(now)) return
    const day = dayAt(now, this.#zone)
    if (day === this.#day) return
    this.#learn(this.#day)
    this.#day = day
    this.#dayStart = daySpan(day, this.#zone).start
    this.#closed.push(...this.#open.filter(({ id }) => id < alertId(day)))
    this.#open = this.#open.filter(({ id }) => id >= alertId(day))
  }

  /** How the day that is over lay against what was foreseen of it when it began. */
  #learn(day: string): void {
    const foreseen = this.#dayForeseen
    const looked = this.#rests
    this.#dayForeseen = null
    this.#rests = []
    const { tariff } = this.#parts
    const came = this.#unshed().filter(({ start }) => dayAt(start, this.#zone) === day)
    const over: DayOver = {
      outcome: foreseen === null ? null : outcomeOf(tariff, foreseen, came),
      highest: highestOf(tariff, came),
      rests: looked.flatMap(({ at, ...rest }) => restCame(tariff, rest, came, at) ?? []),
    }
    this.#daysOver = [...this.#daysOver, over].slice(-OUTCOME_DAYS)
    this.#recent = recentDays(this.#daysOver)
  }

  #dayAhead(at: number, loadKw: readonly Quantiles[]): DayAhead {
    const { past, tariff } = this.#parts
    const now = this.#timeOf(at)
    const steps = loadKw.slice(0, HORIZON_STEPS.nextDay).map((quantiles, i) => {
      return { start: this.#timeOf(at + i), end: this.#timeOf(at + i + 1), loadKw: quantiles }
    })
    const solarKw = past.solar?.kw ?? []
    const known = (time: number) => {
      const step = (time - past.start) / FORECAST_RESOLUTION
      return step < at ? (solarKw[step] ?? null) : null
    }
    return dayAheadOf({
      ...{ steps, planned: this.#shed(now), tariff, clock: this.#demandClock, zone: this.#zone, now },
      solar: this.#sky?.ahead(steps, known, true) ?? null,
      months: [...new Set([now, this.#timeOf(at + steps.length) - 1].map((time) => monthAt(time, this.#zone)))].map(
        (month) => this.#terms(month),
      ),
      powerFactor: null,
      recent: this.#recent,
      reachedKw: this.#reachedKw(),
    })
  }

  /** The highest demand of the running day so far; 0 where nothing of it is known. */
  #reachedKw(): number {
    const since = this.#unshed().filter(({ start }) => start >= this.#dayStart)
    return highestOf(this.#parts.tariff, since) ?? 0
  }

  /** A day of what came, and somewhat more, as it would have been: what was shed would be taken for foreseen too high. */
  #unshed(): readonly DemandInterval[] {
    const end = this.#came.length
    return this.#measured.slice(Math.max(0, end - this.#dayLength), end)
  }

  /** What was shed and isn't back, as changes that are known beforehand. */
  #shed(now: number): PlannedChange[] {
    return this.#steps
      .filter(({ to }) => to > now)
      .map(({ load, name, kw, from, to }) => ({ id: load, name, kw: -kw, from, to }))
  }

  #terms(month: string): MonthTerms {
    const { tariff, targetKw } = this.#parts
    const at = this.#months.findIndex((each) => each.month === month)
    const peaks = this.#months[at] ?? monthPeaks(tariff, this.#zone, month, [])
    const earlier = this.#months.filter((each) => each.month < month)
    const standing = { tariff, clock: this.#rateClock, peaks, earlier }
    return monthTerms(standing, targetKw, this.#zone)
  }

  /** Whether a plan may have to be acted on before the next forecast: only then it is worth the search. */
  #mayAct({ events }: DayAhead, now: number): boolean {
    const { follow, loads, every } = this.#parts
    if (!follow) return false
    const notice = MINUTE * Math.max(0, ...loads.map(({ noticeMinutes }) => noticeMinutes))
    return events.some(({ needs, span }) => {
      const from = needs[0]?.start ?? span.start
      return from - notice < now + every * FORECAST_RESOLUTION
    })
  }

  /**
   * The operator looks at the plan with each forecast, and sheds what has to be acted on before the next one. What was shed
   * is taken off what is foreseen, so that the next plan goes on from there.
   */
  #followed(alert: Alert, now: number): Alert {
    const { loads, every } = this.#parts
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
      (so, { load, from, to }) => marked(marked(so, load, true, from) ?? so, load, false, to) ?? so,
      accepted(alert, now) ?? alert,
    )
  }
}

/** An interval without what was shed in it. */
function less(interval: DemandInterval, steps: readonly ShedStep[]): DemandInterval {
  let shedKw = 0
  for (const { kw, from, to } of steps) {
    if (to > interval.start && from < interval.end) shedKw += kw * shareWithin(interval, { start: from, end: to })
  }
  return shedKw === 0 ? interval : { ...interval, meanKw: Math.max(0, interval.meanKw - shedKw) }
}

/** What the demand charges of the months of these days cost, each as it stands after the last of its days. */
export function demandCharges(days: readonly JudgedDay[]): number {
  const lastOfMonth = new Map(days.map((day) => [day.standing.peaks.month, day]))
  let sum = 0
  for (const { intervals, standing } of lastOfMonth.values()) {
    const { tariff, clock, earlier } = standing
    const peaks = intervals.reduce((so, interval) => withInterval(so, tariff, clock, interval), standing.peaks)
    for (const { amount } of chargeStates(tariff, peaks, earlier)) sum += amount
  }
  return sum
}
