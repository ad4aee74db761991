import { type EnergySums, sumOf } from './month-energy.ts'
import { highest, type MonthPeaks } from './month-peaks.ts'

/** The peaks of a month whose parts were looked at by themselves. @param parts Of different times, at least one. */
export function joinPeaks(month: string, parts: readonly MonthPeaks[]): MonthPeaks {
  const ids = new Set(parts.flatMap(({ charges }) => Object.keys(charges)))
  const ofCharge = (id: string) => highest(parts.flatMap(({ charges }) => charges[id] ?? []))
  return {
    month,
    charges: Object.fromEntries([...ids].map((id) => [id, ofCharge(id)])),
    known: parts.some(({ known }) => known),
    coverage: Math.min(
      1,
      total(parts, ({ coverage }) => coverage),
    ),
    tooLittleKnown: total(parts, ({ tooLittleKnown }) => tooLittleKnown),
    withoutPowerFactor: total(parts, ({ withoutPowerFactor }) => withoutPowerFactor),
  }
}

/** The energy of a month whose parts were summed up by themselves, by the same rates. */
export function joinEnergy(parts: readonly EnergySums[]): EnergySums {
  return {
    importKwh: joinRates(parts.map(({ importKwh }) => importKwh)),
    exportKwh: joinRates(parts.map(({ exportKwh }) => exportKwh)),
    unpricedKwh: sumOf(parts.map(({ unpricedKwh }) => unpricedKwh)),
  }
}

function joinRates(parts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const ids = new Set(parts.flatMap((part) => Object.keys(part)))
  return Object.fromEntries([...ids].map((id) => [id, sumOf(parts.map((part) => part[id] ?? 0))]))
}

function total<T>(parts: readonly T[], of: (part: T) => number): number {
  return parts.reduce((sum, part) => sum + of(part), 0)
}
