import type { Alert, AlertOutcome, AlertRecord } from '../../domain/alert.ts'
import type { ShedPlan } from '../../domain/shedding.ts'
import { DAY } from '../../domain/time.ts'
import { formatKw, formatNumber, formatPercent } from '../format/numbers.ts'
import { formatMoney } from '../format/prices.ts'
import { formatSpan, formatTime, zoneOffset } from '../format/times.ts'
import { counted } from './alarm-words.ts'

export const OUTCOME_WORDS: Readonly<Record<AlertOutcome, string>> = {
  cameTrue: 'Came true',
  avoided: 'Avoided',
  didNotCome: 'Did not come',
  unknown: 'Not known',
}

/** «Today», «Tomorrow», else «Wed 25 Nov», on the site's clock. */
export function dayWords(at: number, now: number, zone: string): string {
  const dayOf = (each: number) => Math.floor((each + zoneOffset(each, zone)) / DAY)
  const ahead = dayOf(at) - dayOf(now)
  if (ahead === 0) return 'Today'
  return ahead === 1 ? 'Tomorrow' : formatTime(at, zone, 'day')
}

/** «1,150–1,330 kW» without its unit: P10 to P90. */
export function bandWords({ demandKw }: Alert): string {
  return `${formatKw(demandKw.p10)}–${formatKw(demandKw.p90)}`
}

/** What a new peak would cost: «840 € this month, and 120 € more through the ratchet». */
export function stakeWords({ stake }: Alert): string {
  const month = `${formatMoney(stake.thisMonth, stake.currency)} this month`
  return stake.ratchet > 0
    ? `${month}, and ${formatMoney(stake.ratchet, stake.currency)} in the months after through the ratchet`
    : month
}

/** A load's power as it was entered: «45», «7.5». */
const powerWords = (kw: number) => formatNumber(kw, Number.isInteger(kw) ? 0 : 1)

/** «Chiller 2 (45), chargers (30)»: what to shed, with its kW. */
export function stepsWords({ steps }: ShedPlan): string {
  return steps.map(({ name, kw }) => `${name} (${powerWords(kw)})`).join(', ')
}

/** What to do about it: what to shed, from when, and whether that is enough. */
export function planWords(alert: Alert, zone: string): string {
  const need = `shed ${formatNumber(Math.ceil(alert.needKw), 0)} kW or more from ${formatTime(alert.shedFrom, zone, 'time')}`
  if (alert.accepted !== null) return `The plan is accepted: ${stepsWords(alert.accepted.plan)}.`
  if (alert.plan === null || alert.plan.steps.length === 0)
    return `To avoid it, ${need}. Enter the loads that can be shed, and EcoPulse says which.`
  const which = `To avoid it, ${need}: ${stepsWords(alert.plan)}.`
  return alert.plan.enough ? which : `${which} That is all that can be shed, and it is not enough.`
}

/** How often such alerts came true; empty where none is closed yet. */
export function recordWords({ closed, cameTrue, missed }: AlertRecord): string {
  if (closed === 0) return 'No such alert has closed yet, so it isn’t known how often they come true.'
  const first =
    closed === 1
      ? `The last such alert ${cameTrue === 1 ? 'came true' : 'did not come true'}.`
      : `Of the last ${closed} such alerts ${cameTrue} came true.`
  return missed === 0 ? first : `${first} ${counted(missed, 'peak')} came that none foresaw.`
}

/** What became of an alert, with its figures. */
export function resultWords({ outcome, result, unit, billedPeakKw, stake }: Alert): string {
  if (outcome === null || outcome === 'unknown' || result === null)
    return 'What came is not known: its meter was silent.'
  const came = `${formatKw(result.demandKw)} ${unit} came`
  const against = `billed peak ${formatKw(billedPeakKw)}`
  switch (outcome) {
    case 'avoided':
      return `${came}; ${formatKw(result.withoutSheddingKw)} without shedding; ${formatMoney(result.saved, stake.currency)} saved.`
    case 'cameTrue':
      return `${came}, ${against}; it cost ${formatMoney(result.cost, stake.currency)}.`
    case 'didNotCome':
      return `${came}, below the ${against}.`
  }
}

/** «Wed 25 Nov 14:15–14:30» */
export function intervalWords({ interval }: Alert, zone: string): string {
  return `${formatTime(interval.start, zone, 'day')} ${formatSpan(interval.start, interval.end, zone)}`
}

/** For a chance: whole percents, and never «100 %» of what is not certain. */
export function chanceWords(chance: number): string {
  if (chance > 0.995) return 'over 99 %'
  return chance < 0.005 ? 'under 1 %' : formatPercent(chance)
}
