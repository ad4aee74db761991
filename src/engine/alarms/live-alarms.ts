import { ALARM_KINDS, ALARM_RULES, type Alarm, type AlarmEntry } from '../../domain/alarms/alarm.ts'
import { EngineError } from '../runtime/engine-error.ts'
import { WATCHERS } from './kinds/all-kinds.ts'
import { idOf, type Subject, WatchedAlarm } from './live-alarm.ts'
import type { PlantNow } from './plant-snapshot.ts'

/** All alarms that are watched, by id. */
export class WatchedAlarms {
  readonly #alarms = new Map<string, WatchedAlarm>()
  /** Changed, and watched no longer. */
  #retired: Alarm[] = []

  /** @param kept Alarms from earlier: they stand as they stood. */
  constructor(kept: readonly Alarm[]) {
    for (const alarm of kept) {
      this.#alarms.set(alarm.id, new WatchedAlarm(alarm, alarm, ALARM_RULES[alarm.kind], alarm.since))
    }
  }

  /** Judges every alarm by the plant as it is now; answers what the audit trail is to say. */
  evaluate(plant: PlantNow): AlarmEntry[] {
    const entries: AlarmEntry[] = []
    const wanted = new Set<string>()
    for (const kind of ALARM_KINDS) {
      const rule = plant.rules[kind]
      if (!rule.enabled) continue
      const watcher = WATCHERS[kind]
      for (const tag of watcher.subjects(plant)) {
        const alarm = this.#of({ kind, tag }, plant)
        wanted.add(alarm.id)
        entries.push(...alarm.meet(watcher.read(plant, tag, alarm.isSuppressed), rule, plant.now))
      }
    }
    for (const [id, alarm] of this.#alarms) {
      if (!wanted.has(id)) entries.push(...this.#retire(alarm, plant))
    }
    return entries
  }

  /** @throws EngineError `not-found` that names the field and lists what there is. */
  get(id: string, field = 'id'): WatchedAlarm {
    const alarm = this.#alarms.get(id)
    if (alarm !== undefined) return alarm
    const known = [...this.#alarms.keys()].join(', ') || 'none yet'
    throw new EngineError('not-found', `There is no alarm “${id}”. The alarms are: ${known}.`, field)
  }

  each(): WatchedAlarm[] {
    return [...this.#alarms.values()]
  }

  all(): Alarm[] {
    return this.each().map((alarm) => alarm.alarm())
  }

  /** What all that aren't normal say, for seeing whether it has changed. */
  words(): string {
    let words = ''
    for (const alarm of this.#alarms.values()) if (alarm.state !== 'normal') words += `${alarm.message}\n`
    return words
  }

  /** Those that have changed since this was last asked. */
  takeChanged(): Alarm[] {
    const changed = this.#retired
    this.#retired = []
    for (const alarm of this.#alarms.values()) {
      const change = alarm.takeChange()
      if (change !== null) changed.push(change)
    }
    return changed
  }

  #of(subject: Subject, { rules, now }: PlantNow): WatchedAlarm {
    const id = idOf(subject)
    const known = this.#alarms.get(id)
    if (known !== undefined) return known
    const alarm = new WatchedAlarm(subject, null, rules[subject.kind], now)
    this.#alarms.set(id, alarm)
    return alarm
  }

  #retire(alarm: WatchedAlarm, { rules, now }: PlantNow): AlarmEntry[] {
    const why = rules[alarm.kind].enabled
      ? 'There is nothing to judge it by any more.'
      : 'Switched off in the settings.'
    const entries = alarm.retire(why, now)
    const change = alarm.takeChange()
    if (change !== null) this.#retired.push(change)
    this.#alarms.delete(alarm.id)
    return entries
  }
}
