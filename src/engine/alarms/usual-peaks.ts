import type { DemandStanding } from '../../contract/tariff.ts'
import type { MonthPeaks } from '../../domain/charge-peaks.ts'

/** By charge id, the peak that a month usually reaches, in kW or kVA: the lowest of the last months' highest. */
export type UsualPeaks = Readonly<Record<string, number>>

/** Months that are looked back at, of those of which enough is known. */
const MONTHS = 3
const ENOUGH_KNOWN = 0.5
/** A charge is the one that the target is of where the two differ by no more, in kW. */
const SAME = 0.5

/** From earlier months, newest first. */
export function usualPeaksOf(
  earlier: readonly (Pick<MonthPeaks, 'charges' | 'known'> & { readonly coverage?: number })[],
): UsualPeaks {
  const usual: Record<string, number> = {}
  const known = earlier.filter((month) => month.known && (month.coverage ?? 1) >= ENOUGH_KNOWN).slice(0, MONTHS)
  for (const { charges } of known) {
    for (const [charge, [highest]] of Object.entries(charges)) {
      if (highest !== undefined) usual[charge] = Math.min(usual[charge] ?? highest.kw, highest.kw)
    }
  }
  return usual
}

/** The usual peak of the charge that `targetKw` is billed by so far; null where no earlier month is known. */
export function usualPeakAt(targetKw: number, standing: DemandStanding | null, usual: UsualPeaks): number | null {
  const charges = standing?.charges.filter(({ raisesAboveKw }) => Math.abs(raisesAboveKw - targetKw) <= SAME) ?? []
  const own = charges.flatMap(({ charge }) => usual[charge] ?? [])
  const peaks = own.length > 0 ? own : Object.values(usual)
  return peaks.length === 0 ? null : Math.min(...peaks)
}
