import type { Alert, AlertRecord, AlertResult } from '../../domain/peak-alerts/peak-alert.ts'
import type { ShedPlan, ShedStep } from '../../domain/shedding/sheddable-load.ts'
import { MINUTE } from '../../domain/time/time.ts'
import { formatAmount, formatStake } from '../format/amounts.ts'
import { formatEntered, formatKw, formatPercent } from '../format/numbers.ts'
import { dayWord, formatCountdown, formatSpan, formatTime } from '../format/times.ts'
import { LEAST_CHANCE } from './likely-peaks.ts'

/** «tomorrow 14:15–14:30»: the intervals that may raise what is billed, which its chance is of. */
export function whenOf({ span }: Alert, now: number, zone: string): string {
  return `${dayWord(span.start, now, zone)} ${formatSpan(span.start, span.end, zone)}`
}

/** An alert stays until its day is over, also where no forecast shows its peak any more. */
export const isExpected = ({ chance }: Alert) => chance >= LEAST_CHANCE

/** What the alert's level is: see `WarningLevel`. */
export interface LevelParts {
  /** Of the alert's charge, as it stands; null where it isn't known. */
  readonly billedKw: number | null
  readonly targetKw: number | null
}

/** Of an alert whose peak no forecast shows any more. */
export function noLongerWords({ highestChance }: Alert): string {
  return `Its chance was ${formatPercent(highestChance)} at the most. It stays here until its day is over; then its result stands under past alerts.`
}

/** What is expected, and against what; and in which interval, where there are several. */
export function expectedWords(alert: Alert, parts: LevelParts, zone: string): string {
  const { span, interval, demandKw, unit } = alert
  const alone = span.start === interval.start && span.end === interval.end
  const when = alone ? '' : ` at ${formatSpan(interval.start, interval.end, zone)}`
  const band = `P10–P90 ${formatKw(demandKw.p10)}–${formatKw(demandKw.p90)}`
  return `${formatKw(demandKw.p50)} ${unit} expected${when} (${band}); ${levelWords(alert, parts)}.`
}

/** What the demand is held against. */
export function levelWords({ billedPeakKw, unit, chargeName }: Alert, { billedKw, targetKw }: LevelParts): string {
  const level = `${formatKw(billedPeakKw)} ${unit}`
  const isLevel = (kw: number | null) => kw !== null && Math.abs(kw - billedPeakKw) < 0.5
  if (isLevel(billedKw)) return `billed so far: ${level} (${chargeName})`
  if (isLevel(targetKw)) return `the target is ${level}`
  return `the month is likely to reach ${level} in any case (${chargeName})`
}

export function stakeWords({ stake }: Alert): string {
  const { currency, thisMonth, ratchet } = stake
  const carried =
    ratchet > 0 ? `, and ${formatStake(ratchet, currency)} that the ratchet carries into later months` : ''
  return `At stake: ${formatStake(thisMonth, currency)} this month${carried}.`
}

/** The least to shed, and what the plan makes of it; once a plan is accepted, that one says which loads. */
export function needWords({ needKw, shedFrom, plan, accepted, stake }: Alert, zone: string): string {
  const from = formatTime(shedFrom, zone, 'time')
  const need =
    needKw > 0 ? `To avoid it, shed ${formatKw(needKw)} kW or more from ${from}` : `Be ready to shed from ${from}`
  if (plan === null || plan.steps.length === 0 || accepted !== null) return `${need}.`
  return `${need}: ${loadsWords(plan)}. ${planWords(plan, needKw, stake.currency)}`
}

/** «Chiller 2 (45 kW), Chargers (30 kW)» */
function loadsWords({ steps }: ShedPlan): string {
  return steps.map(({ name, kw }) => `${name} (${formatEntered(kw)} kW)`).join(', ')
}

/** What the plan would be now, where it is another one than was accepted; empty where it is the same. */
export function newPlanWords({ accepted, plan, stake, needKw }: Alert): string {
  if (accepted === null || plan === null || plan.steps.length === 0) return ''
  const keyOf = ({ steps }: ShedPlan) =>
    steps
      .map(({ load, from, to }) => `${load} ${from} ${to}`)
      .sort()
      .join()
  if (keyOf(plan) === keyOf(accepted.plan)) return ''
  return `By now the plan would be: ${loadsWords(plan)}. ${planWords(plan, needKw, stake.currency)}`
}

function planWords({ shedKw, cost, saves, enough, advised }: ShedPlan, needKw: number, currency: string): string {
  if (!advised) {
    const only = `saves ${formatStake(saves, currency)} after that only if the peak comes and no later day exceeds it`
    return `Not advised: shedding costs ${formatAmount(cost, currency)}, and ${only}.`
  }
  const saved = `Shedding costs ${formatAmount(cost, currency)} and saves ${formatStake(saves, currency)} after that.`
  if (enough) return saved
  const limit =
    shedKw < needKw
      ? `More than ${formatEntered(shedKw)} of the ${formatKw(needKw)} kW can’t be shed, or costs more than it saves.`
      : 'It is not enough for all of the intervals.'
  return `${limit} ${saved}`
}

/** How often alerts came true; empty while none has closed. */
export function recordWords({ closed, cameTrue, missed }: AlertRecord): string {
  if (closed === 0 && missed === 0) return ''
  const true_ = closed === 0 ? 'No alert is closed yet' : `Of the last ${closed} such alerts ${cameTrue} came true`
  return `${true_}${missed === 0 ? '' : `; ${missed} ${missed === 1 ? 'peak was' : 'peaks were'} not foreseen`}.`
}

/** Minutes from the decision until a load's power is gone, by its id. */
export type Notices = ReadonlyMap<string, number>

/** When people begin to shed a load so that it is off in time. */
export function beginOf({ load, from }: ShedStep, notices: Notices): number {
  return from - (notices.get(load) ?? 0) * MINUTE
}

/** What to do next about an accepted plan at `now`. */
export function nextStepWords({ accepted }: Alert, notices: Notices, now: number, zone: string): string {
  if (accepted === null) return ''
  const { plan, marks } = accepted
  const markOf = (load: string) => marks[load] ?? { shedAt: null, backAt: null }
  const toShed = plan.steps.filter(({ load, to }) => markOf(load).shedAt === null && to > now)
  if (toShed.length > 0) return shedWords(toShed, notices, now, zone)
  const off = plan.steps.filter(({ load }) => markOf(load).shedAt !== null && markOf(load).backAt === null)
  if (off.length > 0) return backWords(off, now, zone)
  return 'Nothing is left to do. The result comes when the interval is over.'
}

function shedWords(steps: readonly ShedStep[], notices: Notices, now: number, zone: string): string {
  const due = steps.filter((step) => beginOf(step, notices) <= now)
  if (due.length > 0) return `Shed now: ${due.map(({ name }) => name).join(', ')}.`
  const first = Math.min(...steps.map((step) => beginOf(step, notices)))
  return `Shed from ${formatTime(first, zone, 'time')}, in ${formatCountdown(first - now)}.`
}

function backWords(steps: readonly ShedStep[], now: number, zone: string): string {
  const due = steps.filter(({ to }) => to <= now)
  if (due.length > 0) return `Take back now: ${due.map(({ name }) => name).join(', ')}.`
  const first = Math.min(...steps.map(({ to }) => to))
  return `Back from ${formatTime(first, zone, 'time')}, in ${formatCountdown(first - now)}.`
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
