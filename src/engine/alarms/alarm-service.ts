import type { EngineEvent } from '../../contract/api.ts'
import type { Alarm, AlarmEntry, AlarmFigures } from '../../domain/alarms/alarm.ts'
import { alarmFigures } from '../../domain/alarms/alarm-metrics.ts'
import type { AlarmEvent } from '../../domain/alarms/alarm-state-machine.ts'
import type { Forecast } from '../../domain/forecast/forecast.ts'
import type { Sample } from '../../domain/telemetry/sample.ts'
import { type Interval, MINUTE, SECOND } from '../../domain/time/time.ts'
import { every } from '../runtime/clock.ts'
import { EngineError } from '../runtime/engine-error.ts'
import { createAlarmRelay } from '../runtime/throttle.ts'
import type { Source } from '../sources/source.ts'
import type { StorePort } from '../store/store-port.ts'
import { openAlarmKeeper } from './alarm-journal.ts'
import { OPERATOR, type WatchedAlarm } from './live-alarm.ts'
import { WatchedAlarms } from './live-alarms.ts'
import { createPlantLook, type PlantLookParts } from './observe-plant.ts'

const EVALUATE_EVERY = SECOND
/** The words of an alarm that stands are told anew this often, in ms, where nothing else is to be told. */
const WORDS_EVERY = 5 * SECOND
/** Entries in one answer at the most. */
const MOST_ENTRIES = 1_000

/** What the desk needs of its session. */
export interface AlarmDeskParts extends Omit<PlantLookParts, 'forecast' | 'source'> {
  readonly store: Pick<StorePort, 'keepAlarms' | 'alarms' | 'alarmEntries'>
  readonly source: Pick<Source, 'id' | 'kind' | 'staleAfterMs'>
  readonly publish: (event: EngineEvent) => void
}

/**
 * Watches what an operator must act on now, and keeps the alarms about it with their audit trail. All times are the
 * engine's clock: an alarm speaks of the operator's now, whatever time the plant's data has.
 */
export interface AlarmDesk {
  /** Every alarm that is watched, as it stands, the normal ones among them. */
  alarms(): readonly Alarm[]
  figures(): AlarmFigures
  /** The audit trail in the span, newest first, at most 1,000. */
  entries(span: Interval): Promise<AlarmEntry[]>
  /** Those named, or all that are unacknowledged. @throws EngineError `not-found` for an alarm that there isn't. */
  acknowledge(ids?: readonly string[]): readonly Alarm[]
  /** Again for one that is on the shelf: the new time and reason hold. @throws EngineError `not-found` for an alarm that there isn't. */
  shelve(id: string, minutes: number, reason: string): readonly Alarm[]
  /** @throws EngineError `not-found` for an alarm that there isn't, `invalid` for one that isn't on the shelf. */
  unshelve(id: string): readonly Alarm[]
  /** Live samples came in. */
  take(samples: readonly Sample[]): void
  /** The next hour was forecast. */
  foresee(forecast: Forecast): void
  /** Other settings are in force: applied at once. */
  settingsChanged(): void
  /** Resolves when what was done before is in the store, or could not be written for now. */
  settled(): Promise<void>
  close(): Promise<void>
}

/** Takes up the alarms as they were kept, and watches from then on, once a second. */
export async function openAlarmDesk(parts: AlarmDeskParts): Promise<AlarmDesk> {
  const { store, source, clock, publish, onFailure } = parts
  const keeper = await openAlarmKeeper({
    store,
    source: source.id,
    clock,
    onFailure: (error) => onFailure('Keeping alarms', error),
  })
  let forecast: Forecast | null = null
  const plant = createPlantLook({ ...parts, forecast: () => forecast })
  const watched = new WatchedAlarms(keeper.kept)

  let wordsToldAt = Number.NEGATIVE_INFINITY
  let toldWords = ''
  const relay = createAlarmRelay(clock, () => {
    wordsToldAt = clock.now()
    toldWords = watched.words()
    publish({ kind: 'alarms', alarms: watched.all() })
  })
  const note = (entries: readonly AlarmEntry[]) => {
    const changed = watched.takeChanged()
    if (changed.length > 0 || entries.length > 0) keeper.keep(changed, entries)
    if (entries.length > 0) relay.changed()
  }
  const evaluate = () => {
    note(watched.evaluate(plant.look()))
    // A clock that was set back must not silence it.
    const isDue = Math.abs(clock.now() - wordsToldAt) >= WORDS_EVERY
    if (isDue && watched.words() !== toldWords) relay.changed()
  }
  const operate = (asked: readonly WatchedAlarm[], event: AlarmEvent) => {
    note(asked.flatMap((alarm) => alarm.do(event, OPERATOR, clock.now())))
    return watched.all()
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
    alarms: () => watched.all(),
    figures: () => alarmFigures(keeper.trail(), watched.all(), clock.now()),
    async entries(span) {
      await keeper.settled()
      return [...(await store.alarmEntries(source.id, span, MOST_ENTRIES))]
    },
    acknowledge(ids) {
      const asked = ids?.map((id, i) => watched.get(id, `ids.${i}`)) ?? watched.each()
      return operate(asked, { kind: 'acknowledge' })
    },
    shelve: (id, minutes, reason) =>
      operate([watched.get(id)], { kind: 'shelve', until: clock.now() + minutes * MINUTE, reason }),
    unshelve(id) {
      const alarm = watched.get(id)
      if (alarm.state !== 'shelved') {
        throw new EngineError('invalid', `The alarm “${id}” is not on the shelf.`, 'id')
      }
      return operate([alarm], { kind: 'unshelve' })
    },
    take: plant.heard,
    foresee(made) {
      forecast = made
    },
    settingsChanged: evaluate,
    settled: keeper.settled,
    async close() {
      cancel()
      relay.close()
      plant.close()
      await keeper.settled()
    },
  }
}
