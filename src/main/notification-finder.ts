import type { EngineEvent } from '../contract/api.ts'
import type { Alarm } from '../domain/alarms/alarm.ts'
import { formatPercent } from '../domain/format/percent.ts'
import { formatPower } from '../domain/format/power.ts'
import type { Alert } from '../domain/peak-alerts/peak-alert.ts'

/** The text of one notification. */
export interface NotificationText {
  readonly title: string
  readonly body: string
}

/** Names in one notification at the most. */
const MAX_NAMED = 3

/**
 * Finds in an engine's events what someone is notified of who isn't watching: alarms of high and medium priority that
 * were raised, and new alerts. What is in the first snapshot was there before: there is no notification of it.
 */
export interface NotificationFinder {
  /** The notification of an event, with times in the site's zone; null where there is none. */
  findIn(event: EngineEvent): NotificationText | null
}

export function createNotificationFinder(): NotificationFinder {
  let shownKeys: ReadonlySet<string> | null = null
  let zone = 'UTC'
  let alarms: readonly Alarm[] = []
  let alerts: readonly Alert[] = []

  const findNew = (): NotificationText | null => {
    const urgent = alarms.filter(({ state, priority }) => state === 'activeUnacknowledged' && priority !== 'low')
    const keyed = [...urgent.map(alarmNotification), ...alerts.map((alert) => alertNotification(alert, zone))]
    const fresh = shownKeys === null ? [] : keyed.filter(({ key }) => !shownKeys?.has(key))
    shownKeys = new Set(keyed.map(({ key }) => key))
    return combineNotifications(fresh)
  }
  return {
    findIn(event) {
      if (event.kind === 'snapshot') {
        zone = event.settings.site.zone
        alarms = event.alarms
        alerts = event.alerts.open
      } else if (event.kind === 'alarms') alarms = event.alarms
      else if (event.kind === 'alerts') alerts = event.alerts.open
      else return null
      return findNew()
    },
  }
}

interface KeyedNotification extends NotificationText {
  /** The same as long as it is the same news. */
  readonly key: string
}

function alarmNotification({ id, activeSince, since, priority, message, advice }: Alarm): KeyedNotification {
  const title = priority === 'high' ? 'High alarm' : 'Medium alarm'
  return { key: `alarm ${id} ${activeSince ?? since}`, title, body: `${message} ${advice}`.trim() }
}

function alertNotification(
  { id, interval, demandKw, unit, billedPeakKw, chance }: Alert,
  zone: string,
): KeyedNotification {
  const day = new Intl.DateTimeFormat('en-GB', { timeZone: zone, weekday: 'long', hour: '2-digit', minute: '2-digit' })
  const end = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' })
  const when = `${day.format(interval.start)}–${end.format(interval.end)} (site time)`
  const body = `${when}: ${formatPower(demandKw.p50, unit)} expected, billed peak so far ${formatPower(billedPeakKw, unit)}. Chance of a new peak ${formatPercent(chance)}.`
  return { key: `alert ${id}`, title: 'A new peak is expected', body }
}

/** All in one: a storm is one notification. */
function combineNotifications(fresh: readonly KeyedNotification[]): NotificationText | null {
  const [first] = fresh
  if (first === undefined) return null
  if (fresh.length === 1) return { title: first.title, body: first.body }
  const named = fresh.slice(0, MAX_NAMED).map(({ body }) => body)
  const more = fresh.length - named.length
  const rest = more > 0 ? [`And ${more} more.`] : []
  return { title: `${fresh.length} new alarms and alerts`, body: [...named, ...rest].join('\n') }
}
