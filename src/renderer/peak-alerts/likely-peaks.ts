import { formatEstimate } from '../../domain/format/money.ts'
import { formatPercent } from '../../domain/format/percent.ts'
import { formatKw } from '../../domain/format/power.ts'
import type { Alert, DemandAhead, DemandAheadStep } from '../../domain/peak-alerts/peak-alert.ts'
import { HOUR } from '../../domain/time/time.ts'
import { formatRelativeDay, formatSpan } from '../format/times.ts'

/** A chance below which an interval is no likely peak. */
export const MIN_LIKELY_CHANCE = 0.1
const MAX_PEAKS = 4

/** The likeliest intervals that are not over and raise what is billed: the likeliest first, an hour apart at least. */
export function findLikelyPeaks({ steps }: DemandAhead, now: number): DemandAheadStep[] {
  const likely = steps.filter(({ end, chance }) => end > now && chance >= MIN_LIKELY_CHANCE)
  const peaks: DemandAheadStep[] = []
  for (const step of likely.sort((a, b) => b.chance - a.chance || b.demandKw.p50 - a.demandKw.p50)) {
    if (peaks.length === MAX_PEAKS) break
    if (peaks.every(({ start }) => Math.abs(start - step.start) >= HOUR)) peaks.push(step)
  }
  return peaks
}

/** «today», «14:15–14:30», «1,240 kW», «1,150–1,330», «71 %», «€840»: the texts of a likely peak. */
export interface PeakText {
  readonly day: string
  readonly span: string
  readonly demand: string
  readonly band: string
  readonly chance: string
  /** At P50; at P90 where it costs nothing at P50. */
  readonly cost: string
}

export function describePeak(
  step: DemandAheadStep,
  { currency, unit }: DemandAhead,
  now: number,
  zone: string,
): PeakText {
  const { start, end, demandKw, chance, costAtP50, costAtP90 } = step
  return {
    day: formatRelativeDay(start, now, zone),
    span: formatSpan(start, end, zone),
    demand: `${formatKw(demandKw.p50)} ${unit}`,
    band: `${formatKw(demandKw.p10)}–${formatKw(demandKw.p90)}`,
    chance: formatPercent(chance),
    cost: costAtP50 > 0 ? formatEstimate(costAtP50, currency) : `up to ${formatEstimate(costAtP90, currency)}`,
  }
}

/** A line for the next peak: of the open alert, else of the likeliest interval; null where none is likely. */
export function describeNextPeak(
  alert: Alert | null,
  ahead: DemandAhead | null,
  now: number,
  zone: string,
): { readonly title: string; readonly when: string; readonly figures: string } | null {
  if (alert !== null && alert.chance >= MIN_LIKELY_CHANCE) {
    const { span, demandKw, unit, chance, stake } = alert
    const cost = formatEstimate(stake.thisMonth, stake.currency)
    const when = `${formatRelativeDay(span.start, now, zone)} ${formatSpan(span.start, span.end, zone)}`
    return {
      title: 'New peak',
      when,
      figures: `${formatKw(demandKw.p50)} ${unit} · ${formatPercent(chance)} · ${cost}`,
    }
  }
  const step = ahead === null ? undefined : findLikelyPeaks(ahead, now)[0]
  if (ahead === null || step === undefined) return null
  // Without its cost: what a month is likely to reach in any case is no peak that can be avoided.
  const { day, span, demand, chance } = describePeak(step, ahead, now, zone)
  return { title: 'No alert', when: `likeliest ${day} ${span}`, figures: `${demand} · ${chance}` }
}
