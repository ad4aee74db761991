import type { EngineEvent } from '../contract/api.ts'
import type { Alarm } from '../domain/alarms/alarm.ts'
import type { Alert } from '../domain/peak-alerts/peak-alert.ts'

/** What one notification says. */
export interface News {
  readonly title: string
  readonly body: string
}

/** Names in one notification at the most. */
const MOST_NAMED = 3

/**
 * Finds in an engine's events what someone must be told who does not look: alarms of high and medium priority that were
 * raised, and alerts that are new. What stands when the first snapshot comes was there before: it is not told.
 */
export interface NewsFinder {
  /** What is to be told of an event, given the time zone of the site; null where there is nothing. */
  of(event: EngineEvent): News | null
}

export function createNewsFinder(): NewsFinder {
  let told: ReadonlySet<string> | null = null
  let zone = 'UTC'
  let alarms: readonly Alarm[] = []
  let alerts: readonly Alert[] = []

  const newsIn = (): News | null => {
    const urgent = alarms.filter(({ state, priority }) => state === 'activeUnacknowledged' && priority !== 'low')
    const keyed = [...urgent.map(newsOfAlarm), ...alerts.map((alert) => newsOfAlert(alert, zone))]
    const fresh = told === null ? [] : keyed.filter(({ key }) => !told?.has(key))
    told = new Set(keyed.map(({ key }) => key))
    return gathered(fresh)
  }
  return {
    of(event) {
      if (event.kind === 'snapshot') {
        zone = event.settings.site.zone
        alarms = event.alarms
        alerts = event.alerts.open
      } else if (event.kind === 'alarms') alarms = event.alarms
      else if (event.kind === 'alerts') alerts = event.alerts.open
      else return null
      return newsIn()
    },
  }
}

interface Keyed extends News {
  /** The same as long as it is the same news. */
  readonly key: string
}

function newsOfAlarm({ id, activeSince, since, priority, message, advice }: Alarm): Keyed {
  const title = priority === 'high' ? 'High alarm' : 'Medium alarm'
  return { key: `alarm ${id} ${activeSince ?? since}`, title, body: `${message} ${advice}`.trim() }
}

function newsOfAlert({ id, interval, demandKw, unit, billedPeakKw, chance }: Alert, zone: string): Keyed {
  const day = new Intl.DateTimeFormat('en-GB', { timeZone: zone, weekday: 'long', hour: '2-digit', minute: '2-digit' })
  const end = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' })
  const kw = (value: number) => `${Math.round(value).toLocaleString('en')} ${unit}`
  const when = `${day.format(interval.start)}–${end.format(interval.end)} (site time)`
  const body = `${when}: ${kw(demandKw.p50)} expected, billed peak so far ${kw(billedPeakKw)}. Chance of a new peak ${Math.round(100 * chance)} %.`
  return { key: `alert ${id}`, title: 'A new peak is expected', body }
}

/** All in one: a storm is one notification. */
function gathered(fresh: readonly Keyed[]): News | null {
  const [first] = fresh
  if (first === undefined) return null
  if (fresh.length === 1) return { title: first.title, body: first.body }
  const named = fresh.slice(0, MOST_NAMED).map(({ body }) => body)
  const more = fresh.length - named.length
  const rest = more > 0 ? [`And ${more} more.`] : []
  return { title: `${fresh.length} new alarms and alerts`, body: [...named, ...rest].join('\n') }
}
