import type { DemandStanding } from '../../contract/schemas/tariff.ts'
import type { MonthPeaks } from '../../domain/billing/month-peaks.ts'

/** The peak that a month usually reaches, by charge id, in kW or kVA: the lowest of the last months' highest. */
export type UsualPeaks = Readonly<Record<string, number>>

/** Months back that count, and how much of one must be known for it to count. */
export const MONTHS_BACK = [1, 2, 3]
const ENOUGH_COVERAGE = 0.25
/** A charge is the one that the target is of where the two differ by no more, in kW. */
const SAME_WITHIN_KW = 0.5

export function computeUsualPeaks(months: readonly MonthPeaks[]): UsualPeaks {
  const usual: Record<string, number> = {}
  for (const { charges } of months.filter(({ known, coverage }) => known && coverage >= ENOUGH_COVERAGE)) {
    for (const [charge, [highest]] of Object.entries(charges)) {
      if (highest !== undefined) usual[charge] = Math.min(usual[charge] ?? highest.kw, highest.kw)
    }
  }
  return usual
}

/** The usual peak of the charge that `targetKw` is billed by so far; null where no earlier month is known. */
export function computeUsualPeak(targetKw: number, standing: DemandStanding | null, usual: UsualPeaks): number | null {
  const charges =
    standing?.charges.filter(({ raisesAboveKw }) => Math.abs(raisesAboveKw - targetKw) <= SAME_WITHIN_KW) ?? []
  const own = charges.flatMap(({ charge }) => usual[charge] ?? [])
  const peaks = own.length > 0 ? own : Object.values(usual)
  return peaks.length === 0 ? null : Math.min(...peaks)
}
