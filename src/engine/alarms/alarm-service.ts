import type { EngineEvent } from '../../contract/api.ts'
import type { Alarm, AlarmEntry, AlarmMetrics } from '../../domain/alarms/alarm.ts'
import { computeAlarmMetrics } from '../../domain/alarms/alarm-metrics.ts'
import type { AlarmEvent } from '../../domain/alarms/alarm-state-machine.ts'
import type { Forecast } from '../../domain/forecast/forecast.ts'
import type { Sample } from '../../domain/telemetry/sample.ts'
import { type Interval, MINUTE, SECOND } from '../../domain/time/time.ts'
import { every } from '../runtime/clock.ts'
import { EngineError } from '../runtime/engine-error.ts'
import { createThrottle } from '../runtime/throttle.ts'
import type { Source } from '../sources/source.ts'
import type { StorePort } from '../store/store-port.ts'
import { openAlarmJournal } from './alarm-journal.ts'
import { type LiveAlarm, OPERATOR } from './live-alarm.ts'
import { LiveAlarms } from './live-alarms.ts'
import { createPlantObserver, type PlantObserverContext } from './plant-observer.ts'

const EVALUATE_EVERY = SECOND
/** The words of an alarm that stands are told anew this often, in ms, where nothing else is to be told. */
const MESSAGES_EVERY = 5 * SECOND
/** Alarms are published at most this often, in ms. */
const PUBLISH_PAUSE = 500
/** Entries in one answer at the most. */
const MOST_ENTRIES = 1_000

/** What the desk needs of its session. */
export interface AlarmServiceContext extends Omit<PlantObserverContext, 'forecast' | 'source'> {
  readonly store: Pick<StorePort, 'keepAlarms' | 'alarms' | 'alarmEntries'>
  readonly source: Pick<Source, 'id' | 'kind' | 'staleAfterMs'>
  readonly publish: (event: EngineEvent) => void
}

/**
 * Watches what an operator must act on now, and keeps the alarms about it with their audit trail. All times are the
 * engine's clock: an alarm speaks of the operator's now, whatever time the plant's data has.
 */
export interface AlarmService {
  /** Every alarm that is watched, as it stands, the normal ones among them. */
  alarms(): readonly Alarm[]
  metrics(): AlarmMetrics
  /** The audit trail in the span, newest first, at most 1,000. */
  entries(span: Interval): Promise<AlarmEntry[]>
  /** Those named, or all that are unacknowledged. @throws EngineError `not-found` for an alarm that there isn't. */
  acknowledge(ids?: readonly string[]): readonly Alarm[]
  /** Again for one that is on the shelf: the new time and reason hold. @throws EngineError `not-found` for an alarm that there isn't. */
  shelve(id: string, minutes: number, reason: string): readonly Alarm[]
  /** @throws EngineError `not-found` for an alarm that there isn't, `invalid` for one that isn't on the shelf. */
  unshelve(id: string): readonly Alarm[]
  /** Live samples came in. */
  onSamples(samples: readonly Sample[]): void
  /** The next hour was forecast. */
  onForecast(forecast: Forecast): void
  /** Other settings are in force: applied at once. */
  onSettingsChanged(): void
  /** Resolves when what was done before is in the store, or could not be written for now. */
  flush(): Promise<void>
  close(): Promise<void>
}

/** Takes up the alarms as they were kept, and watches from then on, once a second. */
export async function openAlarmService(parts: AlarmServiceContext): Promise<AlarmService> {
  const { store, source, clock, publish, onFailure } = parts
  const journal = await openAlarmJournal({
    store,
    source: source.id,
    clock,
    onFailure: (error) => onFailure('Keeping alarms', error),
  })
  let forecast: Forecast | null = null
  const observer = createPlantObserver({ ...parts, forecast: () => forecast })
  const liveAlarms = new LiveAlarms(journal.storedAlarms)

  let publishedAt = Number.NEGATIVE_INFINITY
  let publishedMessages = ''
  const throttle = createThrottle(clock, { pauseMs: PUBLISH_PAUSE }, () => {
    publishedAt = clock.now()
    publishedMessages = liveAlarms.messages()
    publish({ kind: 'alarms', alarms: liveAlarms.toAlarms() })
  })
  const recordChanges = (entries: readonly AlarmEntry[]) => {
    const changed = liveAlarms.popChanged()
    if (changed.length > 0 || entries.length > 0) journal.record(changed, entries)
    if (entries.length > 0) throttle.request()
  }
  const evaluate = () => {
    recordChanges(liveAlarms.evaluate(observer.observe()))
    // A clock that was set back must not silence it.
    const isDue = Math.abs(clock.now() - publishedAt) >= MESSAGES_EVERY
    if (isDue && liveAlarms.messages() !== publishedMessages) throttle.request()
  }
  const operate = (asked: readonly LiveAlarm[], event: AlarmEvent) => {
    recordChanges(asked.flatMap((alarm) => alarm.applyEvent(event, OPERATOR, clock.now())))
    return liveAlarms.toAlarms()
  }
  const cancel = every(clock, EVALUATE_EVERY, () => {
    // What goes wrong in one second must not end the watch.
    try {
      evaluate()
    } catch (error) {
      onFailure('Judging the alarms', error)
    }
  })

  return {
    alarms: () => liveAlarms.toAlarms(),
    metrics: () => computeAlarmMetrics(journal.trail(), liveAlarms.toAlarms(), clock.now()),
    async entries(span) {
      await journal.flush()
      return [...(await store.alarmEntries(source.id, span, MOST_ENTRIES))]
    },
    acknowledge(ids) {
      const asked = ids?.map((id, i) => liveAlarms.get(id, `ids.${i}`)) ?? liveAlarms.list()
      return operate(asked, { kind: 'acknowledge' })
    },
    shelve: (id, minutes, reason) =>
      operate([liveAlarms.get(id)], { kind: 'shelve', until: clock.now() + minutes * MINUTE, reason }),
    unshelve(id) {
      const alarm = liveAlarms.get(id)
      if (alarm.state !== 'shelved') {
        throw new EngineError('invalid', `The alarm “${id}” is not on the shelf.`, 'id')
      }
      return operate([alarm], { kind: 'unshelve' })
    },
    onSamples: observer.onSamples,
    onForecast(made) {
      forecast = made
    },
    onSettingsChanged: evaluate,
    flush: journal.flush,
    async close() {
      cancel()
      throttle.close()
      observer.close()
      await journal.flush()
    },
  }
}
