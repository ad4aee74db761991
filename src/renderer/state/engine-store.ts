import { createStore, type StoreApi } from 'zustand/vanilla'
import type { EngineEvent, Snapshot } from '../../contract/api.ts'
import type { Alerts } from '../../contract/schemas/alerts.ts'
import type { Skill, Training } from '../../contract/schemas/models.ts'
import type { DemandStanding } from '../../contract/schemas/tariff.ts'
import type { EngineStatus, Latest } from '../../contract/schemas/values.ts'
import type { Settings, TagRange } from '../../contract/settings.ts'
import type { Alarm } from '../../domain/alarms/alarm.ts'
import type { RunningDemand } from '../../domain/demand/demand-interval.ts'
import type { Forecast, Horizon } from '../../domain/forecast/forecast.ts'
import type { DemandAhead } from '../../domain/peak-alerts/peak-alert.ts'
import type { GridDependency } from '../../domain/solar/grid-dependency.ts'
import type { Connection } from '../../domain/telemetry/connection.ts'
import type { Sample } from '../../domain/telemetry/sample.ts'
import type { Tag } from '../../domain/telemetry/tag.ts'
import type { EngineLink, Transport } from '../transport/transport.ts'
import { appendRecent, type Point } from './recent-points.ts'

/** A plant's clock that agrees with the engine's to within this, in ms, is taken to run on between two samples. */
const CLOCK_TOLERANCE_MS = 5_000

/** The engine's state in the page, fed by its events alone. */
export interface EngineState {
  /** Its times are by the engine's clock, as all others. */
  readonly link: EngineLink
  /** Counts snapshots: whatever was fetched before the newest one is fetched again. 0 before the first. */
  readonly epoch: number
  readonly settings: Settings | null
  readonly tags: readonly Tag[]
  readonly ranges: Readonly<Record<string, TagRange>>
  readonly latest: Readonly<Record<string, Latest>>
  /** The newest 60 samples of each tag, oldest first. */
  readonly recent: Readonly<Record<string, readonly Point[]>>
  /** The samples of the last event, for parts that keep more of them. */
  readonly batch: readonly Sample[]
  readonly connection: Connection
  /** The newest of each horizon. */
  readonly forecasts: Readonly<Record<Horizon, Forecast | null>>
  /** How right the forecasts were; null while none has come true. */
  readonly skill: Skill | null
  readonly training: Training
  readonly outlook: GridDependency | null
  /** The running demand interval. */
  readonly demand: RunningDemand | null
  /** This month’s demand charges to date; null while there is no tariff. */
  readonly standing: DemandStanding | null
  /** The day ahead by the tariff. */
  readonly ahead: DemandAhead | null
  readonly alerts: Alerts
  readonly alarms: readonly Alarm[]
  readonly engine: EngineStatus | null
  readonly plantTime: number
  /** The plant's time agrees with the engine's clock, so that it runs on between two samples. */
  readonly plantTimeRuns: boolean
  /** The engine's clock less this machine's, in ms. */
  readonly clockSkewMs: number
}

export type EngineStore = StoreApi<EngineState>

/** How large a tag's values become: the upper limit of its range, or, before there is one, what it shows now. */
export function magnitudeOf({ ranges, latest }: EngineState, tag: string): number {
  return ranges[tag]?.max ?? Math.abs(latest[tag]?.value ?? 0)
}

const INITIAL_STATE: EngineState = {
  link: { kind: 'opening' },
  epoch: 0,
  settings: null,
  tags: [],
  ranges: {},
  latest: {},
  recent: {},
  batch: [],
  connection: { kind: 'idle' },
  forecasts: { nextHour: null, nextDay: null },
  skill: null,
  training: { kind: 'idle' },
  outlook: null,
  demand: null,
  standing: null,
  ahead: null,
  alerts: { open: [], closed: [], record: { closed: 0, cameTrue: 0, missed: 0 } },
  alarms: [],
  engine: null,
  plantTime: 0,
  plantTimeRuns: true,
  clockSkewMs: 0,
}

/** The store, subscribed to the engine behind `transport`; `stop` ends the subscription. */
export function createEngineStore(transport: Transport, now: () => number): { store: EngineStore; stop: () => void } {
  const store = createStore<EngineState>(() => INITIAL_STATE)
  const unsubscribes = [
    transport.onLink((link) => store.setState(({ clockSkewMs }) => ({ link: toEngineClock(link, clockSkewMs) }))),
    transport.subscribe((event) => store.setState((state) => reduceEvent(state, event, now()))),
  ]
  return {
    store,
    stop() {
      for (const end of unsubscribes) end()
    },
  }
}

/** The transport has this machine's clock alone. */
function toEngineClock(link: EngineLink, skewMs: number): EngineLink {
  return link.kind === 'waiting' ? { ...link, retryAt: link.retryAt + skewMs } : link
}

/** What an event changes. `now` is this machine's clock. */
export function reduceEvent(state: EngineState, event: EngineEvent, now: number): Partial<EngineState> {
  switch (event.kind) {
    case 'snapshot':
      return reduceSnapshot(state, event, now)
    case 'samples':
      return reduceSamples(state, event, now)
    case 'connection':
      return { connection: event.connection }
    case 'forecast':
      return { forecasts: { ...state.forecasts, [event.forecast.horizon]: event.forecast } }
    case 'skill':
      return { skill: event.skill }
    case 'training':
      return { training: event.training }
    case 'outlook':
      return { outlook: event.outlook }
    case 'demand':
      return { demand: event.demand }
    case 'standing':
      return { standing: event.standing }
    case 'ahead':
      return { ahead: event.ahead }
    case 'alerts':
      return { alerts: event.alerts }
    case 'alarms':
      return { alarms: event.alarms }
    case 'engine':
      return { engine: event.engine }
  }
}

function reduceSnapshot(state: EngineState, event: Snapshot, now: number): Partial<EngineState> {
  const { kind: _, sentAt, ...rest } = event
  return {
    ...rest,
    epoch: state.epoch + 1,
    batch: [],
    plantTimeRuns: Math.abs(event.plantTime - sentAt) < CLOCK_TOLERANCE_MS,
    clockSkewMs: sentAt - now,
  }
}

type SamplesEvent = Extract<EngineEvent, { kind: 'samples' }>

function reduceSamples(state: EngineState, event: SamplesEvent, now: number): Partial<EngineState> {
  const latest = { ...state.latest }
  const byTag = new Map<string, Point[]>()
  for (const { tag, at, value, quality } of event.samples) {
    const known = latest[tag]
    if (known === undefined || at >= known.at) latest[tag] = { at, value, quality, receivedAt: event.receivedAt }
    const points = byTag.get(tag)
    if (points === undefined) byTag.set(tag, [[at, value]])
    else points.push([at, value])
  }
  const recent = { ...state.recent }
  for (const [tag, points] of byTag) recent[tag] = appendRecent(recent[tag] ?? [], points)
  return {
    latest,
    recent,
    batch: event.samples,
    plantTime: event.plantTime,
    plantTimeRuns: Math.abs(event.plantTime - event.receivedAt) < CLOCK_TOLERANCE_MS,
    ...updateClockSkew(state, event.receivedAt, now),
    ...updateLastDataAt(state.connection, event.receivedAt),
  }
}

/**
 * Events are late but never early: where the engine's clock seems to be earlier than before that is delay, unless one
 * of the clocks was set.
 */
function updateClockSkew(state: EngineState, receivedAt: number, now: number): Partial<EngineState> {
  const skew = receivedAt - now
  const wasSet = Math.abs(skew - state.clockSkewMs) > 30_000
  return skew > state.clockSkewMs || wasSet ? { clockSkewMs: skew } : {}
}

/** The engine sends an event when the kind of a connection changes; in between, samples show that it is live. */
function updateLastDataAt(connection: Connection, receivedAt: number): Partial<EngineState> {
  return connection.kind === 'live' ? { connection: { ...connection, lastDataAt: receivedAt } } : {}
}
