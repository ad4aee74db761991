import type { Bill } from '../../domain/billing/bill.ts'
import { makeBill } from '../../domain/billing/make-bill.ts'
import { type EnergyFlow, sumEnergyByRate } from '../../domain/billing/month-energy.ts'
import { findMonthPeaks, type MonthPeaks } from '../../domain/billing/month-peaks.ts'
import type { DemandInterval } from '../../domain/demand/demand-interval.ts'
import { createIntervalClock } from '../../domain/demand/interval-clock.ts'
import { computeIntervalDemand } from '../../domain/demand/interval-demand.ts'
import type { Tariff } from '../../domain/tariff/tariff.ts'
import { monthAt, monthSpan, shiftMonth } from '../../domain/time/calendar.ts'
import { HOUR, MINUTE } from '../../domain/time/time.ts'
import { type BilledLoad, type BilledLoadOptions, readBilledLoad } from './billed-load.ts'

/** Earlier months that are read, at the most. */
const MAX_EARLIER_MONTHS = 24

/** The bills of the months that a file of load touches, oldest first. */
export interface CsvBills {
  /** The zone whose months and clock they are of. */
  readonly zone: string
  readonly bills: readonly Bill[]
  /** What was odd about the file, and what was done about it, in sentences. */
  readonly notes: readonly string[]
}

/**
 * Bills the load of a CSV. Negative loads are exported. What the file doesn't hold of its first month isn't known.
 * @throws EngineError `invalid` with a sentence, where the file can't be read or the tariff can't be billed from it.
 */
export async function billCsv(options: BilledLoadOptions): Promise<CsvBills> {
  const load = await readBilledLoad(options)
  return { zone: load.zone, bills: makeBills(options.tariff, load), notes: load.notes }
}

function makeBills(tariff: Tariff, load: BilledLoad): Bill[] {
  const { steps, zone } = load
  const end = steps.at(-1)?.end ?? 0
  const intervals = meterDemand(tariff, load)
  const bills: Bill[] = []
  let earlier: readonly MonthPeaks[] = []
  for (
    let month = monthAt(steps[0]?.start ?? 0, zone);
    monthSpan(month, zone).start < end;
    month = shiftMonth(month, 1)
  ) {
    const span = monthSpan(month, zone)
    const until = Math.min(span.end, end)
    const known = steps.filter(({ start, kw }) => kw !== null && start >= span.start && start < span.end)
    const knownMs = known.reduce((sum, step) => sum + step.end - step.start, 0)
    const peaks = findMonthPeaks(tariff, zone, month, intervals)
    const energy = sumEnergyByRate(tariff, zone, known.map(toEnergyFlow))
    const coverage = Math.min(1, knownMs / (until - span.start))
    bills.push(makeBill({ tariff, zone, month, until, coverage, peaks, earlier, energy }))
    earlier = [peaks, ...earlier].slice(0, MAX_EARLIER_MONTHS)
  }
  return bills
}

function meterDemand({ demandRule }: Tariff, { steps, zone }: BilledLoad): DemandInterval[] {
  const [first, last] = [steps[0], steps.at(-1)]
  if (first === undefined || last === undefined) return []
  const powers = steps.flatMap(({ start, end, kw }) =>
    kw === null ? [] : { start, end, importKw: Math.max(0, kw), coverage: 1 },
  )
  const factors = steps.flatMap(({ start, end, powerFactor }) =>
    powerFactor === null ? [] : { start, end, value: powerFactor },
  )
  // One that began before the file does may reach into it.
  const span = { start: first.start - demandRule.minutes * MINUTE, end: last.end }
  return computeIntervalDemand(createIntervalClock(demandRule, zone).intervalsWithin(span), powers, factors, null)
}

function toEnergyFlow({ start, end, kw }: BilledLoad['steps'][number]): EnergyFlow {
  const kwh = ((kw ?? 0) * (end - start)) / HOUR
  return { start, end, importKwh: Math.max(0, kwh), exportKwh: Math.max(0, -kwh) }
}
