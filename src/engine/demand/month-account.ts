import type { DemandStanding } from '../../contract/schemas/tariff.ts'
import type { Bill } from '../../domain/billing/bill.ts'
import { makeBill } from '../../domain/billing/make-bill.ts'
import { computeChargeStates } from '../../domain/billing/marginal-cost.ts'
import type { EnergySums } from '../../domain/billing/month-energy.ts'
import type { MonthPeaks } from '../../domain/billing/month-peaks.ts'
import type { DemandInterval } from '../../domain/demand/demand-interval.ts'
import { demandUnit, type Tariff } from '../../domain/tariff/tariff.ts'
import { dayAt, monthAt, monthSpan, shiftMonth } from '../../domain/time/calendar.ts'
import { DAY, floorTo, type Interval, QUARTER_HOUR } from '../../domain/time/time.ts'
import { EngineError } from '../runtime/engine-error.ts'
import { createSerialQueue } from '../runtime/serial-queue.ts'
import { type BillingTerms, findLastClosedEnd } from './billing-terms.ts'
import type { IntervalReader } from './interval-reader.ts'
import { MonthTotals } from './month-totals.ts'

/** A month as it is billed, up to a time. */
export interface BilledMonth {
  /** `YYYY-MM`, in the site's zone. */
  readonly month: string
  /** End of the last interval that counts, epoch ms; the month's start where none does. */
  readonly until: number
  /** Share of the month until then that is known, 0 to 1. */
  readonly coverage: number
  readonly peaks: MonthPeaks
  /** The peaks of the months before it that the tariff takes into account, newest first. */
  readonly earlier: readonly MonthPeaks[]
  readonly energy: EnergySums
}

/** What a meter's demand costs by the terms: what the store has, added up month by month. */
export interface MonthAccount {
  /** Intervals that start in the span and have ended at `now`, oldest first. */
  intervals(span: Interval, now: number): Promise<DemandInterval[]>
  /** The month up to `now`. @throws EngineError `not-found` where there is no tariff. */
  readMonth(month: string, now: number): Promise<BilledMonth>
  /** @throws EngineError `not-found` where there is no tariff, or nothing is kept of the month. */
  bill(month: string, now: number): Promise<Bill>
  /** Drops what was added up from `at` on, epoch ms: samples have changed it. */
  invalidateFrom(at: number): Promise<void>
}

/** Intervals are read a day at a time: some milliseconds' work, with other work in between. */
const READ_AT_ONCE = DAY

export function createMonthAccount(reader: IntervalReader, terms: BillingTerms): MonthAccount {
  const { tariff, zone } = terms
  const totals = tariff === null ? null : new MonthTotals(reader, terms, tariff)
  const tasks = createSerialQueue()

  const readMonth = (month: string, now: number): Promise<BilledMonth> =>
    tasks.run(async () => {
      if (totals === null) throw noTariffError()
      const closed = findLastClosedEnd(terms, now)
      const { peaks, energy, knownMs } = await totals.readMonth(month, closed)
      const earlier: MonthPeaks[] = []
      for (let back = 1; back <= terms.lookBackMonths; back++) {
        earlier.push((await totals.readMonth(shiftMonth(month, -back), closed)).peaks)
      }
      const { start, end } = monthSpan(month, zone)
      const until = Math.max(start, Math.min(end, closed))
      // Energy is added up in whole quarter-hours, also where windows slide by less.
      const countedMs = floorTo(until, QUARTER_HOUR) - start
      const coverage = countedMs === 0 ? 1 : Math.min(1, knownMs / countedMs)
      return { month, until, coverage, peaks, earlier, energy }
    })

  return {
    readMonth: readMonth,
    async intervals(span, now) {
      const found: DemandInterval[] = []
      for (let start = span.start; start < span.end; start += READ_AT_ONCE) {
        const { intervals } = await reader.read({ start, end: Math.min(span.end, start + READ_AT_ONCE) })
        for (const interval of intervals) if (interval.end <= now) found.push(interval)
      }
      return found
    },
    async bill(month, now) {
      if (tariff === null) throw noTariffError()
      await requireData(reader, month, now, zone)
      const billedMonth = await readMonth(month, now)
      if (billedMonth.coverage === 0 && monthAt(now, zone) !== month) throw await noDataError(reader, month, zone)
      return makeBill({ tariff, zone, ...billedMonth })
    },
    // What is being added up may have been read before they were stored.
    invalidateFrom: (at) => tasks.run(async () => totals?.invalidateFrom(at)),
  }
}

/** The standing of the charges by a month's account. */
export function toDemandStanding(
  tariff: Tariff,
  { zone, sample }: BillingTerms,
  billedMonth: BilledMonth,
): DemandStanding {
  return {
    month: billedMonth.month,
    tariff: tariff.name,
    sample,
    currency: tariff.currency,
    unit: demandUnit(tariff),
    charges: computeChargeStates(tariff, billedMonth.peaks, billedMonth.earlier),
    total: makeBill({ tariff, zone, ...billedMonth }).total,
  }
}

function noTariffError(): EngineError {
  return new EngineError('not-found', 'No tariff is entered yet: enter one under Tariff.')
}

/** @throws EngineError `not-found` where the month has not begun, or nothing is kept of it or of any time before. */
async function requireData(reader: IntervalReader, month: string, now: number, zone: string): Promise<void> {
  const { start, end } = monthSpan(month, zone)
  if (start > now) throw new EngineError('not-found', `${month} has not begun yet.`, 'month')
  const oldest = await reader.oldestAt()
  if (oldest === null || end <= oldest) throw await noDataError(reader, month, zone)
}

async function noDataError(reader: IntervalReader, month: string, zone: string): Promise<EngineError> {
  const oldest = await reader.oldestAt()
  const since = oldest === null ? 'nothing is kept yet' : `data is kept from ${dayAt(oldest, zone)} on`
  return new EngineError('not-found', `There is no data of ${month}: ${since}.`, 'month')
}
