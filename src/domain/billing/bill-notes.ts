import { formatMonth } from '../format/dates.ts'
import { formatNumber } from '../format/numbers.ts'
import { formatCoverage } from '../format/percent.ts'
import type { BilledCharge, BillInput } from './bill.ts'

/** From this coverage on (0 to 1) no note is written about what is unknown. */
const NEARLY_FULL_COVERAGE = 0.999

/** What someone should know about a bill, in sentences. @param end The end of the month, epoch ms. */
export function writeBillNotes(parts: BillInput, charges: readonly BilledCharge[], end: number): string[] {
  const { tariff, coverage, peaks, energy, until } = parts
  const { tooLittleKnown, withoutPowerFactor } = peaks
  const unit = tariff.powerFactor.kind === 'kva' ? 'kVA' : 'corrected kW'
  return [
    coverage < NEARLY_FULL_COVERAGE &&
      `${formatCoverage(coverage)} of the time is known: energy is billed for that alone, and a peak may be missing.`,
    tooLittleKnown > 0 &&
      `${formatIntervals(tooLittleKnown, 'is', 'are')} known to less than half: no peak is taken from there.`,
    withoutPowerFactor > 0 &&
      `The tariff bills ${unit}, but ${formatIntervals(withoutPowerFactor, 'has', 'have')} no power factor: kW are billed there.`,
    tariff.energyRates.length > 0 &&
      energy.unpricedKwh > 0 &&
      `No energy price holds for ${formatNumber(energy.unpricedKwh, 0)} kWh: they are not billed.`,
    ...charges.map(({ charge, billed }) => {
      const { because } = billed
      const hasTooFewIntervals = because.kind === 'highest' && because.count < because.of && until >= end
      return (
        hasTooFewIntervals &&
        `${charge.name}: only ${because.count} of the ${because.of} intervals that make the mean are known: the others count as 0.`
      )
    }),
    ...writeHistoryNotes(parts, charges),
  ].filter((note) => typeof note === 'string')
}

/** Notes on the earlier months that charges depend on: those that are unknown, and those known in part. */
function writeHistoryNotes({ tariff, earlier }: BillInput, charges: readonly BilledCharge[]): string[] {
  const restsOnPast = charges.filter(({ billed }) => billed.countedMonths.length > 0)
  const unknown = restsOnPast
    .filter(({ billed }) => billed.unknown.length > 0)
    .map(({ charge, billed }) => {
      const { length } = billed.countedMonths
      const known = length - billed.unknown.length
      const which = known === 0 ? 'none is' : `only ${known} ${known === 1 ? 'is' : 'are'}`
      const monthsText = length === 1 ? 'the month before isn’t known' : `of the ${length} months before ${which} known`
      return `${charge.name}: ${monthsText}. It is billed from what is known, and may be more.`
    })
  const countedMonths = new Set(restsOnPast.flatMap(({ billed }) => billed.countedMonths))
  const inPart = earlier.filter(
    ({ month, known, coverage }) => known && coverage < NEARLY_FULL_COVERAGE && countedMonths.has(month),
  )
  const parts = inPart.map(({ month, coverage }) => `${formatMonth(month)} (${formatCoverage(coverage)})`)
  const their = parts.length === 1 ? 'its peak' : 'their peaks'
  if (parts.length === 0 || tariff.demandCharges.length === 0) return unknown
  return [...unknown, `Known in part: ${parts.join(', ')}. With all of it ${their} may be higher.`]
}

function formatIntervals(count: number, one: string, many: string): string {
  return count === 1 ? `1 interval ${one}` : `${formatNumber(count, 0)} intervals ${many}`
}
