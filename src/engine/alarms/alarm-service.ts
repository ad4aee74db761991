import type { Alarm, AlarmEntry, AlarmMetrics } from '../../domain/alarms/alarm.ts'
import { computeAlarmMetrics } from '../../domain/alarms/alarm-metrics.ts'
import type { AlarmEvent } from '../../domain/alarms/alarm-state-machine.ts'
import type { Forecast } from '../../domain/forecast/forecast.ts'
import type { Sample } from '../../domain/telemetry/sample.ts'
import { type Interval, MINUTE, SECOND } from '../../domain/time/time.ts'
import type { PlantContext } from '../context/plant-context.ts'
import { every } from '../runtime/clock.ts'
import { EngineError } from '../runtime/engine-error.ts'
import { createThrottle, type Throttle } from '../runtime/throttle.ts'
import { type AlarmJournal, openAlarmJournal } from './alarm-journal.ts'
import { type LiveAlarm, OPERATOR } from './live-alarm.ts'
import { LiveAlarms } from './live-alarms.ts'
import { type AlarmInputs, type ObservedDemand, PlantObserver } from './plant-observer.ts'

const EVALUATE_EVERY = SECOND
/** The messages of active alarms are published anew this often, in ms, where nothing else is to be published. */
const MESSAGES_EVERY = 5 * SECOND
/** Alarms are published at most this often, in ms. */
const PUBLISH_PAUSE = 500
/** Entries in one answer at the most. */
const MAX_ENTRIES = 1_000

/**
 * Watches what an operator must act on now, and keeps the alarms about it with their audit trail. All times are the
 * engine's clock: an alarm is about the operator's present, whatever time the plant's data has.
 */
export interface AlarmService {
  /** Every alarm that is judged, in its present state, the normal ones among them. */
  alarms(): readonly Alarm[]
  metrics(): AlarmMetrics
  /** The audit trail in the span, newest first, at most 1,000. */
  entries(span: Interval): Promise<AlarmEntry[]>
  /** Acknowledges the alarms with these ids, or all. @throws EngineError `not-found` for an id that no alarm has. */
  acknowledge(ids?: readonly string[]): readonly Alarm[]
  /**
   * Shelves an alarm. If it is shelved already, the new time and reason hold.
   * @throws EngineError `not-found` for an unknown id.
   */
  shelve(id: string, minutes: number, reason: string): readonly Alarm[]
  /** @throws EngineError `not-found` for an id that no alarm has, `invalid` for an alarm that isn't shelved. */
  unshelve(id: string): readonly Alarm[]
  /** Live samples were received. */
  onSamples(samples: readonly Sample[]): void
  /** The next hour was forecast. */
  onForecast(forecast: Forecast): void
  /** Other settings are in force: applied at once. */
  onSettingsChanged(): void
  /** Resolves when what was done before is in the store, or could not be written for now. */
  flush(): Promise<void>
  close(): Promise<void>
}

/** Goes on from the stored alarms, and judges all of them once a second. */
export async function openAlarmService(
  context: PlantContext,
  demand: ObservedDemand,
  inputs: AlarmInputs,
): Promise<AlarmService> {
  const journal = await openAlarmJournal(context)
  return new PlantAlarmService(context, journal, new PlantObserver(context, demand, inputs))
}

class PlantAlarmService implements AlarmService {
  readonly #context: PlantContext
  readonly #journal: AlarmJournal
  readonly #observer: PlantObserver
  readonly #liveAlarms: LiveAlarms
  readonly #throttle: Throttle
  readonly #cancel: () => void
  #publishedAt = Number.NEGATIVE_INFINITY
  #publishedMessages = ''

  constructor(context: PlantContext, journal: AlarmJournal, observer: PlantObserver) {
    this.#context = context
    this.#journal = journal
    this.#observer = observer
    this.#liveAlarms = new LiveAlarms(journal.storedAlarms)
    this.#throttle = createThrottle(context.clock, { pauseMs: PUBLISH_PAUSE }, () => this.#publish())
    this.#cancel = every(context.clock, EVALUATE_EVERY, () => {
      // What goes wrong in one second must not end the judging.
      try {
        this.#evaluate()
      } catch (error) {
        context.onFailure('Judging the alarms', error)
      }
    })
  }

  alarms(): readonly Alarm[] {
    return this.#liveAlarms.toAlarms()
  }

  metrics(): AlarmMetrics {
    return computeAlarmMetrics(this.#journal.trail(), this.#liveAlarms.toAlarms(), this.#context.clock.now())
  }

  async entries(span: Interval): Promise<AlarmEntry[]> {
    const { store, source } = this.#context
    await this.#journal.flush()
    return [...(await store.alarmEntries(source.id, span, MAX_ENTRIES))]
  }

  acknowledge(ids?: readonly string[]): readonly Alarm[] {
    const chosen = ids?.map((id, i) => this.#liveAlarms.get(id, `ids.${i}`)) ?? this.#liveAlarms.list()
    return this.#operate(chosen, { kind: 'acknowledge' })
  }

  shelve(id: string, minutes: number, reason: string): readonly Alarm[] {
    const until = this.#context.clock.now() + minutes * MINUTE
    return this.#operate([this.#liveAlarms.get(id)], { kind: 'shelve', until, reason })
  }

  unshelve(id: string): readonly Alarm[] {
    const alarm = this.#liveAlarms.get(id)
    if (alarm.state !== 'shelved') {
      throw new EngineError('invalid', `The alarm “${id}” is not on the shelf.`, 'id')
    }
    return this.#operate([alarm], { kind: 'unshelve' })
  }

  onSamples(samples: readonly Sample[]): void {
    this.#observer.onSamples(samples)
  }

  onForecast(forecast: Forecast): void {
    this.#observer.onForecast(forecast)
  }

  onSettingsChanged(): void {
    this.#evaluate()
  }

  flush(): Promise<void> {
    return this.#journal.flush()
  }

  async close(): Promise<void> {
    this.#cancel()
    this.#throttle.close()
    this.#observer.close()
    await this.#journal.flush()
  }

  #evaluate(): void {
    this.#recordChanges(this.#liveAlarms.evaluate(this.#observer.observe()))
    // A clock that was set back must not silence it.
    const isDue = Math.abs(this.#context.clock.now() - this.#publishedAt) >= MESSAGES_EVERY
    if (isDue && this.#liveAlarms.messages() !== this.#publishedMessages) this.#throttle.request()
  }

  #operate(chosen: readonly LiveAlarm[], event: AlarmEvent): readonly Alarm[] {
    const now = this.#context.clock.now()
    this.#recordChanges(chosen.flatMap((alarm) => alarm.applyEvent(event, OPERATOR, now)))
    return this.#liveAlarms.toAlarms()
  }

  #recordChanges(entries: readonly AlarmEntry[]): void {
    const changed = this.#liveAlarms.popChanged()
    if (changed.length > 0 || entries.length > 0) this.#journal.record(changed, entries)
    if (entries.length > 0) this.#throttle.request()
  }

  #publish(): void {
    this.#publishedAt = this.#context.clock.now()
    this.#publishedMessages = this.#liveAlarms.messages()
    this.#context.publish({ kind: 'alarms', alarms: this.#liveAlarms.toAlarms() })
  }
}
