import type { DemandStanding } from '../../contract/schemas/tariff.ts'
import type { Bill } from '../../domain/billing/bill.ts'
import type { MonthPeaks } from '../../domain/billing/month-peaks.ts'
import type { DemandInterval, RunningDemand } from '../../domain/demand/demand-interval.ts'
import type { Sample } from '../../domain/telemetry/sample.ts'
import type { Tag } from '../../domain/telemetry/tag.ts'
import { monthAt } from '../../domain/time/calendar.ts'
import { HOUR, type Interval, SECOND } from '../../domain/time/time.ts'
import type { PlantContext } from '../context/plant-context.ts'
import { every } from '../runtime/clock.ts'
import { createEmitter, type Subscribable } from '../runtime/emitter.ts'
import { EngineError } from '../runtime/engine-error.ts'
import { createBillingTerms } from './billing-terms.ts'
import { findMeter, meterKey } from './meter.ts'
import { MeterMonitor } from './meter-monitor.ts'

/** What is known of the demand that has been. */
export interface DemandHistory {
  /**
   * Intervals that start in the span and have ended, oldest first, by the tariff's rule; quarter-hours where there is
   * none.
   */
  intervals(span: Interval): Promise<DemandInterval[]>
  /**
   * The peaks of a month, and of the months before it that the tariff takes into account: at most 24, newest first.
   * The cost of one more interval is computed from them. @throws EngineError `not-found` where there is no tariff.
   */
  peaks(month: string): Promise<{ readonly peaks: MonthPeaks; readonly earlier: readonly MonthPeaks[] }>
}

/** Follows the running demand interval, and what the month's intervals cost so far. */
export interface DemandMonitor extends DemandHistory {
  /** An interval has closed: in order, and after a longer silence those of the last week. */
  readonly intervalClosed: Subscribable<DemandInterval>
  /** Null while no sample of the meter was received. */
  runningDemand(): RunningDemand | null
  /** Null while there is no tariff, or no meter. */
  standing(): DemandStanding | null
  /**
   * The bill of a month (`YYYY-MM`), by default of this month to date.
   * @throws EngineError `not-found` without tariff or data.
   */
  bill(month?: string): Promise<Bill>
  /** Live samples as they are received. */
  onSamples(samples: readonly Sample[]): void
  /** Samples of the past that the source delivers: the running interval may be among them. */
  onPastSamples(samples: readonly Sample[]): void
  /** Other settings are in force. */
  onSettingsChanged(): void
  close(): Promise<void>
}

/** Follows the demand of a source; goes on from what the store has of the running interval. */
export async function openDemandMonitor(context: PlantContext): Promise<DemandMonitor> {
  const monitor = new PlantDemandMonitor(context)
  await monitor.start()
  return monitor
}

/** The meter that is followed at present. */
interface CurrentMeter {
  /** The tags and terms by which it is followed, as a text: where this differs, another monitor is needed. */
  readonly key: string
  readonly monitor: MeterMonitor
}

/** Follows the meter that tags and settings name: another one as soon as they name another. */
class PlantDemandMonitor implements DemandMonitor {
  readonly #context: PlantContext
  readonly #intervalClosed = createEmitter<DemandInterval>()
  #current: CurrentMeter | null = null
  #lastTags: readonly Tag[] | null = null
  #updating: Promise<void> = Promise.resolve()
  #cancel = () => {}

  constructor(context: PlantContext) {
    this.#context = context
  }

  async start(): Promise<void> {
    await this.#updateMeter()
    this.#cancel = every(this.#context.clock, SECOND, () => this.#publishRunning())
  }

  get intervalClosed(): Subscribable<DemandInterval> {
    return this.#intervalClosed
  }

  runningDemand(): RunningDemand | null {
    return this.#currentMonitor()?.running() ?? null
  }

  standing(): DemandStanding | null {
    return this.#currentMonitor()?.standing() ?? null
  }

  async intervals(span: Interval): Promise<DemandInterval[]> {
    if (this.#currentMonitor() === null) return []
    const { account, completeUntil } = await this.#requireAccount()
    return account.intervals(span, completeUntil)
  }

  async bill(month?: string): Promise<Bill> {
    const { account, completeUntil, zone } = await this.#requireAccount()
    return account.bill(month ?? monthAt(completeUntil, zone), completeUntil)
  }

  async peaks(month: string): ReturnType<DemandHistory['peaks']> {
    const { account, completeUntil } = await this.#requireAccount()
    const { peaks, earlier } = await account.readMonth(month, completeUntil)
    return { peaks, earlier }
  }

  onSamples(samples: readonly Sample[]): void {
    this.#currentMonitor()?.onSamples(samples)
  }

  onPastSamples(samples: readonly Sample[]): void {
    // Older samples go to the store alone. A sample before an interval may hold on into it.
    const from = this.#context.plantTime() - 2 * HOUR
    this.#currentMonitor()?.onSamples(samples.filter(({ at }) => at >= from))
  }

  onSettingsChanged(): void {
    this.#updateInBackground()
  }

  async close(): Promise<void> {
    this.#cancel()
    await this.#updating
    await this.#current?.monitor.close()
  }

  #publishRunning(): void {
    const monitor = this.#currentMonitor()
    const demand = monitor?.running() ?? null
    if (demand !== null) this.#context.publish({ kind: 'demand', demand })
    monitor?.updateIfDue()
  }

  /** The monitor of the meter; where the tags have changed, another meter is searched in the background. */
  #currentMonitor(): MeterMonitor | null {
    if (this.#lastTags !== this.#context.tags()) this.#updateInBackground()
    return this.#current?.monitor ?? null
  }

  async #requireAccount(): ReturnType<MeterMonitor['readAccount']> {
    const monitor = this.#currentMonitor()
    if (monitor === null)
      throw new EngineError('not-found', 'There is no data yet: no load or grid import has come in.')
    return monitor.readAccount()
  }

  #updateInBackground(): void {
    const updated = this.#updateMeter().catch((error: unknown) =>
      this.#context.onFailure('Taking up the running demand interval', error),
    )
    this.#updating = Promise.all([this.#updating, updated]).then(() => {})
  }

  /**
   * Replaces the monitor if the meter or the terms have changed; else hands it the meter's tags as they are known by
   * now.
   */
  async #updateMeter(): Promise<void> {
    const { tags, settings, publish } = this.#context
    this.#lastTags = tags()
    const terms = createBillingTerms(settings())
    const meter = findMeter(this.#lastTags, terms.billedOn)
    const before = this.#current
    const key = meter === null ? '' : JSON.stringify([terms.tariff, terms.sample, terms.zone, meterKey(meter)])
    if (meter !== null && before?.key === key) return before.monitor.updateMeter(meter)
    const onClosed = this.#intervalClosed.emit
    const next = meter && { key, monitor: new MeterMonitor(this.#context, meter, terms, onClosed) }
    this.#current = next
    if (before === null && next === null) return
    if (before?.monitor.standing() && terms.tariff === null) publish({ kind: 'standing', standing: null })
    await before?.monitor.close()
    await next?.monitor.resume()
    next?.monitor.updateIfDue()
  }
}
