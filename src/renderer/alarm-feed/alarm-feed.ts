import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Alarm } from '../../domain/alarms/alarm.ts'
import type { EngineStore } from '../state/engine-store.ts'
import { compareByUrgency, isUnacknowledged } from './alarm-order.ts'

/** The alarms as the page shows them. */
export interface ShownAlarms {
  /** All of them, the most urgent first. */
  readonly alarms: readonly Alarm[]
  /** The unacknowledged ones, the most urgent first. */
  readonly unacknowledged: readonly Alarm[]
}

export type AlarmFeed = StoreApi<ShownAlarms>

/** The shortest time between two changes of what is shown, in ms: an engine sends changes no more often than that. */
export const FEED_INTERVAL_MS = 400

/**
 * The engine's alarms in order, changing no more often than every `FEED_INTERVAL_MS` however many changes there are. An
 * alarm that stays as it is stays the same object, so that its row need not be drawn anew.
 */
export function createAlarmFeed(store: EngineStore): { feed: AlarmFeed; stop: () => void } {
  const feed = createStore<ShownAlarms>(() => ({ alarms: [], unacknowledged: [] }))
  let lastAlarms: readonly Alarm[] = []
  let throttleTimer: ReturnType<typeof setTimeout> | null = null
  const update = () => {
    const { alarms } = store.getState()
    if (alarms === lastAlarms || alarms.length + lastAlarms.length === 0) return
    lastAlarms = alarms
    feed.setState(updateShownAlarms(feed.getState(), alarms))
    throttleTimer = setTimeout(() => {
      throttleTimer = null
      update()
    }, FEED_INTERVAL_MS)
  }
  update()
  const unsubscribe = store.subscribe(() => {
    if (throttleTimer === null) update()
  })
  return {
    feed,
    stop() {
      unsubscribe()
      if (throttleTimer !== null) clearTimeout(throttleTimer)
    },
  }
}

function updateShownAlarms(shown: ShownAlarms, next: readonly Alarm[]): ShownAlarms {
  const known = new Map(shown.alarms.map((alarm) => [alarm.id, alarm]))
  const alarms = next
    .map((alarm) => {
      const before = known.get(alarm.id)
      return before !== undefined && isSameAlarm(before, alarm) ? before : alarm
    })
    .sort(compareByUrgency)
  if (isSameList(alarms, shown.alarms)) return shown
  const unacknowledged = alarms.filter(isUnacknowledged)
  return {
    alarms,
    unacknowledged: isSameList(unacknowledged, shown.unacknowledged) ? shown.unacknowledged : unacknowledged,
  }
}

const isSameList = (a: readonly Alarm[], b: readonly Alarm[]) =>
  a.length === b.length && a.every((alarm, index) => alarm === b[index])

function isSameAlarm(a: Alarm, b: Alarm): boolean {
  return (
    a.state === b.state &&
    a.value === b.value &&
    a.since === b.since &&
    a.activeSince === b.activeSince &&
    a.priority === b.priority &&
    a.limit === b.limit &&
    a.unit === b.unit &&
    a.message === b.message &&
    a.advice === b.advice &&
    a.shelf?.until === b.shelf?.until &&
    a.shelf?.reason === b.shelf?.reason
  )
}
