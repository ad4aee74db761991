import type { Alert, AlertRecord, AlertResult } from '../../domain/alert.ts'
import type { ShedPlan } from '../../domain/shedding.ts'
import { formatAmount, formatStake } from '../format/amounts.ts'
import { formatEntered, formatKw, formatPercent } from '../format/numbers.ts'
import { dayWord, formatCountdown, formatSpan, formatTime } from '../format/times.ts'

/** «tomorrow 14:15–14:30» */
export function whenOf({ interval }: Alert, now: number, zone: string): string {
  return `${dayWord(interval.start, now, zone)} ${formatSpan(interval.start, interval.end, zone)}`
}

/** What is expected, and against what. */
export function expectedWords({ demandKw, unit, billedPeakKw, chargeName }: Alert): string {
  const band = `P10–P90 ${formatKw(demandKw.p10)}–${formatKw(demandKw.p90)}`
  return `${formatKw(demandKw.p50)} ${unit} expected (${band}); billed so far are ${formatKw(billedPeakKw)} ${unit} (${chargeName}).`
}

/** Where more than the likeliest interval may raise what is billed; empty where it is that one alone. */
export function spanWords({ span, interval }: Alert, zone: string): string {
  if (span.start === interval.start && span.end === interval.end) return ''
  return `Any interval from ${formatTime(span.start, zone, 'time')} to ${formatTime(span.end, zone, 'time')} may raise what is billed.`
}

export function stakeWords({ stake }: Alert): string {
  const { currency, thisMonth, ratchet } = stake
  const carried =
    ratchet > 0 ? `, and ${formatStake(ratchet, currency)} that the ratchet carries into later months` : ''
  return `At stake: ${formatStake(thisMonth, currency)} this month${carried}.`
}

/** The least to shed, and what the plan makes of it. */
export function needWords({ needKw, shedFrom, plan }: Alert, zone: string, currency: string): string {
  const from = formatTime(shedFrom, zone, 'time')
  const need =
    needKw > 0 ? `To avoid it, shed ${formatKw(needKw)} kW or more from ${from}` : `Be ready to shed from ${from}`
  if (plan === null || plan.steps.length === 0) return `${need}.`
  const loads = plan.steps.map(({ name, kw }) => `${name} (${formatEntered(kw)} kW)`).join(', ')
  return `${need}: ${loads}. ${planWords(plan, needKw, currency)}`
}

function planWords({ shedKw, cost, saves, enough }: ShedPlan, needKw: number, currency: string): string {
  const saved = `Shedding costs ${formatAmount(cost, currency)} and saves ${formatStake(saves, currency)} after that.`
  if (enough) return saved
  return `That is all there is to shed: ${formatEntered(shedKw)} of ${formatKw(needKw)} kW. ${saved}`
}

/** How often alerts came true; empty while none has closed. */
export function recordWords({ closed, cameTrue, missed }: AlertRecord): string {
  if (closed === 0 && missed === 0) return ''
  const true_ = closed === 0 ? 'No alert is closed yet' : `Of the last ${closed} such alerts ${cameTrue} came true`
  return `${true_}${missed === 0 ? '' : `; ${missed} ${missed === 1 ? 'peak was' : 'peaks were'} not foreseen`}.`
}

/** What to do next about an accepted plan at `now`. */
export function nextStepWords({ accepted }: Alert, now: number, zone: string): string {
  if (accepted === null) return ''
  const { plan, marks } = accepted
  const markOf = (load: string) => marks[load] ?? { shedAt: null, backAt: null }
  const toShed = plan.steps.filter(({ load, to }) => markOf(load).shedAt === null && to > now)
  const [first] = toShed.toSorted((a, b) => a.from - b.from)
  if (first !== undefined && first.from > now) {
    return `Shed from ${formatTime(first.from, zone, 'time')}, in ${formatCountdown(first.from - now)}.`
  }
  if (first !== undefined) {
    const due = toShed.filter(({ from }) => from <= now)
    return `Shed now: ${due.map(({ name }) => name).join(', ')}.`
  }
  const off = plan.steps.filter(({ load }) => markOf(load).shedAt !== null && markOf(load).backAt === null)
  const [last] = off.toSorted((a, b) => a.to - b.to)
  if (last === undefined) return 'Nothing is left to do. The result comes when the interval is over.'
  if (last.to > now) return `Back from ${formatTime(last.to, zone, 'time')}, in ${formatCountdown(last.to - now)}.`
  return `Take back now: ${off
    .filter(({ to }) => to <= now)
    .map(({ name }) => name)
    .join(', ')}.`
}

export const OUTCOME_WORDS: Readonly<Record<NonNullable<Alert['outcome']>, string>> = {
  avoided: 'avoided',
  cameTrue: 'came true',
  didNotCome: 'did not come',
  unknown: 'not known',
}

/** What became of an alert, in a sentence. */
export function resultWords({ result, outcome, unit, stake }: Alert): string {
  if (result === null) return 'What became of it is not known: too little of the interval was measured.'
  const { demandKw, withoutSheddingKw, saved, cost } = result
  const came = `It came to ${formatKw(demandKw)} ${unit}`
  const without = wasShed(result) ? `; without shedding it would have been ${formatKw(withoutSheddingKw)} ${unit}` : ''
  const money = [
    ...(wasShed(result) ? [`Saved: ${formatAmount(saved, stake.currency)}.`] : []),
    ...(cost > 0 || outcome === 'cameTrue' ? [`The peak costs ${formatAmount(cost, stake.currency)}.`] : []),
  ]
  return [`${came}${without}.`, ...money].join(' ')
}

const wasShed = ({ demandKw, withoutSheddingKw }: AlertResult) => withoutSheddingKw > demandKw

/** «87 %» */
export const chanceWords = ({ chance }: Alert) => formatPercent(chance)
