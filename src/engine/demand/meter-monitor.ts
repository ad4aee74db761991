import type { DemandStanding } from '../../contract/schemas/tariff.ts'
import type { DemandInterval, RunningDemand } from '../../domain/demand/demand-interval.ts'
import type { Sample } from '../../domain/telemetry/sample.ts'
import { monthAt } from '../../domain/time/calendar.ts'
import { MINUTE, SECOND, WEEK } from '../../domain/time/time.ts'
import type { PlantContext } from '../context/plant-context.ts'
import { type BillingTerms, findLastClosedEnd } from './billing-terms.ts'
import { readingReachMs } from './counter-readings.ts'
import { demandTarget } from './demand-target.ts'
import { createIntervalReader } from './interval-reader.ts'
import { createLiveInterval, type LiveInterval } from './live-interval.ts'
import type { Meter } from './meter.ts'
import { type BilledMonth, createMonthAccount, type MonthAccount, toDemandStanding } from './month-account.ts'

/** The last samples of an interval may arrive a moment after its end, in ms of the plant's time. */
const GRACE = 2 * SECOND
/** Least time between two updates after closed intervals, in ms: a fast simulator closes them more often. */
const MIN_PAUSE = 2 * SECOND
/** Least time between two searches for late samples that change what was added up, in ms. */
const UPDATE_EVERY = 5 * SECOND
/** Intervals that closed longer ago are not reported any more, in ms. */
const REPORTED_WITHIN = WEEK

/** Demand at one meter, by one set of terms. */
export class MeterMonitor {
  readonly #context: PlantContext
  readonly #onIntervalClosed: (interval: DemandInterval) => void
  readonly #terms: BillingTerms
  readonly #liveInterval: LiveInterval
  readonly #account: MonthAccount
  #meter: Meter
  /** This month, as it was added up last. */
  #billedMonth: BilledMonth | null = null
  #standing: DemandStanding | null = null
  /** End of the last interval that was added up, and of the last that was reported. */
  #addedUntil: number | null = null
  #reportedUntil: number
  /** Samples from here on have changed since then, epoch ms. */
  #changedFrom = Number.POSITIVE_INFINITY
  /** When it was updated last, epoch ms by the engine's clock. */
  #updatedAt = Number.NEGATIVE_INFINITY
  #updating: Promise<void> | null = null
  #closed = false

  /** @param onIntervalClosed Called with each interval that has closed, in order. */
  constructor(
    context: PlantContext,
    meter: Meter,
    terms: BillingTerms,
    onIntervalClosed: (interval: DemandInterval) => void,
  ) {
    this.#context = context
    this.#meter = meter
    this.#terms = terms
    this.#onIntervalClosed = onIntervalClosed
    const currentMeter = () => this.#meter
    this.#liveInterval = createLiveInterval(currentMeter, terms)
    this.#account = createMonthAccount(createIntervalReader(context, currentMeter, terms), terms)
    this.#reportedUntil = findLastClosedEnd(terms, this.#completeUntil())
  }

  /** The same tags as they are known by now: how often they are measured shows with time. */
  updateMeter(meter: Meter): void {
    this.#meter = meter
  }

  /** Goes on from what the store has of the running interval. */
  async resume(): Promise<void> {
    const { store, source, plantTime, flushSamples } = this.#context
    await flushSamples()
    await this.#liveInterval.resume(store, source.id, plantTime())
  }

  running(): RunningDemand | null {
    const at = this.#context.plantTime()
    const { start } = this.#terms.clock.intervalAt(at)
    const { targetKw } = this.#context.settings().demand
    const now = { setpointKw: targetKw, powerFactor: this.#liveInterval.powerFactor() }
    return this.#liveInterval.runningDemand(at, demandTarget(this.#terms, this.#billedMonth, start, now))
  }

  standing(): DemandStanding | null {
    return this.#standing
  }

  /** The month's account, with all in it that was received, and the time up to which it counts. */
  async readAccount(): Promise<{
    readonly account: MonthAccount
    readonly completeUntil: number
    readonly zone: string
  }> {
    await this.#context.flushSamples()
    await this.#invalidateChanged()
    return { account: this.#account, completeUntil: this.#completeUntil(), zone: this.#terms.zone }
  }

  onSamples(samples: readonly Sample[]): void {
    this.#liveInterval.onSamples(samples)
  }

  /** Adds up in the background where an interval has closed or samples may have been late. */
  updateIfDue(): void {
    if (this.#updating !== null || this.#closed) return
    const pause = this.#context.clock.now() - this.#updatedAt
    const closed = findLastClosedEnd(this.#terms, this.#completeUntil()) !== this.#addedUntil
    // A clock that was set back must not hold it up.
    if (pause >= 0 && pause < (closed ? MIN_PAUSE : UPDATE_EVERY)) return
    this.#updatedAt = this.#context.clock.now()
    this.#updating = this.#update()
      .catch((error: unknown) => this.#context.onFailure('Adding up the demand', error))
      .finally(() => {
        this.#updating = null
      })
  }

  /** Ends it, and waits for what is under way. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#updating
  }

  /** The plant's time up to which intervals count as complete. */
  #completeUntil(): number {
    return this.#context.plantTime() - GRACE
  }

  /**
   * Adds up the month anew if an interval has closed or its samples have changed, then reports the closed intervals.
   */
  async #update(): Promise<void> {
    await this.#context.flushSamples()
    const now = this.#completeUntil()
    const until = findLastClosedEnd(this.#terms, now)
    await this.#invalidateChanged()
    if (until !== this.#addedUntil || this.#changedFrom < until) {
      // If adding up fails, null makes the next update try again.
      this.#addedUntil = null
      await this.#addUpMonth(now)
      this.#addedUntil = until
    }
    await this.#reportClosed(until)
  }

  async #addUpMonth(now: number): Promise<void> {
    const { tariff, zone } = this.#terms
    if (tariff === null) return
    this.#changedFrom = Number.POSITIVE_INFINITY
    const billedMonth = await this.#account.readMonth(monthAt(now, zone), now)
    if (this.#closed) return
    this.#billedMonth = billedMonth
    const standing = toDemandStanding(tariff, this.#terms, billedMonth)
    if (JSON.stringify(standing) === JSON.stringify(this.#standing)) return
    this.#standing = standing
    this.#context.publish({ kind: 'standing', standing })
  }

  /** Reports the intervals that ended after the last reported one, up to `until` (epoch ms), oldest first. */
  async #reportClosed(until: number): Promise<void> {
    // The plant's time goes back when its clock is corrected.
    const from = Math.max(Math.min(this.#reportedUntil, until), until - REPORTED_WITHIN)
    this.#reportedUntil = until
    if (from === until) return
    const span = { start: from - this.#terms.rule.minutes * MINUTE, end: until }
    for (const interval of await this.#account.intervals(span, until)) {
      if (interval.end > from && !this.#closed) this.#onIntervalClosed(interval)
    }
  }

  /** Drops the sums from the time on at which the first changed sample lies: they are read from the store again. */
  async #invalidateChanged(): Promise<void> {
    const { store, source } = this.#context
    const { power, counter, powerFactor } = this.#meter
    const changes = [power, counter, powerFactor].map(async (tag) => {
      const from = tag === null ? null : await store.takeChanged(source.id, tag.id, 'demand')
      // The energy between two readings of a counter depends on both: a changed reading also changes what lies before
      // it.
      return from === null || tag === null || tag !== counter ? from : from - readingReachMs(tag)
    })
    const known = (await Promise.all(changes)).filter((from) => from !== null)
    if (known.length === 0) return
    const from = Math.min(...known)
    this.#changedFrom = Math.min(this.#changedFrom, from)
    await this.#account.invalidateFrom(from)
  }
}
