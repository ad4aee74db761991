import type { EngineEvent } from '../../contract/api.ts'
import type { Alerts } from '../../contract/schemas/alerts.ts'
import type { Settings } from '../../contract/settings.ts'
import type { DemandInterval } from '../../domain/demand/demand-interval.ts'
import type { Forecast } from '../../domain/forecast/forecast.ts'
import { accepted, marked, RECORD_LENGTH, recordOf } from '../../domain/peak-alerts/alert-lifecycle.ts'
import { withoutShedding } from '../../domain/peak-alerts/alert-outcome.ts'
import { alertsInTurns } from '../../domain/peak-alerts/day-ahead.ts'
import { powerFactorOf } from '../../domain/peak-alerts/demand-ahead.ts'
import type { Alert, DemandAhead } from '../../domain/peak-alerts/peak-alert.ts'
import type { RecentDays } from '../../domain/peak-alerts/recent-days.ts'
import type { PvSite } from '../../domain/solar/clear-sky.ts'
import { createSky, type Sky } from '../../domain/solar/pv-forecast.ts'
import type { Tariff } from '../../domain/tariff/tariff.ts'
import type { Tag } from '../../domain/telemetry/tag.ts'
import { dayAt } from '../../domain/time/calendar.ts'
import { DAY } from '../../domain/time/time.ts'
import { EngineError } from '../runtime/engine-error.ts'
import { inTurns } from '../runtime/run-in-slices.ts'
import { loadsInForce, tariffInForce } from '../settings/in-force.ts'
import type { StorePort } from '../store/store-port.ts'
import { DayJudge } from './judge-days.ts'
import { type DemandPast, type Expected, readDayAhead } from './read-day-ahead.ts'
import { type OutcomeSources, readRecentDays } from './read-recent-days.ts'

/** Watches for new billed peaks in the day ahead, and keeps the alerts about them. */
export interface AlertDesk {
  /** The day ahead as the tariff sees it; null while there is no forecast, or no tariff. */
  ahead(): DemandAhead | null
  alerts(): Alerts
  /** A forecast of the next day was made. */
  foresee(forecast: Forecast): void
  /** A demand interval has closed. */
  came(interval: DemandInterval): void
  /** Other settings are in force: the last forecast is looked at anew. */
  settingsChanged(): void
  /** @throws EngineError `not-found` for an alert that there isn't, `invalid` for one without a plan, or that is closed. */
  accept(id: string): Promise<Alert>
  /** @throws EngineError `not-found`, `invalid` for a load that is not in the accepted plan. */
  mark(id: string, load: string, shed: boolean): Promise<Alert>
  close(): Promise<void>
}

export interface AlertDeskParts {
  readonly tags: () => readonly Tag[]
  readonly store: Pick<StorePort, 'quarterHours' | 'keepAlerts' | 'alerts' | 'forecasts'>
  readonly source: { readonly id: string }
  readonly settings: () => Settings
  readonly plantTime: () => number
  readonly demand: DemandPast
  readonly publish: (event: EngineEvent) => void
  readonly onFailure: (doing: string, error: unknown) => void
}

/** How far back closed alerts are taken up. */
const TAKEN_UP = 400 * DAY

/** Opens the desk with the alerts that were kept of the source. One thing is done after the other. */
export async function openAlertDesk(parts: AlertDeskParts): Promise<AlertDesk> {
  const desk = new Desk(parts)
  await desk.takeUp()
  return desk
}

interface Terms {
  readonly settings: Settings
  readonly tariff: Tariff
}

class Desk implements AlertDesk {
  readonly #parts: AlertDeskParts
  readonly #judge: DayJudge
  #open = new Map<string, Alert>()
  /** Newest first. */
  #closed: Alert[] = []
  #ahead: DemandAhead | null = null
  #forecast: Forecast | null = null
  /** Of the last day, for its power factor; null until they are asked for. */
  #lastDay: readonly DemandInterval[] | null = null
  #sky: { readonly key: string; readonly sky: Sky } | null = null
  /** By how the days before this one lay against what was foreseen of them. */
  #learnt: { readonly key: string; readonly recent: RecentDays } | null = null
  #last: Promise<unknown> = Promise.resolve()

  constructor(parts: AlertDeskParts) {
    this.#parts = parts
    this.#judge = new DayJudge(parts.demand)
  }

  async takeUp(): Promise<void> {
    const { store, source, plantTime } = this.#parts
    // The plant's time is not known yet: a fast simulator may have raised them far ahead of the clock.
    const kept = await store.alerts(source.id, { start: plantTime() - TAKEN_UP, end: Number.MAX_SAFE_INTEGER })
    for (const alert of kept) {
      if (alert.closedAt === null) this.#open.set(alert.id, alert)
      else this.#closed.unshift(alert)
    }
    this.#closed.sort((a, b) => (b.closedAt ?? 0) - (a.closedAt ?? 0))
  }

  ahead(): DemandAhead | null {
    return this.#ahead
  }

  alerts(): Alerts {
    const open = [...this.#open.values()].sort((a, b) => a.span.start - b.span.start)
    const oldest = this.#recorded().at(-1)?.id ?? ''
    const record = recordOf(this.#closed, this.#judge.missedSince(oldest))
    return { open, closed: this.#closed.slice(0, RECORD_LENGTH), record }
  }

  foresee(forecast: Forecast): void {
    this.#inBackground(async () => {
      this.#forecast = forecast
      await this.#lookAhead(forecast)
    })
  }

  settingsChanged(): void {
    this.#inBackground(async () => {
      this.#lastDay = null
      if (this.#forecast !== null) await this.#lookAhead(this.#forecast)
    })
  }

  came(interval: DemandInterval): void {
    this.#inBackground(async () => {
      const day = this.#lastDay
      if (day !== null) this.#lastDay = [...day.filter(({ end }) => end > interval.end - DAY), interval]
      await this.#judgeDaysOver()
    })
  }

  accept(id: string): Promise<Alert> {
    return this.#next(async () => {
      const alert = this.#demandOpen(id)
      const next = accepted(alert, this.#parts.plantTime())
      if (next === null) {
        const { loads } = loadsInForce(this.#parts.settings())
        throw new EngineError(
          'invalid',
          loads.length === 0
            ? 'There is no plan to accept: enter the loads that can be shed under Loads.'
            : 'There is no plan to accept: the loads that can be shed would not avoid this peak, nor save more than they cost.',
          'id',
        )
      }
      await this.#keep([next])
      return next
    })
  }

  mark(id: string, load: string, shed: boolean): Promise<Alert> {
    return this.#next(async () => {
      const alert = this.#demandOpen(id)
      if (alert.accepted === null) throw new EngineError('invalid', 'Accept the plan first, then mark its loads.', 'id')
      const next = marked(alert, load, shed, this.#parts.plantTime())
      if (next !== null) {
        await this.#keep([next])
        return next
      }
      if (alert.accepted.marks[load] !== undefined) return alert
      const known = [...new Set(alert.accepted.plan.steps.map((step) => step.load))]
      throw new EngineError('invalid', `The plan has no load “${load}”. Its loads are: ${known.join(', ')}.`, 'load')
    })
  }

  async close(): Promise<void> {
    await this.#last
  }

  #recorded(): readonly Alert[] {
    return this.#closed.filter(({ outcome }) => outcome !== 'unknown').slice(0, RECORD_LENGTH)
  }

  #demandOpen(id: string): Alert {
    const alert = this.#open.get(id)
    if (alert !== undefined) return alert
    if (this.#closed.some((each) => each.id === id)) {
      throw new EngineError('invalid', 'This alert is closed: its day is over.', 'id')
    }
    throw new EngineError('not-found', `There is no alert “${id}”.`, 'id')
  }

  /** The terms in force; null where there is no tariff to foresee anything by. */
  #terms(): Terms | null {
    const settings = this.#parts.settings()
    const inForce = tariffInForce(settings)
    return inForce === null ? null : { settings, tariff: inForce.tariff }
  }

  async #lookAhead(forecast: Forecast): Promise<void> {
    const { publish, plantTime } = this.#parts
    const terms = this.#terms()
    const now = plantTime()
    const sources = this.#sources()
    const day =
      terms === null ? null : await readDayAhead(sources, terms, forecast, now, await this.#expected(terms, now))
    if (day !== null || this.#ahead !== null) {
      this.#ahead = day?.ahead ?? null
      publish({ kind: 'ahead', ahead: this.#ahead })
    }
    if (day !== null) {
      const isClosed = (id: string) => this.#closed.some((each) => each.id === id)
      const { loads } = loadsInForce(this.#parts.settings())
      const open = [...this.#open.values()]
      await this.#keep(await inTurns(alertsInTurns(day, { open, isClosed, loads, now })))
    }
    await this.#judgeDaysOver()
  }

  #sources(): OutcomeSources {
    const skyOver = (site: PvSite) => {
      const key = JSON.stringify(site)
      if (this.#sky?.key !== key) this.#sky = { key, sky: createSky(site) }
      return this.#sky.sky
    }
    const { source, settings, plantTime, ...parts } = this.#parts
    const unshed = (intervals: readonly DemandInterval[]) => {
      const { loads } = loadsInForce(settings())
      const [from, to] = [intervals[0]?.start ?? 0, intervals.at(-1)?.end ?? 0]
      const followed = [...this.#open.values(), ...this.#closed].filter(({ accepted: plan, span }) => {
        return plan !== null && span.end > from && span.start < to
      })
      return followed.reduce((so, alert) => withoutShedding(alert, so, loads, plantTime()), intervals)
    }
    return { ...parts, source: source.id, unshed, skyOver }
  }

  async #expected(terms: Terms, now: number): Promise<Expected> {
    const { demand } = this.#parts
    const isBilled = terms.tariff.powerFactor.kind !== 'none'
    if (isBilled) this.#lastDay ??= await demand.intervals({ start: now - DAY, end: now })
    const powerFactor = isBilled ? powerFactorOf(this.#lastDay ?? []) : null
    const { site, demand: billed, planned, loads } = terms.settings
    const key = JSON.stringify([dayAt(now, site.zone), site, terms.tariff, billed, planned, loads])
    // A month of forecasts is read for it: not for a setting that changes nothing of it.
    if (this.#learnt?.key !== key) {
      const recent = await readRecentDays(this.#sources(), terms, now, powerFactor)
      this.#learnt = { key, recent }
    }
    return { powerFactor, recent: this.#learnt.recent }
  }

  /** Closes the alerts whose day is over, and looks which peaks no alert foresaw. */
  async #judgeDaysOver(): Promise<void> {
    const settings = this.#parts.settings()
    const over = await this.#judge.look({
      settings,
      tariff: tariffInForce(settings)?.tariff ?? null,
      loads: loadsInForce(settings).loads,
      open: [...this.#open.values()],
      closed: this.#closed,
      recorded: this.#recorded(),
      now: this.#parts.plantTime(),
    })
    if (over === null) return
    await this.#keep(over.ended)
    this.#judge.note(over)
  }

  /** Puts alerts in place of those before them, keeps them and tells. */
  async #keep(alerts: readonly Alert[]): Promise<void> {
    if (alerts.length === 0) return
    const { store, source, publish } = this.#parts
    await store.keepAlerts(source.id, alerts)
    for (const alert of alerts) {
      if (alert.closedAt === null) this.#open.set(alert.id, alert)
      else if (this.#open.delete(alert.id)) this.#closed.unshift(alert)
    }
    publish({ kind: 'alerts', alerts: this.alerts() })
  }

  #next<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#last.then(work)
    this.#last = next.catch(() => {})
    return next
  }

  #inBackground(work: () => Promise<void>): void {
    this.#next(work).catch((error: unknown) => {
      // While nothing is known of the demand there is nothing to foresee.
      if (!(error instanceof EngineError)) this.#parts.onFailure('Looking for peaks ahead', error)
    })
  }
}
