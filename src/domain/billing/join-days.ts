import { type EnergySums, sumKwh } from './month-energy.ts'
import { highestPeaks, type MonthPeaks } from './month-peaks.ts'

/** The peaks of a month whose parts were computed separately. @param parts Peaks of different times, at least one. */
export function joinMonthPeaks(month: string, parts: readonly MonthPeaks[]): MonthPeaks {
  const ids = new Set(parts.flatMap(({ charges }) => Object.keys(charges)))
  const ofCharge = (id: string) => highestPeaks(parts.flatMap(({ charges }) => charges[id] ?? []))
  return {
    month,
    charges: Object.fromEntries([...ids].map((id) => [id, ofCharge(id)])),
    known: parts.some(({ known }) => known),
    coverage: Math.min(
      1,
      sumBy(parts, ({ coverage }) => coverage),
    ),
    tooLittleKnown: sumBy(parts, ({ tooLittleKnown }) => tooLittleKnown),
    withoutPowerFactor: sumBy(parts, ({ withoutPowerFactor }) => withoutPowerFactor),
  }
}

/** The energy of a month whose parts were summed up by themselves, by the same rates. */
export function joinMonthEnergy(parts: readonly EnergySums[]): EnergySums {
  return {
    importKwh: joinRates(parts.map(({ importKwh }) => importKwh)),
    exportKwh: joinRates(parts.map(({ exportKwh }) => exportKwh)),
    unpricedKwh: sumKwh(parts.map(({ unpricedKwh }) => unpricedKwh)),
  }
}

function joinRates(parts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const ids = new Set(parts.flatMap((part) => Object.keys(part)))
  return Object.fromEntries([...ids].map((id) => [id, sumKwh(parts.map((part) => part[id] ?? 0))]))
}

function sumBy<T>(parts: readonly T[], of: (part: T) => number): number {
  return parts.reduce((sum, part) => sum + of(part), 0)
}
