import type { Alerts } from '../../contract/schemas/alerts.ts'
import type { Settings } from '../../contract/settings.ts'
import type { DemandInterval } from '../../domain/demand/demand-interval.ts'
import type { Forecast } from '../../domain/forecast/forecast.ts'
import { acceptPlan, computeAlertRecord, markLoad, RECORD_LENGTH } from '../../domain/peak-alerts/alert-lifecycle.ts'
import { addBackShedLoad } from '../../domain/peak-alerts/alert-outcome.ts'
import { type DayAhead, updateAlertsInSlices } from '../../domain/peak-alerts/day-ahead.ts'
import { powerFactorOf } from '../../domain/peak-alerts/demand-ahead.ts'
import type { Alert, DemandAhead } from '../../domain/peak-alerts/peak-alert.ts'
import type { RecentDays } from '../../domain/peak-alerts/recent-days.ts'
import type { PvSite } from '../../domain/solar/clear-sky.ts'
import { createPvForecaster, type PvForecaster } from '../../domain/solar/pv-forecast.ts'
import type { Tariff } from '../../domain/tariff/tariff.ts'
import { dayAt } from '../../domain/time/calendar.ts'
import { DAY } from '../../domain/time/time.ts'
import type { PlantContext } from '../context/plant-context.ts'
import type { DemandHistory } from '../demand/demand-monitor.ts'
import { EngineError } from '../runtime/engine-error.ts'
import { runInSlices } from '../runtime/run-in-slices.ts'
import { createSerialQueue } from '../runtime/serial-queue.ts'
import { loadsInForce, tariffInForce } from '../settings/in-force.ts'
import { DayJudge } from './judge-days.ts'
import { type DayAheadReaders, type ExpectedConditions, readDayAhead } from './read-day-ahead.ts'
import { readRecentDays } from './read-recent-days.ts'

/** Watches for new billed peaks in the day ahead, and keeps the alerts about them. */
export interface PeakAlertService {
  /** The demand of the day ahead by the tariff; null while there is no forecast, or no tariff. */
  dayAhead(): DemandAhead | null
  alerts(): Alerts
  /** A forecast of the next day was made. */
  onForecast(forecast: Forecast): void
  /** A demand interval has closed. */
  onIntervalClosed(interval: DemandInterval): void
  /** Other settings are in force: the last forecast is judged anew. */
  onSettingsChanged(): void
  /**
   * @throws EngineError `not-found` for an alert that there isn't, `invalid` for one without a plan, or that is closed.
   */
  acceptPlan(id: string): Promise<Alert>
  /** @throws EngineError `not-found`, `invalid` for a load that is not in the accepted plan. */
  markShed(id: string, load: string, shed: boolean): Promise<Alert>
  close(): Promise<void>
}

/** How far back closed alerts are loaded. */
const CLOSED_LOADED_SPAN = 400 * DAY

/** Opens the service with the alerts that are stored of the source. It does one thing after the other. */
export async function openPeakAlertService(context: PlantContext, demand: DemandHistory): Promise<PeakAlertService> {
  const service = new StoredPeakAlerts(context, demand)
  await service.loadStored()
  return service
}

class StoredPeakAlerts implements PeakAlertService {
  readonly #context: PlantContext
  readonly #demand: DemandHistory
  readonly #dayJudge: DayJudge
  #open = new Map<string, Alert>()
  /** Newest first. */
  #closed: Alert[] = []
  #ahead: DemandAhead | null = null
  #forecast: Forecast | null = null
  /** The intervals of the last day, for its power factor; null until they are needed. */
  #lastDay: readonly DemandInterval[] | null = null
  #pv: { readonly key: string; readonly forecaster: PvForecaster } | null = null
  /** How the days before this one compare with their forecasts. */
  #recentDays: { readonly key: string; readonly recent: RecentDays } | null = null
  readonly #tasks = createSerialQueue()

  constructor(context: PlantContext, demand: DemandHistory) {
    this.#context = context
    this.#demand = demand
    this.#dayJudge = new DayJudge(demand)
  }

  async loadStored(): Promise<void> {
    const { store, source, plantTime } = this.#context
    // The plant's time is not known yet: a fast simulator may have raised them far ahead of the clock.
    const kept = await store.alerts(source.id, {
      start: plantTime() - CLOSED_LOADED_SPAN,
      end: Number.MAX_SAFE_INTEGER,
    })
    for (const alert of kept) {
      if (alert.closedAt === null) this.#open.set(alert.id, alert)
      else this.#closed.unshift(alert)
    }
    this.#closed.sort((a, b) => (b.closedAt ?? 0) - (a.closedAt ?? 0))
  }

  dayAhead(): DemandAhead | null {
    return this.#ahead
  }

  alerts(): Alerts {
    const open = [...this.#open.values()].sort((a, b) => a.span.start - b.span.start)
    const oldest = this.#alertsOfRecord().at(-1)?.id ?? ''
    const record = computeAlertRecord(this.#closed, this.#dayJudge.countMissedSince(oldest))
    return { open, closed: this.#closed.slice(0, RECORD_LENGTH), record }
  }

  onForecast(forecast: Forecast): void {
    // Of a past that is only partly stored, a month's peaks and a forecast may be far too low.
    if (!this.#context.isPastStored()) return
    this.#runInBackground(async () => {
      this.#forecast = forecast
      await this.#updateDayAhead(forecast)
    })
  }

  onSettingsChanged(): void {
    this.#runInBackground(async () => {
      this.#lastDay = null
      if (this.#forecast !== null) await this.#updateDayAhead(this.#forecast)
    })
  }

  onIntervalClosed(interval: DemandInterval): void {
    this.#runInBackground(async () => {
      const day = this.#lastDay
      if (day !== null) this.#lastDay = [...day.filter(({ end }) => end > interval.end - DAY), interval]
      await this.#judgeEndedDays()
    })
  }

  acceptPlan(id: string): Promise<Alert> {
    return this.#tasks.run(async () => {
      const alert = this.#requireOpen(id)
      const next = acceptPlan(alert, this.#context.plantTime())
      if (next === null) {
        const { loads } = loadsInForce(this.#context.settings())
        throw new EngineError(
          'invalid',
          loads.length === 0
            ? 'There is no plan to accept: enter the loads that can be shed under Loads.'
            : 'There is no plan to accept: the loads that can be shed would not avoid this peak, nor save more than they cost.',
          'id',
        )
      }
      await this.#storeAndPublish([next])
      return next
    })
  }

  markShed(id: string, load: string, shed: boolean): Promise<Alert> {
    return this.#tasks.run(async () => {
      const alert = this.#requireOpen(id)
      if (alert.accepted === null) throw new EngineError('invalid', 'Accept the plan first, then mark its loads.', 'id')
      const next = markLoad(alert, load, shed, this.#context.plantTime())
      if (next !== null) {
        await this.#storeAndPublish([next])
        return next
      }
      if (alert.accepted.marks[load] !== undefined) return alert
      const known = [...new Set(alert.accepted.plan.steps.map((step) => step.load))]
      throw new EngineError('invalid', `The plan has no load “${load}”. Its loads are: ${known.join(', ')}.`, 'load')
    })
  }

  close(): Promise<void> {
    return this.#tasks.whenIdle()
  }

  #alertsOfRecord(): readonly Alert[] {
    return this.#closed.filter(({ outcome }) => outcome !== 'unknown').slice(0, RECORD_LENGTH)
  }

  #requireOpen(id: string): Alert {
    const alert = this.#open.get(id)
    if (alert !== undefined) return alert
    if (this.#closed.some((each) => each.id === id)) {
      throw new EngineError('invalid', 'This alert is closed: its day is over.', 'id')
    }
    throw new EngineError('not-found', `There is no alert “${id}”.`, 'id')
  }

  async #updateDayAhead(forecast: Forecast): Promise<void> {
    const { publish, plantTime } = this.#context
    const now = plantTime()
    const day = await this.#readDayAhead(forecast, now)
    if (day !== null || this.#ahead !== null) {
      this.#ahead = day?.ahead ?? null
      publish({ kind: 'ahead', ahead: this.#ahead })
    }
    if (day !== null) {
      const isClosed = (id: string) => this.#closed.some((each) => each.id === id)
      const { loads } = loadsInForce(this.#context.settings())
      const open = [...this.#open.values()]
      await this.#storeAndPublish(await runInSlices(updateAlertsInSlices(day, { open, isClosed, loads, now })))
    }
    await this.#judgeEndedDays()
  }

  /** Null where there is no tariff. */
  async #readDayAhead(forecast: Forecast, now: number): Promise<DayAhead | null> {
    const settings = this.#context.settings()
    const tariff = tariffInForce(settings)?.tariff ?? null
    if (tariff === null) return null
    const expected = await this.#readExpected(settings, tariff, now)
    return readDayAhead(this.#readers(), settings, tariff, forecast, now, expected)
  }

  #readers(): DayAheadReaders {
    return {
      context: this.#context,
      demand: this.#demand,
      addBackShedding: (intervals) => this.#addBackShedding(intervals),
      pvForecasterOf: (site) => this.#pvForecasterOf(site),
    }
  }

  #pvForecasterOf(site: PvSite): PvForecaster {
    const key = JSON.stringify(site)
    if (this.#pv?.key !== key) this.#pv = { key, forecaster: createPvForecaster(site) }
    return this.#pv.forecaster
  }

  #addBackShedding(intervals: readonly DemandInterval[]): readonly DemandInterval[] {
    const { settings, plantTime } = this.#context
    const { loads } = loadsInForce(settings())
    const [from, to] = [intervals[0]?.start ?? 0, intervals.at(-1)?.end ?? 0]
    const followed = [...this.#open.values(), ...this.#closed].filter(({ accepted, span }) => {
      return accepted !== null && span.end > from && span.start < to
    })
    return followed.reduce((so, alert) => addBackShedLoad(alert, so, loads, plantTime()), intervals)
  }

  /** What to expect beside the load. The power factor is read only where the tariff bills it. */
  async #readExpected(settings: Settings, tariff: Tariff, now: number): Promise<ExpectedConditions> {
    const isBilled = tariff.powerFactor.kind !== 'none'
    if (isBilled) this.#lastDay ??= await this.#demand.intervals({ start: now - DAY, end: now })
    const powerFactor = isBilled ? powerFactorOf(this.#lastDay ?? []) : null
    const { site, demand: billed, planned, loads } = settings
    const key = JSON.stringify([dayAt(now, site.zone), site, tariff, billed, planned, loads])
    // A month of forecasts is read here: only after a change of a setting that it depends on, and once a day.
    if (this.#recentDays?.key !== key) {
      const recent = await readRecentDays(this.#readers(), settings, tariff, now, powerFactor)
      this.#recentDays = { key, recent }
    }
    return { powerFactor, recent: this.#recentDays.recent }
  }

  /** Closes the alerts whose day is over, and counts the peaks that no alert had announced. */
  async #judgeEndedDays(): Promise<void> {
    // A day is judged once: not by a month of which a part is still to be stored.
    if (!this.#context.isPastStored()) return
    const settings = this.#context.settings()
    const endedDays = await this.#dayJudge.judge({
      settings,
      tariff: tariffInForce(settings)?.tariff ?? null,
      loads: loadsInForce(settings).loads,
      open: [...this.#open.values()],
      closed: this.#closed,
      recorded: this.#alertsOfRecord(),
      now: this.#context.plantTime(),
    })
    if (endedDays === null) return
    await this.#storeAndPublish(endedDays.closedAlerts)
    this.#dayJudge.markJudged(endedDays)
  }

  /** Stores alerts, puts them in place of those before them, and publishes them all. */
  async #storeAndPublish(alerts: readonly Alert[]): Promise<void> {
    if (alerts.length === 0) return
    const { store, source, publish } = this.#context
    await store.keepAlerts(source.id, alerts)
    for (const alert of alerts) {
      if (alert.closedAt === null) this.#open.set(alert.id, alert)
      else if (this.#open.delete(alert.id)) this.#closed.unshift(alert)
    }
    publish({ kind: 'alerts', alerts: this.alerts() })
  }

  #runInBackground(work: () => Promise<void>): void {
    this.#tasks.run(work).catch((error: unknown) => {
      // While nothing is known of the demand there is nothing to judge.
      if (!(error instanceof EngineError)) this.#context.onFailure('Looking for peaks ahead', error)
    })
  }
}
