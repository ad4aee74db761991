import type { EngineEvent } from '../../contract/api.ts'
import type { DemandStanding } from '../../contract/schemas/tariff.ts'
import type { DemandInterval, RunningDemand } from '../../domain/demand/demand-interval.ts'
import type { Sample } from '../../domain/telemetry/sample.ts'
import { monthAt } from '../../domain/time/calendar.ts'
import { MINUTE, SECOND, WEEK } from '../../domain/time/time.ts'
import type { Clock } from '../runtime/clock.ts'
import type { StorePort } from '../store/store-port.ts'
import { closedUntil, type DemandTerms } from './billing-terms.ts'
import { reachOf } from './counter-readings.ts'
import { demandTarget } from './demand-target.ts'
import { createIntervalReader } from './interval-reader.ts'
import { createLiveDemand, type LiveDemand } from './live-interval.ts'
import type { Meter } from './meter.ts'
import { createDemandBooks, type DemandBooks, type MonthAccount, standingOf } from './month-account.ts'

export interface MeterWatchParts {
  readonly store: Pick<StorePort, 'steps' | 'oldestAt' | 'history' | 'takeChanged'>
  /** The store's key. */
  readonly source: string
  readonly clock: Clock
  readonly plantTime: () => number
  /** The meter as its tags are known by now: how often they are measured shows with time. */
  readonly meter: () => Meter
  /** What the operator wants to stay below, in kW; null where nothing is set. */
  readonly setpointKw: () => number | null
  /** Resolves when all samples that were received are in the store. */
  readonly settled: () => Promise<void>
  readonly publish: (event: EngineEvent) => void
  readonly onFailure: (doing: string, error: unknown) => void
  /** Hears of each interval that has closed, in order. */
  readonly onInterval: (interval: DemandInterval) => void
}

/** The last samples of an interval may come a moment after its end, in ms of the plant's time. */
const GRACE = 2 * SECOND
/** A plant that plays its time fast has intervals faster than they are worth adding up, in ms. */
const LEAST_PAUSE = 2 * SECOND
/** How often it is looked whether late samples have changed what was added up, in ms. */
const LOOK_EVERY = 5 * SECOND
/** Intervals that closed longer ago are not told any more, in ms. */
const TOLD_WITHIN = WEEK

/** Demand at one meter, by one set of terms. */
export class MeterWatch {
  readonly #parts: MeterWatchParts
  readonly #terms: DemandTerms
  readonly #live: LiveDemand
  readonly #books: DemandBooks
  /** This month, as it was added up last. */
  #account: MonthAccount | null = null
  #standing: DemandStanding | null = null
  /** End of the last interval that was added up, and of the last that was told. */
  #addedUntil: number | null = null
  #toldUntil: number
  /** Samples from here on have changed since then, epoch ms. */
  #changedFrom = Number.POSITIVE_INFINITY
  /** By the engine's clock. */
  #lookedAt = Number.NEGATIVE_INFINITY
  #looking: Promise<void> | null = null
  #closed = false

  constructor(parts: MeterWatchParts, terms: DemandTerms) {
    const { store, source, meter } = parts
    this.#parts = parts
    this.#terms = terms
    this.#live = createLiveDemand(meter, terms)
    this.#books = createDemandBooks(createIntervalReader({ store, source, meter, terms }), terms)
    this.#toldUntil = closedUntil(terms, this.#now())
  }

  /** Takes up what the store has of the running interval. */
  async resume(): Promise<void> {
    const { store, source, plantTime, settled } = this.#parts
    await settled()
    await this.#live.resume(store, source, plantTime())
  }

  running(): RunningDemand | null {
    const at = this.#parts.plantTime()
    const { start } = this.#terms.clock.intervalAt(at)
    const now = { setpointKw: this.#parts.setpointKw(), powerFactor: this.#live.powerFactor() }
    return this.#live.running(at, demandTarget(this.#terms, this.#account, start, now))
  }

  standing(): DemandStanding | null {
    return this.#standing
  }

  /** The books, with all in them that was received, and the time up to which they count. */
  async books(): Promise<{ readonly books: DemandBooks; readonly now: number; readonly zone: string }> {
    await this.#parts.settled()
    await this.#meetChanges()
    return { books: this.#books, now: this.#now(), zone: this.#terms.zone }
  }

  take(samples: readonly Sample[]): void {
    this.#live.take(samples)
  }

  /** Adds up in the background where an interval has closed or samples may have come late. */
  lookIfDue(): void {
    if (this.#looking !== null || this.#closed) return
    const pause = this.#parts.clock.now() - this.#lookedAt
    const closed = closedUntil(this.#terms, this.#now()) !== this.#addedUntil
    // A clock that was set back must not hold it up.
    if (pause >= 0 && pause < (closed ? LEAST_PAUSE : LOOK_EVERY)) return
    this.#lookedAt = this.#parts.clock.now()
    this.#looking = this.#look()
      .catch((error: unknown) => this.#parts.onFailure('Adding up the demand', error))
      .finally(() => {
        this.#looking = null
      })
  }

  /** Ends it, and waits for what is under way. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#looking
  }

  /** The plant's time up to which intervals are taken as complete. */
  #now(): number {
    return this.#parts.plantTime() - GRACE
  }

  async #look(): Promise<void> {
    await this.#parts.settled()
    const now = this.#now()
    const until = closedUntil(this.#terms, now)
    await this.#meetChanges()
    if (until !== this.#addedUntil || this.#changedFrom < until) {
      // Until it has been done it is still to be done.
      this.#addedUntil = null
      await this.#addUp(now)
      this.#addedUntil = until
    }
    await this.#tell(until)
  }

  async #addUp(now: number): Promise<void> {
    const { tariff, zone } = this.#terms
    if (tariff === null) return
    this.#changedFrom = Number.POSITIVE_INFINITY
    const account = await this.#books.account(monthAt(now, zone), now)
    if (this.#closed) return
    this.#account = account
    const standing = standingOf(tariff, this.#terms, account)
    if (JSON.stringify(standing) === JSON.stringify(this.#standing)) return
    this.#standing = standing
    this.#parts.publish({ kind: 'standing', standing })
  }

  /** Tells the intervals that have closed since the last that was told. */
  async #tell(until: number): Promise<void> {
    // The plant's time may go back: a clock was mended.
    const from = Math.max(Math.min(this.#toldUntil, until), until - TOLD_WITHIN)
    this.#toldUntil = until
    if (from === until) return
    const span = { start: from - this.#terms.rule.minutes * MINUTE, end: until }
    for (const interval of await this.#books.intervals(span, until)) {
      if (interval.end > from && !this.#closed) this.#parts.onInterval(interval)
    }
  }

  /** Forgets what was added up of samples that have come since. */
  async #meetChanges(): Promise<void> {
    const { store, source } = this.#parts
    const { power, counter, powerFactor } = this.#parts.meter()
    const changes = [power, counter, powerFactor].map(async (tag) => {
      const from = tag === null ? null : await store.takeChanged(source, tag.id, 'demand')
      // What lies between two readings of a counter is known by both.
      return from === null || tag === null || tag !== counter ? from : from - reachOf(tag)
    })
    const known = (await Promise.all(changes)).filter((from) => from !== null)
    if (known.length === 0) return
    const from = Math.min(...known)
    this.#changedFrom = Math.min(this.#changedFrom, from)
    await this.#books.changedFrom(from)
  }
}
