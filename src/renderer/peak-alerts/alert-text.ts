import { formatAmount, formatEstimate } from '../../domain/format/money.ts'
import { formatPercent } from '../../domain/format/percent.ts'
import { formatEntered, formatKw } from '../../domain/format/power.ts'
import type { Alert, AlertResult, AlertTrackRecord } from '../../domain/peak-alerts/peak-alert.ts'
import type { ShedPlan, ShedStep } from '../../domain/shedding/sheddable-load.ts'
import { MINUTE } from '../../domain/time/time.ts'
import { formatCountdown, formatRelativeDay, formatSpan, formatTime } from '../format/times.ts'
import { MIN_LIKELY_CHANCE } from './likely-peaks.ts'

/** «tomorrow 14:15–14:30»: the intervals that may raise what is billed, which its chance is of. */
export function formatAlertTime({ span }: Alert, now: number, zone: string): string {
  return `${formatRelativeDay(span.start, now, zone)} ${formatSpan(span.start, span.end, zone)}`
}

/** An alert stays until its day is over, also where no forecast shows its peak any more. */
export const isLikely = ({ chance }: Alert) => chance >= MIN_LIKELY_CHANCE

/** What the alert's level is: see `WarningLevel`. */
export interface AlertLevels {
  /** Of the alert's charge so far; null where it isn't known. */
  readonly billedKw: number | null
  readonly targetKw: number | null
}

/** Of an alert whose peak no forecast shows any more. */
export function describeNoLongerExpected({ highestChance }: Alert): string {
  return `Its chance was ${formatPercent(highestChance)} at the most. It stays here until its day is over; then its result stands under past alerts.`
}

/** What is expected, and against what; and in which interval, where there are several. */
export function describeExpected(alert: Alert, parts: AlertLevels, zone: string): string {
  const { span, interval, demandKw, unit } = alert
  const isOneInterval = span.start === interval.start && span.end === interval.end
  const when = isOneInterval ? '' : ` at ${formatSpan(interval.start, interval.end, zone)}`
  const band = `P10–P90 ${formatKw(demandKw.p10)}–${formatKw(demandKw.p90)}`
  return `${formatKw(demandKw.p50)} ${unit} expected${when} (${band}); ${describeLevel(alert, parts)}.`
}

/** What the demand is compared with. */
export function describeLevel({ billedPeakKw, unit, chargeName }: Alert, { billedKw, targetKw }: AlertLevels): string {
  const level = `${formatKw(billedPeakKw)} ${unit}`
  const isLevel = (kw: number | null) => kw !== null && Math.abs(kw - billedPeakKw) < 0.5
  if (isLevel(billedKw)) return `billed so far: ${level} (${chargeName})`
  if (isLevel(targetKw)) return `the target is ${level}`
  return `the month is likely to reach ${level} in any case (${chargeName})`
}

export function describeStake({ stake }: Alert): string {
  const { currency, thisMonth, ratchet } = stake
  const carried =
    ratchet > 0 ? `, and ${formatEstimate(ratchet, currency)} that the ratchet carries into later months` : ''
  return `At stake: ${formatEstimate(thisMonth, currency)} this month${carried}.`
}

/** The least to shed, and the plan for it; once a plan is accepted, that one has the loads. */
export function describeNeed({ needKw, shedFrom, plan, accepted, stake }: Alert, zone: string): string {
  const from = formatTime(shedFrom, zone, 'time')
  const need =
    needKw > 0 ? `To avoid it, shed ${formatKw(needKw)} kW or more from ${from}` : `Be ready to shed from ${from}`
  if (plan === null || plan.steps.length === 0 || accepted !== null) return `${need}.`
  return `${need}: ${formatLoads(plan)}. ${describePlan(plan, needKw, stake.currency)}`
}

/** «Chiller 2 (45 kW), Chargers (30 kW)» */
function formatLoads({ steps }: ShedPlan): string {
  return steps.map(({ name, kw }) => `${name} (${formatEntered(kw)} kW)`).join(', ')
}

/** What the plan would be now, where it is another one than was accepted; empty where it is the same. */
export function describeNewPlan({ accepted, plan, stake, needKw }: Alert): string {
  if (accepted === null || plan === null || plan.steps.length === 0) return ''
  const keyOf = ({ steps }: ShedPlan) =>
    steps
      .map(({ load, from, to }) => `${load} ${from} ${to}`)
      .sort()
      .join()
  if (keyOf(plan) === keyOf(accepted.plan)) return ''
  return `By now the plan would be: ${formatLoads(plan)}. ${describePlan(plan, needKw, stake.currency)}`
}

function describePlan({ shedKw, cost, saves, enough, advised }: ShedPlan, needKw: number, currency: string): string {
  if (!advised) {
    const conditionText = `saves ${formatEstimate(saves, currency)} after that only if the peak comes and no later day exceeds it`
    return `Not advised: shedding costs ${formatAmount(cost, currency)}, and ${conditionText}.`
  }
  const savingText = `Shedding costs ${formatAmount(cost, currency)} and saves ${formatEstimate(saves, currency)} after that.`
  if (enough) return savingText
  const limit =
    shedKw < needKw
      ? `More than ${formatEntered(shedKw)} of the ${formatKw(needKw)} kW can’t be shed, or costs more than it saves.`
      : 'It is not enough for all of the intervals.'
  return `${limit} ${savingText}`
}

/** How often alerts came true; empty while none has closed. */
export function describeRecord({ closed, cameTrue, missed }: AlertTrackRecord): string {
  if (closed === 0 && missed === 0) return ''
  const trueText = closed === 0 ? 'No alert is closed yet' : `Of the last ${closed} such alerts ${cameTrue} came true`
  return `${trueText}${missed === 0 ? '' : `; ${missed} ${missed === 1 ? 'peak was' : 'peaks were'} not foreseen`}.`
}

/** Minutes from the decision until a load's power is gone, by its id. */
export type NoticeMinutes = ReadonlyMap<string, number>

/** When people begin to shed a load so that it is off in time. */
export function shedBeginAt({ load, from }: ShedStep, notices: NoticeMinutes): number {
  return from - (notices.get(load) ?? 0) * MINUTE
}

/** What to do next about an accepted plan at `now`. */
export function describeNextStep({ accepted }: Alert, notices: NoticeMinutes, now: number, zone: string): string {
  if (accepted === null) return ''
  const { plan, marks } = accepted
  const markOf = (load: string) => marks[load] ?? { shedAt: null, backAt: null }
  const toShed = plan.steps.filter(({ load, to }) => markOf(load).shedAt === null && to > now)
  if (toShed.length > 0) return describeShedding(toShed, notices, now, zone)
  const off = plan.steps.filter(({ load }) => markOf(load).shedAt !== null && markOf(load).backAt === null)
  if (off.length > 0) return describeRestoring(off, now, zone)
  return 'Nothing is left to do. The result comes when the interval is over.'
}

function describeShedding(steps: readonly ShedStep[], notices: NoticeMinutes, now: number, zone: string): string {
  const due = steps.filter((step) => shedBeginAt(step, notices) <= now)
  if (due.length > 0) return `Shed now: ${due.map(({ name }) => name).join(', ')}.`
  const first = Math.min(...steps.map((step) => shedBeginAt(step, notices)))
  return `Shed from ${formatTime(first, zone, 'time')}, in ${formatCountdown(first - now)}.`
}

function describeRestoring(steps: readonly ShedStep[], now: number, zone: string): string {
  const due = steps.filter(({ to }) => to <= now)
  if (due.length > 0) return `Take back now: ${due.map(({ name }) => name).join(', ')}.`
  const first = Math.min(...steps.map(({ to }) => to))
  return `Back from ${formatTime(first, zone, 'time')}, in ${formatCountdown(first - now)}.`
}

export const OUTCOME_LABELS: Readonly<Record<NonNullable<Alert['outcome']>, string>> = {
  avoided: 'avoided',
  cameTrue: 'came true',
  didNotCome: 'did not come',
  unknown: 'not known',
}

/** What became of an alert, in a sentence. */
export function describeResult({ result, outcome, unit, stake }: Alert): string {
  if (result === null) return 'What became of it is not known: too little of the interval was measured.'
  const { demandKw, withoutSheddingKw, saved: savingText, cost } = result
  const demandText = `It came to ${formatKw(demandKw)} ${unit}`
  const withoutSheddingText = wasShed(result)
    ? `; without shedding it would have been ${formatKw(withoutSheddingKw)} ${unit}`
    : ''
  const money = [
    ...(wasShed(result) ? [`Saved: ${formatAmount(savingText, stake.currency)}.`] : []),
    ...(cost > 0 || outcome === 'cameTrue' ? [`The peak costs ${formatAmount(cost, stake.currency)}.`] : []),
  ]
  return [`${demandText}${withoutSheddingText}.`, ...money].join(' ')
}

const wasShed = ({ demandKw, withoutSheddingKw }: AlertResult) => withoutSheddingKw > demandKw
