import { findActionStart } from '../shedding/shed-plan.ts'
import type { SheddableLoad, ShedPlan } from '../shedding/sheddable-load.ts'
import { HOUR } from '../time/time.ts'
import type { AcceptedPlan, Alert, AlertTrackRecord, DemandAhead, ShedUse } from './peak-alert.ts'
import type { PeakEvent } from './peak-event.ts'

/**
 * The chance, 0 to 1, from which an event raises an alert. For an event that is far ahead it is higher: later forecasts
 * will be more exact, and a false warning costs trust. Chosen on the simulator: see docs/alerts.md.
 */
export const RAISE_CHANCE = { near: 0.4, far: 0.6 } as const
/** An event that begins within this is near, in ms. */
export const NEAR_SPAN = 6 * HOUR

/** Chances that differ by less are the same to an operator; so are demands, as a share. */
const CHANCE_TOLERANCE = 0.05
const DEMAND_TOLERANCE = 0.01
/** Alerts that the record counts. */
export const RECORD_LENGTH = 20

/** An event with what can be done about it. */
export interface PlannedEvent {
  readonly event: PeakEvent
  /** Null where no loads are entered. */
  readonly plan: ShedPlan | null
}

/** Whether an event without an alert is likely enough to raise one. */
export function isLikelyEnough({ chance, likeliest, stake }: PeakEvent, now: number): boolean {
  const least = likeliest.start - now <= NEAR_SPAN ? RAISE_CHANCE.near : RAISE_CHANCE.far
  return chance >= least && stake.thisMonth + stake.ratchet > 0
}

/** Id of the alert of a day: there is one for each local day. */
export function alertId(day: string): string {
  return `peak-${day}`
}

/** The fields of an alert that follow from its event. */
type AlertContent = Pick<
  Alert,
  | 'span'
  | 'interval'
  | 'demandKw'
  | 'unit'
  | 'charge'
  | 'chargeName'
  | 'billedPeakKw'
  | 'chance'
  | 'stake'
  | 'needKw'
  | 'shedFrom'
  | 'plan'
>

function createAlertContent(
  { event, plan }: PlannedEvent,
  shown: PeakEvent['likeliest'],
  unit: DemandAhead['unit'],
  loads: Loads,
): AlertContent {
  return {
    span: event.span,
    interval: { start: shown.start, end: shown.end },
    demandKw: shown.demandKw,
    unit,
    charge: shown.level.charge,
    chargeName: shown.level.chargeName,
    billedPeakKw: shown.level.kw,
    chance: event.chance,
    stake: event.stake,
    needKw: Math.max(0, ...event.needs.map(({ needKw }) => needKw)),
    shedFrom: findActionStart(plan, loads, event.needs[0]?.start ?? event.span.start),
    plan,
  }
}

type Loads = readonly SheddableLoad[]

/** A new alert. @param now Epoch ms of the plant's time. */
export function raiseAlert(planned: PlannedEvent, unit: DemandAhead['unit'], loads: Loads, now: number): Alert {
  const { event } = planned
  return {
    id: alertId(event.day),
    raisedAt: now,
    updatedAt: now,
    closedAt: null,
    outcome: null,
    ...createAlertContent(planned, event.likeliest, unit, loads),
    highestChance: event.chance,
    accepted: null,
    result: null,
  }
}

/**
 * Updates an open alert by a newer forecast. Returns the same object if nothing has changed that matters. The alert
 * keeps the interval that it names while that is about as likely as the likeliest one. It is never withdrawn: if its
 * event has become unlikely, its chance is low.
 */
export function updateAlert(
  alert: Alert,
  planned: PlannedEvent,
  unit: DemandAhead['unit'],
  loads: Loads,
  now: number,
): Alert {
  const { candidates, likeliest } = planned.event
  const named = candidates.find(({ start }) => start === alert.interval.start)
  const shown = named !== undefined && named.chance >= likeliest.chance - CHANCE_TOLERANCE ? named : likeliest
  const content = createAlertContent(planned, shown, unit, loads)
  if (isUnchanged(alert, content)) return alert
  return { ...alert, ...content, updatedAt: now, highestChance: Math.max(alert.highestChance, content.chance) }
}

function isUnchanged(alert: Alert, content: AlertContent): boolean {
  const isSameDemand = Math.abs(alert.demandKw.p50 - content.demandKw.p50) <= DEMAND_TOLERANCE * alert.demandKw.p50
  return (
    alert.interval.start === content.interval.start &&
    isSameDemand &&
    Math.abs(alert.chance - content.chance) < CHANCE_TOLERANCE &&
    Math.abs(alert.billedPeakKw - content.billedPeakKw) < 1 &&
    alert.plan?.advised === content.plan?.advised &&
    JSON.stringify(alert.plan?.steps) === JSON.stringify(content.plan?.steps)
  )
}

/** An alert whose event is in no forecast any more: its chance is 0, and it stays open until its day is over. */
export function markUnlikely(alert: Alert, now: number): Alert {
  return alert.chance === 0 ? alert : { ...alert, chance: 0, updatedAt: now }
}

/** With its present plan accepted: null where there is none to accept, or nothing in it. */
export function acceptPlan(alert: Alert, now: number): Alert | null {
  if (alert.plan === null || alert.plan.steps.length === 0) return null
  const marks = Object.fromEntries(alert.plan.steps.map(({ load }) => [load, { shedAt: null, backAt: null }]))
  const kept = { ...marks, ...alert.accepted?.marks }
  const uses = alert.accepted?.uses ?? []
  return { ...alert, updatedAt: now, accepted: { at: now, plan: alert.plan, marks: kept, uses } }
}

/** With a load marked as shed, or as back. Null where it is so already, or the accepted plan has no such load. */
export function markLoad(alert: Alert, load: string, shed: boolean, now: number): Alert | null {
  const mark = alert.accepted?.marks[load]
  if (alert.accepted === null || mark === undefined || isShed(mark) === shed) return null
  const { uses = [], marks } = alert.accepted
  // Shed once more: the use before it is kept.
  const over = shed && mark.shedAt !== null && mark.backAt !== null
  const pastUses = over ? [...uses, { load, shedAt: mark.shedAt, backAt: mark.backAt }] : uses
  const next = shed ? { shedAt: now, backAt: null } : { shedAt: mark.shedAt, backAt: now }
  return {
    ...alert,
    updatedAt: now,
    accepted: { ...alert.accepted, marks: { ...marks, [load]: next }, uses: pastUses },
  }
}

function isShed({ shedAt, backAt }: AcceptedPlan['marks'][string]): boolean {
  return shedAt !== null && backAt === null
}

/** All uses of an accepted plan's loads, also those that aren't over: these end at `until`. */
export function listShedUses({ accepted }: Pick<Alert, 'accepted'>, until: number): ShedUse[] {
  if (accepted === null) return []
  const last = Object.entries(accepted.marks).flatMap(([load, { shedAt, backAt }]) =>
    shedAt === null ? [] : [{ load, shedAt, backAt: backAt ?? until }],
  )
  return [...(accepted.uses ?? []), ...last]
}

/**
 * How often the newest alerts came true. @param closed Newest first. @param missed Peaks since the oldest of them for
 * which there was no alert.
 */
export function computeAlertRecord(closed: readonly Alert[], missed: number): AlertTrackRecord {
  const known = closed.filter(({ outcome }) => outcome !== null && outcome !== 'unknown').slice(0, RECORD_LENGTH)
  const cameTrue = known.filter(({ outcome }) => outcome === 'cameTrue' || outcome === 'avoided').length
  return { closed: known.length, cameTrue, missed }
}
