import { joinMonthEnergy, joinMonthPeaks } from '../../domain/billing/join-days.ts'
import { type EnergySums, sumEnergyByRate } from '../../domain/billing/month-energy.ts'
import { findMonthPeaks, type MonthPeaks } from '../../domain/billing/month-peaks.ts'
import type { Tariff } from '../../domain/tariff/tariff.ts'
import { dayAt, daySpan, monthSpan } from '../../domain/time/calendar.ts'
import { type Interval, MINUTE } from '../../domain/time/time.ts'
import type { BillingTerms } from './billing-terms.ts'
import type { BilledSpan, IntervalReader } from './interval-reader.ts'

/** The sums of a month so far. */
export interface MonthSums {
  /** `YYYY-MM`, in the site's zone. */
  readonly month: string
  readonly peaks: MonthPeaks
  readonly energy: EnergySums
  /** Time of which something is known, in ms. */
  readonly knownMs: number
}

type DaySums = Omit<MonthSums, 'month'>

/** Months whose sums are kept: two years before, this one, and some that were asked for. */
const MAX_MONTHS = 40

/**
 * The sums of the months by a tariff. A month is added up day by day, so that nothing waits for its arithmetic; days
 * and months that are over are added up once, until samples reach into them. One reader at a time: `readMonth` isn't to be
 * called again before it has answered.
 */
export class MonthTotals {
  readonly #reader: IntervalReader
  readonly #terms: BillingTerms
  readonly #tariff: Tariff
  /** Months that are over, in the order in which they were added up. */
  readonly #months = new Map<string, MonthSums>()
  /** Days that are over, of months that aren't: at most a month's. */
  readonly #days = new Map<string, DaySums>()

  constructor(reader: IntervalReader, terms: BillingTerms, tariff: Tariff) {
    this.#reader = reader
    this.#terms = terms
    this.#tariff = tariff
  }

  /** Drops the sums of intervals that end after `at`, epoch ms. */
  invalidateFrom(at: number): void {
    const { zone } = this.#terms
    for (const month of [...this.#months.keys()])
      if (this.#isOver(monthSpan(month, zone), at)) continue
      else this.#months.delete(month)
    for (const day of [...this.#days.keys()]) if (!this.#isOver(daySpan(day, zone), at)) this.#days.delete(day)
  }

  /** @param until End of the last interval that counts, epoch ms. */
  async readMonth(month: string, until: number): Promise<MonthSums> {
    const known = this.#months.get(month)
    if (known !== undefined) return known
    const { zone } = this.#terms
    const span = monthSpan(month, zone)
    const oldest = (await this.#reader.oldestAt()) ?? Number.POSITIVE_INFINITY
    const days: DaySums[] = []
    const end = Math.min(span.end, until)
    for (let at = span.start; at < end; at = daySpan(dayAt(at, zone), zone).end) {
      const day = dayAt(at, zone)
      if (daySpan(day, zone).end > oldest) days.push(await this.#readDay(month, day, until))
    }
    const sums = this.#joinDays(month, days)
    if (this.#isOver(span, until)) this.#cacheMonth(sums, span)
    return sums
  }

  async #readDay(month: string, day: string, until: number): Promise<DaySums> {
    const known = this.#days.get(day)
    if (known !== undefined) return known
    const { zone } = this.#terms
    const span = daySpan(day, zone)
    const sums = this.#addUp(month, await this.#reader.read(span), until)
    if (this.#isOver(span, until)) this.#days.set(day, sums)
    return sums
  }

  #addUp(month: string, { intervals, flows }: BilledSpan, until: number): DaySums {
    const { zone } = this.#terms
    const closed = flows.filter(({ end }) => end <= until)
    return {
      peaks: findMonthPeaks(
        this.#tariff,
        zone,
        month,
        intervals.filter(({ end }) => end <= until),
      ),
      energy: sumEnergyByRate(this.#tariff, zone, closed),
      knownMs: closed.reduce((sum, { start, end, coverage }) => sum + (end - start) * coverage, 0),
    }
  }

  #joinDays(month: string, days: readonly DaySums[]): MonthSums {
    const none = this.#addUp(month, { intervals: [], flows: [] }, 0)
    const all = [none, ...days]
    return {
      month,
      peaks: joinMonthPeaks(
        month,
        all.map(({ peaks }) => peaks),
      ),
      energy: joinMonthEnergy(all.map(({ energy }) => energy)),
      knownMs: all.reduce((sum, { knownMs }) => sum + knownMs, 0),
    }
  }

  #cacheMonth(sums: MonthSums, span: Interval): void {
    this.#months.set(sums.month, sums)
    for (const day of [...this.#days.keys()]) {
      const { start } = daySpan(day, this.#terms.zone)
      if (start >= span.start && start < span.end) this.#days.delete(day)
    }
    const [oldest] = this.#months.keys()
    if (this.#months.size > MAX_MONTHS && oldest !== undefined) this.#months.delete(oldest)
  }

  /** Whether all intervals that start in the span have ended: the last sliding one ends later than the span. */
  #isOver({ end }: Interval, until: number): boolean {
    const { kind, minutes, stepMinutes } = this.#terms.rule
    return until >= end + (kind === 'sliding' ? (minutes - stepMinutes) * MINUTE : 0)
  }
}
