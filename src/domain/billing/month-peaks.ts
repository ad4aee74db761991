import type { DemandInterval } from '../demand/demand-interval.ts'
import { createRateClock, type RateClock } from '../tariff/rate-windows.ts'
import type { Tariff } from '../tariff/tariff.ts'
import { monthSpan } from '../time/calendar.ts'
import { type Interval, MIN_COVERAGE, MINUTE } from '../time/time.ts'

/** Peaks that are kept of each charge: the mean of more is never billed. */
const MAX_PEAKS_KEPT = 20

/** One interval's demand as it is billed. */
export interface Peak {
  /** Start of the interval, epoch ms. */
  readonly at: number
  /** kW, kVA or corrected kW, as the tariff bills. */
  readonly kw: number
}

/** What a month leaves behind for its bill and for later months'. */
export interface MonthPeaks {
  /** `YYYY-MM`, in the site's zone. */
  readonly month: string
  /**
   * The peaks of each charge, by its id: at most 20, highest first, of equal ones the earliest; none where no interval
   * counts.
   */
  readonly charges: Readonly<Record<string, readonly Peak[]>>
  /** Whether anything is known of the month: at least one interval that can set a peak. */
  readonly known: boolean
  /** Share of the whole month that is known, 0 to 1; of a month that runs it grows. */
  readonly coverage: number
  /** Intervals that are known in part, but too little to set a peak. */
  readonly tooLittleKnown: number
  /** Intervals that count with their kW because their power factor is unknown, where the tariff asks for it. */
  readonly withoutPowerFactor: number
}

/**
 * What is billed of one interval: its mean in kW or kVA, or kW times target over power factor, where that is below the
 * target. An interval without a power factor counts with its kW.
 */
export function computeBilledQuantity({ powerFactor }: Tariff, { meanKw, meanKva }: DemandInterval): number {
  if (meanKva === null || powerFactor.kind === 'none') return meanKw
  // kW × target / (kW / kVA) is kVA × target: more than kW just where the power factor is below the target.
  return powerFactor.kind === 'kva' ? meanKva : Math.max(meanKw, meanKva * powerFactor.target)
}

/**
 * A month's peaks of each demand charge. An interval belongs to the month and the windows in which it starts; those of
 * other months are left out, so that more may be handed in.
 * @param month `YYYY-MM`, in `zone` (IANA).
 */
export function findMonthPeaks(
  tariff: Tariff,
  zone: string,
  month: string,
  intervals: readonly DemandInterval[],
): MonthPeaks {
  const clock = createRateClock(zone, tariff.holidays)
  const span = monthSpan(month, zone)
  const ofMonth = intervals.filter(({ start }) => start >= span.start && start < span.end)
  const counted = ofMonth.filter(({ coverage }) => coverage >= MIN_COVERAGE)
  const peaks = counted.map((interval) => ({ at: interval.start, kw: computeBilledQuantity(tariff, interval) }))
  return {
    month,
    charges: Object.fromEntries(
      tariff.demandCharges
        .map(({ id, windows }) => [id, highestPeaks(peaks.filter(({ at }) => clock.holdsAt(windows, at)))] as const)
        .filter(([, found]) => found.length > 0),
    ),
    known: counted.length > 0,
    coverage: computeMonthCoverage(tariff, span, ofMonth),
    tooLittleKnown: ofMonth.filter(({ coverage }) => coverage > 0 && coverage < MIN_COVERAGE).length,
    withoutPowerFactor:
      tariff.powerFactor.kind === 'none' ? 0 : counted.filter(({ meanKva }) => meanKva === null).length,
  }
}

/** The same peaks with one more interval of the month: it starts at `at`, epoch ms, and `kw` is billed of it. */
export function addPeak({ demandCharges }: Tariff, clock: RateClock, peaks: MonthPeaks, { at, kw }: Peak): MonthPeaks {
  const charges = { ...peaks.charges }
  for (const { id, windows } of demandCharges) {
    if (!clock.holdsAt(windows, at)) continue
    const top = charges[id] ?? []
    const lower = top.findIndex((other) => other.kw < kw || (other.kw === kw && other.at > at))
    const place = lower === -1 ? top.length : lower
    charges[id] = [...top.slice(0, place), { at, kw }, ...top.slice(place)].slice(0, MAX_PEAKS_KEPT)
  }
  return { ...peaks, charges, known: true }
}

/** The highest of the peaks, highest first and of equal ones the earliest, as many as are kept. */
export function highestPeaks(peaks: readonly Peak[]): readonly Peak[] {
  return [...peaks].sort((a, b) => b.kw - a.kw || a.at - b.at).slice(0, MAX_PEAKS_KEPT)
}

/** Share of the month that is known, 0 to 1. Sliding intervals overlap: each counts for one step. */
function computeMonthCoverage({ demandRule }: Tariff, month: Interval, intervals: readonly DemandInterval[]): number {
  const stepMs = demandRule.stepMinutes * MINUTE
  const known = intervals.reduce((sum, { start, end, coverage }) => sum + coverage * Math.min(stepMs, end - start), 0)
  return Math.min(1, known / (month.end - month.start))
}
