import type { Alerts } from '../../../src/contract/schemas/alerts.ts'
import type { DemandStanding } from '../../../src/contract/schemas/tariff.ts'
import type { Bill, BillLine, ChargeState } from '../../../src/domain/billing/bill.ts'
import type { DemandInterval, RunningDemand } from '../../../src/domain/demand/demand-interval.ts'
import type { Alert, DemandAhead, DemandAheadStep } from '../../../src/domain/peak-alerts/peak-alert.ts'
import { SAMPLE_LOADS } from '../../../src/domain/shedding/sample-loads.ts'
import type { PlannedChange, SheddableLoad, ShedPlan } from '../../../src/domain/shedding/sheddable-load.ts'
import { DAY, HOUR, type Interval, MINUTE, QUARTER_HOUR } from '../../../src/domain/time/time.ts'
import { noise, valueAt } from './fixture-values.ts'

/** What the operator of the fixture's plant wants to stay below, in kW. */
export const TARGET_KW = 1_000
/** A furnace that starts on the morning after the fixture's afternoon: it makes the peak that the alert foresees. */
export const PLANNED: readonly PlannedChange[] = [
  {
    id: 'furnace-2',
    name: 'Furnace 2 starts',
    kw: 170,
    from: Date.parse('2026-11-25T07:00Z'),
    to: Date.parse('2026-11-25T08:30Z'),
  },
]

const CURRENCY = 'EUR'
const TARIFF = 'Sample: industry, medium voltage'
const ANY_TIME = { charge: 'anyTime', name: 'Any time', price: 9.8 }
const PEAK = { charge: 'peak', name: 'Weekdays 8–20', price: 4.2 }
/** 80 % of August's highest: what the ratchet of the second charge bills at least. */
const RATCHET_KW = 0.8 * 1_345

/** The sums of a plant whose winter time is an hour ahead of UTC; its summer is left out of the fixture. */
const local = (at: number) => new Date(at + HOUR)
const monthOf = (at: number) => local(at).toISOString().slice(0, 7)

function spanOf(month: string): Interval {
  const start = Date.parse(`${month}-01T00:00Z`)
  return { start: start - HOUR, end: new Date(start).setUTCMonth(new Date(start).getUTCMonth() + 1) - HOUR }
}

const isPeakTime = (at: number) => {
  const [weekday, hour] = [local(at).getUTCDay(), local(at).getUTCHours()]
  return weekday >= 1 && weekday <= 5 && hour >= 8 && hour < 20
}

const means = new Map<number, number>()
/** Mean grid import of the quarter-hour from `start` on, in kW. */
function meanOf(start: number): number {
  const known = means.get(start)
  if (known !== undefined) return known
  let sum = 0
  for (let minute = 0; minute < 15; minute += 1) sum += valueAt('gridImport', start + (minute + 0.5) * MINUTE)
  means.set(start, sum / 15)
  return sum / 15
}

/** Closed intervals that start in [from, to); one of them each night is known in part. */
export function intervalsOf(from: number, to: number, now: number): DemandInterval[] {
  const intervals: DemandInterval[] = []
  for (let start = Math.ceil(from / QUARTER_HOUR) * QUARTER_HOUR; start < to; start += QUARTER_HOUR) {
    const end = start + QUARTER_HOUR
    if (end > now) break
    const coverage = local(start).toISOString().slice(11, 16) === '03:00' ? 0.8 : 1
    intervals.push({ start, end, meanKw: meanOf(start), meanKva: meanOf(start) / 0.95, coverage, origin: 'power' })
  }
  return intervals
}

export function runningAt(at: number): RunningDemand {
  const start = Math.floor(at / QUARTER_HOUR) * QUARTER_HOUR
  const end = start + QUARTER_HOUR
  const seconds = Math.max(1, Math.round((at - start) / 1_000))
  let sum = 0
  for (let second = 0; second < seconds; second += 1) sum += valueAt('gridImport', start + second * 1_000)
  const meanKw = sum / seconds
  const nowKw = valueAt('gridImport', at - 30_000)
  const passed = (at - start) / QUARTER_HOUR
  const endsAtKw = passed * meanKw + (1 - passed) * nowKw
  const highest = chargesAt(at)
  const billedPeakKw = Math.min(...highest.map(({ raisesAboveKw }) => raisesAboveKw))
  const mayAverageKw = (TARGET_KW - passed * meanKw) / Math.max(1 - passed, 1e-3)
  const crossesAt =
    endsAtKw > TARGET_KW ? start + ((TARGET_KW - passed * meanKw) / nowKw + passed) * QUARTER_HOUR : null
  return {
    ...{ start, end, at, meanKw, coverage: 1, nowKw, endsAtKw, targetKw: TARGET_KW, targetIs: 'setpoint' },
    ...{ billedPeakKw, mayAverageKw, crossesAt, origin: 'power' },
  }
}

/** How the charges of the month of `at` stand at it. */
function chargesAt(at: number): ChargeState[] {
  const intervals = intervalsOf(spanOf(monthOf(at)).start, at, at)
  const highestOf = (counted: readonly DemandInterval[]) =>
    counted.reduce<DemandInterval | null>(
      (most, each) => (most === null || each.meanKw > most.meanKw ? each : most),
      null,
    )
  return [
    { ...ANY_TIME, highest: highestOf(intervals), atLeast: 0 },
    { ...PEAK, highest: highestOf(intervals.filter(({ start }) => isPeakTime(start))), atLeast: RATCHET_KW },
  ].map(({ charge, name, price, highest, atLeast }) => {
    const billedKw = Math.max(highest?.meanKw ?? 0, atLeast)
    const [peakKw, peakAt] = [highest?.meanKw ?? null, highest?.start ?? null]
    return { charge, name, peakKw, peakAt, billedKw, raisesAboveKw: billedKw, amount: cents(billedKw * price) }
  })
}

export function standingAt(at: number): DemandStanding {
  const month = monthOf(at)
  const { total } = billOf(month, at)
  return { month, tariff: TARIFF, sample: true, currency: CURRENCY, unit: 'kW', charges: chargesAt(at), total }
}

const cents = (amount: number) => Math.round(amount * 100) / 100

/** The bill of a month as far as it has come at `now`. */
export function billOf(month: string, now: number): Bill {
  const { start, end } = spanOf(month)
  const until = Math.min(end, Math.floor(now / QUARTER_HOUR) * QUARTER_HOUR)
  const intervals = intervalsOf(start, until, until)
  const charges = chargesAt(until - 1)
  const energyKwh = (peak: boolean) =>
    intervals.reduce((sum, each) => sum + (isPeakTime(each.start) === peak ? each.meanKw / 4 : 0), 0)
  const line = (rest: Omit<BillLine, 'amount' | 'detail' | 'setAt'> & Partial<BillLine>): BillLine => ({
    ...{ setAt: null, detail: '', amount: cents(rest.quantity * rest.price) },
    ...rest,
  })
  const demandLine = ({ charge, name, billedKw, peakKw, peakAt, amount }: ChargeState) => {
    const set = billedKw === peakKw
    const price = charge === ANY_TIME.charge ? ANY_TIME.price : PEAK.price
    const detail = set ? '' : '80 % of 1,345 kW in August'
    return line({
      kind: 'demand',
      charge,
      name,
      quantity: billedKw,
      unit: 'kW',
      price,
      amount,
      setAt: set ? peakAt : null,
      detail,
    })
  }
  const lines = [
    line({ kind: 'fixed', charge: 'Metering', name: 'Metering', quantity: 1, unit: 'month', price: 85 }),
    ...charges.map(demandLine),
    line({
      kind: 'energy',
      charge: 'day',
      name: 'Weekdays 8–20',
      quantity: energyKwh(true),
      unit: 'kWh',
      price: 0.142,
    }),
    line({
      kind: 'energy',
      charge: 'night',
      name: 'Other times',
      quantity: energyKwh(false),
      unit: 'kWh',
      price: 0.098,
    }),
  ]
  const total = cents(lines.reduce((sum, { amount }) => sum + amount, 0))
  const notes = month < '2026-09' ? ['Months before August are not known: the ratchet may bill more.'] : []
  return { month, start, end, until, tariff: TARIFF, currency: CURRENCY, lines, total, coverage: 0.998, notes }
}

/** Not a report, but a file of that name. */
export function reportOf(month: string, format: string): { fileName: string; base64: string } {
  const text = format === 'csv' ? `month,${month}\r\n` : `%PDF-1.7 of ${month}`
  return { fileName: `EcoPulse ${month}.${format}`, base64: btoa(text) }
}

const HALF_WIDTH_KW = 75

/** The day ahead as the fixture's charges see it. */
export function aheadAt(at: number): DemandAhead {
  const windowEnd = Math.floor(at / QUARTER_HOUR) * QUARTER_HOUR
  const charges = chargesAt(at)
  const steps = Array.from({ length: 96 }, (_, index) => stepAt(windowEnd + index * QUARTER_HOUR, charges))
  return { madeAt: at, windowEnd, currency: CURRENCY, unit: 'kW', steps }
}

function stepAt(start: number, charges: readonly ChargeState[]): DemandAheadStep {
  const planned = PLANNED.reduce((sum, { from, to, kw }) => sum + (start >= from && start < to ? kw : 0), 0)
  const p50 = meanOf(start) * 0.97 + planned + 12 * noise(start, 6)
  const demandKw = { p10: p50 - HALF_WIDTH_KW, p50, p90: p50 + HALF_WIDTH_KW * 1.2 }
  const held = charges.filter(({ charge }) => charge === ANY_TIME.charge || isPeakTime(start))
  const raisesAboveKw = Math.min(...held.map((each) => each.raisesAboveKw))
  const costAt = (kw: number) =>
    cents(held.reduce((sum, each) => sum + Math.max(0, kw - each.raisesAboveKw) * priceOf(each), 0))
  const chance = 1 / (1 + Math.exp(((raisesAboveKw - p50) / HALF_WIDTH_KW) * 2.2))
  return {
    ...{ start, end: start + QUARTER_HOUR, demandKw, raisesAboveKw, chance },
    ...{ costAtP50: costAt(p50), costAtP90: costAt(demandKw.p90) },
  }
}

const priceOf = ({ charge }: ChargeState) => (charge === ANY_TIME.charge ? ANY_TIME.price : PEAK.price)

/** One alert that stands, with its plan, and three that are closed. */
export function alertsAt(at: number): Alerts {
  const { steps } = aheadAt(at)
  const likely = steps.filter(({ chance }) => chance >= 0.5)
  const record = { closed: 10, cameTrue: 8, missed: 1 }
  return { open: likely.length === 0 ? [] : [openAlert(at, likely)], closed: closedAlerts(at), record }
}

function openAlert(at: number, likely: readonly DemandAheadStep[]): Alert {
  const step = likely.reduce((most, each) => (each.demandKw.p50 > most.demandKw.p50 ? each : most))
  const span = { start: likely[0]?.start ?? step.start, end: likely.at(-1)?.end ?? step.end }
  const charges = chargesAt(at)
  const [anyTime] = charges
  const needKw = Math.max(0, step.demandKw.p50 - (step.raisesAboveKw ?? 0))
  const plan = planFor(needKw, span, step.costAtP50)
  return {
    ...{ id: 'alert-1', raisedAt: at - 3 * HOUR, updatedAt: at - MINUTE, closedAt: null, outcome: null },
    ...{ span, interval: { start: step.start, end: step.end }, demandKw: step.demandKw, unit: 'kW' },
    ...{ charge: ANY_TIME.charge, chargeName: ANY_TIME.name, billedPeakKw: anyTime?.billedKw ?? 0 },
    ...{ chance: step.chance, highestChance: step.chance },
    stake: { currency: CURRENCY, thisMonth: step.costAtP50, ratchet: 120 },
    ...{ needKw, shedFrom: span.start - 5 * MINUTE, plan, accepted: null, result: null },
  }
}

/** The cheapest of all sets of the sample loads that take off `needKw`. */
function planFor(needKw: number, span: Interval, stake: number): ShedPlan {
  const sets = Array.from({ length: 1 << SAMPLE_LOADS.length }, (_, bits) =>
    SAMPLE_LOADS.filter((_load, index) => (bits >> index) & 1),
  )
  const kwOf = (loads: readonly SheddableLoad[]) => loads.reduce((sum, { kw }) => sum + kw, 0)
  const costOf = (loads: readonly SheddableLoad[]) => loads.reduce((sum, { costPerUse }) => sum + costPerUse, 0)
  const enough = sets.filter((set) => kwOf(set) >= needKw).sort((a, b) => costOf(a) - costOf(b))
  const chosen = enough[0] ?? SAMPLE_LOADS
  const steps = chosen.map(({ id, name, kw, longestMinutes, costPerUse }) => {
    const to = Math.min(span.end, span.start + longestMinutes * MINUTE)
    return { load: id, name, kw, from: span.start, to, cost: costPerUse }
  })
  const cost = costOf(chosen)
  return { steps, shedKw: kwOf(chosen), cost, saves: cents(stake - cost), enough: enough.length > 0, advised: true }
}

/** An alert whose plan was accepted at `now`. */
export function acceptedAlert(alert: Alert, now: number): Alert {
  if (alert.plan === null) return alert
  const marks = Object.fromEntries(alert.plan.steps.map(({ load }) => [load, { shedAt: null, backAt: null }]))
  return { ...alert, accepted: { at: now, plan: alert.plan, marks } }
}

/** An alert with one load of its accepted plan marked at `now`. */
export function markedAlert(alert: Alert, load: string, shed: boolean, now: number): Alert {
  if (alert.accepted === null) return alert
  const before = alert.accepted.marks[load] ?? { shedAt: null, backAt: null }
  const mark = shed ? { shedAt: now, backAt: null } : { ...before, backAt: now }
  return { ...alert, accepted: { ...alert.accepted, marks: { ...alert.accepted.marks, [load]: mark } } }
}

function closedAlerts(at: number): Alert[] {
  const days = [
    { ago: 7, outcome: 'avoided', demandKw: 1_012, withoutSheddingKw: 1_087, saved: 612.4, cost: 0 },
    { ago: 12, outcome: 'cameTrue', demandKw: 1_049, withoutSheddingKw: 1_049, saved: 0, cost: 218.5 },
    { ago: 15, outcome: 'didNotCome', demandKw: 934, withoutSheddingKw: 934, saved: 0, cost: 0 },
  ] as const
  return days.map(({ ago, outcome, ...result }) => {
    const start = Math.floor((at - ago * DAY) / DAY) * DAY + 9 * HOUR
    const interval = { start, end: start + QUARTER_HOUR }
    const demandKw = { p10: 1_030, p50: 1_080, p90: 1_140 }
    const plan = planFor(65, interval, result.saved + 8)
    const accepted = outcome === 'avoided' ? { at: start - 2 * HOUR, plan, marks: {} } : null
    return {
      ...{ id: `alert-of-${ago}`, raisedAt: start - 20 * HOUR, updatedAt: start, closedAt: interval.end, outcome },
      ...{ span: interval, interval, demandKw, unit: 'kW', charge: ANY_TIME.charge, chargeName: ANY_TIME.name },
      ...{ billedPeakKw: 1_015, chance: 0.68, highestChance: 0.74, needKw: 65, shedFrom: start - 5 * MINUTE },
      stake: { currency: CURRENCY, thisMonth: 637, ratchet: 0 },
      ...{ plan, accepted, result: { at: start, ...result } },
    }
  })
}
