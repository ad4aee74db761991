import type { BilledCharge, BillInput } from './bill.ts'

/** From which share on nothing is said of what isn't known. */
const NEARLY_FULL_COVERAGE = 0.999

/** What someone should know about a bill, in sentences. @param end Of the month, epoch ms. */
export function writeBillNotes(parts: BillInput, charges: readonly BilledCharge[], end: number): string[] {
  const { tariff, coverage, peaks, energy, until } = parts
  const { tooLittleKnown, withoutPowerFactor } = peaks
  const unit = tariff.powerFactor.kind === 'kva' ? 'kVA' : 'corrected kW'
  return [
    coverage < NEARLY_FULL_COVERAGE &&
      `${formatPercent(coverage)} of the time is known: energy is billed for that alone, and a peak may be missing.`,
    tooLittleKnown > 0 &&
      `${formatIntervals(tooLittleKnown, 'is', 'are')} known to less than half: no peak is taken from there.`,
    withoutPowerFactor > 0 &&
      `The tariff bills ${unit}, but ${formatIntervals(withoutPowerFactor, 'has', 'have')} no power factor: kW are billed there.`,
    tariff.energyRates.length > 0 &&
      energy.unpricedKwh > 0 &&
      `No energy price holds for ${energy.unpricedKwh.toLocaleString('en', { maximumFractionDigits: 0 })} kWh: they are not billed.`,
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

/** A month as a sentence says it: «August 2026». @param month `YYYY-MM`. */
export function formatMonthYear(month: string): string {
  const format = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' })
  return format.format(new Date(`${month}-01T00:00:00Z`))
}

/** Of the months before that charges look back at: those that aren't known, and those known in part. */
function writeHistoryNotes({ tariff, earlier }: BillInput, charges: readonly BilledCharge[]): string[] {
  const restsOnPast = charges.filter(({ billed }) => billed.lookedAt.length > 0)
  const unknown = restsOnPast
    .filter(({ billed }) => billed.unknown.length > 0)
    .map(({ charge, billed }) => {
      const { length } = billed.lookedAt
      const known = length - billed.unknown.length
      const which = known === 0 ? 'none is' : `only ${known} ${known === 1 ? 'is' : 'are'}`
      const monthsText = length === 1 ? 'the month before isn’t known' : `of the ${length} months before ${which} known`
      return `${charge.name}: ${monthsText}. It is billed from what is known, and may be more.`
    })
  const lookedAt = new Set(restsOnPast.flatMap(({ billed }) => billed.lookedAt))
  const inPart = earlier.filter(
    ({ month, known, coverage }) => known && coverage < NEARLY_FULL_COVERAGE && lookedAt.has(month),
  )
  const parts = inPart.map(({ month, coverage }) => `${formatMonthYear(month)} (${formatPercent(coverage)})`)
  const their = parts.length === 1 ? 'its peak' : 'their peaks'
  if (parts.length === 0 || tariff.demandCharges.length === 0) return unknown
  return [...unknown, `Known in part: ${parts.join(', ')}. With all of it ${their} may be higher.`]
}

function formatPercent(share: number): string {
  // Rounded down: 99.96 % is not all of it.
  return `${(Math.floor(share * 1000) / 10).toLocaleString('en')} %`
}

function formatIntervals(count: number, one: string, many: string): string {
  return count === 1 ? `1 interval ${one}` : `${count.toLocaleString('en')} intervals ${many}`
}
